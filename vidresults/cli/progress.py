"""Progress bars: on stderr, and only where it is a terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

import click


@contextlib.contextmanager
def bar(unit: str) -> Iterator[Callable[[int, int | None], None] | None]:
    """Yield a function that takes what is done and the total, or None where no bar is wanted.

    Bytes are shown in MB and the like.
    """
    if not _is_wanted():
        yield None
        return
    from tqdm import tqdm

    of_bytes = unit == "bytes"
    with tqdm(
        unit="B" if of_bytes else f" {unit}", unit_scale=of_bytes, dynamic_ncols=True
    ) as shown:

        def update(done: int, total: int | None) -> None:
            shown.total = total
            shown.update(done - shown.n)

        yield update


@contextlib.contextmanager
def status_line() -> Iterator[Callable[[str], None] | None]:
    """Yield a function that takes a line and shows it over the last one, or None as `bar`."""
    if not _is_wanted():
        yield None
        return
    from tqdm import tqdm

    with tqdm(bar_format="{desc}", leave=False, dynamic_ncols=True) as shown:
        yield shown.set_description_str


def _is_wanted() -> bool:
    return not click.get_current_context().find_root().obj["quiet"] and sys.stderr.isatty()
