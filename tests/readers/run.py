"""Shows the scene in every format to every foreign reader, in environments of their own.

Readers and pins stand in readers.toml, a check of each in checks/. A check that fails, or an export
that cannot be written, is a failure; a reader that cannot be installed, for which no time is left,
or whose format there is not, is listed as not run.
"""

# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.readers.environments import NotBuiltError, cache_folder, python_of
from tests.readers.exports import variants, write_clips, write_variant
from tests.readers.table import HERE, Reader, readers
from vidresults.export import FORMATS

SECONDS = 720
"""What all may take together; FiftyOne's and ultralytics' environments take longer (--all)."""

FAILED, IDLE = "FAILED", "not run"

_LONGEST = 240
_WORKERS = 2
_SHOWN = 3000


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a reader.

    Attributes:
        reader: The reader.
        state: "ok", FAILED or IDLE.
        seconds: What the check took.
        why: What it said last, where it is not ok.
    """

    reader: Reader
    state: str
    seconds: float = 0.0
    why: str = ""


class Run:
    """One run: the exports, the environments, the checks, and when it has to end."""

    def __init__(self, folder: Path, pins: dict[str, list[str]], seconds: float) -> None:
        self._folder = folder
        self._pins = pins
        self._end = time.monotonic() + seconds
        self._printing = threading.Lock()
        self.unwritten: dict[str, str] = {}

    def write(self, wanted: set[str]) -> None:
        """Write the exports; take note of those that fail."""
        clips = write_clips(self._folder)
        for name, variant in variants().items():
            if name not in wanted:
                continue
            try:
                write_variant(variant, self._folder / name, clips)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is this format's failure
                self.unwritten[name] = f"{type(error).__name__}: {error}"

    def environment(self, name: str, rows: list[Reader]) -> list[Outcome]:
        """Build an environment and run its readers' checks."""
        began = time.monotonic()
        try:
            python = python_of(name, self._pins[name], max(self._left(), 1))
        except NotBuiltError as error:
            return [self._told(Outcome(reader=r, state=IDLE, why=str(error))) for r in rows]
        with self._printing:
            print(f"   environment {name}: {time.monotonic() - began:.1f} s", flush=True)
        return [self._told(self._check(python, row)) for row in rows]

    def _check(self, python: Path, row: Reader) -> Outcome:
        for name in row.exports:
            if name in self.unwritten:
                return Outcome(reader=row, state=FAILED, why=f"{name}: {self.unwritten[name]}")
            if not (self._folder / name).exists():
                return Outcome(reader=row, state=IDLE, why=f"there is no export {name}")
        left = min(self._left(), _LONGEST)
        if left <= 1:
            return Outcome(reader=row, state=IDLE, why="no time left")
        began = time.monotonic()
        home = self._folder / f"home-{row.environment}"
        home.mkdir(exist_ok=True)
        command = [str(python), str(HERE / "checks" / row.check), str(self._folder), *row.exports]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=left, check=False, cwd=home,
                env={**_surroundings(), "HOME": str(home)},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Outcome(reader=row, state=IDLE, seconds=left, why=f"not done in {left} s")
        seconds = time.monotonic() - began
        if done.returncode:
            said = (done.stdout + done.stderr).strip()[-_SHOWN:]
            return Outcome(reader=row, state=FAILED, seconds=seconds, why=said)
        notes = [line for line in done.stdout.splitlines() if line.startswith("note: ")]
        return Outcome(reader=row, state="ok", seconds=seconds, why="\n".join(notes))

    def _left(self) -> float:
        return self._end - time.monotonic()

    def _told(self, outcome: Outcome) -> Outcome:
        with self._printing:
            name = f"{outcome.reader.name} ({', '.join(outcome.reader.exports)})"
            print(f"   {outcome.state:7} {outcome.seconds:6.1f} s  {name}", flush=True)
            if outcome.why:
                print("\n".join(f"           {line}" for line in outcome.why.splitlines()))
        return outcome


def _surroundings() -> dict[str, str]:
    """The variables of a check: nothing that leads it to our own packages."""
    ours = {"PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME"}
    kept = {key: value for key, value in os.environ.items() if key not in ours}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "YOLO_OFFLINE": "true", "PYTHONUTF8": "1"}


def main(words: list[str] | None = None) -> int:
    """Run the readers; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="the heavy ones too")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="readers or environments")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for all together")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where the exports are left")
    asked = parser.parse_args(words)
    pins, rows = readers()
    named = {name for row in rows for name in row.exports}
    for name in FORMATS:
        if name not in named:
            print(f"{IDLE}: {name}: no reader of it is in readers.toml")
    if asked.only:
        rows = [row for row in rows if {row.name, row.environment} & set(asked.only)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = (asked.keep or Path(scratch)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        return _report(_run(folder, pins, rows, asked))


def _run(
    folder: Path, pins: dict[str, list[str]], rows: list[Reader], asked: argparse.Namespace
) -> list[Outcome]:
    began = time.monotonic()
    run = Run(folder, pins, asked.seconds)
    run.write({name for row in rows for name in row.exports})
    print(f"   exports: {time.monotonic() - began:.1f} s; environments in {cache_folder()}")
    groups: dict[str, list[Reader]] = {}
    skipped = []
    for row in rows:
        if row.heavy and not asked.all:
            skipped.append(Outcome(reader=row, state=IDLE, why="heavy: --all runs it"))
        else:
            groups.setdefault(row.environment, []).append(row)
    with ThreadPoolExecutor(_WORKERS) as pool:
        found = list(pool.map(lambda item: run.environment(*item), groups.items()))
    return [outcome for group in found for outcome in group] + skipped


def _report(outcomes: list[Outcome]) -> int:
    for state in (IDLE, FAILED):
        for one in outcomes:
            if one.state == state:
                lines = one.why.splitlines() or [""]
                told = next((line for line in reversed(lines) if "Error" in line), lines[-1])
                print(f"{state}: {one.reader.name} ({', '.join(one.reader.exports)}): {told}")
    ok, failed, idle = (sum(one.state == s for one in outcomes) for s in ("ok", FAILED, IDLE))
    print(f"foreign readers: {ok} ok, {failed} failed, {idle} not run")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
