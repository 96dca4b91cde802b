"""The scene that every foreign reader is shown: its videos, what was found on them, the truth.

The truth is written from the definition here, never from what our exporters write.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.readers.things import CLASSES, KEYPOINTS, SIZE, Thing, around, upright


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
            "seconds": (max(self.frames, default=0) + 1) / self.fps,
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
            box=around(mask),
            confidence=0.75 + track / 64,
            mask=mask,
        )
        for track, (number, mask) in enumerate(masks, start=1)
    ]


def oriented() -> list[Video]:
    """Rotated boxes: two inside, one of them not turned at all, and one that reaches beyond."""
    turned = ((0, (20.0, 16.0, 18.0, 8.0, 30.0)), (1, (44.5, 30.25, 12.0, 10.0, 0.0)),
              (1, (58.0, 10.0, 20.0, 6.0, 120.0)))  # fmt: skip
    things = [
        Thing(name=CLASSES[number], track=track, box=upright(box), confidence=0.75, turned=box)
        for track, (number, box) in enumerate(turned, start=1)
    ]
    return [Video(name="cam/1", stem="cam_1", fps=25, frames={0: things, 6: []})]


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


def masks() -> list[Video]:
    """The five masks alone."""
    return [Video(name="cam/1", stem="cam_1", fps=25, frames={0: five_masks()})]


def first() -> list[Video]:
    """The first video: some formats are of one."""
    return the_scene()[:1]


def rings() -> list[Video]:
    """One class alone."""
    return only(the_scene(), "环")


def people() -> list[Video]:
    """Keypoints alone."""
    return only(first(), "person")


def outlines() -> list[Video]:
    """Outlines alone."""
    return only(the_scene(), "叉车")


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
    return dataclasses.replace(thing, mask=mask, box=around(mask))


def _blank() -> Any:
    return np.zeros((SIZE[1], SIZE[0]), np.uint8)
