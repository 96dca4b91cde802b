"""Decoding ahead of drawing and encoding, in a thread of its own: the decoder holds no lock."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
# Few frames: one of 4K takes 12 MB.
_AHEAD = 4
_PATIENCE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class _End:
    """What comes after the last item."""

    error: BaseException | None


def ahead(items: Iterable[T], *, count: int = _AHEAD) -> Iterator[T]:
    """Yield the items in order while the next ones are made in another thread.

    An error of the items is raised here, in its place. Where the caller stops early, the thread
    ends before this does.
    """
    waiting: queue.Queue[T | _End] = queue.Queue(count)
    stopped = threading.Event()
    thread = threading.Thread(
        target=_fill, args=(items, waiting, stopped), name="vidresults-decoder", daemon=True
    )
    thread.start()
    try:
        while not isinstance(item := waiting.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stopped.set()
        thread.join()


def _fill(items: Iterable[T], waiting: queue.Queue[T | _End], stopped: threading.Event) -> None:
    error: BaseException | None = None
    try:
        for item in items:
            if not _put(item, waiting, stopped):
                return
    except BaseException as problem:  # noqa: BLE001 - it is raised where the items are wanted
        error = problem
    _put(_End(error), waiting, stopped)


def _put(item: T | _End, waiting: queue.Queue[T | _End], stopped: threading.Event) -> bool:
    """Wait for room; False where nobody wants the item any more."""
    while not stopped.is_set():
        try:
            waiting.put(item, timeout=_PATIENCE_SECONDS)
        except queue.Full:
            continue
        return True
    return False
