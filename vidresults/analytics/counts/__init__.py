"""How many of which class, when: over time, by class, by hour of the day."""

from vidresults.analytics.counts.by import counted, refuse_by
from vidresults.analytics.counts.by_class import count_by_class
from vidresults.analytics.counts.by_hour import count_by_hour
from vidresults.analytics.counts.over_time import count_over_time

__all__ = ["count_by_class", "count_by_hour", "count_over_time", "counted", "refuse_by"]
