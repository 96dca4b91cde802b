"""Rows of a Workflow's outputs, one for each frame: {"<output>": value, ...}.

An output is a model where its values are predictions: {"image": ..., "predictions": ...}, the
same one level down under "predictions", or the bare list of boxes. Everything else of a row is
kept in the frame's `extra`, but for the pixels of pictures (their base64 `value`): those are left
out, and the document's `extra` names the outputs under `pixels_left_out`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from vidresults.wire.cut import decode
from vidresults.wire.document import Header
from vidresults.wire.neighbours.numbering import times_of
from vidresults.wire.neighbours.workflow_frames import frames_of, other_fields
from vidresults.wire.rows import as_extra
from vidresults.wire.windows import Listed

if TYPE_CHECKING:
    from vidresults.wire.cut import Part
    from vidresults.wire.document import Numbering

Row = Mapping[str, "Part"]

_NULL = b"null"
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_BOX = {"x", "y", "width", "height"}
_LEFT_OUT = "pixels_left_out"
PREDICTIONS = "predictions"
IMAGE = "image"


class _Held(msgspec.Struct, gc=False):
    """A value that may hold predictions."""

    predictions: msgspec.Raw = msgspec.Raw(_NULL)


_HELD = msgspec.json.Decoder(_Held)


def head_of(part: Part) -> bytes:
    """The first byte of a JSON text without white space before it."""
    return bytes(memoryview(part)[:1])


def held_predictions(part: Part) -> msgspec.Raw | None:
    """What stands under "predictions" in an object, where that is a list or an object."""
    if head_of(part) != b"{":
        return None
    held = _HELD.decode(part).predictions
    return held if head_of(held) in (b"[", b"{") else None


def _members(part: Part) -> dict[str, msgspec.Raw]:
    """An object's members; none where a key is not UTF-8, which the reader says in its place."""
    try:
        return _MEMBERS.decode(part)
    except UnicodeDecodeError:
        return {}


def find_models(rows: Sequence[Row]) -> list[str]:
    """The outputs that hold predictions in some row, in their order."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [
        name for name in names if any(name in row and _is_predictions(row[name]) for row in rows)
    ]


def _is_predictions(part: Part) -> bool:
    if held_predictions(part) is not None:
        return True
    if head_of(part) != b"[" or bytes(memoryview(part)[1:64]).lstrip()[:1] != b"{":
        return False
    return _members(_ITEMS.decode(part)[0]).keys() >= _BOX


def read_rows(
    rows: Sequence[Row],
    models: Sequence[str],
    numbering: Numbering,
    *,
    text: memoryview | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Header:
    """The header of a document that is made of rows.

    Args:
        rows: The outputs of each row, undecoded.
        models: Those that hold predictions.
        numbering: What the user knows of the frames.
        text: The text that the values are pieces of; None where they are not.
        extra: What else the document holds.

    Raises:
        FormatError: The rows do not tell their frames, and nobody else does.
        SelectionError: They do, and a stride was given.
    """
    others = [other_fields(row, models, text, index) for index, row in enumerate(rows)]
    order, frames = frames_of(others, numbering)
    found = {model: _Column() for model in models}
    for index in order:
        for model in models:
            found[model].add(rows[index].get(model, _NULL), others[index].values, model)
    pixels = list(dict.fromkeys(name for index in order for name in others[index].pixels))
    left_out = {_LEFT_OUT: pixels} if pixels else {}
    return Header(
        frames=frames,
        times=times_of(frames, numbering),
        models={m: Listed(c.parts, text if c.in_text else None) for m, c in found.items()},
        extra={**(extra or {}), **left_out},
        frame_extras=[as_extra(others[index].values) for index in order],
    )


@dataclass(slots=True)
class _Column:
    """One model's elements."""

    parts: list[Part] = field(default_factory=list)
    in_text: bool = True

    def add(self, part: Part, others: dict[str, Any], model: str) -> None:
        """Take the element out of an output's value; what is around it goes to the others."""
        held = held_predictions(part)
        if head_of(part) == b"[":
            self.in_text = False
            self.parts.append(b'{"predictions":' + bytes(part) + b"}")
            return
        if held is not None and _is_nested(held):
            rest = decode(part, None)
            del rest[PREDICTIONS]
            if rest:
                others[model] = rest
            part = held
        self.parts.append(part)


def _is_nested(held: msgspec.Raw) -> bool:
    """Whether {"predictions": {"predictions": ...}}, and not a class of that name."""
    if head_of(held) != b"{":
        return False
    members = _members(held)
    inner = members.get(PREDICTIONS)
    return inner is not None and (head_of(inner) == b"[" or IMAGE in members)
