"""Pictures of what the analytics find, with matplotlib: one function for each table."""

from vidresults.analytics.plots.behind import middle_frame
from vidresults.analytics.plots.chosen import plot_chosen
from vidresults.analytics.plots.comparison import plot_comparison
from vidresults.analytics.plots.figure import new_figure, save_figure, series_colours
from vidresults.analytics.plots.heat import plot_heat
from vidresults.analytics.plots.matrix import plot_co_occurrence
from vidresults.analytics.plots.quality import plot_quality
from vidresults.analytics.plots.search import plot_search

__all__ = [
    "middle_frame",
    "new_figure",
    "plot_chosen",
    "plot_co_occurrence",
    "plot_comparison",
    "plot_heat",
    "plot_quality",
    "plot_search",
    "save_figure",
    "series_colours",
]
