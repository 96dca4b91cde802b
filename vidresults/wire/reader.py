"""Reads a document of any format as checked batches: windows of elements on all cores."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from vidresults.errors import FormatError
from vidresults.schema import SCHEMA_VERSION, TABLES
from vidresults.threads import in_order
from vidresults.wire.cut import bounded_depth
from vidresults.wire.document import Numbering
from vidresults.wire.offsets import check_length
from vidresults.wire.rows import Rows, Samples, as_extra, batch_of
from vidresults.wire.tally import Tally
from vidresults.wire.window import read_window

if TYPE_CHECKING:
    from vidresults.wire.document import Document
    from vidresults.wire.input import Input
    from vidresults.wire.windows import Window

Progress = Callable[[int, int], None]
"""Takes the bytes that were read, and how many there are."""

_FRAME_ROWS = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a document is read.

    Attributes:
        lenient: Leave out what is wrong and list it as defects, instead of raising.
        numbering: What is known of frames that the format does not number.
        progress: Called with the bytes read and their number.
    """

    lenient: bool = False
    numbering: Numbering = field(default_factory=Numbering)
    progress: Progress | None = None


class Reader:
    """Reads one document as checked batches; reading again gives the same batches.

    Attributes:
        source_id: The id that every row begins with.
    """

    def __init__(
        self,
        given: Input,
        document: Document,
        *,
        source_id: str | None = None,
        how: Reading = Reading(),
    ) -> None:
        """Read the frames and find the models; the elements are read by `batches`.

        Raises:
            FormatError: The offsets or the lists are wrong.
        """
        self._given = given
        self._document = document
        self._how = how
        self.source_id = source_id or document.job_id or _default_id(given, document)
        try:
            with bounded_depth():
                self._header = document.read_header(how.numbering)
        except FormatError as error:
            raise error.within(file=self._file) from None

    def batches(self, tables: Collection[str] = tuple(TABLES)) -> Iterator[tuple[str, Any]]:
        """Yield (table, batch) in the document's order; classes and documents come last.

        Raises:
            FormatError: An element is wrong; the place names file, byte, model, element, frame,
                prediction and field.
        """
        wanted = set(tables)
        if "frames" in wanted:
            yield from self._frames()
        if wanted <= {"frames"}:
            return
        defects = list(self._document.defects)
        tally = Tally(self._header.models)
        for model in self._header.models:
            for found in in_order(self._windows(model, defects), self._read):
                for table, batch in found:
                    tally.add(model, table, batch)
                    if table in wanted:
                        yield table, batch
        for table, batch in self._whole(tally, defects).batches():
            if table in wanted:
                yield table, batch

    @property
    def _file(self) -> str:
        name = self._document.name
        return f"{self._given.name} ({name!r})" if name else self._given.name

    def _windows(self, model: str, defects: list[FormatError]) -> Iterator[tuple[Window, Samples]]:
        """The windows of a model's list with their samples.

        Elements that belong to no sample are left out: that is a defect, or the error.
        """
        frames, times = self._header.frames, self._header.times
        count = 0
        for window in self._cut(model):
            count += len(window.parts)
            kept = window.until(len(frames))
            if kept.parts:
                part = slice(kept.first, kept.first + len(kept.parts))
                samples = Samples(
                    source_id=self.source_id,
                    model=model,
                    first=kept.first,
                    frames=frames[part],
                    times=times[part],
                )
                yield kept, samples
        try:
            check_length(model, count, "frame_offset", len(frames))
        except FormatError as error:
            if not self._how.lenient:
                raise error.within(file=self._file) from None
            defects.append(error.within(file=self._file, model=model))

    def _cut(self, model: str) -> Iterator[Window]:
        try:
            with bounded_depth():
                yield from self._header.models[model].windows()
        except FormatError as error:
            raise error.within(file=self._file, model=model) from None

    def _read(self, piece: tuple[Window, Samples]) -> list[tuple[str, pa.RecordBatch]]:
        window, samples = piece
        found = read_window(window, samples, file=self._file, lenient=self._how.lenient)
        if self._how.progress is not None and window.text is not None:
            size = len(self._given.text)  # a member of an archive may be larger
            self._how.progress(min(window.start + len(window.text), size), size)
        return found

    def _frames(self) -> Iterator[tuple[str, pa.RecordBatch]]:
        header = self._header
        for start in range(0, len(header.frames), _FRAME_ROWS):
            rows = np.arange(start, min(start + _FRAME_ROWS, len(header.frames)))
            columns = {
                "source_id": pa.repeat(self.source_id, len(rows)),
                "sample_index": pa.array(rows, pa.int32()),
                "frame_index": pa.array(header.frames[rows]),
                "time_seconds": pa.array(header.times[rows], from_pandas=True),
            }
            if header.frame_extras:
                columns["extra"] = pa.array(header.frame_extras[start : rows[-1] + 1], pa.string())
            yield "frames", batch_of("frames", columns, len(rows))

    def _whole(self, tally: Tally, defects: Iterable[FormatError]) -> Rows:
        """Classes, the row of the document itself, and what is wrong with it as a whole."""
        rows = Rows()
        for defect in defects:
            rows.add_defect(defect, self.source_id)
        for model, (class_id, name) in tally.classes():
            row = {"model": model, "class_id": class_id, "class_name": name, "declared": False}
            rows.add("classes", {"source_id": self.source_id, **row})
        document: dict[str, Any] = {
            "source_id": self.source_id,
            "path": self._given.path,
            "sha256": self._given.sha256,
            "kind": self._document.kind,
            "job_id": self._document.job_id,
            "models": [{"model": m, "task": tally.task(m)} for m in self._header.models],
            "operations": [],
            "schema_version": SCHEMA_VERSION,
            "extra": as_extra(dict(self._header.extra)),
        }
        rows.add("documents", document)
        return rows


def _default_id(given: Input, document: Document) -> str:
    name = f"{given.stem}-{document.name}" if document.name else given.stem
    return f"{name}-{given.sha256[:8]}"
