"""The tables that analytics answer with: every field with type, unit, meaning and null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vidresults.analytics.choosing.table import CHOSEN
from vidresults.analytics.co_occurrences import CO_OCCURRENCE
from vidresults.analytics.comparison import BY_CLASS, BY_FRAME, MOMENTS
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
    "choose": CHOSEN,
    "crossings": CROSSINGS,
    "search": SEARCH,
    "quality": QUALITY,
    "heatmap": HEATMAP,
    "co-occurrence": CO_OCCURRENCE,
    "compare": BY_CLASS,
    "compare by frames": BY_FRAME,
    "compare by moments": MOMENTS,
    "zone_summary": ZONE_SUMMARY,
    "zone_occupancy": ZONE_OCCUPANCY,
    "zone_visits": ZONE_VISITS,
    "line_counts": LINE_COUNTS,
    "events": EVENTS,
    "segments": SEGMENTS,
    "tracks": TRACKS,
    "evaluation": EVALUATION,
    "precision_recall": PRECISION_RECALL,
    "confusion": CONFUSION,
}
"""By name; the README lists them."""
