"""A folder that tools of the inference CLI wrote, as one input.

It holds frame_000000.json, ... or {picture}_prediction.json (`frame_files`), or the
aggregated_results.jsonl or .csv of a folder of pictures. All other files are left out; those that
end in .json, .jsonl or .csv are named in a warning.
"""

from __future__ import annotations

import hashlib
import warnings
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.errors import FormatError, Place, VidResultsWarning
from vidresults.wire.input import Input, read_input
from vidresults.wire.neighbours import frame_files

if TYPE_CHECKING:
    from vidresults.wire.document import Document

_AGGREGATED = ("aggregated_results.jsonl", "aggregated_results.csv")
_TEXTS = (".json", ".jsonl", ".csv")
_SHOWN = 4
_NOTHING = memoryview(b"")


def read_folder(path: str) -> tuple[Input, list[Document] | None]:
    """The folder as an input, and its documents; None where they are found by its content.

    Raises:
        FormatError: It holds nothing that is known, or cannot be read.
    """
    try:
        names = sorted(entry.name for entry in Path(path).iterdir() if entry.is_file())
    except OSError as error:
        raise FormatError(f"cannot be read: {error.strerror}", Place(file=path)) from None
    frames = frame_files.pick(names)
    if frames:
        _warn_of_others(set(names) - set(frames), path)
        files = {name: (Path(path) / name).read_bytes for name in frames}
        given = Input(name=path, path=path, text=_NOTHING, body=_NOTHING, digest=_digest(files))
        return given, [frame_files.find(files, "", path)]
    for name in _AGGREGATED:
        if name in names:
            _warn_of_others(set(names) - {*_AGGREGATED}, path)
            return replace(read_input(Path(path) / name), path=path), None
    raise FormatError(
        "is a folder without stored tables (no documents/ in it), expected a result file or a "
        "folder that an export to parquet made, or one with frame_000000.json, ..., "
        "{picture}_prediction.json, or aggregated_results.jsonl or .csv",
        Place(file=path),
    )


def _digest(files: dict[str, frame_files.Opened]) -> Future[str]:
    """One checksum of all names and contents, in the order of the names."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(name.encode(errors="surrogateescape") + b"\0")
        whole.update(hashlib.sha256(files[name]()).digest())
    done: Future[str] = Future()
    done.set_result(whole.hexdigest())
    return done


def _warn_of_others(names: set[str], path: str) -> None:
    others = sorted(name for name in names if name.lower().endswith(_TEXTS))
    if others:
        shown = ", ".join(others[:_SHOWN]) + (", ..." if len(others) > _SHOWN else "")
        warnings.warn(
            f"{path}: left out {len(others)} other files: {shown}", VidResultsWarning, stacklevel=3
        )
