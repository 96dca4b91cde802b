"""A RESULT can be the address of a dataset: commands ask it where it lies."""

from __future__ import annotations

import json

import pytest

from tests.support.many import add, result
from vidresults.batch.places import At


@pytest.fixture
def far(tmp_path):
    """Three sources with two boxes on two frames each, in fsspec's memory."""
    uri = f"memory://{tmp_path.name}/all"
    add(At.of(uri), *(result(number, boxes=2) for number in range(3)))
    return uri


def test_commands_read_it(vidresults, far):
    code, stdout, _ = vidresults("sql", far, "select count(*) as n from boxes", "--json")
    assert (code, json.loads(stdout)) == (0, [{"n": 12}])
    code, stdout, _ = vidresults("stats", far, "--json")
    assert code == 0
    assert sum(row["detections"] or 0 for row in json.loads(stdout)) == 12
    for command in ("info", "validate"):
        code, stdout, stderr = vidresults(command, far)
        assert (code, stderr) == (0, "")
        assert "boxes" in stdout
    code, _, stderr = vidresults("convert", far, "--to", "parquet", "--out", "near")
    assert (code, "near" in stderr) == (0, True)


def test_what_it_does_not_take_is_said(vidresults, far):
    code, _, stderr = vidresults("sql", far, "select 1", "--document", "a")
    assert code == 1
    assert f"{far} is a dataset, which takes no --document" in stderr
    code, _, stderr = vidresults("sql", f"{far}/none", "select 1")
    assert code == 1
    assert "holds no dataset" in stderr
    code, _, stderr = vidresults("sql", "nonsense://a", "select 1")
    assert code == 1
    assert "no kind of address" in stderr
