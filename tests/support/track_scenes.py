"""Scenes of moving boxes whose answers are known, sampled as a job would sample them."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from vidresults.load import load
from vidresults.results import VideoResults
from vidresults.schema import TABLES

Way = Callable[[float], tuple[float, float]]
SIZE = (1280, 720)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """An object: its sides in pixels, and where the centre of its box is at each second."""

    way: Way
    width: float = 60.0
    height: float = 40.0
    name: str = "car"


def straight(*points: tuple[float, float, float]) -> Way:
    """Straight between points (seconds, x, y), standing before the first and after the last."""
    times, xs, ys = zip(*points, strict=True)
    return lambda t: (float(np.interp(t, times, xs)), float(np.interp(t, times, ys)))


def swing(centre: tuple[float, float], radii: tuple[float, float], period: float) -> Way:
    """Round an ellipse, once in a period of seconds, from its right end downwards."""

    def at(t: float) -> tuple[float, float]:
        turn = 2 * math.pi * t / period
        return centre[0] + radii[0] * math.cos(turn), centre[1] + radii[1] * math.sin(turn)

    return at


def sampled(rate: float, asked: float, seconds: float) -> list[int]:
    """The frames that a job takes at `asked` samples a second of a video of `rate`."""
    count = round(seconds * asked)
    return [math.floor(i * rate / asked + 1e-9) for i in range(count)]


def scene(
    objects: Sequence[Moving],
    frames: Sequence[int],
    times: Sequence[float] | None = None,
    *,
    rate: float = 25.0,
    removed: float = 0.0,
    jitter: float = 0.0,
    seed: int = 0,
    not_inferred: Collection[int] = (),
    **fields: Any,
) -> VideoResults:
    """Results with a box for each object whose centre is in the picture.

    A detection's id is the object's number and the frame, "3-25": the truth travels along.

    Args:
        objects: What moves.
        frames: The sampled frames.
        times: Their seconds; None: frame / rate.
        rate: Frames per second.
        removed: Share of the boxes that are left out, at random.
        jitter: Standard deviation of each side of a box, as a share of its length.
        seed: Of what is random; the same frame has the same at every sampling.
        not_inferred: Frames on which the model did not run.
        fields: Of every prediction.
    """
    times = [frame / rate for frame in frames] if times is None else times
    elements = [
        None
        if frame in not_inferred
        else {
            "image": {"width": SIZE[0], "height": SIZE[1]},
            "predictions": list(_boxes(objects, frame, at, removed, jitter, seed, fields)),
        }
        for frame, at in zip(frames, times, strict=True)
    ]
    sent = {"frame_offset": list(frames), "time_offset": list(times), "m": elements}
    return load(sent, source_id="scene")


def _boxes(
    objects: Sequence[Moving], frame: int, at: float, removed: float, jitter: float, seed: int,
    fields: dict[str, Any],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    random = np.random.default_rng([seed, frame])
    for number, thing in enumerate(objects):
        gone, (left, top, right, bottom) = random.random() < removed, random.normal(0, jitter, 4)
        x, y = thing.way(at)
        if gone or not (0 <= x <= SIZE[0] and 0 <= y <= SIZE[1]):
            continue
        wide, high = thing.width * (1 + right - left), thing.height * (1 + bottom - top)
        yield {
            "x": x + thing.width * (left + right) / 2,
            "y": y + thing.height * (top + bottom) / 2,
            "width": wide, "height": high, "confidence": 0.75, "class": thing.name,
            "class_id": 2, "detection_id": f"{number}-{frame}", **fields,
        }  # fmt: skip


def untimed(results: VideoResults) -> VideoResults:
    """The same results, of whose frames no time is known."""
    tables = {name: results.table(name) for name in TABLES}
    rows = [row | {"time_seconds": None} for row in results.frames.to_pylist()]
    tables["frames"] = pa.Table.from_pylist(rows, schema=TABLES["frames"])
    return VideoResults(tables)


def hard_objects(*, returning: bool = False) -> list[Moving]:
    """Twelve objects in 20 seconds, up to one width in 0.2 s; three leave, and may come back.

    Eight pairs of boxes overlap while at least one is moving: 2 with 3 and 9, 3 with 5 and 8, 4
    with 5, 5 with 8, 6 with 7, 8 with 9.
    """
    back = [
        ((9.0, 1340.0, 420.0), (13.6, 600.0, 420.0)),
        ((14.0, -60.0, 200.0), (18.0, 500.0, 200.0)),
        ((15.0, -60.0, 500.0), (18.1, 250.0, 500.0)),
    ] if returning else [(), (), ()]  # fmt: skip
    return [
        Moving(way=swing((640, 70), (500, 15), 10.5)),
        Moving(way=swing((640, 680), (400, 15), 8.4)),
        Moving(way=straight((0, 60, 300), (5.34, 1340, 300), *back[0]), width=80, height=50),
        Moving(way=straight((0, 500, 90), (5.05, 500, 595), (10, 500, 595), (18, 300, 595)),
               width=50, height=90),
        Moving(way=straight((0, 1200, 500), (9.5, 250, 500), (12.6, -60, 500), *back[2]),
               width=60, height=60),
        Moving(way=straight((0, 200, 440), (9.5, 1150, 560), (15.5, 1150, 200)),
               width=60, height=60),
        Moving(way=straight((6, 1230, 180), (11.16, -60, 180), *back[1]), width=100, height=60),
        Moving(way=straight((0, 400, 60), (5, 400, 200), (12, 400, 200), (20, 800, 300)),
               width=40, height=80),
        Moving(way=straight((2, 60, 690), (6.4, 1220, 60))),
        Moving(way=straight((3, 1220, 260), (8.18, 100, 329))),
        Moving(way=straight((0, 850, 600)), width=90, height=60),
        Moving(way=swing((1190, 660), (40, 15), 8), width=70, height=50),
    ]  # fmt: skip
