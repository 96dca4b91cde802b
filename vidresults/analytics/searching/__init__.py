"""Search in embeddings: what is near to a frame or to a vector, and what is far from all."""

from vidresults.analytics.searching.asked import read_vector
from vidresults.analytics.searching.search import search
from vidresults.analytics.searching.table import SEARCH, without_vector

__all__ = ["SEARCH", "read_vector", "search", "without_vector"]
