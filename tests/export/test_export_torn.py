"""A disk that is full and a process that is killed leave no output that looks finished."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.support.sources import full, odd_sources
from tests.support.torn import files_up_to, killed_half_way
from vidresults.export import FORMATS, export, format_of

OTHER = dict(odd_sources())["boxes outside and without area"]


@pytest.fixture(scope="module")
def filled():
    return full()


def target(folder, name):
    return folder / ("out" if format_of(name).makes == "folder" else "out.dat")


def content(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return {p.relative_to(path.parent).as_posix(): p.read_bytes() for p in files}


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_leaves_nothing(name, filled, tmp_path):
    export(filled, target(tmp_path / "whole", name), format=name)
    whole = content(target(tmp_path / "whole", name))
    half = max(map(len, whole.values())) // 2
    path = target(tmp_path / "torn", name)
    with files_up_to(half), pytest.raises(OSError, match="File too large"):
        export(filled, path, format=name)
    assert not (tmp_path / "torn").exists()
    export(filled, path, format=name)
    assert content(path) == whole


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_leaves_the_output_that_was_there(name, filled, tmp_path):
    path = target(tmp_path / "out", name)
    export(filled, path, format=name)
    before = content(path)
    with files_up_to(max(map(len, before.values())) // 2), pytest.raises(OSError):  # noqa: PT011
        export(filled, path, format=name)
    assert content(tmp_path / "out") == {f"out/{key}": value for key, value in before.items()}


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
