"""Keeps a part of the rows of all tables, and writes down that it did."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from vidresults.errors import SelectionError
from vidresults.results.select_frames import chosen_frames, kept_frames, refuse_unsampled
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from vidresults.results.source import Facts

_WITH_CLASS = ("classes", "detections", "classifications")
_WITH_CONFIDENCE = ("detections", "classifications", "gazes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to keep; None keeps all. Times are seconds as sent, the end is not included."""

    models: str | Iterable[str] | None = None
    classes: str | Iterable[str] | None = None
    min_confidence: float | None = None
    start_seconds: float | None = None
    end_seconds: float | None = None
    frames: Iterable[int] | Mapping[str, Iterable[int]] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "frames", chosen_frames(self.frames))
        for name in ("models", "classes"):
            value = getattr(self, name)
            names = [value] if isinstance(value, str) else value
            object.__setattr__(self, name, None if names is None else tuple(names))

        start, end = self.start_seconds, self.end_seconds
        if any(v is not None and v != v for v in (start, end, self.min_confidence)):  # noqa: PLR0124 - NaN
            raise SelectionError("found NaN, expected a number")
        if start is not None and end is not None and end <= start:
            raise SelectionError(f"the end, {end} s, is not after the start, {start} s")

    def __str__(self) -> str:
        given = [(f.name, getattr(self, f.name)) for f in fields(self)]
        shown = (
            f"{name}={list(value) if isinstance(value, tuple) else value}"
            for name, value in given
            if value is not None
        )
        return f"select({', '.join(shown)})"


def select(
    tables: Mapping[str, pa.Table], facts: Facts, selection: Selection
) -> dict[str, pa.Table]:
    """Return the tables with the rows that the selection keeps.

    Raises:
        SelectionError: A model, class or frame is not in the results.
    """
    refuse_unknown(facts, selection)
    refuse_unsampled(tables["frames"].to_batches(), selection.frames)
    kept = {name: _rows(name, table, selection) for name, table in tables.items()}
    kept["documents"] = _note(kept["documents"], selection)
    return kept


def select_batches(pairs: Iterable[tuple[str, Any]], selection: Selection) -> Iterator[Any]:
    """The (table, batch) pairs with the rows that the selection keeps."""
    for table, batch in pairs:
        if table == "documents":
            yield table, _note(batch, selection).to_batches()[0]
        else:
            yield table, _rows(table, batch, selection)


def refuse_unknown(facts: Facts, selection: Selection) -> None:
    """Refuse a selection of what is not there.

    Raises:
        SelectionError: A model or class is not in the results.
    """
    _refuse_unknown("model", selection.models, facts.models)
    names = facts.classes["class_name"].unique().to_pylist()
    _refuse_unknown("class", selection.classes, names)


def _rows(name: str, table: Any, selection: Selection) -> Any:
    columns = TABLES[name].names
    conditions = []
    if selection.models is not None and "model" in columns and name != "defects":
        conditions.append(pc.is_in(table["model"], pa.array(selection.models, pa.string())))
    if selection.classes is not None and name in _WITH_CLASS:
        conditions.append(pc.is_in(table["class_name"], pa.array(selection.classes, pa.string())))
    if selection.min_confidence is not None and name in _WITH_CONFIDENCE:
        conditions.append(pc.greater_equal(table["confidence"], selection.min_confidence))
    if selection.frames is not None and "time_seconds" in columns:
        conditions.append(kept_frames(table, selection.frames))
    if "time_seconds" in columns:
        time = table["time_seconds"]
        if selection.start_seconds is not None:
            conditions.append(pc.greater_equal(time, selection.start_seconds))
        if selection.end_seconds is not None:
            conditions.append(pc.less(time, selection.end_seconds))
    return table.filter(functools.reduce(pc.and_, conditions)) if conditions else table


def _note(documents: Any, selection: Selection) -> pa.Table:
    """Add the selection to what was done, and keep only the models that are left."""
    rows = documents.to_pylist()
    for row in rows:
        row["operations"] = [*row["operations"], str(selection)]
        if selection.models is not None:
            row["models"] = [m for m in row["models"] if m["model"] in selection.models]
    return pa.Table.from_pylist(rows, schema=TABLES["documents"])


def _refuse_unknown(kind: str, wanted: Any, there: list[str]) -> None:
    for name in wanted or ():
        if name not in there:
            shown = ", ".join(repr(n) for n in there) or "none"
            raise SelectionError(f"there is no {kind} {name!r} in the results; there is {shown}")
