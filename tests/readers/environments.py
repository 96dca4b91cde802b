"""Environments of the foreign readers: one for each list of pins, built once and kept.

An environment's folder is named after its pins, so that other pins are another environment; a file
inside says that it is complete. `VIDRESULTS_READERS_CACHE` tells where they are kept.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_COMPLETE = "complete.txt"
_SHOWN = 400


class NotBuiltError(Exception):
    """An environment cannot be had; says why in one line."""


def cache_folder() -> Path:
    """Where environments are kept."""
    given = os.environ.get("VIDRESULTS_READERS_CACHE")
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(given) if given else caches / "vidresults-readers"


def python_of(name: str, pins: Sequence[str], seconds: float) -> Path:
    """The Python of an environment, which is built where it is not there yet.

    Args:
        name: Of the environment.
        pins: What pip installs: `package==version`; `--no-deps package==version` after the others,
            without what it needs.
        seconds: How long a build may take.

    Raises:
        NotBuiltError: It cannot be built, or not in this time.
    """
    asked = "\n".join([sys.version, *pins])
    key = hashlib.sha256(asked.encode()).hexdigest()[:12]
    folder = cache_folder() / f"{name}-{key}"
    python = folder / "bin" / "python"
    if (folder / _COMPLETE).exists():
        return python
    for old in folder.parent.glob(f"{name}-*"):
        shutil.rmtree(old)
    try:
        _build(folder, python, pins, seconds)
    except subprocess.TimeoutExpired:
        raise NotBuiltError("no time left to build its environment") from None
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode(errors="replace").strip()[-_SHOWN:]
        raise NotBuiltError(f"its environment cannot be built: {' '.join(told.split())}") from None
    (folder / _COMPLETE).write_text(asked, encoding="utf-8")
    return python


def _build(folder: Path, python: Path, pins: Sequence[str], seconds: float) -> None:
    alone = [pin.removeprefix("--no-deps ") for pin in pins if pin.startswith("--no-deps ")]
    whole = [pin for pin in pins if not pin.startswith("--no-deps ")]
    pip = [sys.executable, "-m", "pip", f"--python={python}", "install", "--quiet"]
    commands = [[sys.executable, "-m", "venv", "--without-pip", str(folder)], [*pip, *whole]]
    commands += [[*pip, "--no-deps", *alone]] if alone else []
    for command in commands:
        # each of them may take all the time: the runner's own budget ends the whole
        subprocess.run(command, check=True, capture_output=True, timeout=seconds)
