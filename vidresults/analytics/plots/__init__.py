"""Pictures of what the analytics find, with matplotlib: one function for each table."""

from vidresults.analytics.plots.by_class import plot_by_class
from vidresults.analytics.plots.by_hour import plot_by_hour
from vidresults.analytics.plots.figure import new_figure, save_figure, series_colours
from vidresults.analytics.plots.over_time import plot_over_time

__all__ = [
    "new_figure",
    "plot_by_class",
    "plot_by_hour",
    "plot_over_time",
    "save_figure",
    "series_colours",
]
