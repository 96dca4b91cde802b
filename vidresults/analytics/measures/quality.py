"""How good results are, as far as that can be told without ground truth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.anchors import anchors_of
from vidresults.analytics.by_model import ModelKey, by_model
from vidresults.analytics.measures.frames import not_run, times
from vidresults.analytics.measures.links import Links
from vidresults.analytics.measures.measure import QUALITY, Clock, Measure
from vidresults.analytics.measures.scores import confidence
from vidresults.analytics.measures.tracks import class_swaps, flicker, jitter, track_breaks
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from vidresults.analytics.anchors import Anchors
    from vidresults.results import Source

BREAK_SAMPLES = 5
NEAR_THRESHOLD = 0.05
WORST = 3


def quality(
    source: Source,
    *,
    by_class: bool = False,
    break_samples: int = BREAK_SAMPLES,
    threshold: float | None = None,
    near: float = NEAR_THRESHOLD,
    worst: int | None = WORST,
    size: tuple[int, int] | None = None,
) -> pa.Table:
    """Measure what tells of a model's quality without anybody having labelled anything.

    One row a measure of `QUALITY` for each model, and with `by_class` for each class too. Objects
    are followed by tracker ids, and where there are none by links between neighbouring samples
    (the same class, nearby, at most 1.5 intervals away). Samples on which the model did not run
    are in no denominator but their own.

    | measure | value |
    |---|---|
    | flicker | of the objects seen on samples k and k+2, the share not seen on k+1 |
    | centre_jitter | mean second difference of the centre over three neighbouring samples, in box widths; 0 where objects move evenly |
    | size_jitter | the same for width and height |
    | track_breaks | of the ends of tracks, the share after which another track of the class begins nearby within `break_samples` samples; without tracker ids, flicker is among them |
    | class_swaps | of the steps of tracks, the share at which the class changes; without tracker ids, where boxes of two classes on neighbouring samples overlap by half |
    | confidence | mean confidence of the boxes |
    | confidence_trend | its change a minute, by least squares over the boxes |
    | confidence_near_threshold | share of boxes less than `near` above the threshold |
    | failed, not_inferred | share of the samples on which the model failed, or was not run |
    | time_shift | median of the time as sent less the video's own, once for each result |
    | time_drift | its change a minute, by least squares |
    | time_difference | the largest one, whatever its sign |

    Args:
        source: Results of any number of videos; with the video joined for what tells of times.
        by_class: Whether to say it for each class as well.
        break_samples: How many samples after the end of a track the next one may begin.
        threshold: The lowest confidence that the model gives out; None: the lowest of its boxes.
        near: How little above the threshold is near it.
        worst: How many moments to name for each measure; None for all.
        size: Width and height of the picture, where the frames are of several sizes.

    Raises:
        SelectionError: A number makes no sense.
        MatchError: The frames are of several sizes, and `size` does not say what to bring them to.
    """  # noqa: E501 - a table's row is one line
    if break_samples < 1:
        raise SelectionError(f"break_samples: found {break_samples}, expected 1 or more")
    if worst is not None and worst < 0:
        raise SelectionError(f"worst: found {worst}, expected 0 or more")
    if not near > 0:
        raise SelectionError(f"near: found {near!r}, expected a number above 0")
    frames, states = _frames_and_states(source)
    rows: list[dict[str, Any]] = []
    for anchors in anchors_of(source, size=size):
        key = anchors.source_id, anchors.model
        clock = Clock(frames=anchors.frames, seconds=anchors.seconds, name=anchors.clock)
        names = [None, *(sorted(set(anchors.class_names)) if by_class else ())]
        measures = [
            *_measures(anchors, break_samples, threshold, near),
            *not_run(states[key]),
        ]
        who = dict[str, Any](source_id=key[0], model=key[1])
        rows += (
            who | measure.row(clock, name, worst)
            for name in names
            for measure in measures
            if name is None or measure.classes is not None
        )
    for source_id, table in frames.items():
        clock, of_times = times(table)
        who = dict[str, Any](source_id=source_id, model=None)
        rows += (who | measure.row(clock, None, worst) for measure in of_times)
    order = list(frames)
    rows.sort(key=lambda row: order.index(row["source_id"]))
    return pa.Table.from_pylist(rows, schema=QUALITY)


def _measures(
    anchors: Anchors, break_samples: int, threshold: float | None, near: float
) -> Iterator[Measure]:
    links = Links.of(anchors)
    yield flicker(links)
    yield from jitter(links)
    yield track_breaks(links, break_samples)
    yield class_swaps(links)
    yield from confidence(anchors, threshold=threshold, near=near)


def _frames_and_states(source: Source) -> tuple[dict[str, Any], dict[ModelKey, list[str]]]:
    """The rows of frames of each source, and the state of each sample of each model, in order."""
    frames: dict[str, list[Any]] = {name: [] for name in source.facts.source_ids}
    states: dict[ModelKey, list[Any]] = {}
    for table, batch in source.stream(("frames", "inferences")):
        if table == "inferences":
            for key, rows in by_model(batch):
                states.setdefault(key, []).append(rows.select(["sample_index", "state"]))
            continue
        for name in pc.unique(batch["source_id"]).to_pylist():
            frames.setdefault(name, []).append(batch.filter(pc.field("source_id") == name))
    return (
        {name: pa.Table.from_batches(parts) for name, parts in frames.items() if parts},
        {
            key: pa.Table.from_batches(parts).sort_by("sample_index")["state"].to_pylist()
            for key, parts in states.items()
        },
    )
