"""Measures of the sampled frames themselves: on which a model did not run, and their times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from vidresults.analytics.clock import floats_of
from vidresults.analytics.measures.measure import Clock, Measure
from vidresults.analytics.measures.scores import slope


def not_run(states: list[str]) -> Iterator[Measure]:
    """Shares of the samples that failed, and that were not inferred, of all samples."""
    every = np.arange(len(states))
    for name, state in (("failed", "failed"), ("not_inferred", "not_inferred")):
        there = np.array([found == state for found in states], np.float64)
        yield Measure(
            name=name, unit="share", of="samples", sample=every, values=there, counted=True
        )


def times(frames: Any) -> tuple[Clock, list[Measure]]:
    """How far the times as sent are from the video's own, on the frames that have both.

    Args:
        frames: Rows of the table of frames, of one source.
    """
    sent, own = (floats_of(frames[name]) for name in ("time_seconds", "video_time_seconds"))
    known = np.flatnonzero(~np.isnan(sent) & ~np.isnan(own))
    apart = (sent - own)[known]
    values = {
        "time_shift": ("s", float(np.median(apart)) if len(apart) else None),
        "time_drift": ("s per minute", slope(own[known], apart)),
        "time_difference": ("s", float(np.abs(apart).max()) if len(apart) else None),
    }
    clock = Clock(
        frames=frames["frame_index"].to_numpy(),
        seconds=own if len(known) else sent,
        name="video" if len(known) else None if np.isnan(sent).all() else "sent",
    )
    return clock, [
        Measure(
            name=name, unit=unit, of="frames with both times", sample=known, values=apart,
            worst="farthest", value={None: value},
        )
        for name, (unit, value) in values.items()
    ]  # fmt: skip
