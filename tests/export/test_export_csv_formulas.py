"""Text that spreadsheets take for formulas: as sent, and made harmless without a loss."""

from __future__ import annotations

import csv

import pyarrow as pa
import pytest

from tests.support.sources import box, document, element
from vidresults.export import export
from vidresults.export.parts.formulas import count_formulas
from vidresults.load import load

# What OWASP's page on CSV injection names, and the full-width forms of the first four signs.
RISKY = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1",
         "\uff1d1", "\uff0b1", "\uff0d1", "\uff201")  # fmt: skip
QUOTED = ("'=1", "''-2")
PLAIN = ("car", "", "a=1", " =1", "'car", "'", "1-2", "x\n=1")


def results_of(names, source_id="s"):
    boxes = [box(class_id=i, **{"class": name}) for i, name in enumerate(names)]
    return load(document(m=[element(*boxes)]), source_id=source_id)


def written(path, source, **options):
    """The rows as the standard library reads them, and the notes."""
    report = export(source, path, format="csv", **options)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), report.notes


@pytest.mark.parametrize("name", RISKY)
def test_a_formula_is_text_where_that_is_asked_for(name, tmp_path):
    rows, notes = written(tmp_path / "a.csv", results_of([name]), safe=True)
    assert rows[0]["class_name"] == "'" + name
    assert notes == ("1 cells that might be taken for formulas begin with an apostrophe",)


@pytest.mark.parametrize("name", PLAIN)
def test_other_text_is_as_it_was_sent(name, tmp_path):
    rows, notes = written(tmp_path / "a.csv", results_of([name]), safe=True)
    assert rows[0]["class_name"] == name
    assert notes == ()


def test_one_apostrophe_less_gives_every_text_back(tmp_path):
    names = [*RISKY, *QUOTED, *PLAIN]
    rows, _ = written(tmp_path / "a.csv", results_of(names), safe=True)
    back = []
    for text in (row["class_name"] for row in rows):
        bare = text.lstrip("'")
        escaped = text.startswith("'") and bare[:1] in {name[0] for name in RISKY} - {""}
        back.append(text[1:] if escaped else text)
    assert back == names


def test_without_it_nothing_is_changed_and_the_cells_are_counted(tmp_path):
    rows, notes = written(tmp_path / "a.csv", results_of([*RISKY, *PLAIN]))
    assert [row["class_name"] for row in rows] == [*RISKY, *PLAIN]
    assert len(notes) == 1
    assert notes[0].startswith("12 cells begin with = + - @ or the like")


def test_texts_in_dictionaries_are_counted_as_often_as_they_stand_there():
    texts = pa.array(["=1", None, "a", "=1", "@b"])
    table = pa.table({"plain": texts, "coded": texts.dictionary_encode(), "number": [-1] * 5})
    assert count_formulas(table.select(["plain"])) == 3
    assert count_formulas(table.select(["coded"]).slice(1)) == 2
    assert count_formulas(table) == 6
    assert count_formulas(pa.table({"coded": pa.array(["a"]).dictionary_encode()})) == 0


def test_every_column_of_text_and_no_number(tmp_path):
    minus = box(x=-5.0, class_id=-3, detection_id="@d", **{"class": "car"})
    source = load(document(**{"+m": [element(minus)]}), source_id="=s")
    (row,), notes = written(tmp_path / "a.csv", source, safe=True)
    assert (row["source_id"], row["model"], row["detection_id"]) == ("'=s", "'+m", "'@d")
    assert (row["x_min"], row["class_id"]) == ("-15.5", "-3")
    assert notes[0].startswith("3 cells")
