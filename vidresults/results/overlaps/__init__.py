"""Boxes that cover each other: the best of them, or all of them as one."""

from vidresults.results.overlaps.cleaning import merge_overlapping, suppress

__all__ = ["merge_overlapping", "suppress"]
