"""What came of a batch: counted row by row, so that no number of jobs fills the memory."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vidresults.batch.row import Row

Progress = Callable[[int, int, Row | None], None]
"""Told how many jobs have ended, how many there are, and the last row; None at the beginning."""

_SLOWEST: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """What came of a batch.

    Attributes:
        out: The output's address.
        done: How many jobs were done.
        unchanged: How many were done before and left as they are.
        failed: The rows of those that failed, by input.
        slowest: The rows of the jobs that took longest, the slowest first.
        seconds: How long it took.
        stopped: Whether it ended at the first failure.
    """

    out: str
    done: int
    unchanged: int
    failed: tuple[Row, ...]
    slowest: tuple[Row, ...]
    seconds: float
    stopped: bool = False


class Tally:
    """Counts rows, and keeps those that a person wants to see."""

    def __init__(self, total: int, unchanged: int, progress: Progress | None) -> None:
        """Begin.

        Args:
            total: How many jobs there are.
            unchanged: How many of them were done before.
            progress: Told of every row.
        """
        self._total, self._unchanged, self._progress = total, unchanged, progress
        self._done = 0
        self._failed: list[Row] = []
        self._slowest: list[tuple[float, str, Row]] = []
        self._tell(None)

    @property
    def ended(self) -> int:
        """How many jobs have ended, whenever that was."""
        return self._unchanged + self._done + len(self._failed)

    def add(self, row: Row) -> None:
        """Count the last row of a job."""
        if row.is_done:
            self._done += 1
        else:
            self._failed.append(row)
        heapq.heappush(self._slowest, (row.seconds, row.key, row))
        if len(self._slowest) > _SLOWEST:
            heapq.heappop(self._slowest)
        self._tell(row)

    def _tell(self, row: Row | None) -> None:
        if self._progress is not None:
            self._progress(self.ended, self._total, row)

    def report(self, out: str, seconds: float, *, stopped: bool) -> BatchReport:
        """What came of it all."""
        return BatchReport(
            out=out,
            done=self._done,
            unchanged=self._unchanged,
            failed=tuple(sorted(self._failed, key=lambda row: row.input)),
            slowest=tuple(row for _, _, row in sorted(self._slowest, reverse=True)),
            seconds=seconds,
            stopped=stopped,
        )
