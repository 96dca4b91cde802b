"""Archives with results: tar, also compressed with gzip, and zip.

Every member that holds results gives documents under its path in the archive, and the members
of one folder that are frame_000000.json, ... give one under the folder's path. Nothing is written
under a member's name. Pictures, videos, logs and hidden files are left out, and so are the
{picture}/results.json beside an aggregated_results file, which holds the same; every other member
that is no result is named in a warning, unless there is nothing else.
"""

from __future__ import annotations

import contextlib
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pyarrow as pa

from vidresults.errors import FormatError, Place, VidResultsWarning, WrongDocumentError
from vidresults.wire.input import TOO_MUCH, largest_of, read_member, spooled
from vidresults.wire.neighbours import frame_files

if TYPE_CHECKING:
    from vidresults.wire.document import Document
    from vidresults.wire.input import Input

Find = Callable[["Input"], "list[Document]"]
Members = dict[str, Callable[[], memoryview]]

_TAR_MARK = slice(257, 262)
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_NOT_TEXT = {
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".mp4", ".mov", ".avi", ".mkv", ".webm", ".log",
    ".txt", ".md",
}  # fmt: skip
_AGGREGATED = ("aggregated_results.jsonl", "aggregated_results.csv")
_SHOWN = 4
_DAMAGE = (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError)


def is_archive(given: Input) -> bool:
    """Whether the content is that of a tar or zip archive."""
    return bytes(given.text[_TAR_MARK]) == b"ustar" or bytes(given.text[:4]) in _ZIP_MARKS


def find(given: Input, find_documents: Find) -> list[Document]:
    """The documents of all members.

    Args:
        given: The archive.
        find_documents: Finds those of one member.

    Raises:
        FormatError: The archive is damaged or encrypted, would fill the disk, or a member that
            begins as a result is damaged.
        WrongDocumentError: No member holds a result.
    """
    with _damage():
        members = _zip_members(given) if bytes(given.text[:2]) == b"PK" else _tar_members(given)
    documents: list[Document] = []
    others: list[WrongDocumentError] = []
    wanted = _wanted(members)
    for folder, names in _folders(wanted).items():
        frames = frame_files.pick(names)
        if frames:
            files = {n: partial(_bytes, members[str(folder / n)]) for n in frames}
            name = "frames" if folder == PurePosixPath() else str(folder)
            documents.append(frame_files.find(files, name, f"{given.name}/{folder}"))
        for name in (str(folder / n) for n in names if n not in frames):
            try:
                documents += _member_documents(given, name, members[name], find_documents)
            except WrongDocumentError as error:
                others.append(error)
    if not documents:
        raise others[0] if others else WrongDocumentError("is an archive without any result")
    _warn_of(others, given)
    return documents


def _wanted(members: Members) -> list[PurePosixPath]:
    paths = [PurePosixPath(name) for name in members]
    whole = {path.parent for path in paths if path.name in _AGGREGATED}
    return [
        path
        for path in paths
        if path.suffix.lower() not in _NOT_TEXT
        and not any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)
        and not (path.name == "results.json" and path.parent.parent in whole)
    ]


def _folders(paths: list[PurePosixPath]) -> dict[PurePosixPath, list[str]]:
    found: dict[PurePosixPath, list[str]] = {}
    for path in sorted(paths):
        found.setdefault(path.parent, []).append(path.name)
    return found


def _member_documents(
    given: Input, name: str, opened: Callable[[], memoryview], find_documents: Find
) -> list[Document]:
    with _damage(name):
        stored = opened()
    member = read_member(f"{given.name} ({name!r})", name, stored)
    if is_archive(member):
        raise WrongDocumentError(
            "is an archive inside of the archive: unpack it first", Place(file=member.name)
        )
    return [
        replace(document, name=f"{name}.{document.name}" if document.name else name)
        for document in find_documents(member)
    ]


def _tar_members(given: Input) -> Members:
    members: Members = {}
    with tarfile.open(fileobj=pa.BufferReader(given.text), mode="r:") as archive:
        for member in archive:
            end = member.offset_data + member.size
            if member.isfile() and not member.issparse():
                if end > len(given.text):
                    raise EOFError(f"the archive ends inside of {member.name!r}")
                part = given.text[member.offset_data : end]
                members[str(PurePosixPath(member.name))] = partial(_slice, part)
    return members


def _slice(part: memoryview) -> memoryview:
    return part


def _zip_members(given: Input) -> Members:
    archive = zipfile.ZipFile(pa.BufferReader(given.text))
    infos = [info for info in archive.infolist() if not info.is_dir()]
    size = sum(info.file_size for info in infos)
    if size > largest_of(len(given.text)):
        raise FormatError(f"would unpack to {size} bytes, {TOO_MUCH}")
    for info in infos:
        if info.flag_bits & 1:
            raise FormatError(
                f"member {info.filename!r} is encrypted, expected an archive without a password"
            )
    return {str(PurePosixPath(info.filename)): partial(_unzipped, archive, info) for info in infos}


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> memoryview:
    with archive.open(info) as stream:
        return spooled(stream)


def _bytes(opened: Callable[[], memoryview]) -> bytes:
    with _damage():
        return bytes(opened())


@contextlib.contextmanager
def _damage(member: str = "") -> Iterator[None]:
    """What the readers of archives raise, in our words."""
    try:
        yield
    except (*_DAMAGE, NotImplementedError, RuntimeError) as error:
        where = f"member {member!r} of " if member else ""
        raise FormatError(f"{where}the archive is damaged: {error}; fetch it again") from error


def _warn_of(others: list[WrongDocumentError], given: Input) -> None:
    if others:
        names = ", ".join(str(error.place.file) for error in others[:_SHOWN])
        more = ", ..." if len(others) > _SHOWN else ""
        warnings.warn(
            f"{given.name}: left out {len(others)} members that are no results: {names}{more}",
            VidResultsWarning,
            stacklevel=2,
        )
