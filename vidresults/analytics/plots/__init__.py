"""Pictures of what the analytics find, with matplotlib: one function for each table."""

from vidresults.analytics.plots.behind import middle_frame
from vidresults.analytics.plots.by_class import plot_by_class
from vidresults.analytics.plots.by_hour import plot_by_hour
from vidresults.analytics.plots.chosen import plot_chosen
from vidresults.analytics.plots.comparison import plot_comparison
from vidresults.analytics.plots.crossings import plot_crossings
from vidresults.analytics.plots.figure import new_figure, save_figure, series_colours
from vidresults.analytics.plots.heat import plot_heat
from vidresults.analytics.plots.matrix import plot_co_occurrence
from vidresults.analytics.plots.over_time import plot_over_time
from vidresults.analytics.plots.quality import plot_quality
from vidresults.analytics.plots.search import plot_search
from vidresults.analytics.plots.timeline import plot_events, plot_segments
from vidresults.analytics.plots.tracks import plot_tracks
from vidresults.analytics.plots.zone_occupancy import plot_zone_occupancy
from vidresults.analytics.plots.zone_summary import plot_zone_summary
from vidresults.analytics.plots.zone_visits import plot_zone_visits

__all__ = [
    "middle_frame",
    "new_figure",
    "plot_by_class",
    "plot_by_hour",
    "plot_chosen",
    "plot_co_occurrence",
    "plot_comparison",
    "plot_crossings",
    "plot_events",
    "plot_heat",
    "plot_over_time",
    "plot_quality",
    "plot_search",
    "plot_segments",
    "plot_tracks",
    "plot_zone_occupancy",
    "plot_zone_summary",
    "plot_zone_visits",
    "save_figure",
    "series_colours",
]
