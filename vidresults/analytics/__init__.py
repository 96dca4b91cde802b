"""From tables to tables: what a result holds, and what happened in the video."""

from vidresults.analytics.summary import ModelSummary, Summary, summarise

__all__ = ["ModelSummary", "Summary", "summarise"]
