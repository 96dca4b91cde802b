"""What happened in the video as one table: who appeared, entered, crossed, stayed, or was many."""

from vidresults.analytics.happenings.finding import events
from vidresults.analytics.happenings.table import EVENT_KINDS, EVENTS

__all__ = ["EVENTS", "EVENT_KINDS", "events"]
