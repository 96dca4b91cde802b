"""The tables that analytics answer with: every field with type, unit, meaning and null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vidresults.analytics.happenings import EVENTS
from vidresults.analytics.presence import SEGMENTS
from vidresults.analytics.zones.counts import LINE_COUNTS, ZONE_SUMMARY
from vidresults.analytics.zones.crossing import CROSSINGS
from vidresults.analytics.zones.occupancy import ZONE_OCCUPANCY
from vidresults.analytics.zones.visits import ZONE_VISITS

if TYPE_CHECKING:
    import pyarrow as pa

ANALYSES: Final[dict[str, pa.Schema]] = {
    "zone_summary": ZONE_SUMMARY,
    "zone_occupancy": ZONE_OCCUPANCY,
    "zone_visits": ZONE_VISITS,
    "crossings": CROSSINGS,
    "line_counts": LINE_COUNTS,
    "events": EVENTS,
    "segments": SEGMENTS,
}
"""By name; the README lists them."""
