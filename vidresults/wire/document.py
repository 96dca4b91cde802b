"""What every outside format is turned into: documents, their frames, and elements per model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from vidresults.errors import SelectionError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.errors import FormatError
    from vidresults.wire.input import Input
    from vidresults.wire.windows import Elements


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """What the user knows about frames that a format does not number.

    Attributes:
        stride: Every how many frames of the video one was sampled, from frame 0 on.
        fps: Frames per second of the video, from which times follow.
    """

    stride: int | None = None
    fps: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a document says beside its elements.

    Attributes:
        frames: 0-based frame number in the source video of each sample, int64, ascending.
        times: Seconds as sent of each sample, float64; NaN where none was sent.
        models: The undecoded elements of each model, one for each sample; b"null" where the model
            did not run.
        extra: What else the document holds, decoded.
        frame_extras: JSON text of what else a sample holds; empty where no sample holds more.
    """

    frames: NDArray[np.int64]
    times: NDArray[np.float64]
    models: Mapping[str, Elements]
    extra: Mapping[str, Any] = field(default_factory=dict)
    frame_extras: Sequence[str | None] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One result inside an input.

    Attributes:
        name: Its dotted path of keys inside a wrapper or its name in an archive, "" for a bare one.
        kind: The outside format.
        read_header: Reads the frames and finds the models' elements.
        job_id: The job that made it, where the input tells.
        byte_offset: Where it starts in the input's text.
        defects: What was wrong with the text as a whole, in lenient reading.
    """

    name: str
    kind: str
    read_header: Callable[[Numbering], Header]
    job_id: str | None = None
    byte_offset: int = 0
    defects: tuple[FormatError, ...] = ()


def name_document(documents: Sequence[Document], wanted: str | None, given: Input) -> Document:
    """The document that was asked for by name; the only one where none was asked for.

    Raises:
        SelectionError: Several are there and none was named, or the name is not among them.
    """
    names = ", ".join(repr(d.name) for d in documents)
    if wanted is None:
        if len(documents) == 1:
            return documents[0]
        raise SelectionError(
            f"{given.name}: holds {len(documents)} documents: {names}; pick one by name "
            "(--document NAME, or document=...)"
        )
    for document in documents:
        if document.name == wanted:
            return document
    raise SelectionError(f"{given.name}: has no document {wanted!r}; there is {names}")
