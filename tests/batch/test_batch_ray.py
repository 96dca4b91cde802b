"""Ray: the same dataset as one process makes, whoever is killed meanwhile."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.batch.test_batch_processes import recorded, same_tables, wait_until
from tests.batch.test_batch_run import files_of
from tests.support.batch_inputs import make_inputs, named_with_reason
from tests.support.documents import detection, document, element, text_of
from tests.support.ray_cluster import RayCluster
from vidresults.batch import on_ray, run
from vidresults.batch.manifest import read_manifest
from vidresults.batch.places import At
from vidresults.errors import ConnectionFailedError, MissingExtraError, OutputError
from vidresults.load import load

DRIVER = """
import sys
from vidresults.batch import run
report = run("convert", sys.argv[1], sys.argv[2], ray=sys.argv[3], workers=2, retries=0)
print(report.done, report.unchanged, len(report.failed))
"""


@pytest.fixture(scope="module")
def cluster():
    made = RayCluster()
    yield made
    made.end()


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """Sixty inputs made of real results, one of twenty broken; and the dataset of the others."""
    real = os.environ.get("VIDRESULTS_REAL_DATA")
    if not real:
        pytest.skip("VIDRESULTS_REAL_DATA is not set to the folder of real results")
    folder = tmp_path_factory.mktemp("ray")
    made = make_inputs(Path(real), folder / "results", 60)
    whole = run("convert", str(made.listed), str(folder / "whole"), workers=0, retries=0)
    assert whole.done == 57
    return made, {row.input: row.reason for row in whole.failed}, load(folder / "whole")


@pytest.fixture(params=["tables", "tasks"])
def ways(request, monkeypatch):
    """Both ways of Ray, for the same task."""
    if request.param == "tasks":
        monkeypatch.setattr(on_ray, "TABLES_ALONE", ())
    return request.param


def on_the(cluster, inputs, out, **options):
    options = {"workers": 2, "retries": 2, "sleep": lambda _: None, **options}
    return run("convert", str(inputs.listed), str(out), ray=cluster.address, **options)


def assert_same(report, inputs, out):
    made, reasons, whole = inputs
    assert {row.input: row.reason for row in report.failed} == reasons
    assert named_with_reason(made.broken, reasons) == []
    assert report.done + report.unchanged == 57
    assert same_tables(load(out), whole)


def test_ray_makes_the_dataset_that_one_process_makes(cluster, inputs, tmp_path, ways, monkeypatch):
    if ways == "tables":
        # What Ray Data gave up would be done by tasks.
        monkeypatch.setattr("vidresults.batch.on_ray_tables.by_tasks", lambda jobs, _: list(jobs))
    report = on_the(cluster, inputs[0], tmp_path / "out")
    assert_same(report, inputs, tmp_path / "out")
    workers = {row["worker"] for row in read_manifest(At.of(tmp_path / "out")).to_pylist()}
    assert len(workers) == 2
    assert str(os.getpid()) not in {worker.split(":")[1] for worker in workers}


@pytest.mark.usefixtures("ways")
def test_a_node_that_is_killed_costs_no_result(cluster, inputs, tmp_path):
    killed = []

    def kill(ended, _total, _row):
        if ended >= 10 and not killed:
            killed.append(cluster.raylets[-1])
            os.kill(killed[0], signal.SIGKILL)

    report = on_the(cluster, inputs[0], tmp_path / "out", progress=kill)
    cluster.add_node()
    assert killed
    assert_same(report, inputs, tmp_path / "out")


@pytest.mark.usefixtures("ways")
def test_a_worker_that_is_killed_costs_no_result(cluster, inputs, tmp_path):
    killed = []

    def kill(ended, _total, _row):
        if ended >= 10 and len(killed) < 2:
            for worker in cluster.workers()[:1]:
                worker.kill()
                killed.append(worker.pid)

    report = on_the(cluster, inputs[0], tmp_path / "out", progress=kill)
    assert killed
    assert_same(report, inputs, tmp_path / "out")


def test_a_driver_that_is_killed_is_gone_on_from(cluster, inputs, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-c", DRIVER, str(inputs[0].listed), str(out), cluster.address]
    driver = subprocess.Popen(command, stdout=subprocess.PIPE)
    wait_until(lambda: len(recorded(out)) > 10)
    driver.kill()
    driver.wait()
    driver.stdout.close()
    wait_until(lambda: not cluster.workers())
    before = files_of(out)
    assert before
    report = on_the(cluster, inputs[0], out)
    assert report.unchanged >= 8
    assert_same(report, inputs, out)
    assert before.items() <= files_of(out).items()
    assert not list(out.glob(".part.*"))


@pytest.mark.usefixtures("ways")
def test_a_worker_that_takes_too_much_memory_fails_its_job(cluster, results, tmp_path):
    large = results / "large.json"
    # 880 000 boxes take some 160 MB; the other results, all that a worker of Ray needs, some 120.
    large.write_bytes(text_of(document(*[element(*[detection()] * 50)] * 17600)))
    report = run(
        "convert", f"{results}/*.json", str(tmp_path / "out"), ray=cluster.address,
        memory_megabytes=220, sleep=lambda _: None,
    )  # fmt: skip
    assert report.done == 12
    (row,) = report.failed
    assert row.input == str(large)
    assert "MB of memory, the limit is 220 MB" in row.reason
    assert (row.transient, row.attempts) == (False, 1)


def test_a_worker_that_always_dies_is_told(cluster, results, tmp_path, monkeypatch):
    monkeypatch.setattr(on_ray, "TABLES_ALONE", ())

    def kill(ended, _total, _row):
        if ended:
            wait_until(cluster.workers)
        for worker in cluster.workers():
            with contextlib.suppress(psutil.NoSuchProcess):
                worker.kill()

    for path in results.iterdir():
        path.write_bytes(text_of(document(*[element(*[detection()] * 50)] * 400)))
    report = run(
        "convert", f"{results}/*.json", str(tmp_path / "out"), ray=cluster.address, workers=2,
        retries=0, fail_fast=True, progress=kill,
    )  # fmt: skip
    (row,) = report.failed
    assert row.reason.startswith("Ray gave the task up (")
    assert (row.error, row.transient, report.stopped) == ("WorkerLost", True, True)


@pytest.mark.usefixtures("ways")
def test_ending_at_the_first_failure_ends_what_is_under_way(cluster, inputs, tmp_path):
    report = on_the(cluster, inputs[0], tmp_path / "out", fail_fast=True, retries=0)
    assert report.stopped
    wait_until(lambda: not cluster.workers())
    assert not list((tmp_path / "out").glob(".part.*/new/*/*"))


def test_another_release_on_a_node_is_refused(cluster, inputs, tmp_path, monkeypatch):
    monkeypatch.setattr("vidresults.batch.on_ray_cluster.version", lambda _: "9.9.0")
    with pytest.raises(OutputError, match=r"has vidresults .*, this is 9\.9\.0: install vidresul"):
        on_the(cluster, inputs[0], tmp_path / "out")


def test_where_no_cluster_answers_is_said(results, tmp_path):
    with pytest.raises(ConnectionFailedError, match=r"no Ray cluster answers at 127\.0\.0\.1:1: "):
        run("convert", f"{results}/*.json", str(tmp_path / "out"), ray="127.0.0.1:1")


def test_without_ray_the_way_to_install_it_is_said(results, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray.data", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'vidresults\[ray\]'"):
        run("convert", f"{results}/*.json", str(tmp_path / "out"), ray="local")


def test_the_command_starts_ray_on_this_machine(results, tmp_path):
    command = ["batch", "stats", f"{results}/cam0[01].json", "--out", str(tmp_path / "out")]
    ended = subprocess.run(
        [sys.executable, "-m", "vidresults", *command, "--json", "--ray", "local"],
        capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert (told["done"], told["failed"]) == (2, [])
    assert len(ended.stderr.splitlines()) == 2
