"""Processes: the same dataset as in one; what dies is a row, and going on makes it whole."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.batch.test_batch_run import files_of
from tests.support.documents import detection, document, element, text_of
from vidresults.batch import run
from vidresults.batch.manifest import read_manifest
from vidresults.batch.places import At
from vidresults.load import load
from vidresults.schema import TABLES

DRIVER = """
import sys
from vidresults.batch import run
report = run("convert", sys.argv[1], sys.argv[2], workers=2)
print(report.done, report.unchanged, len(report.failed))
"""


@pytest.fixture
def many(results):
    """The results, with copies enough to be killed in the middle of."""
    for path in sorted(results.glob("*.json")):
        for number in range(20):
            (results / f"{path.stem}-{number:02}.json").write_bytes(path.read_bytes())
    return results


def same_tables(one, other):
    return all(one.table(name).equals(other.table(name)) for name in TABLES)


def workers_of(pid):
    """The processes of a driver that do jobs, not the one that watches resources."""
    with contextlib.suppress(psutil.NoSuchProcess):
        children = psutil.Process(pid).children()
        return [one for one in children if "spawn_main" in " ".join(one.cmdline())]
    return []


def wait_until(condition):
    for _ in range(6000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("nothing happened in a minute")


def recorded(out):
    return list((out / "_manifest" / "rows").glob("*.json"))


def test_processes_make_the_dataset_that_one_makes(results, tmp_path):
    (results / "bad.json").write_bytes(b"{")
    one = run("convert", f"{results}/*.json", str(tmp_path / "one"), workers=0)
    two = run("convert", f"{results}/*.json", str(tmp_path / "two"), workers=2)
    assert (two.done, [row.reason for row in two.failed]) == (
        one.done,
        [row.reason for row in one.failed],
    )
    assert same_tables(load(tmp_path / "one"), load(tmp_path / "two"))
    workers = {row["worker"] for row in read_manifest(At.of(tmp_path / "two")).to_pylist()}
    assert str(os.getpid()) not in {worker.split(":")[1] for worker in workers}


def test_a_driver_that_is_killed_is_gone_on_from(many, tmp_path):
    out = tmp_path / "out"
    chance = random.Random(3)  # noqa: S311 - when to kill is no secret
    command = [sys.executable, "-c", DRIVER, f"{many}/*.json", str(out)]
    for _ in range(3):
        driver = subprocess.Popen(command, stdout=subprocess.PIPE)
        wanted = len(recorded(out)) + chance.randrange(5, 30)
        wait_until(lambda wanted=wanted: len(recorded(out)) > wanted)
        workers = workers_of(driver.pid)
        driver.kill()
        driver.wait()
        for worker in workers:  # they end by themselves
            with contextlib.suppress(psutil.NoSuchProcess):
                worker.wait(30)
        driver.stdout.close()
        before = files_of(out)
        assert before
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.split()
    assert int(done[0]) + int(done[1]) == 252
    assert int(done[1]) > 15
    assert done[2] == "0"
    after = files_of(out)
    # No file of an earlier run was written again.
    assert before.items() <= after.items()
    assert not list(out.glob(".part.*"))
    whole = run("convert", f"{many}/*.json", str(tmp_path / "whole"), workers=0)
    assert whole.done == 252
    assert same_tables(load(out), load(tmp_path / "whole"))


def test_a_worker_that_is_killed_costs_no_result(many, tmp_path):
    killed = []

    def kill(ended, _total, _row):
        if ended and ended % 60 == 0:
            victim = workers_of(os.getpid())[0]
            victim.send_signal(signal.SIGKILL)
            killed.append(victim.pid)

    report = run(
        "convert", f"{many}/*.json", str(tmp_path / "out"),
        workers=2, progress=kill, sleep=lambda _: None,
    )  # fmt: skip
    assert len(killed) >= 3
    assert (report.done, report.failed) == (252, ())
    run("convert", f"{many}/*.json", str(tmp_path / "whole"), workers=0)
    assert same_tables(load(tmp_path / "out"), load(tmp_path / "whole"))


def test_a_worker_that_always_dies_is_told_with_its_signal(many, tmp_path):
    def kill(ended, _total, _row):
        for worker in workers_of(os.getpid()) if ended else []:
            worker.send_signal(signal.SIGKILL)

    report = run(
        "convert", f"{many}/*.json", str(tmp_path / "out"), workers=2, retries=0, fail_fast=True,
        progress=kill,
    )  # fmt: skip
    (row,) = report.failed
    assert row.reason == "the worker's process was ended by signal 9"
    assert (row.error, row.transient, report.stopped) == ("WorkerLost", True, True)


def test_a_worker_that_takes_too_much_memory_is_ended(results, tmp_path):
    large = results / "large.json"
    # 220 000 boxes take some 200 MB; the other results, all that a worker needs, some 70.
    large.write_bytes(text_of(document(*[element(*[detection()] * 50)] * 4400)))
    report = run(
        "convert", f"{results}/*.json", str(tmp_path / "out"), workers=2, memory_megabytes=130
    )
    assert report.done == 12
    (row,) = report.failed
    assert row.input == str(large)
    assert "MB of memory, the limit is 130 MB" in row.reason
    assert row.attempts == 1


def test_an_unguarded_script_gets_one_clear_line(results, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from vidresults.batch import run\n"
        f"run('convert', '{results}/*.json', '{tmp_path}/out', workers=2)\n"
    )
    ended = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("vidresults.errors.OutputError: the worker processes end before")
    assert "__main__" in last
    assert not list(Path(tmp_path / "out").rglob("*.parquet"))
