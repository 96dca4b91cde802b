"""What reading itself found wrong: the rows of defects, or the error that ended it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vidresults.analytics.checks.check import FIRST, Check, Found, counted
from vidresults.errors import FormatError, Place, SchemaError

if TYPE_CHECKING:
    import pyarrow as pa

READABLE = "readable"


class Defects:
    """Lists what lenient reading left out."""

    tables = ("defects",)

    def __init__(self) -> None:
        self._wrong = Found()

    def take(self, _table: str, batch: pa.RecordBatch) -> None:
        """Keep the words and places of the first rows."""
        self._wrong.count += batch.num_rows
        room = FIRST - len(self._wrong.places)
        for row in batch.slice(0, max(0, room)).to_pylist():
            self._wrong.words.append(row["message"])
            self._wrong.places.append(
                Place(
                    file=row["path"] or row["source_id"],
                    byte_offset=row["byte_offset"],
                    model=row["model"],
                    element=row["sample_index"],
                    frame_index=row["frame_index"],
                    prediction=row["detection_index"],
                    field=row["field"],
                )
            )

    def checks(self) -> Iterator[Check]:
        """One row."""
        name, wrong = "defects", self._wrong
        if wrong.count:
            found = f"{counted(wrong.count, 'defect')}: {'; '.join(wrong.words)}"
            yield wrong.check(name, "error", found, "a result that can be read whole")
        else:
            yield Check(name=name, outcome="ok", found="none")


def refusal(error: FormatError | SchemaError) -> Check:
    """The one row of a result that cannot be read."""
    place = error.place if isinstance(error, FormatError) else Place()
    problem = error.problem if isinstance(error, FormatError) else str(error)
    return Check(name=READABLE, outcome="error", found=problem, count=1, places=(place,))
