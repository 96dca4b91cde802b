"""From tables to tables: what a result holds, whether it is sound, and what happened in it."""

from vidresults.analytics.checks import Check
from vidresults.analytics.counts import count_by_class, count_by_hour, count_over_time
from vidresults.analytics.heatmap import HeatGrid, heat_grid
from vidresults.analytics.summary import ModelSummary, Summary, summarise
from vidresults.analytics.tables import ANALYSES
from vidresults.analytics.validation import Validation, refused, validate
from vidresults.analytics.zones import Line, Zone, Zones, crossings, read_zones

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
    "count_by_class",
    "count_by_hour",
    "count_over_time",
    "crossings",
    "heat_grid",
    "read_zones",
    "refused",
    "summarise",
    "validate",
]
