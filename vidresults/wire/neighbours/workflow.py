"""The reply of a Workflow over HTTP.

    {"outputs": [{"<output>": value, ...}, ...], "profiler_trace": [...]}

One item for each picture of the request; `workflow_rows` says what becomes of an item. The list
without its wrapper, as the inference SDK returns it, and one item alone, as the command line
writes it to {picture}/results.json, are read the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vidresults.errors import WrongDocumentError
from vidresults.wire.cut import cut_list, cut_object, decode, offset_of
from vidresults.wire.document import Document, Header, Numbering
from vidresults.wire.neighbours.workflow_rows import find_models, head_of, read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec

    from vidresults.wire.input import Input

KIND = "workflow"
_OUTPUTS = "outputs"
# What the stream manager sends beside outputs; it numbers frames of a stream, not of a video.
_STREAM = "frames_metadata"


def find(members: dict[str, msgspec.Raw], given: Input) -> list[Document]:
    """The reply, or one item of a reply; empty where it is neither.

    Raises:
        WrongDocumentError: It is a reply without any predictions.
    """
    outputs = members.get(_OUTPUTS)
    if outputs is None or head_of(outputs) != b"[" or _STREAM in members:
        return find_items([members], given)
    items = cut_list(outputs, given.text)
    if not items or any(head_of(item) != b"{" for item in items):
        return []
    rows = [cut_object(item, given.text) for item in items]
    rest = {
        key: decode(raw, offset_of(raw, given.text))
        for key, raw in members.items()
        if key != _OUTPUTS
    }
    found = find_items(rows, given, extra=rest)
    if not found:
        names = ", ".join(repr(name) for name in list(rows[0])[:6])
        raise WrongDocumentError(
            f"is the reply of a Workflow without predictions (its outputs are {names or 'none'}); "
            "let the Workflow put out a model's predictions"
        )
    return found


def find_items(
    rows: Sequence[dict[str, msgspec.Raw]],
    given: Input,
    *,
    kind: str = KIND,
    extra: dict[str, Any] | None = None,
) -> list[Document]:
    """A document of these rows of outputs; empty where none holds predictions."""
    models = find_models(rows)
    if not models:
        return []

    def read_header(numbering: Numbering) -> Header:
        return read_rows(rows, models, numbering, text=given.text, extra=extra)

    return [Document(name="", kind=kind, read_header=read_header)]
