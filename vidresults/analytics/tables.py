"""The tables that analytics answer with: every field with type, unit, meaning and null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vidresults.analytics.choosing.table import CHOSEN
from vidresults.analytics.co_occurrences import CO_OCCURRENCE
from vidresults.analytics.comparison import BY_CLASS, BY_FRAME, MOMENTS
from vidresults.analytics.counts.tables import COUNT_BY_CLASS, COUNT_BY_HOUR, COUNT_OVER_TIME
from vidresults.analytics.evaluation.tables import CONFUSION, EVALUATION, PRECISION_RECALL
from vidresults.analytics.happenings import EVENTS
from vidresults.analytics.heat_cells import HEATMAP
from vidresults.analytics.measures import QUALITY
from vidresults.analytics.presence import SEGMENTS
from vidresults.analytics.searching.table import SEARCH
from vidresults.analytics.tracks.columns import TRACKS
from vidresults.analytics.zones.counts import LINE_COUNTS, ZONE_SUMMARY
from vidresults.analytics.zones.crossing import CROSSINGS
from vidresults.analytics.zones.occupancy import ZONE_OCCUPANCY
from vidresults.analytics.zones.visits import ZONE_VISITS

if TYPE_CHECKING:
    import pyarrow as pa

ANALYSES: Final[dict[str, pa.Schema]] = {
    "count_by_class": COUNT_BY_CLASS,
    "count_over_time": COUNT_OVER_TIME,
    "count_by_hour": COUNT_BY_HOUR,
    "tracks": TRACKS,
    "zone_summary": ZONE_SUMMARY,
    "zone_occupancy": ZONE_OCCUPANCY,
    "zone_visits": ZONE_VISITS,
    "line_counts": LINE_COUNTS,
    "crossings": CROSSINGS,
    "events": EVENTS,
    "segments": SEGMENTS,
    "heatmap": HEATMAP,
    "co-occurrence": CO_OCCURRENCE,
    "quality": QUALITY,
    "compare": BY_CLASS,
    "compare by moments": MOMENTS,
    "compare by frames": BY_FRAME,
    "evaluation": EVALUATION,
    "precision_recall": PRECISION_RECALL,
    "confusion": CONFUSION,
    "search": SEARCH,
    "choose": CHOSEN,
}
"""By name; the README lists them."""
