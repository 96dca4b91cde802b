"""What the run of foreign readers says of those that fail, and of those that do not run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.readers import run as runner
from tests.readers.environments import NotBuiltError
from tests.readers.run import main
from tests.readers.table import HERE, Reader, readers

OK = "import facts\nfacts.asked()[0].things()\nprint('note: seen')\n"
WRONG = "import facts\nfacts.same([1], [2], 'numbers')\n"


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Runs checks given as texts, in this Python; returns how it ended."""
    monkeypatch.setattr(runner, "python_of", lambda *_: Path(sys.executable))
    monkeypatch.setenv("PYTHONPATH", "")

    def start(text, *words, export="csv", heavy=False):
        script = tmp_path / "check.py"
        head = f"import sys\nsys.path.insert(0, {str(HERE / 'checks')!r})\n"
        script.write_text(head + text, encoding="utf-8")
        row = Reader(name="it", environment="e", check=str(script), exports=(export,), heavy=heavy)
        monkeypatch.setattr(runner, "readers", lambda: ({"e": []}, [row]))
        return main([*words])

    return start


def test_a_check_that_holds_is_told_with_its_note(asked, capsys):
    assert asked(OK) == 0
    said = capsys.readouterr().out
    assert "note: seen" in said
    assert "foreign readers: 1 ok, 0 failed, 0 not run" in said


def test_a_check_that_fails_ends_with_1_and_says_why(asked, capsys):
    assert asked(WRONG) == 1
    said = capsys.readouterr().out
    assert "FAILED: it (csv): AssertionError: numbers" in said
    assert "expected [2]" in said


@pytest.mark.parametrize(
    ("words", "more", "why"),
    [
        (["--seconds", "0"], {}, "no time left"),
        ([], {"export": "no-such-format"}, "there is no export no-such-format"),
        ([], {"heavy": True}, "heavy: --all runs it"),
    ],
)
def test_what_does_not_run_is_listed(asked, capsys, words, more, why):
    assert asked(WRONG, *words, **more) == 0
    export = more.get("export", "csv")
    said = capsys.readouterr().out
    assert f"not run: it ({export}): {why}" in said
    assert "foreign readers: 0 ok, 0 failed, 1 not run" in said


def test_a_reader_that_cannot_be_installed_is_listed(asked, capsys, monkeypatch):
    def refuse(*_):
        raise NotBuiltError("no such release")

    monkeypatch.setattr(runner, "python_of", refuse)
    assert asked(OK) == 0
    assert "not run: it (csv): no such release" in capsys.readouterr().out


def test_a_format_that_no_reader_is_named_for_is_listed(asked, capsys):
    asked(OK)
    said = capsys.readouterr().out
    assert "not run: parquet: no reader of it is in readers.toml" in said
    assert "not run: csv" not in said


def test_every_row_has_its_check_and_its_pins():
    pins, rows = readers()
    assert {row.environment for row in rows} == pins.keys()
    assert all((HERE / "checks" / row.check).is_file() for row in rows)
    assert all("==" in pin for listed in pins.values() for pin in listed)
    named = [(row.name, row.exports) for row in rows]
    assert len(named) == len(set(named))
