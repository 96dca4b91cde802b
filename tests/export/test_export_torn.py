"""A disk that is full and a process that is killed leave no output that looks finished."""

from __future__ import annotations

import signal

import pytest

from tests.export.test_export_contract import content, target
from tests.support.sources import full
from tests.support.torn import files_up_to, killed_half_way
from vidresults.errors import OutputError
from vidresults.export import FORMATS, export

FULL = (OSError, OutputError)


@pytest.fixture(scope="module")
def filled():
    return full()


def half_of_the_largest(path):
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return max(p.stat().st_size for p in files) // 2


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_leaves_nothing(name, filled, tmp_path):
    complete = target(tmp_path / "whole", name)
    export(filled, complete, format=name)
    path = target(tmp_path / "torn", name)
    with files_up_to(half_of_the_largest(complete)), pytest.raises(FULL, match="File too large"):
        export(filled, path, format=name)
    assert not (tmp_path / "torn").exists()
    export(filled, path, format=name)
    assert content(path) == content(complete)


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_leaves_the_output_that_was_there(name, filled, tmp_path):
    path = target(tmp_path / "out", name)
    export(filled, path, format=name)
    before = content(path)
    with files_up_to(half_of_the_largest(path)), pytest.raises(FULL):
        export(filled, path, format=name)
    assert content(path) == before
    assert [there.name for there in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("name", FORMATS)
def test_a_killed_process_leaves_nothing_that_looks_finished(name, filled, tmp_path):
    folder = tmp_path / "out"
    path = target(folder, name)
    assert killed_half_way(name, path) == -signal.SIGKILL
    (left,) = folder.iterdir()
    assert left.name.startswith(".")
    export(filled, path, format=name)
    assert [there.name for there in folder.iterdir()] == [path.name], "what was left is gone"
    export(filled, target(tmp_path / "whole", name), format=name)
    assert content(path) == content(target(tmp_path / "whole", name))
