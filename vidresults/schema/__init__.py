"""THE tables: every field with type, unit, meaning and null, and the gate that batches pass."""

from vidresults.schema.check import check, check_table
from vidresults.schema.fields import describe
from vidresults.schema.older import fill
from vidresults.schema.tables import CONTENT, SCHEMA_VERSION, STATES, TABLES, TASKS

__all__ = [
    "CONTENT",
    "SCHEMA_VERSION",
    "STATES",
    "TABLES",
    "TASKS",
    "check",
    "check_table",
    "describe",
    "fill",
]
