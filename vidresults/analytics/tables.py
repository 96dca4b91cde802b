"""The tables that analytics answer with: every field with type, unit, meaning and null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vidresults.analytics.counts.tables import COUNT_BY_CLASS, COUNT_BY_HOUR, COUNT_OVER_TIME
from vidresults.analytics.zones.crossing import CROSSINGS

if TYPE_CHECKING:
    import pyarrow as pa

ANALYSES: Final[dict[str, pa.Schema]] = {
    "count_by_class": COUNT_BY_CLASS,
    "count_by_hour": COUNT_BY_HOUR,
    "count_over_time": COUNT_OVER_TIME,
    "crossings": CROSSINGS,
}
"""By name; the README lists them."""
