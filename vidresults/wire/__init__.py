"""What others send: inputs are recognised by content and parsed into checked batches."""

from vidresults.wire.document import Document, find_documents, name_document
from vidresults.wire.input import Input, read_input
from vidresults.wire.video_inference import KIND, Reader

__all__ = [
    "KIND",
    "Document",
    "Input",
    "Reader",
    "find_documents",
    "name_document",
    "read_input",
]
