"""Time as the client sees it, so that tests can give it another."""

from __future__ import annotations

import datetime as dt
import time
from typing import Protocol


class Clock(Protocol):
    """What tells the time and lets it pass."""

    def now(self) -> float:
        """Seconds since 1970; may jump when the machine's clock is set."""

    def monotonic(self) -> float:
        """Seconds from some start; never goes back."""

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """As `Clock`."""
        return time.time()

    def monotonic(self) -> float:
        """As `Clock`."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """As `Clock`."""
        time.sleep(seconds)


def as_text(seconds: float | None) -> str | None:
    """Seconds since 1970 as ISO 8601 in UTC; None stays None."""
    if seconds is None:
        return None
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
