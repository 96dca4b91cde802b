"""Which files of a dataset count, by their names alone.

A source's own files are `<table>/source_id=<name>/part-<n>.parquet`, or in a dataset that was
compacted `<table>/source-<name>-part-<n>.parquet`. Compacted files hold many sources. The index
tells which of them count, and which files they replace: it is written in one go, so that a table
is read either as it was or as it is compacted, whenever the compaction ends.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Final, Self
from urllib.parse import unquote

from vidresults.errors import FormatError

INDEX: Final = "_compacted.json"

_HIVE: Final = "source_id="
_FLAT: Final = re.compile(r"source-(.+)-part-\d+\.parquet")
_COMPACTED: Final = re.compile(r"compacted-\d+\.parquet")
# What folders cannot be called on some system, and what readers of such layouts decode.
_LONGEST_NAME: Final = 200  # bytes, with room for what stands around it below the 255 of systems
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f%/\\:*?"<>|=#]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One compacted file; its rows are sorted by source_id.

    Attributes:
        name: Path from the dataset's folder.
        first: Its first source.
        last: Its last.
        size: Bytes.
    """

    name: str
    first: str
    last: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What compaction has made.

    Attributes:
        pieces: The compacted files of every table, in the order of their sources, which do not
            overlap.
        gone: Files whose rows the pieces hold, with their sizes: they do not count any more. A
            file that has another size is a newer one.
        number: That of the next compacted file.
    """

    pieces: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)
    gone: Mapping[str, int] = field(default_factory=dict)
    number: int = 0

    def to_json(self) -> bytes:
        """As the file of a dataset."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read what `to_json` wrote.

        Raises:
            FormatError: It is something else.
        """
        try:
            values = json.loads(text)
            pieces = {
                table: tuple(Piece(**piece) for piece in pieces)
                for table, pieces in values["pieces"].items()
            }
            return cls(pieces=pieces, gone=dict(values["gone"]), number=int(values["number"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FormatError(f"{INDEX} is damaged: {error}") from None


def folder_name(source_id: str) -> str:
    """The id with characters that folder names cannot have percent-encoded, cut where too long."""
    name = _UNSAFE.sub(lambda found: f"%{ord(found.group()):02X}", source_id)
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(source_id.encode()).hexdigest()[:12]
    return name.encode()[: _LONGEST_NAME - 13].decode(errors="ignore") + "-" + digest


def is_table_file(name: str) -> bool:
    """Whether a file is of a table: Parquet, and neither it nor a folder on the way is hidden."""
    return name.endswith(".parquet") and not any(
        part.startswith(("_", ".")) for part in name.split("/")
    )


def is_compacted(name: str) -> bool:
    """Whether a file has a name that only compaction gives."""
    return _COMPACTED.fullmatch(PurePosixPath(name).name) is not None


def source_name(name: str) -> str | None:
    """The one source that a file is of, as names of files write it; None where it is of several."""
    path = PurePosixPath(name)
    if path.parent.name.startswith(_HIVE):
        return path.parent.name.removeprefix(_HIVE)
    flat = _FLAT.fullmatch(path.name)
    return None if flat is None else flat[1]


def is_flat(name: str) -> bool:
    """Whether a file of one source is named as in a compacted dataset; it is newer than others."""
    return _FLAT.fullmatch(PurePosixPath(name).name) is not None


def flat_name(name: str) -> str:
    """The name that a source's own file has in a compacted dataset."""
    path, source = PurePosixPath(name), source_name(name)
    if source is None or not path.parent.name.startswith(_HIVE):
        return name
    return (path.parent.parent / f"source-{source}-{path.name}").as_posix()


def counted(
    files: Mapping[str, int], table: str, index: Index | None, documents: Collection[str]
) -> list[str]:
    """The files of a table that count, in the order of their rows.

    Args:
        files: Sizes of all its files.
        table: Its name.
        index: None where the dataset was never compacted.
        documents: All files of the documents; a source is there when its document is.

    Raises:
        FormatError: A compacted file is not there.
    """
    found = {name for name in files if is_table_file(name)}
    pieces: list[str] = []
    if index is not None:
        pieces = [piece.name for piece in index.pieces.get(table, ())]
        lost = [name for name in pieces if name not in found]
        if lost:
            raise FormatError(f"{lost[0]} is not there, which {INDEX} tells of: open it again")
        found = {n for n in found if index.gone.get(n) != files[n] and not is_compacted(n)}
    there = {source_name(name) for name in documents if is_table_file(name)}
    flat = {source_name(name) for name in documents if is_flat(name)}
    own = [
        name
        for name in found
        if (source := source_name(name)) is None
        or (source in there and is_flat(name) == (source in flat))
    ]
    return pieces + sorted(own, key=_order)


def _order(name: str) -> tuple[str, int, str]:
    """Files of several sources first, sources by their id, then the parts by their number."""
    source = source_name(name)
    part = re.search(r"(\d+)$", PurePosixPath(name).stem)
    return "" if source is None else unquote(source), int(part[1]) if part else 0, name
