"""One window of elements becomes checked batches: the quick way where it can, else exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vidresults.errors import FormatError
from vidresults.wire.columns import read_columns
from vidresults.wire.cut import TOO_DEEP, decode
from vidresults.wire.elements import keep_failed, read_element
from vidresults.wire.rows import Rows, Samples

if TYPE_CHECKING:
    import pyarrow as pa

    from vidresults.wire.windows import Window


def read_window(
    window: Window, samples: Samples, *, file: str, lenient: bool
) -> list[tuple[str, pa.RecordBatch]]:
    """The window's (table, batch) pairs.

    Args:
        window: The undecoded elements.
        samples: Their frames and times.
        file: What messages call the document.
        lenient: Leave out what is wrong and list it as defects, instead of raising.

    Raises:
        FormatError: An element is wrong; names file, byte, model, element, frame, prediction and
            field.
    """
    return read_columns(window, samples) or read_exactly(
        window, samples, file=file, lenient=lenient
    )


def read_exactly(
    window: Window, samples: Samples, *, file: str, lenient: bool = False
) -> list[tuple[str, pa.RecordBatch]]:
    """The same, element by element: for every task and key, and with the place of every error."""
    rows = Rows()
    for index in range(len(window.parts)):
        found, defects = _read(window, index, samples, lenient=lenient)
        place = {
            "file": file,
            "byte_offset": window.offset(index),
            "model": samples.model,
            "element": samples.first + index,
            "frame_index": int(samples.frames[index]),
        }
        for defect in defects:
            error = defect.within(**place)
            if not lenient:
                raise error from None
            found.add_defect(error, samples.source_id)
        rows.extend(found)
    return list(rows.batches())


def _read(
    window: Window, index: int, samples: Samples, *, lenient: bool
) -> tuple[Rows, list[FormatError]]:
    """The rows of one element, and what is wrong with it."""
    raw, sample = window.parts[index], samples.one(index)
    rows = Rows(lenient=lenient)
    try:
        element: Any = decode(raw, window.offset(index))
        read_element(element, raw, sample, rows)
    except (FormatError, RecursionError) as problem:
        error = problem if isinstance(problem, FormatError) else FormatError(TOO_DEEP)
        rows = Rows()
        keep_failed(raw, sample, rows)
        return rows, [error]
    return rows, rows.refused
