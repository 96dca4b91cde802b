"""From tables to tables: what a result holds, whether it is sound, and what happened in it."""

from vidresults.analytics.checks import Check
from vidresults.analytics.summary import ModelSummary, Summary, summarise
from vidresults.analytics.validation import Validation, refused, validate

__all__ = [
    "Check",
    "ModelSummary",
    "Summary",
    "Validation",
    "refused",
    "summarise",
    "validate",
]
