"""How many boxes are in zones, over time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from vidresults.analytics.anchors import anchors_of
from vidresults.analytics.zones.inside import inside
from vidresults.errors import SelectionError
from vidresults.schema.fields import field

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors
    from vidresults.analytics.zones.zone import Zone, Zones
    from vidresults.results import Source

ZONE_OCCUPANCY: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("model", pa.string(), "the model"),
        field("zone", pa.string(), "name of the zone"),
        field("class_name", pa.string(), "a class that the model found anywhere"),
        field("start_seconds", pa.float64(), "time of the sample; of a bin its start", unit="s",
              null="unknown"),
        field("end_seconds", pa.float64(), "the same; of a bin its end, which is not part of it",
              unit="s", null="unknown"),
        field("clock", pa.string(), "whose time: video or sent", null="no time is known"),
        field("first_frame", pa.int64(), "frame of the sample, or of the bin's first one"),
        field("last_frame", pa.int64(), "the same, of the last one"),
        field("samples", pa.int64(), "samples on which the model ran"),
        field("not_inferred", pa.int64(), "samples on which it did not run, or failed"),
        field("boxes", pa.int64(), "boxes inside, of all these samples together",
              null="the model ran on none"),
        field("mean", pa.float64(), "boxes inside on a sample, on average", unit="boxes",
              null="the model ran on none"),
        field("most", pa.int64(), "most boxes inside on one sample", null="the model ran on none"),
    ]
)  # fmt: skip

_ROUNDING = 1e-6  # of a bin: 0.6 s divided by 0.2 s is a little less than 3


def zone_occupancy(source: Source, zones: Zones, *, bin_seconds: float | None = None) -> pa.Table:
    """Boxes inside, by source, model, zone, class and time: rows of `ZONE_OCCUPANCY`.

    Args:
        source: Results of any number of videos.
        zones: Whose zones; their anchor says which point of a box counts.
        bin_seconds: Length of the bins, which begin at 0; None: one row a sample. Bins without
            any sample have no row; samples whose time is unknown are together in one.

    Raises:
        MatchError: As `zone_visits`.
        SelectionError: The length is not above 0.
    """
    if bin_seconds is not None and not (math.isfinite(bin_seconds) and bin_seconds > 0):
        raise SelectionError(f"bin: found {bin_seconds}, expected seconds above 0")
    found = anchors_of(source, size=zones.size, anchor=zones.anchor) if zones.zones else ()
    tables = [ZONE_OCCUPANCY.empty_table()]
    for anchors in found:
        bins = _bins(anchors, bin_seconds)
        for zone in zones.zones:
            for name, counts in boxes_inside(anchors, zone).items():
                tables.append(_rows(anchors, bins, counts, zone=zone.name, class_name=name))
    return pa.concat_tables(tables)


def boxes_inside(anchors: Anchors, zone: Zone | None) -> dict[str, NDArray[np.int64]]:
    """Number of boxes in a zone on each sample, for every class that the model found anywhere.

    Without a zone, all boxes are counted.
    """
    names = np.array(anchors.class_names, object)
    within = np.ones(len(names), np.bool_) if zone is None else inside(zone, anchors.points)
    return {
        name: np.bincount(anchors.sample[within & (names == name)], minlength=len(anchors.frames))
        for name in dict.fromkeys(anchors.class_names)
    }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Bins:
    """What all zones and classes have in common.

    Attributes:
        of_sample: Number of each sample's bin, shape (samples,).
        columns: Their times, frames and numbers of samples.
    """

    of_sample: NDArray[np.int64]
    columns: dict[str, Any]


def _bins(anchors: Anchors, bin_seconds: float | None) -> _Bins:
    frames, inferred = anchors.frames, anchors.inferred
    if bin_seconds is None:
        bins = np.arange(len(frames))
        start = end = anchors.seconds
    else:
        numbers = np.floor(anchors.seconds / bin_seconds + _ROUNDING)
        kinds, bins = np.unique(numbers, return_inverse=True)
        start, end = kinds * bin_seconds, (kinds + 1) * bin_seconds
    count = len(start)
    first, last = np.full(count, np.iinfo(np.int64).max), np.full(count, -1)
    np.minimum.at(first, bins, frames)
    np.maximum.at(last, bins, frames)
    samples = np.bincount(bins[inferred], minlength=count)
    return _Bins(
        of_sample=bins,
        columns={
            "start_seconds": pa.array(start, mask=np.isnan(start)),
            "end_seconds": pa.array(end, mask=np.isnan(end)),
            "clock": pa.array([anchors.clock] * count, pa.string(), mask=np.isnan(start)),
            "first_frame": first,
            "last_frame": last,
            "samples": samples,
            "not_inferred": np.bincount(bins, minlength=count) - samples,
        },
    )


def _rows(anchors: Anchors, bins: _Bins, counts: NDArray[np.int64], **names: str) -> pa.Table:
    samples = bins.columns["samples"]
    boxes, most = np.zeros(len(samples), np.int64), np.zeros(len(samples), np.int64)
    ran = anchors.inferred
    np.add.at(boxes, bins.of_sample[ran], counts[ran])
    np.maximum.at(most, bins.of_sample[ran], counts[ran])
    unknown = samples == 0
    columns = bins.columns | {
        "boxes": pa.array(boxes, mask=unknown),
        "mean": pa.array(boxes / np.maximum(samples, 1), mask=unknown),
        "most": pa.array(most, mask=unknown),
    }
    fixed = {"source_id": anchors.source_id, "model": anchors.model} | names
    columns |= {name: pa.repeat(value, len(samples)) for name, value in fixed.items()}
    return pa.table({name: columns[name] for name in ZONE_OCCUPANCY.names}, ZONE_OCCUPANCY)
