"""`vidresults sql`: a table for people, JSON or CSV for programs, and no way out."""

import csv
import functools
import json

import pytest

from tests.support.documents import detection, document, element, text_of
from vidresults import export, load

COUNT = "select class_name, count(*) as boxes from boxes group by 1 order by 1"


@pytest.fixture
def run(vidresults, tmp_path):
    """Run `vidresults sql`; returns its exit code, standard output and standard error."""
    bus = detection(**{"class": "公交车", "confidence": None})
    (tmp_path / "job.json").write_bytes(text_of(document(element(detection(), bus), element(bus))))

    return functools.partial(vidresults, "sql")


def test_people_get_columns_side_by_side(run):
    code, out, _ = run("job.json", COUNT)
    assert code == 0
    assert out.splitlines() == ["class_name  boxes", "car             1", "公交车          2"]


def test_programs_get_json_with_null_for_what_is_unknown(run):
    query = "select confidence, rotated_box, 'nan'::double as odd from detections limit 2"
    code, out, _ = run("job.json", query, "--json")
    assert code == 0
    first, second = json.loads(out)
    assert first["confidence"] is not None
    assert second == {"confidence": None, "rotated_box": None, "odd": None}


def test_a_csv_file_has_lists_as_json(run, tmp_path):
    query = "select class_name, list(frame_index order by frame_index) as frames from boxes"
    code, out, err = run("job.json", f"{query} group by 1 order by 1", "--csv", "out.csv")
    assert (code, out, err) == (0, "", "wrote out.csv (2 rows)\n")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["class_name", "frames"], ["car", "[0]"], ["公交车", "[0, 5]"]]


def test_a_folder_of_tables_is_asked_the_same(run, tmp_path):
    export(load(tmp_path / "job.json"), tmp_path / "tables", format="parquet")
    assert run("tables", COUNT)[1] == run("job.json", COUNT)[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["select * from read_csv('/etc/passwd')"], "disabled"),
        (["select"], "without selection list"),
        (["create table a as select 1"], "the statement is CREATE, expected a query"),
        (
            ["select count(*) from range(100000) a, range(100000) b", "--timeout", "0.01"],
            "the query took more than 0.01 s",
        ),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(run, words, said):
    code, out, err = run("job.json", *words)
    assert (code, out) == (1, "")
    assert err.startswith("error: ")
    assert said in err
    assert err.count("\n") == 1
