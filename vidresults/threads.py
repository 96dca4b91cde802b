"""Work on the items of a stream in threads, with results in the order of the items."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_order(items: Iterator[T], work: Callable[[T], R]) -> Iterator[R]:
    """The results in the order of the items, worked on in threads, few at a time."""
    begin = list(itertools.islice(items, 2))
    if len(begin) < 2:  # noqa: PLR2004 - one item is not worth a thread
        yield from map(work, begin)
        return
    workers = cores()
    with ThreadPoolExecutor(workers, thread_name_prefix="vidresults") as pool:
        waiting: deque[Future[R]] = deque()
        try:
            for item in itertools.chain(begin, items):
                waiting.append(pool.submit(work, item))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
