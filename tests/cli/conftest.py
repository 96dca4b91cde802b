"""The command line as a user has it: words in; exit code, standard output and error out."""

import pytest

from vidresults.cli import main


@pytest.fixture
def vidresults(monkeypatch, capsys, tmp_path):
    """Run `vidresults` in a folder of its own; returns exit code, standard output and error."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        monkeypatch.setattr("sys.argv", ["vidresults", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call
