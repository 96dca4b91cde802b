"""Many results at once: on this machine, or on Ray; on local disks and on object storage."""

from vidresults.batch.dataset import compact, open_dataset
from vidresults.batch.jobs import Input
from vidresults.batch.manifest import manifest
from vidresults.batch.process import process
from vidresults.batch.row import Options, Row
from vidresults.batch.run import run
from vidresults.batch.submitting import submit
from vidresults.batch.summary import BatchReport

__all__ = [
    "BatchReport", "Input", "Options", "Row", "compact", "manifest", "open_dataset", "process",
    "run", "submit",
]  # fmt: skip
