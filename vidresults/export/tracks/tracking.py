"""What formats of tracks share: the models with boxes, where they looked, and ids that will do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from vidresults.errors import OutputError, SelectionError
from vidresults.export.pictures.names import unique_names
from vidresults.matching import source_rate
from vidresults.results import rows_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.results import Facts, Source

BOX_TASKS: Final = frozenset({"object-detection", "instance-segmentation", "keypoint-detection"})


@dataclass(slots=True, kw_only=True)
class Looked:
    """One model with boxes on one source.

    Attributes:
        source_id: The source.
        model: The model.
        frames: The frames that it was inferred on, ascending.
        unanswered: On how many it was not, or failed.
        sizes: The sizes (width, height in pixels) in which it saw them.
    """

    source_id: str
    model: str
    frames: list[int] = field(default_factory=list)
    unanswered: int = 0
    sizes: set[tuple[int, int]] = field(default_factory=set)

    def size(self, facts: Facts) -> tuple[int, int] | None:
        """The one size of its frames, else that of the source; None where it is not known."""
        if self.sizes:
            return next(iter(self.sizes)) if len(self.sizes) == 1 else None
        return facts.frame_size(self.source_id)

    def needed_size(self, facts: Facts, format_name: str) -> tuple[int, int]:
        """The one size of its frames.

        Raises:
            OutputError: It is not known.
        """
        size = self.size(facts)
        if size is None:
            raise OutputError(
                f"frames of {self.source_id} have no one known size, and {format_name} needs it: "
                "give the video (--video)"
            )
        return size


_COLUMNS = ["source_id", "model", "task", "frame_index", "state", "image_width", "image_height"]


def looked_at(source: Source) -> list[Looked]:
    """The models that look for boxes, on each source; those of which no task is known too."""
    found: dict[tuple[str, str], Looked] = {}
    tasks: dict[tuple[str, str], set[str]] = {}
    for row in rows_of(source, "inferences", _COLUMNS):
        key = (row["source_id"], row["model"])
        one = found.setdefault(key, Looked(source_id=key[0], model=key[1]))
        if row["state"] == "inferred":
            one.frames.append(row["frame_index"])
        else:
            one.unanswered += 1
        if row["task"] is not None:
            tasks.setdefault(key, set()).add(row["task"])
        if row["image_width"] and row["image_height"]:
            one.sizes.add((row["image_width"], row["image_height"]))
    with_boxes = {
        (row["source_id"], row["model"])
        for batch in source.batches("detections")
        for row in batch.select(["source_id", "model"]).to_pylist()
    }
    return [
        one
        for key, one in found.items()
        if key in with_boxes or key not in tasks or tasks[key] & BOX_TASKS
    ]


def sequence_names(sequences: list[Looked]) -> dict[tuple[str, str], str]:
    """A name for each source and model, safe as a folder's.

    The model is in it where several look at one source.
    """
    models = Counter(one.source_id for one in sequences)
    # A NUL is in neither name, and is made an underscore: pairs stay apart.
    texts = {
        (one.source_id, one.model): one.source_id
        if models[one.source_id] == 1
        else f"{one.source_id}\0{one.model}"
        for one in sequences
    }
    safe = unique_names(texts.values())
    return {key: safe[text] for key, text in texts.items()}


def rate_of(
    facts: Facts, source_id: str, frames: NDArray[np.int64], times: NDArray[np.float64]
) -> Fraction | None:
    """Frames per second of the video: as joined, else behind the times that were sent."""
    document = facts.document_of[source_id]
    if document["video_fps_numerator"] is not None:
        return Fraction(document["video_fps_numerator"], document["video_fps_denominator"])
    return source_rate(frames, times)


def require_tracks(facts: Facts, format_name: str) -> None:
    """Refuse boxes without tracks.

    Raises:
        SelectionError: There are boxes, and none has a tracker id.
    """
    if facts.rows["detections"] and not facts.values["detections.tracker_id"]:
        raise SelectionError(
            f"{format_name} holds tracks, and no box has a tracker id: assign them with --track "
            "METHOD, or before with `vidresults tracks` (vr.track)"
        )


class OncePerFrame:
    """Passes boxes on, and refuses an id that stands twice on a frame: no reader takes that."""

    def __init__(self) -> None:
        self._frame: tuple[Any, ...] = ()
        self._ids: set[int] = set()

    def checked(self, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The same rows, which stand frame by frame.

        Raises:
            OutputError: An id stands twice; names frame and id.
        """
        for row in rows:
            frame = (row["source_id"], row["model"], row["frame_index"])
            if frame != self._frame:
                self._frame, self._ids = frame, set()
            track = row["tracker_id"]
            if track is not None and track in self._ids:
                raise OutputError(
                    f"tracker id {track} stands twice on frame {row['frame_index']} of "
                    f"{row['source_id']} ({row['model']}), a track has one box on a frame: export "
                    "classes one by one (--class), or assign ids anew (--track METHOD)"
                )
            if track is not None:
                self._ids.add(track)
            yield row
