"""Whether the addresses of a batch lead anywhere, seen before anything is done."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from vidresults.batch.places import At
from vidresults.errors import FormatError, OutputError, Place
from vidresults.load import provenance_path

if TYPE_CHECKING:
    from vidresults.batch.row import Job

_RECORD: Final = provenance_path("x").name.removeprefix("x")


def expand(pattern: str) -> list[str]:
    """The addresses that a pattern such as `results/*.json` stands for, sorted.

    The records that the client writes beside results are no results.

    Raises:
        FormatError: There is none.
    """
    at = At.of(pattern)
    if at.is_local:
        found = sorted(path for path in glob.glob(at.uri, recursive=True) if os.path.isfile(path))  # noqa: PTH113, PTH207 - patterns are text
    else:
        found = at.remote.matches()
        if not found:
            at.remote.check_bucket()
    found = [uri for uri in found if not uri.endswith(_RECORD)]
    if not found:
        raise FormatError("no file is called so", Place(file=pattern))
    return found


def check_reach(out: At, jobs: Iterable[Job], *, alone: bool) -> None:
    """Refuse an output, or inputs, that those who do the work cannot reach.

    Args:
        out: The output.
        jobs: What is to be done.
        alone: Whether all is done in this process.

    Raises:
        OutputError: The output is a file, its bucket is not there, or an address is one of this
            process's own memory and others are to do the work.
    """
    if out.is_local and out.path.exists() and not out.path.is_dir():
        raise OutputError(f"{out} is a file: give the name of a folder")
    if not alone:
        for job in jobs:
            for uri in (job.output_uri, job.input_uri, job.options.video or ""):
                if At(uri).is_in_memory:
                    raise OutputError(
                        f"{uri} lies in the memory of this process, where no other sees it: "
                        "workers=0 (--workers 0) works in this one"
                    )
    if not out.is_local:
        out.remote.check_bucket(writing=True)
