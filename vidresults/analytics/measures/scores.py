"""Measures of how sure a model is, and whether that changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from vidresults.analytics.measures.measure import Measure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors

_MINUTE = 60.0


def confidence(anchors: Anchors, *, threshold: float | None, near: float) -> Iterator[Measure]:
    """The mean, the trend over time, and the share that is little above the threshold."""
    known = np.flatnonzero(~np.isnan(anchors.confidences))
    sample, values = anchors.sample[known], anchors.confidences[known]
    classes = np.full(len(known), None, np.object_)
    classes[:] = [anchors.class_names[at] for at in known.tolist()]
    seen = "boxes with a confidence"
    yield Measure(
        name="confidence", unit="", of=seen, sample=sample, values=values, classes=classes,
        worst="lowest",
    )  # fmt: skip
    seconds = anchors.seconds[sample]
    every = np.ones(len(known), np.bool_)
    parts = {None: every} | {name: classes == name for name in dict.fromkeys(classes.tolist())}
    yield Measure(
        name="confidence_trend", unit="per minute", of=seen, sample=sample, values=values,
        classes=classes, worst="none",
        value={name: slope(seconds[part], values[part]) for name, part in parts.items()},
    )  # fmt: skip
    least = threshold if threshold is not None else values.min(initial=np.inf)
    yield Measure(
        name="confidence_near_threshold", unit="share", of=seen, sample=sample,
        values=(values < least + near).astype(np.float64), classes=classes, counted=True,
    )  # fmt: skip


def slope(seconds: NDArray[np.float64], values: NDArray[np.float64]) -> float | None:
    """Change of the values a minute, by least squares; None where times do not tell."""
    known = ~np.isnan(seconds)
    x, y = seconds[known], values[known]
    if len(x) < 2 or not np.ptp(x):  # noqa: PLR2004 - one time has no slope
        return None
    x = x - x.mean()
    return float((x * (y - y.mean())).sum() / (x * x).sum() * _MINUTE)
