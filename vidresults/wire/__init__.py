"""What others send: inputs are recognised by content and parsed into checked batches."""

from vidresults.wire.document import Document, Numbering, name_document
from vidresults.wire.input import Input, read_input
from vidresults.wire.neighbours.folder import read_folder
from vidresults.wire.neighbours.supervision_frames import list_document
from vidresults.wire.reader import Progress, Reader, Reading
from vidresults.wire.recognise import find_documents

__all__ = [
    "Document",
    "Input",
    "Numbering",
    "Progress",
    "Reader",
    "Reading",
    "find_documents",
    "list_document",
    "name_document",
    "read_folder",
    "read_input",
]
