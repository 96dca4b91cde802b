"""How often a job may be looked at."""

from __future__ import annotations

import math
from collections.abc import Callable


class PollLimit:
    """Lets one look at a job through in each interval."""

    def __init__(self, interval: float, monotonic: Callable[[], float]) -> None:
        """Take the interval in seconds; 0 lets everything through."""
        self._interval = interval
        self._monotonic = monotonic
        self._last: dict[str, float] = {}

    def wait_for(self, job_id: str) -> int:
        """Whole seconds until the job may be looked at; 0 lets this look through and counts it.

        A look that came too early does not put off the next one.
        """
        now = self._monotonic()
        early = self._last.get(job_id, -math.inf) + self._interval - now
        if early > 0:
            return math.ceil(early)
        self._last = {job: at for job, at in self._last.items() if at + self._interval > now}
        self._last[job_id] = now
        return 0
