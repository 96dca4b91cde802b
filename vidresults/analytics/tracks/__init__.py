"""Tracks: assigned to boxes that have none, and what each of them did."""

from vidresults.analytics.tracks.assign import track
from vidresults.analytics.tracks.columns import TRACKS
from vidresults.analytics.tracks.homography import Homography
from vidresults.analytics.tracks.table import track_table, tracks_of
from vidresults.analytics.tracks.thresholds import METHODS, Thresholds

__all__ = [
    "METHODS",
    "TRACKS",
    "Homography",
    "Thresholds",
    "track",
    "track_table",
    "tracks_of",
]
