"""A video whose frames were classified, with names that are no folders' names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.readers.scene import Video
from tests.readers.things import SIZE

_KINDS = ("白天", "../night", "rain or snow")


@dataclass(frozen=True, kw_only=True)
class LabelledVideo(Video):
    """One source.

    Attributes:
        labels: {frame number: the place of its class in _KINDS}, None where no model ran.
    """

    labels: dict[int, int | None]

    def document(self) -> dict[str, Any]:
        """The result of a job."""
        return {
            "frame_offset": list(self.labels),
            "time_offset": [number / self.fps for number in self.labels],
            "weather": [None if at is None else _answer(at) for at in self.labels.values()],
        }

    def truth(self) -> dict[str, Any]:
        """What a reader should find."""
        labels = {
            f"{self.stem}_{number:06d}": _KINDS[at]
            for number, at in self.labels.items()
            if at is not None
        }
        return super().truth() | {"labels": labels}


def weather() -> list[Video]:
    """Frames of every class, and one that was not inferred."""
    labels = {0: 0, 6: 1, 12: 0, 18: None, 24: 2}
    return [LabelledVideo(name="cam/1", stem="cam_1", fps=25, frames={}, labels=labels)]


def _answer(at: int) -> dict[str, Any]:
    scores = [
        {"class": name, "class_id": number, "confidence": 0.75 if number == at else 0.125}
        for number, name in enumerate(_KINDS)
    ]
    scores.sort(key=lambda one: -one["confidence"])
    return {
        "image": {"width": SIZE[0], "height": SIZE[1]},
        "predictions": scores,
        "top": _KINDS[at],
        "confidence": 0.75,
    }
