import json
import subprocess
import sys

import pytest

from tests.support.broken import (
    ELEMENTS,
    FIELDS,
    GOOD,
    NOT_A_TEXT,
    OFFSETS,
    PRINTED,
    SECRET,
    WRONG_DOCUMENTS,
)
from tests.support.documents import detection, document, element, multi_label, text_of
from vidresults.cli import main

TABLES = [NOT_A_TEXT, OFFSETS, ELEMENTS, FIELDS, WRONG_DOCUMENTS, PRINTED]
BROKEN = [
    pytest.param(given, words, id=name)
    for table in TABLES
    for name, (given, *words) in table.items()
]


@pytest.fixture
def refusal(tmp_path, monkeypatch, capsys):
    """Convert a result that must be refused; return the one line of the error."""
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)

    def run(result, *options):
        before = sorted(tmp_path.rglob("*"))
        command = ["vidresults", "convert", str(result), "--to", "csv", "--out", "out/boxes.csv"]
        monkeypatch.setattr(sys, "argv", [*command, *options])
        with pytest.raises(SystemExit) as stop:
            main()
        said = capsys.readouterr()
        assert stop.value.code == 1
        assert said.out == ""
        assert sorted(tmp_path.rglob("*")) == before
        return only_line(said.err)

    return run


def only_line(text):
    (line,) = text.splitlines()
    assert line.startswith("error: ")
    assert "Traceback" not in line
    assert line.isprintable()
    assert SECRET not in line
    return line


@pytest.mark.parametrize(("given", "words"), BROKEN)
def test_broken_input_is_refused_in_one_line_that_says_where_and_what_is_right(
    refusal, tmp_path, given, words
):
    (tmp_path / "broken.json").write_bytes(given)
    line = refusal("broken.json")
    assert line.startswith("error: broken.json")
    for word in words:
        assert word in line


@pytest.mark.parametrize("table", [NOT_A_TEXT, FIELDS, PRINTED], ids=["cut", "field", "printed"])
def test_the_command_itself_refuses_broken_input_in_one_line(tmp_path, table):
    name = {0: "cut inside an element", 1: "width negative", 2: "a function call"}
    given, *words = next(table[n] for n in name.values() if n in table)
    (tmp_path / "broken.json").write_bytes(given)
    command = [sys.executable, "-m", "vidresults", "convert", "broken.json"]
    done = subprocess.run(
        [*command, "--to", "csv", "--out", "new/boxes.csv"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert done.stdout == ""
    line = only_line(done.stderr)
    for word in words:
        assert word in line
    assert [path.name for path in tmp_path.iterdir()] == ["broken.json"]


def test_a_document_that_is_not_there_is_refused_with_those_that_are(refusal, tmp_path):
    two = {"cars": document(None), "people": document(None)}
    (tmp_path / "two.json").write_bytes(text_of(two))
    line = refusal("two.json", "--document", "trees")
    assert "two.json: has no document 'trees'; there is 'cars', 'people'" in line


def test_an_error_in_a_wrapped_document_names_the_document(refusal, tmp_path):
    wrapped = {"cars": document(7), "people": document(None)}
    (tmp_path / "two.json").write_bytes(text_of(wrapped))
    line = refusal("two.json", "--document", "cars")
    assert line.startswith("error: two.json ('cars'), byte ")
    assert "model 'street'" not in line  # a list of one number is no model's list
    assert "has no model's list" in line


def test_the_byte_of_an_error_is_where_the_element_begins(refusal, tmp_path):
    text = text_of({"results": document(None, element(detection(x="?")))})
    (tmp_path / "wrapped.json").write_bytes(text)
    start = text.index(b'{"inference_id"')
    assert f"byte {start}, model 'street', element 1" in refusal("wrapped.json")


def test_a_missing_file_is_refused_by_name(refusal):
    assert refusal("nothing.json") == "error: nothing.json: no such file"


def test_a_folder_without_tables_is_refused(refusal, tmp_path):
    (tmp_path / "folder").mkdir()
    line = refusal("folder")
    assert line.startswith("error: folder: is a folder without stored tables")
    assert "expected a result file or a folder" in line


def test_a_document_cannot_be_chosen_from_stored_tables(refusal, tmp_path):
    (tmp_path / "folder" / "documents").mkdir(parents=True)
    (tmp_path / "folder" / "documents" / "part-0.parquet").touch()
    assert "no documents to choose from" in refusal("folder", "--document", "cars")


def test_a_damaged_table_in_a_folder_is_refused_by_its_path(refusal, tmp_path):
    folder = tmp_path / "folder" / "documents" / "source_id=a"
    folder.mkdir(parents=True)
    (folder / "part-0.parquet").write_bytes(b"PAR1 and no more")
    line = refusal("folder")
    assert "part-0.parquet: cannot be read as Parquet" in line


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        pytest.param(
            "--model", "rail", "there is no model 'rail' in the results; there is 'street'"
        ),
        pytest.param("--class", "bus", "there is no class 'bus' in the results; there is 'car'"),
    ],
)
def test_a_selection_of_what_is_not_there_lists_what_is(refusal, tmp_path, option, value, words):
    (tmp_path / "good.json").write_bytes(GOOD)
    assert words in refusal("good.json", option, value)


def test_an_unknown_format_is_refused_with_those_there_are(refusal, tmp_path):
    (tmp_path / "good.json").write_bytes(GOOD)
    line = refusal("good.json", "--to", "yolo9")
    assert "there is no format 'yolo9'; there are" in line
    assert "coco" in line


def test_odd_class_names_reach_the_terminal_without_control_codes(refusal, tmp_path):
    element_with_codes = multi_label(predictions={"\x1b[31mrain\x07": 5})
    (tmp_path / "odd.json").write_text(json.dumps(document(element_with_codes)))
    assert "rain" in refusal("odd.json")


def test_odd_document_names_reach_the_terminal_without_control_codes(refusal, tmp_path):
    (tmp_path / "odd.json").write_text(json.dumps({"\x1b[31mjob\x07": document(7, None)}))
    assert r"'\x1b[31mjob\x07'" in refusal("odd.json")
