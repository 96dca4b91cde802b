"""Pictures of what the analytics find, with matplotlib: one function for each table."""

from vidresults.analytics.plots.figure import new_figure, save_figure, series_colours
from vidresults.analytics.plots.tracks import plot_tracks

__all__ = ["new_figure", "plot_tracks", "save_figure", "series_colours"]
