"""The README is held to the code: its tables, its commands, its Python."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

import vidresults
from tests.support.readme import README, commands, with_sections
from vidresults.cli import main
from vidresults.export import FORMATS
from vidresults.schema import TABLES

TEXT = README.read_text(encoding="utf-8")
SAMPLES = README.parent / "sample_data"


def test_the_licence_of_everything_that_gets_installed_is_named():
    project = tomllib.loads((README.parent / "pyproject.toml").read_text(encoding="utf-8"))
    for requirement in project["project"]["dependencies"]:
        package = re.split(r"[<>=\[ ]", requirement)[0]
        assert re.search(rf"^\| {package}[ |]", TEXT, flags=re.MULTILINE), package


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.fixture
def sample_folder(tmp_path, monkeypatch):
    for name in (
        "street.mp4",
        "street_detection.json",
        "street_keypoints.json",
        "street_clip.json",
    ):
        shutil.copy(SAMPLES / name, tmp_path)
    zones = next(block for block in blocks("toml") if "[[zones]]" in block)
    (tmp_path / "zones.toml").write_text(zones, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_generated_tables_are_those_of_the_code():
    assert with_sections(TEXT) == TEXT, "run: python tests/support/readme.py"


def test_a_field_that_the_readme_lacks_is_noticed():
    assert with_sections(TEXT.replace("| `yaw_radians` |", "| `yaw` |")) == TEXT


@pytest.mark.parametrize("name", vidresults.__all__)
def test_every_public_name_stands_in_the_readme(name):
    assert f"vr.{name}" in TEXT or name in ("Scan", "VideoResults")


@pytest.mark.parametrize("name", [*FORMATS, *TABLES])
def test_every_format_and_table_stands_in_the_readme(name):
    assert f"`{name}`" in TEXT or f"### {name}" in TEXT


@pytest.mark.parametrize(
    ("command", "option"),
    [(name, option) for name, command in commands().items() for option in command.params],
    ids=lambda item: item if isinstance(item, str) else item.name,
)
def test_every_option_has_help(command, option):
    described = getattr(option, "help", None) or commands()[command].help
    assert described, f"{command} {option.name} has no help"


@pytest.mark.parametrize("code", blocks("python"), ids=range(len(blocks("python"))))
@pytest.mark.usefixtures("sample_folder")
def test_the_python_of_the_readme_runs(code):
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - it is our own README


@pytest.mark.parametrize("block", blocks("sh"), ids=range(len(blocks("sh"))))
def test_the_commands_of_the_readme_run(block, sample_folder, monkeypatch):
    for line in block.splitlines():
        words = shlex.split(line)
        if words[:1] != ["vidresults"]:
            continue  # installing is what the continuous integration does
        monkeypatch.setattr("sys.argv", words)
        main()
    if "annotated.mp4" in block:
        assert {"annotated.mp4", "coco", "detections.csv", "tables"} <= {
            path.name for path in Path(sample_folder).iterdir()
        }


def test_the_error_that_the_readme_shows_is_what_is_said(sample_folder, monkeypatch, capsys):
    shown = " ".join(next(b for b in blocks("text") if b.startswith("error:")).split())
    broken = (SAMPLES / "street_detection.json").read_text(encoding="utf-8")
    element = broken.split('{"inference_id"')[13]
    confidences = list(re.finditer(r'"confidence":([0-9.]+)', element))
    start, end = confidences[3].span(1)
    wrong = element[:start] + '"high"' + element[end:]
    (sample_folder / "job.json").write_text(broken.replace(element, wrong), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["vidresults", "info", "job.json"])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err.strip() == shown


def test_the_readme_begins_with_a_picture_of_the_page():
    from PIL import Image

    assert "](sample_data/report.png)" in README.read_text().partition("\n## ")[0]
    path = README.parent / "sample_data" / "report.png"
    with Image.open(path) as picture:
        assert picture.size == (1280, 720)
    assert path.stat().st_size < 300_000
