"""Pictures of what the analytics find, with matplotlib: one function for each table."""

from vidresults.analytics.plots.crossings import plot_crossings
from vidresults.analytics.plots.figure import new_figure, save_figure, series_colours
from vidresults.analytics.plots.timeline import plot_events, plot_segments
from vidresults.analytics.plots.zone_occupancy import plot_zone_occupancy
from vidresults.analytics.plots.zone_summary import plot_zone_summary
from vidresults.analytics.plots.zone_visits import plot_zone_visits

__all__ = [
    "new_figure",
    "plot_crossings",
    "plot_events",
    "plot_segments",
    "plot_zone_occupancy",
    "plot_zone_summary",
    "plot_zone_visits",
    "save_figure",
    "series_colours",
]
