"""The chunks of a Rerun recording: some frames of one model, column by column."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pycocotools import mask as coco_mask

from vidresults.analytics.clock import clock_times
from vidresults.analytics.rasters import rle_of_rings
from vidresults.export.labels.categories import Categories
from vidresults.export.pictures.coco_images import frame_numbers, frame_times, video_times
from vidresults.export.times.subtitles import CLOCKS
from vidresults.matching import PALETTE, colour_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.export.labels.categories import Category
    from vidresults.results import Source

Row = dict[str, Any]
Pairs = Sequence[tuple[Row, dict[str, list[Row]]]]


class Chunks:
    """Makes chunks with ids that are counted, and counts what had to be changed."""

    def __init__(self, source: Source) -> None:
        """Number the classes and read the times."""
        self._facts = source.facts
        self._categories = Categories(source.facts)
        self._numbers = {c.id: n for n, c in enumerate(self._categories.all, start=1)}
        self._names = {n: c.name for n, c in enumerate(self._categories.all, start=1)}
        self._frames = frame_numbers(source)
        shown, sent = video_times(source), frame_times(source)
        self._times = {name: clock_times(shown[name], sent[name]) for name in self._frames}
        self._ids = itertools.count(1)
        self._with_masks: set[tuple[str, str]] = set()
        self._counts: Counter[str] = Counter()

    def context(self, source_id: str, model: str) -> Any:
        """Names and colours of all classes, for all times."""
        import rerun as rr

        classes = [
            rr.AnnotationInfo(
                id=number,
                label=category.name,
                color=_colour(category),
            )
            for number, category in enumerate(self._categories.all, start=1)
        ]
        (batch, *_) = rr.AnnotationContext(classes).as_component_batches()
        column = rr.ComponentColumn(batch.component_descriptor(), batch, lengths=[1])
        return self._chunk(_path(source_id, model), [], [column])

    def of(self, source_id: str, model: str, pairs: Pairs) -> Iterator[Any]:
        """The chunks of some frames; those of unknown time are on the line of frames alone."""
        seconds, _ = self._times[source_id]
        frames = [inference["frame_index"] for inference, _ in pairs]
        times = seconds[np.searchsorted(self._frames[source_id], frames)]
        for known, group in itertools.groupby(
            zip(pairs, frames, times, strict=True), key=lambda item: not np.isnan(item[2])
        ):
            part = list(group)
            if not known:
                self._counts["frames of unknown time are on the line of frames alone"] += len(part)
            indexes = _indexes([f for _, f, _ in part], [t for _, _, t in part] if known else None)
            yield self._boxes(_path(source_id, model, "boxes"), indexes, [p for p, _, _ in part])
            yield from self._masks(source_id, model, part, known=known)

    def _boxes(self, path: str, indexes: list[Any], pairs: Pairs) -> Any:
        import rerun as rr

        lengths = [len(rows["detections"]) for _, rows in pairs]
        boxes = [row for _, rows in pairs for row in rows["detections"]]
        numbers = [self._number(row) for row in boxes]
        places = ("x_center", "y_center", "width", "height")
        exact = np.array([[row[name] for name in places] for row in boxes]).reshape(-1, 4)
        single = exact.astype(np.float32)
        self._counts["boxes were rounded to single precision"] += int(
            (single != exact).any(axis=1).sum()
        )
        columns = rr.Boxes2D.columns(
            centers=single[:, :2],
            half_sizes=single[:, 2:] / 2,
            labels=[self._names[number] for number in numbers],
            class_ids=numbers,
        ).partition(lengths)
        more = [
            _column(name, pa.array([row[name] for row in boxes], kind), lengths)
            for name, kind in (("confidence", pa.float64()), ("tracker_id", pa.int64()))
        ]
        states = pa.array([inference["state"] for inference, _ in pairs])
        more.append(_column("state", states, [1] * len(pairs)))
        return self._chunk(path, indexes, [*columns, *more])

    def _masks(self, source_id: str, model: str, part: list[Any], *, known: bool) -> Iterator[Any]:
        """A picture of class numbers for each frame, from the first one with a mask on."""
        import rerun as rr

        for (inference, rows), frame, time in part:
            masked = [r for r in rows["detections"] if r["rle"] is not None or r["polygons"]]
            if masked:
                self._with_masks.add((source_id, model))
            if (source_id, model) not in self._with_masks:
                continue
            size = (inference["image_width"], inference["image_height"])
            width, height = size if all(size) else self._facts.frame_size(source_id) or (0, 0)
            if not width:
                self._counts["masks on frames of unknown size are left out"] += len(masked)
                continue
            picture = np.zeros((height, width), np.uint16)
            for row in masked:
                self._paint(picture, row)
            blob, form = (
                picture.tobytes(),
                rr.components.ImageFormat(
                    width=width, height=height, color_model="L", channel_datatype="U16"
                ),
            )
            columns = rr.SegmentationImage.columns(buffer=[blob], format=[form])
            indexes = _indexes([frame], [time] if known else None)
            yield self._chunk(_path(source_id, model, "masks"), indexes, columns)

    def _paint(self, picture: NDArray[np.uint16], row: Row) -> None:
        height, width = picture.shape
        rle = row["rle"]
        if rle is None:
            rings = [[n for point in ring for n in (point["x"], point["y"])]
                     for ring in row["polygons"]]  # fmt: skip
            coded = rle_of_rings(rings, width, height)
        else:
            coded = {"size": [rle["height"], rle["width"]], "counts": rle["counts"]}
        pixels = coco_mask.decode(coded).astype(bool)
        if pixels.shape != picture.shape:
            self._counts["masks of another size than their frame are left out"] += 1
            return
        self._counts["pixels lie in several masks, and show the last one"] += int(
            (picture[pixels] > 0).sum()
        )
        self._counts["masks are drawn as pixels of their class"] += 1
        picture[pixels] = self._number(row)

    def _number(self, row: Row) -> int:
        found = self._categories.id_of(row["model"], row["class_id"], row["class_name"])
        return self._numbers[found]

    def _chunk(self, path: str, indexes: list[Any], columns: Any) -> Any:
        """A chunk whose ids, and those of its rows, are the next ones."""
        from rerun.chunk import Chunk

        batch = Chunk.from_columns(path, indexes, columns).to_record_batch()
        name = batch.schema.names[0]  # the ids of rows come first
        rows = [_id(next(self._ids)) for _ in range(batch.num_rows)]
        ids = pa.array(rows, batch.schema.field(0).type)
        told = dict(batch.schema.metadata) | {b"rerun:id": f"chunk_{_id(next(self._ids)).hex()}"}
        assert name == "rerun.controls.RowId"
        batch = pa.RecordBatch.from_arrays(
            [ids, *batch.columns[1:]], schema=batch.schema.with_metadata(told)
        )
        (chunk,) = Chunk.from_record_batch(batch)
        return chunk

    def notes(self) -> list[str]:
        """What was changed or left out, and whose times were taken."""
        clocks = sorted({clock for _, clock in self._times.values() if clock is not None})
        told = [f"times are {' or '.join(CLOCKS[clock] for clock in clocks)}"] if clocks else []
        return [*(f"{count} {what}" for what, count in self._counts.items() if count), *told]


def _id(number: int) -> bytes:
    """An id as Rerun has them: a time and a count, eight bytes each."""
    return (1).to_bytes(8, "big") + number.to_bytes(8, "big")


def _colour(category: Category) -> list[int]:
    """That of rendered video, red, green and blue."""
    colour = PALETTE[colour_key(category.class_id, category.name) % len(PALETTE)]
    return list(bytes.fromhex(colour[1:]))


def _column(name: str, values: pa.Array, lengths: list[int]) -> Any:
    """A component that Rerun has no name for, so many values for each row."""
    import rerun as rr

    return rr.ComponentColumn(name, rr.AnyBatchValue(name, values), lengths=lengths)


def _path(*parts: str) -> str:
    import rerun as rr

    return str(rr.new_entity_path(list(parts)))


def _indexes(frames: list[int], seconds: list[float] | None) -> list[Any]:
    import rerun as rr

    line = [rr.TimeColumn("frame", sequence=frames)]
    if seconds is not None:
        ticks = [np.timedelta64(round(time * 1e9), "ns") for time in seconds]
        line.append(rr.TimeColumn("time", duration=ticks))
    return line
