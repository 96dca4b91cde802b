"""That a batch makes the same dataset whoever does it, and whoever is killed meanwhile.

    python tests/benchmarks/batch_equal.py                          # 2 000 results, all ways
    python tests/benchmarks/batch_equal.py --results 400 --ways processes ray-tables

Inputs are made of real results (VIDRESULTS_REAL_DATA names their folder), one of twenty broken in
one of ten ways. The first way is one process; of each further way it is checked that its dataset
equals the first's row for row, that every broken input is named with its reason and nothing else
failed, that no scratch folder is left, and, where drivers were killed, that no file was written
twice. Ray's ways have a cluster of two nodes of one CPU each. In the ways with kills a worker, a
node (of Ray) and twice the driver are killed (signal 9) at random moments; what they leave is gone
on from. It ends with 1 where something is not so.
"""

# ruff: noqa: T201 - a program that prints
from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.batch_inputs import Inputs, make_inputs, named_with_reason
from tests.support.ray_cluster import RayCluster
from vidresults.load import load
from vidresults.schema import TABLES

DRIVER = """
import json, sys
from vidresults.batch import on_ray, run
asked = json.loads(sys.argv[1])
if not asked.pop("tables"):
    on_ray.TABLES_ALONE = ()
report = run("convert", sleep=lambda _: None, **asked)
failed = {row.input: row.reason for row in report.failed}
told = [report.done, report.unchanged, failed, report.seconds]
print(json.dumps(told))
"""
WAYS = {
    "one": {"workers": 0},
    "processes": {"workers": 2},
    "processes-killed": {"workers": 2, "kills": ("worker", "driver", "worker", "driver")},
    "ray-tables": {"ray": True},
    "ray-tasks": {"ray": True, "tables": False},
    "ray-tables-killed": {"ray": True, "kills": ("worker", "node", "driver", "driver")},
    "ray-tasks-killed": {
        "ray": True, "tables": False, "kills": ("driver", "node", "worker", "driver"),
    },
}  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--results", type=int, default=2000)
    options.add_argument("--ways", nargs="*", choices=list(WAYS), default=list(WAYS))
    options.add_argument("--seed", type=int, default=9)
    asked = options.parse_args()
    real = Path(os.environ["VIDRESULTS_REAL_DATA"])
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as scratch, contextlib.ExitStack() as stack:
        folder = Path(scratch)
        inputs = make_inputs(real, folder / "results", asked.results)
        cluster = None
        if any("ray" in way for way in asked.ways):
            cluster = RayCluster()
            stack.callback(cluster.end)
        for way in dict.fromkeys(["one", *asked.ways]):
            run = Run(inputs, folder / way, cluster, random.Random(asked.seed), **WAYS[way])  # noqa: S311
            run.go()
            found = run.wrong(folder / "one")
            wrong += [f"{way}: {what}" for what in found]
            print(f"{way}: {run.told()}; {len(found)} things wrong", flush=True)
    for what in wrong:
        print(what)
    sys.exit(bool(wrong))


class Run:
    """One way of making the dataset."""

    def __init__(
        self, inputs: Inputs, out: Path, cluster: RayCluster | None, chance: random.Random,
        *, workers: int = 2, ray: bool = False, tables: bool = True, kills: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self._inputs, self._out, self._chance = inputs, out, chance
        self._cluster = cluster if ray else None
        self._asked = {"inputs": str(inputs.listed), "out": str(out), "workers": workers}
        self._asked |= {"tables": tables, "ray": cluster.address if cluster and ray else None}
        self._left = list(kills)
        self._done: list[str] = []
        self._rewritten: set[str] = set()
        self._seconds = 0.0

    def go(self) -> None:
        """Start drivers until one comes to the end, killing what is to be killed."""
        began = time.perf_counter()
        while not self._ended():
            pass
        self._seconds = time.perf_counter() - began

    def _ended(self) -> bool:
        before = files_of(self._out)
        driver = subprocess.Popen(
            [sys.executable, "-c", DRIVER, json.dumps(self._asked)], stdout=subprocess.PIPE
        )
        while self._left and self._reached(driver):
            kind = self._left.pop(0)
            self._done.append(kind)
            getattr(self, f"_kill_{kind}")(driver)
        told, _ = driver.communicate()
        after = files_of(self._out)
        self._rewritten |= {name for name, mark in before.items() if after.get(name) != mark}
        if driver.returncode:
            self._settled()
            return False
        self._report = json.loads(told.splitlines()[-1])
        return True

    def _reached(self, driver: subprocess.Popen[bytes]) -> bool:
        """Wait until some more is done; whether the driver still runs then."""
        share = self._chance.uniform(0.3, 1.0) / (len(self._left) + 1)
        wanted = done(self._out) + share * (len(self._inputs.whole) - done(self._out))
        while driver.poll() is None and done(self._out) < wanted:
            time.sleep(0.05)
        return driver.poll() is None

    def _workers(self, driver: subprocess.Popen[bytes]) -> list[psutil.Process]:
        if self._cluster is not None:
            return list(self._cluster.workers())
        children = psutil.Process(driver.pid).children()
        return [one for one in children if "spawn_main" in " ".join(one.cmdline())]

    def _kill_worker(self, driver: subprocess.Popen[bytes]) -> None:
        for worker in self._workers(driver)[:1]:
            with contextlib.suppress(psutil.NoSuchProcess):
                worker.kill()

    def _kill_node(self, _driver: subprocess.Popen[bytes]) -> None:
        assert self._cluster is not None
        os.kill(self._chance.choice(self._cluster.raylets), signal.SIGKILL)
        self._cluster.add_node()

    def _kill_driver(self, driver: subprocess.Popen[bytes]) -> None:
        self._orphans = self._workers(driver)
        driver.kill()

    def _settled(self) -> None:
        """Wait until the workers of a driver that is gone have ended what they did."""
        psutil.wait_procs([] if self._cluster else self._orphans)
        while self._cluster is not None and self._cluster.workers():
            time.sleep(0.05)

    def wrong(self, first: Path) -> list[str]:
        """What is not as it should be."""
        completed, unchanged, failed, _ = self._report
        found = named_with_reason(self._inputs.broken, failed)
        if completed + unchanged != len(self._inputs.whole):
            found.append(f"{completed} done and {unchanged} unchanged")
        found += [f"{name} was written twice" for name in sorted(self._rewritten)]
        found += [f"{path} is left" for path in self._out.glob(".part*") if held(path)]
        one, other = load(first), load(self._out)
        return found + [f"{t} differs" for t in TABLES if not one.table(t).equals(other.table(t))]

    def told(self) -> str:
        """What was seen."""
        completed, unchanged, failed, _ = self._report
        killed = f", killed {', '.join(self._done)}" if self._done else ""
        return (
            f"{completed} done and {unchanged} unchanged by the last driver, {len(failed)} failed, "
            f"{self._seconds:.1f} s in all{killed}"
        )


def done(out: Path) -> int:
    """How many sources are in the dataset."""
    return sum(1 for _ in (out / "documents").rglob("*.parquet"))


def held(folder: Path) -> bool:
    return any(path.is_file() for path in folder.rglob("*"))


def files_of(out: Path) -> dict[str, tuple[int, int]]:
    """Of every file but the manifest's: what tells whether it was written again."""
    found = {}
    for path in out.rglob("*"):
        parts = path.relative_to(out).parts
        if path.is_file() and parts[0] != "_manifest" and not parts[0].startswith(".part"):
            about = path.stat()
            found["/".join(parts)] = (about.st_ino, about.st_mtime_ns)
    return found


if __name__ == "__main__":
    main()
