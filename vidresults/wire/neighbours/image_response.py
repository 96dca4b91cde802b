"""The answer of the server for a single image, alone or several in a list.

    {"image": {"width": 640, "height": 480}, "predictions": [...], "time": 0.05, ...}

An answer is an element of a result as it is. One alone is frame 0; several are numbered by their
0-based `frame_index` where each has one, else by the user. The model is called as the file, or
"model".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from vidresults.errors import FormatError, Place
from vidresults.wire.document import Document, Header, Numbering
from vidresults.wire.neighbours.numbering import ascending, count_frames, refuse_stride, times_of
from vidresults.wire.neighbours.workflow_rows import IMAGE, PREDICTIONS, head_of, held_predictions
from vidresults.wire.windows import Listed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.wire.cut import Part
    from vidresults.wire.input import Input

KIND = "image-response"
MODEL = "model"
# Only what the sink of a stream sends has it; `wrong` names that.
_STREAM = "inference_metadata"


class _Head(msgspec.Struct, gc=False):
    frame_index: int | None = None


_HEAD = msgspec.json.Decoder(_Head)
_WHOLE = msgspec.json.Decoder(msgspec.Raw)


def find(members: dict[str, msgspec.Raw], given: Input) -> list[Document]:
    """The answer that the whole text is; empty where it is none."""
    if not is_response(members):
        return []
    return find_list([_WHOLE.decode(given.body)], given)


def is_response(members: dict[str, msgspec.Raw]) -> bool:
    """Whether the object is an answer, and not a row of a Workflow with such an output."""
    held = members.get(PREDICTIONS)
    if held is None or _STREAM in members or head_of(held) not in (b"[", b"{"):
        return False
    if IMAGE in members and head_of(members[IMAGE]) == b'"':
        return False
    return held_predictions(held) is None


def find_list(answers: Sequence[Part], given: Input, *, kind: str = KIND) -> list[Document]:
    """A document of these answers, which are pieces of the input's text."""
    model = MODEL if given.path is None else given.stem

    def read_header(numbering: Numbering) -> Header:
        frames = _frames(answers, numbering)
        times = times_of(frames, numbering)
        return Header(frames=frames, times=times, models={model: Listed(answers, given.text)})

    return [Document(name="", kind=kind, read_header=read_header)]


def _frames(answers: Sequence[Part], numbering: Numbering) -> NDArray[np.int64]:
    """The 0-based frames of the answers."""
    numbers = [_frame_index(answer, place) for place, answer in enumerate(answers)]
    known = [number for number in numbers if number is not None]
    if not known:
        return count_frames(len(answers), numbering, "answers")
    refuse_stride(numbering)
    if len(known) < len(numbers):
        raise FormatError(
            "has no frame_index, other answers have one", Place(element=numbers.index(None))
        )
    return ascending(known, "frame_index")


def _frame_index(answer: Part, element: int) -> int | None:
    if head_of(answer) != b"{":
        return None
    place = Place(element=element, field="frame_index")
    try:
        number = _HEAD.decode(answer).frame_index
    except msgspec.ValidationError:
        raise FormatError("found no whole number, expected one", place) from None
    if number is not None and not 0 <= number < 2**63:
        raise FormatError(f"found {number}, expected a whole number from 0 on", place)
    return number
