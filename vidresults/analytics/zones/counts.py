"""How often zones are entered and left, and lines crossed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from vidresults.analytics.anchors import anchors_of
from vidresults.analytics.zones.crossing import crossings_of
from vidresults.analytics.zones.occupancy import boxes_inside
from vidresults.analytics.zones.steps import LONGEST_GAP_SECONDS, steps_of
from vidresults.analytics.zones.visits import visits_of
from vidresults.schema.fields import field

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors
    from vidresults.analytics.zones.steps import Steps
    from vidresults.analytics.zones.zone import Zones
    from vidresults.results import Source

LINE_COUNTS: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("model", pa.string(), "the model"),
        field("line", pa.string(), "name of the line"),
        field("class_name", pa.string(), "a class that the model found anywhere; of the box "
                                         "before the line"),
        field("went_in", pa.int64(), "crossings from the line's left, seen along it, to its right"),
        field("went_out", pa.int64(), "crossings the other way"),
        field("tracks", pa.int64(), "different tracks that crossed"),
    ]
)  # fmt: skip

_ONLY_ZONES = "it is a line"
ZONE_SUMMARY: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("model", pa.string(), "the model"),
        field("kind", pa.string(), "zone or line"),
        field("name", pa.string(), "its name"),
        field("class_name", pa.string(), "a class that the model found anywhere"),
        field("went_in", pa.int64(), "visits that somebody saw begin; of a line crossings in"),
        field("went_out", pa.int64(), "visits that somebody saw end; of a line crossings out"),
        field("tracks", pa.int64(), "different tracks that were there, or crossed"),
        field("visits", pa.int64(), "visits, also those with open ends", null=_ONLY_ZONES),
        field("seconds", pa.float64(), "time inside of all visits together", unit="s",
              null=f"{_ONLY_ZONES}, or the time of a visit is unknown"),
        field("mean_seconds", pa.float64(), "time inside of a visit, on average", unit="s",
              null=f"{_ONLY_ZONES}, there is no visit, or the time of one is unknown"),
        field("longest_seconds", pa.float64(), "time inside of the longest visit", unit="s",
              null=f"{_ONLY_ZONES}, there is no visit, or the time of one is unknown"),
        field("mean_boxes", pa.float64(), "boxes inside on a sample, on average", unit="boxes",
              null=f"{_ONLY_ZONES}, or the model never ran"),
        field("most_boxes", pa.int64(), "most boxes inside on one sample",
              null=f"{_ONLY_ZONES}, or the model never ran"),
        field("samples", pa.int64(), "samples on which the model ran"),
        field("not_inferred", pa.int64(), "samples on which it did not run, or failed"),
    ]
)  # fmt: skip


def line_counts(
    source: Source, zones: Zones, *, longest_gap_seconds: float = LONGEST_GAP_SECONDS
) -> pa.Table:
    """Crossings in both directions, by source, model, line and class: rows of `LINE_COUNTS`.

    Arguments and errors as `crossings`, which has each of them.
    """
    rows: list[dict[str, Any]] = []
    for anchors, steps in _found(source, zones, longest_gap_seconds) if zones.lines else ():
        rows += _lines(anchors, steps, zones)
    return pa.Table.from_pylist(rows, schema=LINE_COUNTS)


def zone_summary(
    source: Source, zones: Zones, *, longest_gap_seconds: float = LONGEST_GAP_SECONDS
) -> pa.Table:
    """What happened in each zone and on each line, by source, model and class.

    Rows of `ZONE_SUMMARY`, zones before lines. Arguments and errors as `zone_visits`, which has
    each visit.
    """
    rows = []
    for anchors, steps in _found(source, zones, longest_gap_seconds):
        ran = int(anchors.inferred.sum())
        said = {"samples": ran, "not_inferred": len(anchors.inferred) - ran}
        rows += [row | said for row in _zones(anchors, steps, zones)]
        for row in _lines(anchors, steps, zones):
            rows.append(row | said | {"kind": "line", "name": row["line"]})
    return pa.Table.from_pylist(rows, schema=ZONE_SUMMARY)


def _found(
    source: Source, zones: Zones, longest_gap_seconds: float
) -> Iterator[tuple[Anchors, Steps]]:
    for anchors in anchors_of(source, size=zones.size, anchor=zones.anchor):
        yield anchors, steps_of(anchors, longest_gap_seconds=longest_gap_seconds)


def _lines(anchors: Anchors, steps: Steps, zones: Zones) -> Iterator[dict[str, Any]]:
    rows = _grouped(crossings_of(anchors, steps, zones.lines), "line")
    for line in zones.lines:
        for name in dict.fromkeys(anchors.class_names):
            here = rows.get((line.name, name), [])
            yield {
                "source_id": anchors.source_id,
                "model": anchors.model,
                "line": line.name,
                "class_name": name,
                "went_in": sum(row["direction"] == "in" for row in here),
                "went_out": sum(row["direction"] == "out" for row in here),
                "tracks": len({row["track"] for row in here}),
            }


def _zones(anchors: Anchors, steps: Steps, zones: Zones) -> Iterator[dict[str, Any]]:
    rows = _grouped(visits_of(anchors, steps, zones.zones), "zone")
    for zone in zones.zones:
        for name, counts in boxes_inside(anchors, zone).items():
            here = rows.get((zone.name, name), [])
            yield {
                "source_id": anchors.source_id,
                "model": anchors.model,
                "kind": "zone",
                "name": zone.name,
                "class_name": name,
                "went_in": sum(not row["open_start"] for row in here),
                "went_out": sum(not row["open_end"] for row in here),
                "tracks": len({row["track"] for row in here}),
                "visits": len(here),
                **_times([row["seconds"] for row in here]),
                **_boxes(counts[anchors.inferred]),
            }


def _grouped(rows: list[dict[str, Any]], place: str) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Rows by zone or line, and class."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row[place], row["class_name"]), []).append(row)
    return groups


def _times(seconds: list[float | None]) -> dict[str, float | None]:
    known = [value for value in seconds if value is not None]
    if len(known) < len(seconds):
        return {}
    total = sum(known)
    most = {"mean_seconds": total / len(known), "longest_seconds": max(known)} if known else {}
    return {"seconds": float(total), **most}


def _boxes(counts: NDArray[np.int64]) -> dict[str, float | int]:
    return (
        {"mean_boxes": counts.mean().item(), "most_boxes": counts.max().item()}
        if len(counts)
        else {}
    )
