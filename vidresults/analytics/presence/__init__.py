"""When things are there: how many on each sample, and from when until when."""

from vidresults.analytics.presence.counted import Counted, counted_of
from vidresults.analytics.presence.holding import links_of
from vidresults.analytics.presence.segments import SEGMENTS, SegmentsBy, segments
from vidresults.analytics.presence.stretches import Stretch, stretches_of

__all__ = [
    "SEGMENTS",
    "Counted",
    "SegmentsBy",
    "Stretch",
    "counted_of",
    "links_of",
    "segments",
    "stretches_of",
]
