"""Pictures of what the analytics find, with matplotlib: one function for each table."""

from vidresults.analytics.plots.chosen import plot_chosen
from vidresults.analytics.plots.figure import new_figure, save_figure, series_colours
from vidresults.analytics.plots.search import plot_search

__all__ = ["new_figure", "plot_chosen", "plot_search", "save_figure", "series_colours"]
