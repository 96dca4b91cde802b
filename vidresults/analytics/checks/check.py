"""One row of a validation, and how what is wrong is collected batch by batch."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import numpy as np

from vidresults.errors import Place

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

Outcome = Literal["ok", "warning", "error"]
FIRST: Final = 3
"""So many places are told of each check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: What was looked at; the same in every validation.
        outcome: "ok"; "warning", what may be meant so; "error", what cannot be right.
        found: What was found, with numbers.
        expected: What would be right; None where all is.
        count: How many things are wrong.
        places: Where the first of them are; `file` is the source's id where there are several.
    """

    name: str
    outcome: Outcome
    found: str
    expected: str | None = None
    count: int = 0
    places: tuple[Place, ...] = ()


class BatchCheck(Protocol):
    """A check that is fed batches, and tells at the end."""

    @property
    def tables(self) -> Collection[str]:
        """The tables that it looks at."""

    def take(self, table: str, batch: Any) -> None:
        """Look at a batch of one of the tables."""

    def checks(self) -> Iterator[Check]:
        """The rows, after the last batch."""


@dataclass(slots=True)
class Found:
    """What is wrong in one respect: how much, where first, and words for it.

    Attributes:
        count: How many rows.
        places: Where the first of them are.
        words: What to say of them, where numbers alone do not tell.
    """

    count: int = 0
    places: list[Place] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def add(
        self, batch: pa.RecordBatch, wrong: NDArray[np.bool_], *, name: str | None = None
    ) -> None:
        """Count the rows of the batch that are wrong; `name` is the field they are wrong in."""
        at = np.flatnonzero(wrong)
        self.count += len(at)
        first = at[: FIRST - len(self.places)]
        if len(first):
            columns = [column for column in _PLACE if column in batch.schema.names]
            rows = batch.select(columns).take(first).to_pylist()
            self.places += [place_of(row, name) for row in rows]

    def note(self, words: str, place: Place | None = None) -> None:
        """Count one thing that has its own words."""
        self.count += 1
        if len(self.words) < FIRST:
            self.words.append(words)
            self.places += [] if place is None else [place]

    def check(self, name: str, outcome: Outcome, found: str, expected: str) -> Check:
        """The row of something that is wrong."""
        return Check(
            name=name,
            outcome=outcome,
            found=found,
            expected=expected,
            count=self.count,
            places=tuple(self.places[:FIRST]),
        )


def place_of(row: dict[str, Any], name: str | None = None) -> Place:
    """The place of a row of any table; its source stands as the file."""
    numbers = (row.get(column) for column in _POSITIONS)
    return Place(
        file=row["source_id"],
        model=row.get("model"),
        element=row.get("sample_index"),
        frame_index=row.get("frame_index"),
        prediction=next((number for number in numbers if number is not None), None),
        field=name,
    )


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 box", "2 boxes"."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


_POSITIONS = ("detection_index", "face_index", "rank")
_PLACE = ("source_id", "model", "sample_index", "frame_index", *_POSITIONS)
