"""What others send: inputs are recognised by content and parsed into checked batches."""

from vidresults.wire.datasets import DATASETS, GROUND_TRUTH, Wanted, read_dataset, tables_of
from vidresults.wire.document import Document, Numbering, name_document
from vidresults.wire.input import Input, read_input
from vidresults.wire.neighbours.folder import read_folder
from vidresults.wire.neighbours.supervision_frames import list_document
from vidresults.wire.reader import Progress, Reader, Reading
from vidresults.wire.recognise import find_documents

__all__ = [
    "DATASETS",
    "GROUND_TRUTH",
    "Document",
    "Input",
    "Numbering",
    "Progress",
    "Reader",
    "Reading",
    "Wanted",
    "find_documents",
    "list_document",
    "name_document",
    "read_dataset",
    "read_folder",
    "read_input",
    "tables_of",
]
