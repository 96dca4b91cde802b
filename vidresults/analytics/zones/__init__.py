"""Zones and lines on the picture: their file, what lies inside, and what crosses."""

from vidresults.analytics.zones.crossing import CROSSINGS, crossings, crossings_of
from vidresults.analytics.zones.inside import inside
from vidresults.analytics.zones.reading import read_zones
from vidresults.analytics.zones.zone import Line, Zone, Zones

__all__ = [
    "CROSSINGS",
    "Line",
    "Zone",
    "Zones",
    "crossings",
    "crossings_of",
    "inside",
    "read_zones",
]
