"""The results in one input, each with the id that it has in a dataset."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import pyarrow as pa

from vidresults.batch.tasks.settling import zones_from
from vidresults.load import provenance_path, scan, scan_documents
from vidresults.results import Scan, VideoResults, read_provenance

if TYPE_CHECKING:
    from vidresults.batch.tasks import Given

R = TypeVar("R", bound=Scan | VideoResults)

READING: Final = ("lenient", "stride", "fps")
"""Settings that say how an input is read; as of `load`."""


SMALL: Final = 32 << 20
"""Bytes of JSON that are held in memory rather than read again for every pass."""


def read(given: Given, settings: Mapping[str, Any], *, joined: bool = True) -> list[Scan]:
    """The results: several where the file wraps several.

    Boxes get tracks before anything is left out, where `track` is set.

    Args:
        given: The input.
        settings: The task's.
        joined: Whether the frames get the video's own times, where there is a video; what is
            drawn onto the video's frames goes by their numbers.

    Raises:
        FormatError: The input is wrong; says where.
        SelectionError: There is nothing of what is to be selected.
    """
    how = {name: settings[name] for name in READING if settings.get(name) is not None}
    names = list(scan_documents(given.path, **how))
    base, video = base_id(given), given.video if joined else None
    found = []
    for name in names:
        source_id = base if len(names) == 1 else f"{base}-{name}"
        result = scan(given.path, document=name or None, video=video, source_id=source_id, **how)
        found.append(selected(_tracked(_addressed(result, given), settings), settings))
    return found


def selected(result: R, settings: Mapping[str, Any]) -> R:
    """What is to be selected of a result.

    Raises:
        SelectionError: There is none of it.
    """
    wanted = dict(settings.get("select") or {})
    if isinstance(wanted.get("zone"), Mapping):
        wanted["zone"] = zones_from(wanted["zone"])
    return cast("R", result.select(**wanted)) if wanted else result


def in_memory(result: Scan, given: Given) -> Scan | VideoResults:
    """What is read many times: in memory where its file is small, else where it lies."""
    return result.load() if given.size < SMALL else result


def _tracked(result: Scan, settings: Mapping[str, Any]) -> Scan:
    method = settings.get("track")
    if method is None:
        return result
    from vidresults.analytics import track

    return track(result, method)


def base_id(given: Given) -> str:
    """The id of a source, where the input holds one; else how those of all begin."""
    return given.wanted_id or _job_id(given) or given.own_id()


def _job_id(given: Given) -> str | None:
    """The job that the record beside the file tells of, if it tells of these bytes."""
    try:
        told = read_provenance(provenance_path(given.path).read_bytes())
    except OSError:
        return None
    return told.job_id if told is not None and told.result_sha256 == given.sha256 else None


def _addressed(result: Scan, given: Given) -> Scan:
    """The result of a copy, with the address of what was copied."""
    known = {str(given.path): given.uri}
    if given.video is not None and given.video_uri is not None:
        known[str(given.video)] = given.video_uri
    if all(path == uri for path, uri in known.items()):
        return result

    def read_named(tables: Collection[str]) -> Iterator[tuple[str, Any]]:
        for table, batch in result.stream(tables):
            yield table, _renamed(batch, known) if table in ("documents", "defects") else batch

    return Scan(read_named)


def _renamed(batch: pa.RecordBatch, known: Mapping[str, str]) -> pa.RecordBatch:
    for name in ("path", "video_path"):
        if name in batch.schema.names:
            values = [known.get(value, value) for value in batch[name].to_pylist()]
            at = batch.schema.get_field_index(name)
            batch = batch.set_column(at, batch.schema.field(at), pa.array(values, pa.string()))
    return batch
