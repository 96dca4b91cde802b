"""What the quick way gives up on."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

# Beyond this a whole number may not be what was sent once it is a float64.
EXACT = 2.0**53 - 1


class NotPlain(Exception):  # noqa: N818 - nothing is wrong, the other way takes over
    """Raised where the window holds something that only the exact way reads."""


def refuse_nulls(values: pa.Array) -> None:
    """Give up where a value is missing."""
    if values.null_count:
        raise NotPlain


def within(values: pa.Array, low: float, high: float) -> None:
    """Give up where a value is not between the limits, or so large that it may be rounded."""
    found = pc.min_max(values).as_py()
    if found["min"] is not None and not (low <= found["min"] and found["max"] <= high):
        raise NotPlain


def list_of(item: pa.DataType) -> pa.ListType:
    """The list type of the published schema: no item is null."""
    return pa.list_(pa.field("item", item, nullable=False))
