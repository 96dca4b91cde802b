"""Options of single formats, each refused where the format has no use for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = {
    "task": click.option(
        "--task",
        type=click.Choice(["detect", "segment", "pose", "obb", "classify"]),
        help="What yolo's rows are for: boxes, outlines, poses, oriented boxes; else what every "
        "box has. classify makes folders of pictures by class.",
    ),
    "save_conf": click.option(
        "--save-conf",
        is_flag=True,
        help="Write yolo's rows with their confidence too, into predictions.",
    ),
    "clip": click.option(
        "--clip",
        is_flag=True,
        help="Let COCO's boxes end at their pictures, and leave out those without area there; "
        "formats that must do that always do.",
    ),
    "safe": click.option(
        "--csv-safe",
        "safe",
        is_flag=True,
        help="Of csv: an apostrophe before text that spreadsheets may take for a formula.",
    ),
    "track_ids": click.option(
        "--track-ids",
        is_flag=True,
        help="Write kitti's tracker ids after the types, as DeepStream does; -1 without one.",
    ),
    "omit_scores": click.option(
        "--omit-scores",
        is_flag=True,
        help="Leave out kitti's 16th column: some readers take 15 alone.",
    ),
    "shard_size": click.option(
        "--shard-size",
        type=click.IntRange(min=1),
        metavar="N",
        help="Pictures in each file of tfrecord (one file else) or webdataset (1000).",
    ),
    "gap_seconds": click.option(
        "--gap",
        "gap_seconds",
        type=click.FloatRange(0),
        metavar="S",
        help="Of formats of segments: those at most so many seconds apart become one.",
    ),
    "min_seconds": click.option(
        "--min-length",
        "min_seconds",
        type=click.FloatRange(0),
        metavar="S",
        help="Of formats of segments: leave shorter ones out, after that.",
    ),
    "subset": click.option(
        "--subset",
        metavar="NAME",
        help="Of activitynet: training (if not given), validation, ...",
    ),
}


def format_options(command: F) -> F:
    """Options that go to the format's `write`."""
    for option in reversed(_OPTIONS.values()):
        command = option(command)
    return command


def taken_from(options: dict[str, Any]) -> dict[str, Any]:
    """Those of these options that the user gave; all of them are taken out of `options`."""
    known = {name: options.pop(name) for name in _OPTIONS}
    return {name: value for name, value in known.items() if value not in (None, False)}
