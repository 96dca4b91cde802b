"""When a call is repeated, and after which pause."""

from __future__ import annotations

import datetime as dt
import email.utils
import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_SERVER_ERRORS = 5  # the first digit


class Repeat(enum.Enum):
    """Which calls may be repeated without harm."""

    ALWAYS = enum.auto()
    """The call changes nothing that a second one would change again."""
    UNLESS_ARRIVED = enum.auto()
    """A second call would count twice: only where the first surely did nothing."""
    UNLESS_SENT = enum.auto()
    """Asking is limited by time: only where nothing left this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often and how patiently a call is repeated.

    Attributes:
        attempts: Calls in all, the first one included.
        first_seconds: Pause before the second call; it doubles each time.
        longest_seconds: Limit of the doubling.
        longest_retry_after_seconds: A server that asks for a longer pause is not asked again.
    """

    attempts: int = 6
    first_seconds: float = 0.5
    longest_seconds: float = 30.0
    longest_retry_after_seconds: float = 600.0

    def pause(
        self, attempt: int, random: Callable[[], float], retry_after: float | None
    ) -> float | None:
        """Seconds before the call after this one; None where it is not worth another.

        Args:
            attempt: Number of calls made, from 1 on.
            random: Gives a number from 0 to 1; pauses of many clients should not fall together.
            retry_after: Seconds that the server asked for, None where it did not.
        """
        if attempt >= self.attempts or (retry_after or 0) > self.longest_retry_after_seconds:
            return None
        grown = min(self.longest_seconds, self.first_seconds * 2.0 ** (attempt - 1))
        return max(grown * (0.5 + random() / 2), retry_after or 0)


def worth_repeating(status: int, repeat: Repeat) -> bool:
    """Whether an answer with this HTTP status allows and deserves another call."""
    if repeat is Repeat.UNLESS_SENT:
        return False
    # 408 and 429 are said before anything is done; after a 5xx that is not known
    return status in (408, 429) or (repeat is Repeat.ALWAYS and status // 100 == _SERVER_ERRORS)


def read_retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a server asks to wait, given in seconds or as a date; None where it does not.

    Args:
        headers: The answer's headers.
        now: Seconds since 1970.
    """
    text = (headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, moment.timestamp() - now)
