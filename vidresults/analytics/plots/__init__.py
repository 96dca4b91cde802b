"""Pictures of what the analytics find, with matplotlib: one function for each table."""

from vidresults.analytics.plots.figure import new_figure, save_figure, series_colours

__all__ = ["new_figure", "save_figure", "series_colours"]
