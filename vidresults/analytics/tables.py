"""The tables that analytics answer with: every field with type, unit, meaning and null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vidresults.analytics.evaluation.tables import CONFUSION, EVALUATION, PRECISION_RECALL
from vidresults.analytics.zones.crossing import CROSSINGS

if TYPE_CHECKING:
    import pyarrow as pa

ANALYSES: Final[dict[str, pa.Schema]] = {
    "crossings": CROSSINGS,
    "evaluation": EVALUATION,
    "precision_recall": PRECISION_RECALL,
    "confusion": CONFUSION,
}
"""By name; the README lists them."""
