"""The images and videos of a COCO dataset, held as numbers: there may be millions of frames."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from vidresults.errors import OutputError
from vidresults.export.pictures.coco_frames import NumberedFrames
from vidresults.export.pictures.names import frame_file_name, unique_names
from vidresults.matching import source_rate
from vidresults.results import split_by_source

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

_ENTRY = pa.schema(
    {
        "id": pa.int64(),
        "file_name": pa.string(),
        "width": pa.int32(),
        "height": pa.int32(),
        "video_id": pa.int64(),
        "frame_index": pa.int64(),
        "timestamp": pa.float64(),
        "video_timestamp": pa.float64(),
        "models_without_answer": pa.list_(pa.string()),
    }
)


class Images:
    """One image for every frame on which a model ran, numbered from 1.

    A frame that no model ran on is no image: as an image without annotations it would say that
    nothing is on it.

    Attributes:
        notes: What was left out, with numbers.
    """

    def __init__(self, source: Source) -> None:
        """Number the frames; sizes come from the inferences, else from the source's one size."""
        self._source = source
        self._frames = {
            source_id: NumberedFrames(numbers, source.facts.frame_size(source_id))
            for source_id, numbers in frame_numbers(source).items()
        }
        for source_id, batch in _by_source(source, "inferences"):
            self._frames[source_id].add(source_id, batch)
        first = 1
        for frames in self._frames.values():
            first = frames.number_from(first)
        left_out = sum(int((~frames.ran).sum()) for frames in self._frames.values())
        unsized = sum(int((f.ran & (f.ids == 0)).sum()) for f in self._frames.values())
        self.notes: list[str] = []
        if left_out:
            self.notes.append(f"{left_out} frames that were not inferred are no images")
        if unsized:
            self.notes.append(f"{unsized} frames of unknown size are no images; give the video")

    def entries(self) -> Iterator[dict[str, Any]]:
        """The images in order, without what is not known."""
        for batch in self.batches():
            yield from map(known, batch.to_pylist())

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The images in order, null where something is not known."""
        video_ids = {name: i for i, name in enumerate(self._source.facts.source_ids, start=1)}
        stems = unique_names(self._source.facts.source_ids)
        for source_id, batch in _by_source(self._source, "frames"):
            frames = self._frames[source_id]
            at = frames.positions(batch["frame_index"].to_numpy())
            rows, at = batch.filter(pa.array(frames.ids[at] > 0)), at[frames.ids[at] > 0]
            numbers = rows["frame_index"].to_pylist()
            columns = {
                "id": frames.ids[at],
                "file_name": [frame_file_name(stems[source_id], number) for number in numbers],
                "width": frames.width[at],
                "height": frames.height[at],
                "video_id": np.full(len(at), video_ids[source_id]),
                "frame_index": rows["frame_index"],
                "timestamp": rows["time_seconds"],
                "video_timestamp": rows["video_time_seconds"],
                "models_without_answer": [idle or None for idle in frames.without_answer(at)],
            }
            yield pa.RecordBatch.from_pydict(columns, _ENTRY)

    def of(self, row: dict[str, Any]) -> dict[str, int]:
        """Id, frame number, width and height of a detection's image.

        Raises:
            OutputError: The frame's size is not known.
        """
        frames = self._frames[row["source_id"]]
        image = frames.image(row["frame_index"])
        if not image["id"]:
            raise _unsized(row["source_id"], row["frame_index"])
        return image

    def ids_of(self, detections: pa.RecordBatch) -> NDArray[np.int64]:
        """The ids of the images of a batch of detections; errors as `of`."""
        parts = [np.empty(0, np.int64)]
        for source_id, rows in split_by_source(detections):
            frames, numbers = self._frames[source_id], rows["frame_index"].to_numpy()
            found = frames.ids[frames.positions(numbers)]
            if not found.all():
                raise _unsized(source_id, numbers[found.argmin()])
            parts.append(found)
        return np.concatenate(parts)


def known(row: dict[str, Any]) -> dict[str, Any]:
    """The row without what is null."""
    return {name: value for name, value in row.items() if value is not None}


def _unsized(source_id: str, frame_index: int) -> OutputError:
    return OutputError(
        f"the size of frame {frame_index} of {source_id} is not in the result, and labels need "
        "it: give the video (--video)"
    )


def videos(source: Source) -> Iterator[dict[str, Any]]:
    """An entry for each source, with its size and rate where they are known."""
    times = frame_times(source)
    for number, (source_id, frames) in enumerate(frame_numbers(source).items(), start=1):
        document = source.facts.document_of[source_id]
        entry: dict[str, Any] = {"id": number, "name": source_id}
        size = source.facts.frame_size(source_id)
        if size is not None:
            entry |= {"width": size[0], "height": size[1]}
        if document["video_fps_numerator"] is not None:
            entry["fps"] = document["video_fps_numerator"] / document["video_fps_denominator"]
        else:
            rate = source_rate(frames, times[source_id])
            entry |= {} if rate is None else {"fps": float(rate)}
        if document["video_path"] is not None:
            entry["file_name"] = Path(document["video_path"]).name
        yield entry


def frame_numbers(source: Source) -> dict[str, NDArray[np.int64]]:
    """The sampled frames of each source, ascending."""
    return _column(source, "frame_index", np.int64)


def frame_times(source: Source) -> dict[str, NDArray[np.float64]]:
    """Their times as sent, NaN where none was."""
    return _column(source, "time_seconds", np.float64)


def video_times(source: Source) -> dict[str, NDArray[np.float64]]:
    """Their times in the video file itself, NaN where unknown."""
    return _column(source, "video_time_seconds", np.float64)


def _column(source: Source, name: str, dtype: type[np.generic]) -> dict[str, NDArray[Any]]:
    parts: dict[str, list[NDArray[Any]]] = {key: [] for key in source.facts.source_ids}
    for source_id, batch in _by_source(source, "frames"):
        parts[source_id].append(batch[name].to_numpy(zero_copy_only=False).astype(dtype))
    return {key: np.concatenate([np.empty(0, dtype), *found]) for key, found in parts.items()}


def _by_source(source: Source, table: str) -> Iterator[tuple[str, pa.RecordBatch]]:
    """The table's batches, split where they hold several sources."""
    for batch in source.batches(table):
        yield from split_by_source(batch)
