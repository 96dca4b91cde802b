"""What is kept of results: what was asked for, checked, and held against every table."""

from vidresults.results.selecting.selection import Selection
from vidresults.results.selecting.selector import Selector

__all__ = ["Selection", "Selector"]
