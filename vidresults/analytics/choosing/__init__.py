"""Choosing the frames that are worth a person's labels."""

from vidresults.analytics.choosing.choose import choose_frames
from vidresults.analytics.choosing.frame_list import save_frames
from vidresults.analytics.choosing.table import BY, CHOSEN, DISTANCES

__all__ = ["BY", "CHOSEN", "DISTANCES", "choose_frames", "save_frames"]
