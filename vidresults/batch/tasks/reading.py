"""The results in one input, each with the id that it has in a dataset."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from vidresults.load import provenance_path, scan, scan_documents
from vidresults.results import Scan, read_provenance

if TYPE_CHECKING:
    from vidresults.batch.tasks import Given

READING: Final = ("lenient", "stride", "fps")
"""Settings that say how an input is read; as of `load`."""


def read(given: Given, settings: Mapping[str, Any]) -> list[Scan]:
    """The results: several where the file wraps several.

    Raises:
        FormatError: The input is wrong; says where.
        SelectionError: There is nothing of what is to be selected.
    """
    how = {name: settings[name] for name in READING if settings.get(name) is not None}
    wanted = settings.get("select") or {}
    names = list(scan_documents(given.path, **how))
    base = base_id(given)
    found = []
    for name in names:
        source_id = base if len(names) == 1 else f"{base}-{name}"
        result = scan(
            given.path, document=name or None, video=given.video, source_id=source_id, **how
        )
        addressed = _addressed(result, given)
        found.append(addressed.select(**wanted) if wanted else addressed)
    return found


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
