"""A selection as a condition on the rows of a table, for batches and for stored datasets alike."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from vidresults.results.selecting.chosen import on_frames
from vidresults.results.selecting.selection import REST
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vidresults.results.selecting.selection import Selection

_WITH_CLASS = ("classes", "detections", "classifications")
_WITH_CONFIDENCE = ("detections", "classifications", "gazes")
_READS = {
    "models": ("model",),
    "classes": ("class_name",),
    "drop_classes": ("class_name",),
    "min_confidence": ("class_name", "confidence"),
    "start_seconds": ("time_seconds",),
    "end_seconds": ("time_seconds",),
    "frames": ("source_id", "frame_index"),
    "min_area": ("width", "height"),
    "max_area": ("width", "height"),
    "tracker_ids": ("tracker_id",),
}
WITH_BOX = ("detections", "gazes")
"""Tables that have a box in each row."""


def condition(table: str, selection: Selection) -> Any:
    """The expression that is true for the rows to keep, without the zone; None keeps all."""
    conditions = list(_conditions(table, selection))
    return functools.reduce(operator.and_, conditions) if conditions else None


def columns_read(table: str, selection: Selection) -> list[str]:
    """The columns of a table that its condition looks at."""
    asked = [name for name in _READS if getattr(selection, name) is not None]
    names = dict.fromkeys(column for name in asked for column in _READS[name])
    return [name for name in names if name in TABLES[table].names]


def _conditions(table: str, selection: Selection) -> Iterator[Any]:
    columns = TABLES[table].names
    if selection.models is not None and "model" in columns and table != "defects":
        yield pc.field("model").isin(selection.models)
    if table in _WITH_CLASS:
        if selection.classes is not None:
            yield pc.field("class_name").isin(selection.classes)
        if selection.drop_classes is not None:
            yield ~pc.field("class_name").isin(selection.drop_classes)
    if table in _WITH_CONFIDENCE and selection.limits:
        yield from _sure(table, selection.limits)
    if "time_seconds" in columns:
        yield from _when(selection)
    if table in WITH_BOX and (selection.min_area, selection.max_area) != (None, None):
        area = pc.field("width") * pc.field("height")
        yield from _between(area, selection.min_area, selection.max_area)
    if table == "detections" and selection.tracker_ids is not None:
        yield pc.field("tracker_id").isin(selection.tracker_ids)


def _when(selection: Selection) -> Iterator[Any]:
    """The end is not part of it."""
    yield from _between("time_seconds", selection.start_seconds, None)
    if selection.end_seconds is not None:
        yield pc.field("time_seconds") < selection.end_seconds
    if selection.frames is not None:
        yield on_frames(selection.frames)


def _sure(table: str, limits: dict[str, float]) -> Iterator[Any]:
    """From the limit of its class on; what has neither a limit of its own nor a common one stays.

    Faces have no class: the common limit is theirs.
    """
    confidence, own = pc.field("confidence"), {n: v for n, v in limits.items() if n != REST}
    if not own or table == "gazes":
        if REST in limits:
            yield confidence >= limits[REST]
        return
    name = pc.field("class_name")
    others = ~name.isin(list(own))
    parts = [(name == known) & (confidence >= limit) for known, limit in own.items()]
    parts.append(others & (confidence >= limits[REST]) if REST in limits else others)
    yield functools.reduce(operator.or_, parts)


def _between(value: Any, least: float | None, most: float | None) -> Iterator[Any]:
    column = pc.field(value) if isinstance(value, str) else value
    if least is not None:
        yield column >= least
    if most is not None:
        yield column <= most
