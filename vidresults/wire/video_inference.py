"""The result document of the Video Inference API.

    {"frame_offset": [0, 5, ...], "time_offset": [0.0, 0.2, ...], "<model>": [element, ...], ...}

Frame numbers are 0-based, times are seconds rounded to four decimals, every list has the same
length, and an element is null where the model did not run on the frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vidresults.errors import FormatError
from vidresults.schema import SCHEMA_VERSION, TABLES, TASKS
from vidresults.wire.cut import TOO_DEEP, decode, offset_of
from vidresults.wire.elements import read_element
from vidresults.wire.header import read_header
from vidresults.wire.rows import Rows, Sample, as_extra

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import msgspec

    from vidresults.wire.document import Document
    from vidresults.wire.input import Input

KIND = "video-inference"
# A window is turned into batches at once: small enough for polygons, large enough for boxes.
_WINDOW_ELEMENTS = 512
_WINDOW_BYTES = 4 << 20


class Reader:
    """Reads one document as checked batches; reading again gives the same batches.

    Attributes:
        source_id: The id that every row begins with.
    """

    def __init__(self, given: Input, document: Document, *, source_id: str | None = None) -> None:
        """Read the offsets and find the models; the elements are read by `batches`.

        Raises:
            FormatError: The offsets or the lists are wrong.
        """
        self._given = given
        self._document = document
        self.source_id = source_id or document.job_id or _default_id(given, document)
        try:
            self._header = read_header(document, given.text)
        except FormatError as error:
            raise error.within(file=self._file) from None

    def batches(self, tables: Collection[str] = tuple(TABLES)) -> Iterator[tuple[str, Any]]:
        """Yield (table, batch) in the document's order; classes and documents come last.

        Raises:
            FormatError: An element is wrong; the place names file, byte, model, element, frame,
                prediction and field.
        """
        classes: dict[tuple[str, int | None, str], None] = {}
        tasks: dict[str, str] = {}
        wanted = set(tables)
        if self._header.frames:
            yield from self._frames().batches(wanted)
        if wanted <= {"frames"}:
            return
        for model in self._header.models:
            for rows in self._windows(model, tasks):
                classes |= dict.fromkeys(_classes_in(rows, model))
                yield from rows.batches(wanted)
        yield from self._classes(classes).batches(wanted)
        yield from self._documents(tasks).batches(wanted)

    @property
    def _file(self) -> str:
        name = self._document.name
        return f"{self._given.name} ({name!r})" if name else self._given.name

    def _windows(self, model: str, tasks: dict[str, str]) -> Iterator[Rows]:
        rows, size = Rows(), 0
        for index, raw in enumerate(self._header.models[model]):
            task = self._read(model, index, raw, rows)
            tasks[model] = max(tasks.get(model), task, key=_precision) or ""
            size += len(memoryview(raw))
            if (index + 1) % _WINDOW_ELEMENTS == 0 or size > _WINDOW_BYTES:
                yield rows
                rows, size = Rows(), 0
        yield rows

    def _read(self, model: str, index: int, raw: msgspec.Raw, rows: Rows) -> str | None:
        text = self._given.text
        sample = Sample(
            source_id=self.source_id,
            model=model,
            sample_index=index,
            frame_index=self._header.frames[index],
            time_seconds=self._header.times[index],
        )
        try:
            element = decode(raw, text)
            return read_element(element, raw, sample, rows)
        except (FormatError, RecursionError) as problem:
            error = problem if isinstance(problem, FormatError) else FormatError(TOO_DEEP)
            raise error.within(
                file=self._file,
                byte_offset=offset_of(raw, text),
                model=model,
                element=index,
                frame_index=sample.frame_index,
            ) from None

    def _frames(self) -> Rows:
        rows = Rows()
        pairs = zip(self._header.frames, self._header.times, strict=True)
        for index, (frame, time) in enumerate(pairs):
            row = {"sample_index": index, "frame_index": frame, "time_seconds": time}
            rows.add("frames", {"source_id": self.source_id, **row})
        return rows

    def _classes(self, classes: dict[tuple[str, int | None, str], None]) -> Rows:
        """Classes in the order of models, then by number, then those without a number."""
        place = {model: position for position, model in enumerate(self._header.models)}
        rows = Rows()
        for model, class_id, name in sorted(
            classes, key=lambda c: (place[c[0]], c[1] is None, c[1] or 0, c[2])
        ):
            row = {"model": model, "class_id": class_id, "class_name": name, "declared": False}
            rows.add("classes", {"source_id": self.source_id, **row})
        return rows

    def _documents(self, tasks: dict[str, str]) -> Rows:
        rows = Rows()
        models = [{"model": m, "task": tasks.get(m) or None} for m in self._header.models]
        row = {
            "source_id": self.source_id,
            "path": self._given.path,
            "sha256": self._given.sha256,
            "kind": KIND,
            "job_id": self._document.job_id,
            "models": models,
            "operations": [],
            "schema_version": SCHEMA_VERSION,
            "extra": as_extra(self._header.extra),
        }
        rows.add("documents", row)
        return rows


def _precision(task: str | None) -> int:
    """A model's task is the most telling one that its elements show."""
    return _PRECISION.get(task or "", -1)


_PRECISION = {"opaque": 0, **{task: i for i, task in enumerate(TASKS[:-1], start=1)}}


def _classes_in(rows: Rows, model: str) -> Iterator[tuple[str, int | None, str]]:
    for table in ("detections", "classifications"):
        for row in rows.tables.get(table, ()):
            yield model, row["class_id"], row["class_name"]
    for row in rows.tables.get("semantic_masks", ()):
        for item in row["class_map"]:
            yield model, item["class_id"], item["class_name"]


def _default_id(given: Input, document: Document) -> str:
    name = f"{given.stem}-{document.name}" if document.name else given.stem
    return f"{name}-{given.sha256[:8]}"
