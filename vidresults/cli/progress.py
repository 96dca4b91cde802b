"""Progress bars: on stderr, and only where it is a terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

import click


@contextlib.contextmanager
def bar(unit: str) -> Iterator[Callable[[int, int | None], None] | None]:
    """Yield a function that takes what is done and the total, or None where no bar is wanted."""
    if click.get_current_context().find_root().obj["quiet"] or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(unit=f" {unit}", dynamic_ncols=True) as shown:

        def update(done: int, total: int | None) -> None:
            shown.total = total
            shown.update(done - shown.n)

        yield update
