"""Outlines and keypoints as the published columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.schema.tables import KEYPOINT, RING
from vidresults.wire.columns.plain import EXACT, NotPlain, list_of, refuse_nulls, within

OUTLINE = pa.list_(pa.struct([("x", pa.float64()), ("y", pa.float64())]))
NAMED_POINTS = pa.list_(
    pa.struct(
        [
            ("x", pa.float64()),
            ("y", pa.float64()),
            ("confidence", pa.float64()),
            ("class_id", pa.int64()),
            ("class", pa.string()),
        ]
    )
)


def polygons(outlines: pa.ListArray) -> pa.Array:
    """Each outline as the only ring of its list."""
    if outlines.null_count == len(outlines):
        return pa.nulls(len(outlines), list_of(RING))
    told = outlines.is_valid().to_numpy(zero_copy_only=False)
    rings = _relabelled(outlines.drop_null(), RING, named={})
    offsets = np.concatenate([[0], np.cumsum(told)])
    mask = pa.array(~told) if outlines.null_count else None
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), rings, type=list_of(RING), mask=mask
    )


def keypoints(points: pa.ListArray) -> pa.Array:
    """Each detection's keypoints as sent."""
    wanted = list_of(KEYPOINT)
    if points.null_count == len(points):
        return pa.nulls(len(points), wanted)
    return _relabelled(points, wanted, named={"class": "class_name"})


def _relabelled(lists: pa.ListArray, wanted: pa.ListType, *, named: dict[str, str]) -> pa.Array:
    """Lists of points with the published type: what must be there is there."""
    points = lists.flatten()
    if points.null_count:
        raise NotPlain
    parts = {named.get(f.name, f.name): points.field(i) for i, f in enumerate(points.type)}
    for name in ("x", "y"):
        refuse_nulls(parts[name])
        within(parts[name], -EXACT, EXACT)
    if "confidence" in parts:
        within(parts["confidence"], 0, 1)
    fields = list(wanted.value_type)
    values = pa.StructArray.from_arrays([parts[f.name] for f in fields], fields=fields)
    lengths = pc.fill_null(lists.value_lengths(), 0).to_numpy()
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    mask = lists.is_null() if lists.null_count else None
    return pa.ListArray.from_arrays(offsets, values, type=wanted, mask=mask)
