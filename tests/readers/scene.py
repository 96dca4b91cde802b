"""The scene that every foreign reader is shown: its videos, what was found on them, the truth.

The truth is written from the definition here, never from what our exporters write.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from vidresults.geometry import compress_runs

SIZE = (64, 48)
"""Width and height of all pictures."""

CLASSES = {0: "环", 1: "🦊 fox", 2: 'say "hi", it\'s', 3: "../x", 5: "person", 6: "叉车"}
"""Names by the model's number; 4 never occurs."""

KEYPOINTS = ("nose", "left hand", "right hand")
_NUMBERS = {name: number for number, name in CLASSES.items()}


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something that was found.

    Attributes:
        name: Its class.
        track: Its tracker id.
        box: Left, top, width and height in pixels.
        confidence: Of box and class.
        mask: Shape (height, width), or None.
        ring: An outline [(x, y), ...], or None.
        keypoints: {name: (x, y, confidence)}, or None.
        corners: The four corners of a rotated box, or None.
        angle: Of the rotated box in degrees, clockwise on the picture.
    """

    name: str
    track: int
    box: tuple[float, float, float, float]
    confidence: float
    mask: Any = None
    ring: list[tuple[float, float]] | None = None
    keypoints: dict[str, tuple[float, float, float]] | None = None

    def prediction(self) -> dict[str, Any]:
        """As the API writes it."""
        left, top, width, height = self.box
        found: dict[str, Any] = {
            "x": left + width / 2, "y": top + height / 2, "width": width, "height": height,
            "confidence": self.confidence, "class": self.name, "class_id": _NUMBERS[self.name],
            "detection_id": f"{self.name}-{self.track}", "tracker_id": self.track,
        }  # fmt: skip
        if self.mask is not None:
            found["rle"] = {"size": list(self.mask.shape), "counts": _counts(self.mask)}
        if self.ring is not None:
            found["points"] = [{"x": x, "y": y} for x, y in self.ring]
        if self.keypoints is not None:
            found["keypoints"] = [
                {"x": x, "y": y, "confidence": c, "class": n, "class_id": KEYPOINTS.index(n)}
                for n, (x, y, c) in self.keypoints.items()
            ]
        return found

    def truth(self) -> dict[str, Any]:
        """What a reader should find."""
        found = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        mask = None if self.mask is None else ["".join(map(str, row)) for row in self.mask]
        return found | {"class_id": _NUMBERS[self.name], "mask": mask}


@dataclass(frozen=True, kw_only=True)
class Video:
    """One source.

    Attributes:
        name: Its id, as odd as users' ids are.
        stem: What its files are called.
        fps: Frames per second.
        frames: {frame number: what was found}, None where no model ran.
    """

    name: str
    stem: str
    fps: int
    frames: dict[int, list[Thing] | None]

    def document(self) -> dict[str, Any]:
        """The result of a job."""
        image = {"width": SIZE[0], "height": SIZE[1]}
        return {
            "frame_offset": list(self.frames),
            "time_offset": [number / self.fps for number in self.frames],
            "scene": [
                None
                if things is None
                else {"image": image, "predictions": [t.prediction() for t in things]}
                for things in self.frames.values()
            ],
        }

    def truth(self) -> dict[str, Any]:
        """What a reader should find."""
        return {
            "name": self.name,
            "stem": self.stem,
            "fps": self.fps,
            "frames": [
                {
                    "number": number,
                    "seconds": number / self.fps,
                    "picture": f"{self.stem}_{number:06d}.jpg",
                    "things": None if things is None else [thing.truth() for thing in things],
                }
                for number, things in self.frames.items()
            ],
        }


def truth_of(videos: list[Video]) -> dict[str, Any]:
    """The facts of a scene, for a reader that knows nothing of us."""
    seen = {
        thing.name for video in videos for things in video.frames.values() for thing in things or ()
    }
    return {
        "size": list(SIZE),
        "classes": {str(n): name for n, name in CLASSES.items() if name in seen},
        "keypoints": list(KEYPOINTS),
        "videos": [video.truth() for video in videos],
    }


def only(videos: list[Video], *names: str) -> list[Video]:
    """The same videos with things of these classes alone."""
    return [
        dataclasses.replace(
            video,
            frames={
                number: things and [thing for thing in things if thing.name in names]
                for number, things in video.frames.items()
            },
        )
        for video in videos
    ]


def five_masks() -> list[Thing]:
    """A ring, an object of two parts, a rectangle, one on the border, and one pixel."""
    ring = _blank()
    ring[4:16, 4:16] = 1
    ring[8:12, 8:12] = 0
    parts = _blank()
    parts[4:10, 22:30] = 1
    parts[14:20, 34:40] = 1
    solid = _blank()
    solid[24:34, 5:25] = 1
    border = _blank()
    border[30:48, 50:64] = 1
    border[30:36, 50:54] = 0
    pixel = _blank()
    pixel[22, 44] = 1
    masks = ((0, ring), (1, parts), (2, solid), (3, border), (0, pixel))
    return [
        Thing(
            name=CLASSES[number],
            track=track,
            box=_around(mask),
            confidence=0.75 + track / 64,
            mask=mask,
        )
        for track, (number, mask) in enumerate(masks, start=1)
    ]


def the_scene() -> list[Video]:
    """Two videos with equal frame numbers, ids and names of files."""
    ring, _, solid, *_ = five_masks()
    outside = Thing(name=CLASSES[1], track=6, box=(-5.25, 40.5, 12.5, 15.25), confidence=0.625)
    empty = Thing(name=CLASSES[2], track=7, box=(20.0, 20.0, 0.0, 0.0), confidence=0.5)
    twice = [
        Thing(name=CLASSES[3], track=track, box=(40.25, 8.5, 10.5, 12.25), confidence=0.5625)
        for track in (8, 9)
    ]
    first = {
        0: five_masks(),
        6: [_moved(ring, 3), outside, empty, *twice],
        12: [_moved(ring, 6), *_people()],
        18: None,
        24: [],
        30: [_moved(ring, 9), *_outlines()],
    }
    second = {
        0: [Thing(name=CLASSES[1], track=1, box=(10.5, 11.25, 20.0, 9.5), confidence=0.9375)],
        6: [],
        12: [_moved(solid, 2), dataclasses.replace(_outlines()[0], track=1)],
    }
    return [
        Video(name="cam/1", stem="cam_1", fps=25, frames=first),
        Video(name="cam_1", stem="cam_1-2", fps=10, frames=second),
    ]


def _people() -> list[Thing]:
    """One seen wholly; one with a hidden hand, and without the other."""
    whole = {"nose": (30.5, 10.25, 0.875), "left hand": (24.5, 20.5, 0.75),
             "right hand": (36.25, 21.5, 0.5)}  # fmt: skip
    partly = {"nose": (50.5, 12.0, 0.9375), "left hand": (46.0, 22.75, 0.25)}
    return [
        Thing(name="person", track=10, box=(22.5, 5.5, 16.0, 34.5), confidence=0.875,
              keypoints=whole),
        Thing(name="person", track=11, box=(43.0, 6.25, 15.5, 36.0), confidence=0.8125,
              keypoints=partly),
    ]  # fmt: skip


def _outlines() -> list[Thing]:
    """A bent outline, and one that reaches beyond the picture."""
    bent = [(30.5, 20.25), (44.75, 20.25), (44.75, 34.5), (38.0, 34.5), (38.0, 27.5), (30.5, 27.5)]
    beyond = [(56.0, 4.0), (70.0, 4.0), (70.0, 18.0), (56.0, 18.0)]
    return [
        Thing(name="叉车", track=12, box=(30.5, 20.25, 14.25, 14.25), confidence=0.6875, ring=bent),
        Thing(name="叉车", track=13, box=(56.0, 4.0, 14.0, 14.0), confidence=0.59375, ring=beyond),
    ]


def _moved(thing: Thing, pixels: int) -> Thing:
    """The thing, further to the right."""
    mask = np.roll(thing.mask, pixels, axis=1)
    return dataclasses.replace(thing, mask=mask, box=_around(mask))


def _blank() -> Any:
    return np.zeros((SIZE[1], SIZE[0]), np.uint8)


def _around(mask: Any) -> tuple[float, float, float, float]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    left, top = float(columns[0]), float(rows[0])
    return left, top, float(columns[-1]) + 1 - left, float(rows[-1]) + 1 - top


def _counts(mask: Any) -> str:
    """Run lengths column by column, beginning with the run of zeros."""
    flat = mask.flatten(order="F")
    edges = np.flatnonzero(np.diff(flat)) + 1
    runs = np.diff([0, *edges, len(flat)]).tolist()
    return compress_runs([0, *runs] if flat[0] else runs)
