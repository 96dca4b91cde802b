"""Ids: of detections, which must differ, and of classes, which must agree with their names."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.checks.check import FIRST, Check, Found, counted, place_of
from vidresults.errors import Place

if TYPE_CHECKING:
    from types import TracebackType

    import duckdb

    from vidresults.analytics.by_model import ModelKey

_ROWS_AT_ONCE = 100_000
_MEMORY = "256MB"
_COLUMNS = ("source_id", "detection_id", "model", "sample_index", "frame_index", "detection_index")


class DetectionIds:
    """Looks for detection ids that stand twice; ids beyond the memory set aside go to disk."""

    tables = ("detections",)

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._database: duckdb.DuckDBPyConnection | None = None
        self._waiting: list[pa.RecordBatch] = []
        self._ids = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._database is not None:
            self._database.close()
        if self._folder is not None:
            self._folder.cleanup()

    def take(self, _table: str, batch: pa.RecordBatch) -> None:
        """Keep the ids of a batch, with their places."""
        with_id = batch.select(_COLUMNS).filter(~pc.field("detection_id").is_null())
        self._ids += with_id.num_rows
        self._waiting.append(with_id)
        if sum(rows.num_rows for rows in self._waiting) >= _ROWS_AT_ONCE:
            self._store()

    def checks(self) -> Iterator[Check]:
        """One row."""
        name, wrong, ids = "detection ids", Found(), 0
        if self._ids:
            self._store()
            assert self._database is not None
            wrong.count, ids = self._database.execute(_COUNT).fetchall()[0]
            rows = self._database.execute(_FIRST).fetchall()
            wrong.places = [place_of(dict(zip(_COLUMNS, row, strict=True))) for row in rows]
        if wrong.count:
            found = f"{counted(ids, 'id')} on {wrong.count} of {self._ids} detections"
            yield wrong.check(name, "warning", found, "every detection_id once in a document")
        else:
            found = f"{counted(self._ids, 'id')}, each once" if self._ids else "none"
            yield Check(name=name, outcome="ok", found=found)

    def _store(self) -> None:
        import duckdb

        if not self._waiting:
            return
        if self._database is None:
            self._folder = tempfile.TemporaryDirectory(prefix="vidresults-")
            settings: dict[str, Any] = {"memory_limit": _MEMORY}
            file = Path(self._folder.name, "ids.duckdb")
            self._database = duckdb.connect(str(file), config=settings)
            self._database.execute(_TABLE)
        self._database.register("waiting", pa.Table.from_batches(self._waiting))
        self._database.execute("INSERT INTO ids SELECT * FROM waiting")
        self._database.unregister("waiting")
        self._waiting = []


_TABLE = (
    "CREATE TABLE ids (source_id VARCHAR, detection_id VARCHAR, model VARCHAR, "
    "sample_index INTEGER, frame_index BIGINT, detection_index INTEGER)"
)
_TWICE = (
    "SELECT source_id, detection_id, count(*) AS times FROM ids "
    "GROUP BY source_id, detection_id HAVING count(*) > 1"
)
_COUNT = f"SELECT coalesce(sum(times), 0)::BIGINT, count(*) FROM ({_TWICE})"  # noqa: S608 - ours
_FIRST = (
    f"SELECT ids.* FROM ids SEMI JOIN ({_TWICE}) USING (source_id, detection_id) "  # noqa: S608
    f"ORDER BY ids.rowid LIMIT {FIRST}"
)


class Names:
    """One number, one name, in each model."""

    tables = ("detections", "classifications", "classes")

    def __init__(self) -> None:
        self._pairs: dict[ModelKey, dict[tuple[int, str], None]] = {}

    def take(self, _table: str, batch: pa.RecordBatch) -> None:
        """Note every pair of number and name; -1 is what blocks without a class list send."""
        columns = ["source_id", "model", "class_id", "class_name"]
        pairs = pa.table(batch.select(columns)).filter(pc.field("class_id") >= 0)
        for row in pairs.group_by(columns).aggregate([]).to_pylist():
            key, pair = (row["source_id"], row["model"]), (row["class_id"], row["class_name"])
            self._pairs.setdefault(key, {}).setdefault(pair)

    def checks(self) -> Iterator[Check]:
        """One row."""
        name, wrong = "classes", Found()
        for (source_id, model), pairs in self._pairs.items():
            place = Place(file=source_id, model=model)
            names: dict[int, list[str]] = {}
            numbers: dict[str, list[int]] = {}
            for number, text in sorted(pairs):
                names.setdefault(number, []).append(text)
                numbers.setdefault(text, []).append(number)
            for number, texts in names.items():
                if len(texts) > 1:
                    wrong.note(f"number {number} is {_and(map(repr, texts))}", place)
            for text, found in numbers.items():
                if len(found) > 1:
                    wrong.note(f"{text!r} is number {_and(map(str, found))}", place)
        total = sum(map(len, self._pairs.values()))
        if wrong.count:
            found_words = "; ".join(wrong.words)
            yield wrong.check(name, "warning", found_words, "one number and one name for a class")
        else:
            found_words = counted(total, "class", "classes") if total else "none"
            yield Check(name=name, outcome="ok", found=found_words)


def _and(words: Any) -> str:
    """At most four of the words."""
    listed = list(words)
    more = f" and {len(listed) - 4} more" if len(listed) > 4 else ""  # noqa: PLR2004 - see above
    return ", ".join(listed[:4]) + more
