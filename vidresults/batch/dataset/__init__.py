"""A dataset of many results: opened where it lies, and compacted."""

from vidresults.batch.dataset.compaction import Compaction, compact
from vidresults.batch.dataset.keeping import Taken, forget, placed, settle
from vidresults.batch.dataset.opened import Dataset, open_dataset

__all__ = [
    "Compaction",
    "Dataset",
    "Taken",
    "compact",
    "forget",
    "open_dataset",
    "placed",
    "settle",
]
