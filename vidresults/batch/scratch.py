"""Where a task makes its outputs before they are put where they belong."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults import atomic

if TYPE_CHECKING:
    from vidresults.batch.places import At


@contextlib.contextmanager
def scratch(out: At) -> Iterator[Path]:
    """A local folder to make things in; it is gone afterwards.

    Where `out` is local it is on its file system, so that files can be moved there.
    """
    if not out.is_local:
        with tempfile.TemporaryDirectory(prefix="vidresults-") as folder:
            yield Path(folder)
        return
    with atomic.scratch_folder(out.path / "part") as locked:
        made = locked / "new"
        made.mkdir()
        yield made
