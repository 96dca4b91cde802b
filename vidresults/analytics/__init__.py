"""From tables to tables: what a result holds, whether it is sound, and what happened in it."""

from vidresults.analytics.checks import Check
from vidresults.analytics.choosing import choose_frames, save_frames
from vidresults.analytics.co_occurrences import co_occurrence
from vidresults.analytics.comparison import compare
from vidresults.analytics.counts import count_by_class, count_by_hour, count_over_time
from vidresults.analytics.evaluation import Evaluation, evaluate
from vidresults.analytics.happenings import events
from vidresults.analytics.heat_cells import heat_table
from vidresults.analytics.heatmap import HeatGrid, heat_grid
from vidresults.analytics.measures import quality
from vidresults.analytics.presence import segments
from vidresults.analytics.searching import read_vector, search, without_vector
from vidresults.analytics.summary import ModelSummary, Summary, summarise
from vidresults.analytics.tables import ANALYSES
from vidresults.analytics.tracks import Homography, track, track_table
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
    "Evaluation",
    "HeatGrid",
    "Homography",
    "Line",
    "ModelSummary",
    "Summary",
    "Validation",
    "Zone",
    "Zones",
    "choose_frames",
    "co_occurrence",
    "compare",
    "count_by_class",
    "count_by_hour",
    "count_over_time",
    "crossings",
    "evaluate",
    "events",
    "heat_grid",
    "heat_table",
    "line_counts",
    "quality",
    "read_vector",
    "read_zones",
    "refused",
    "save_frames",
    "search",
    "segments",
    "summarise",
    "track",
    "track_table",
    "validate",
    "without_vector",
    "zone_occupancy",
    "zone_summary",
    "zone_visits",
]
