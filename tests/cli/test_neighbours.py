"""The command line on formats that do not number their frames."""

import json

import pytest

from tests.support.documents import detection, element
from vidresults.cli import main

ROWS = "".join(json.dumps({"boxes": element(detection())}) + "\n" for _ in range(3))


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.jsonl").write_text(ROWS)

    def ran(*words):
        monkeypatch.setattr("sys.argv", ["vidresults", *words])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        return code, *capsys.readouterr()

    return ran


def test_info_takes_stride_and_rate(run):
    code, out, _ = run("info", "rows.jsonl", "--stride", "5", "--fps", "30000/1001", "--json")
    assert code == 0
    told = json.loads(out)
    assert (told["first_frame"], told["last_frame"]) == (0, 10)
    assert told["last_time_seconds"] == 10 * 1001 / 30000


def test_convert_takes_them_too(run, tmp_path):
    code, _, err = run("convert", "rows.jsonl", "--stride", "5", "--to", "csv", "--out", "a.csv")
    assert code == 0, err
    frames = [line.split(",")[1] for line in (tmp_path / "a.csv").read_text().splitlines()[1:]]
    assert frames == ["0", "5", "10"]


def test_without_them_it_says_what_to_give(run):
    code, _, err = run("info", "rows.jsonl")
    assert code == 1
    assert "rows.jsonl: the 3 rows carry no frame numbers: --stride N" in err
