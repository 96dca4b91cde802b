"""Zones and lines on the picture: their file, what lies inside, and what crosses."""

from vidresults.analytics.zones.counts import LINE_COUNTS, ZONE_SUMMARY, line_counts, zone_summary
from vidresults.analytics.zones.crossing import CROSSINGS, crossings
from vidresults.analytics.zones.inside import inside
from vidresults.analytics.zones.occupancy import ZONE_OCCUPANCY, zone_occupancy
from vidresults.analytics.zones.placing import zones_to_video
from vidresults.analytics.zones.reading import plain_zones, read_zones, zones_of
from vidresults.analytics.zones.visits import ZONE_VISITS, zone_visits
from vidresults.analytics.zones.zone import Line, Zone, Zones

__all__ = [
    "CROSSINGS",
    "LINE_COUNTS",
    "ZONE_OCCUPANCY",
    "ZONE_SUMMARY",
    "ZONE_VISITS",
    "Line",
    "Zone",
    "Zones",
    "crossings",
    "inside",
    "line_counts",
    "plain_zones",
    "read_zones",
    "zone_occupancy",
    "zone_summary",
    "zone_visits",
    "zones_of",
    "zones_to_video",
]
