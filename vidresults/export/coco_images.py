"""The images and videos of a COCO dataset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults.errors import OutputError
from vidresults.export.names import frame_file_name, unique_names
from vidresults.matching import source_rate
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.results import Source


class Images:
    """One image for every frame on which a model ran, numbered from 1.

    A frame that no model ran on is no image: as an image without annotations it would say that
    nothing is on it.

    Attributes:
        all: The entries in order.
        notes: What was left out, with numbers.
    """

    def __init__(self, source: Source) -> None:
        """Number the frames; sizes come from the inferences, else from the source's one size."""
        self._by_frame: dict[tuple[str, int], dict[str, Any]] = {}
        ran, idle, sizes = _inferred(source)
        video_ids = {name: i for i, name in enumerate(source.facts.source_ids, start=1)}
        stems = unique_names(source.facts.source_ids)
        left_out = unsized = 0
        for row in rows_of(source, "frames"):
            key = (row["source_id"], row["frame_index"])
            size = sizes.get(key) or source.facts.frame_size(row["source_id"])
            if key not in ran:
                left_out += 1
            elif size is None:
                unsized += 1
            else:
                self._by_frame[key] = {
                    "id": len(self._by_frame) + 1,
                    "file_name": frame_file_name(stems[key[0]], key[1]),
                    "width": size[0],
                    "height": size[1],
                    "video_id": video_ids[key[0]],
                    "frame_index": key[1],
                    **_times(row),
                    **({"models_without_answer": idle[key]} if key in idle else {}),
                }
        self.all = list(self._by_frame.values())
        self.notes: list[str] = []
        if left_out:
            self.notes.append(f"{left_out} frames that were not inferred are no images")
        if unsized:
            self.notes.append(f"{unsized} frames of unknown size are no images; give the video")

    def of(self, row: dict[str, Any]) -> dict[str, Any]:
        """The image of a detection.

        Raises:
            OutputError: The frame's size is not known.
        """
        image = self._by_frame.get((row["source_id"], row["frame_index"]))
        if image is None:
            raise OutputError(
                f"the size of frame {row['frame_index']} of {row['source_id']} is not in the "
                "result, and COCO needs it: give the video (--video)"
            )
        return image


def videos(source: Source) -> Iterator[dict[str, Any]]:
    """An entry for each source, with its size and rate where they are known."""
    frames_of: dict[str, list[dict[str, Any]]] = {name: [] for name in source.facts.source_ids}
    for row in rows_of(source, "frames"):
        frames_of[row["source_id"]].append(row)
    for number, (source_id, frames) in enumerate(frames_of.items(), start=1):
        document = source.facts.document_of[source_id]
        entry: dict[str, Any] = {"id": number, "name": source_id}
        size = source.facts.frame_size(source_id)
        if size is not None:
            entry |= {"width": size[0], "height": size[1]}
        if document["video_fps_numerator"] is not None:
            entry["fps"] = document["video_fps_numerator"] / document["video_fps_denominator"]
        else:
            rate = source_rate(
                [f["frame_index"] for f in frames], [f["time_seconds"] for f in frames]
            )
            entry |= {} if rate is None else {"fps": float(rate)}
        if document["video_path"] is not None:
            entry["file_name"] = Path(document["video_path"]).name
        yield entry


def _times(row: dict[str, Any]) -> dict[str, float]:
    times = {"timestamp": row["time_seconds"], "video_timestamp": row["video_time_seconds"]}
    return {name: time for name, time in times.items() if time is not None}


_Frame = tuple[str, int]


def _inferred(
    source: Source,
) -> tuple[set[_Frame], dict[_Frame, list[str]], dict[_Frame, tuple[int, int]]]:
    """Frames on which a model ran; the models that did not, where another did; and sizes."""
    ran: set[_Frame] = set()
    idle: dict[_Frame, list[str]] = {}
    sizes: dict[_Frame, tuple[int, int]] = {}
    columns = ["source_id", "model", "frame_index", "state", "image_width", "image_height"]
    for row in rows_of(source, "inferences", columns):
        key = (row["source_id"], row["frame_index"])
        if row["state"] == "inferred":
            ran.add(key)
        else:
            idle.setdefault(key, []).append(row["model"])
        if row["image_width"] is not None and row["image_height"] is not None:
            size = (row["image_width"], row["image_height"])
            if sizes.setdefault(key, size) != size:
                raise OutputError(
                    f"models saw frame {key[1]} of {key[0]} in different sizes ({sizes[key]} "
                    f"and {size}), an image has one: export them one by one (--model)"
                )
    return ran, idle, sizes
