"""What commands that look at zones and tracks share: their options, and what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vidresults.cli.app import say

if TYPE_CHECKING:
    from vidresults.analytics import Zones
    from vidresults.results import Source

F = TypeVar("F", bound=Callable[..., Any])


def video_option(command: F) -> F:
    """The option that joins a video."""
    return click.option("--video", metavar="V", help="The video: its own times are taken.")(command)


def longest_gap_option(command: F) -> F:
    """The option that says for how long a track may be lost."""
    return click.option(
        "--longest-gap",
        "longest_gap_seconds",
        type=click.FloatRange(0),
        metavar="S",
        default=2.0,
        show_default=True,
        help="For how many seconds a tracked object may be missed and is still followed.",
    )(command)


def say_outside(zones: Zones, source: Source) -> None:
    """Say which zones and lines reach outside of the picture they are of."""
    sizes = [zones.size] if zones.size else map(source.facts.frame_size, source.facts.source_ids)
    for size in dict.fromkeys(size for size in sizes if size is not None):
        for line in zones.outside(size):
            say(f"note: {line}")


def say_untracked(source: Source) -> None:
    """Say how many boxes have no tracker ids and what is done with them, or that there are none."""
    boxes = source.facts.rows["detections"]
    if not boxes:
        say("note: there are no boxes, which zones, tracks and events are about")
    without = boxes - source.facts.values["detections.tracker_id"]
    if without:
        say(
            f"note: {without} of {boxes} boxes have no tracker id: they are linked from one sample "
            "to the next by class, overlap and distance; `vidresults tracks` gives ids"
        )


def say_not_inferred(source: Source) -> None:
    """Say on how many samples models did not run."""
    samples: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    for batch in source.batches("inferences"):
        for row in batch.select(["model", "state"]).to_pylist():
            samples[row["model"]] += 1
            left_out[row["model"]] += row["state"] != "inferred"
    for model, count in left_out.items():
        if count:
            say(
                f"note: {model} was not inferred, or failed, on {count} of {samples[model]} "
                "samples: these are left out"
            )
