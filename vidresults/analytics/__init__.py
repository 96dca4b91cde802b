"""From tables to tables: what a result holds, whether it is sound, and what happened in it."""

from vidresults.analytics.checks import Check
from vidresults.analytics.happenings import events
from vidresults.analytics.heatmap import HeatGrid, heat_grid
from vidresults.analytics.presence import segments
from vidresults.analytics.summary import ModelSummary, Summary, summarise
from vidresults.analytics.tables import ANALYSES
from vidresults.analytics.validation import Validation, refused, validate
from vidresults.analytics.zones import (
    Line,
    Zone,
    Zones,
    crossings,
    line_counts,
    read_zones,
    zone_occupancy,
    zone_summary,
    zone_visits,
)

__all__ = [
    "ANALYSES",
    "Check",
    "HeatGrid",
    "Line",
    "ModelSummary",
    "Summary",
    "Validation",
    "Zone",
    "Zones",
    "crossings",
    "events",
    "heat_grid",
    "line_counts",
    "read_zones",
    "refused",
    "segments",
    "summarise",
    "validate",
    "zone_occupancy",
    "zone_summary",
    "zone_visits",
]
