"""What happened in the video as one table: who appeared, entered, crossed, stayed, or was many."""

from vidresults.analytics.events.finding import events
from vidresults.analytics.events.table import EVENT_KINDS, EVENTS

__all__ = ["EVENTS", "EVENT_KINDS", "events"]
