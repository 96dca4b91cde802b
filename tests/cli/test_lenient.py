"""--lenient on the command line: exit code 0, what was kept, and a summary of what was not."""

import json
import sys

import pytest

from tests.support.documents import detection, document, element, text_of
from vidresults.cli import main

DAMAGED = text_of(document(*[element(detection(), detection(confidence="high"))] * 3))[:-20]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "job.json").write_bytes(DAMAGED)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["vidresults", *words])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_without_it_the_first_error_ends_the_command(run, tmp_path):
    code, _, err = run("convert", "job.json", "--to", "csv", "--out", "boxes.csv")
    assert (code, err.count("\n")) == (1, 1)
    assert not (tmp_path / "boxes.csv").exists()


def test_what_can_be_kept_is_written_and_the_rest_counted(run, tmp_path):
    code, _, err = run("convert", "job.json", "--lenient", "--to", "csv", "--out", "boxes.csv")
    assert code == 0
    assert len((tmp_path / "boxes.csv").read_text().splitlines()) == 1 + 2
    # two predictions, the text that ends early, and the list that is one element short
    (line,) = [line for line in err.splitlines() if "defects" in line and "first" in line]
    assert line.startswith("note: 4 defects; the first: ")
    assert "prediction 1, field confidence: found 'high'" in line


def test_info_tells_what_was_kept(run):
    code, out, err = run("info", "job.json", "--lenient", "--json")
    assert code == 0
    assert json.loads(out)["detections"] == 2
    assert "4 defects" in err
