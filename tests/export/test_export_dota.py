"""DOTA: lines by hand from the format's description."""

from __future__ import annotations

import pytest

from tests.support.sources import box, document, element
from vidresults.export import export
from vidresults.load import load

FOUR = [{"x": 4.0, "y": 2.0}, {"x": 9.0, "y": 3.0}, {"x": 8.0, "y": 7.0}, {"x": 3.0, "y": 6.0}]
DIAMOND = [[30.0, 10.0], [40.0, 20.0], [30.0, 30.0], [20.0, 20.0]]


def one(tmp_path, *boxes):
    """Lines of a picture, and the report."""
    source = load(document(boxes=[element(*boxes), None, element()]), source_id="street")
    report = export(source, tmp_path / "o", format="dota")
    texts = {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "o/labelTxt").iterdir()}
    assert texts.keys() == {"street_000000.txt", "street_000010.txt"}
    assert texts["street_000010.txt"] == ""
    return texts["street_000000.txt"].splitlines(), report


def test_an_upright_box_as_it_was_sent(tmp_path):
    over = box(x=60.0, y=20.0, width=20.0, height=10.0, **{"class": "small car"})
    lines, report = one(tmp_path, over)
    assert lines == ["50.0 15.0 70.0 15.0 70.0 25.0 50.0 25.0 small_car 0"]
    assert (tmp_path / "o/classes.txt").read_text() == "small_car\n"
    assert "1 boxes are upright, because no oriented one is known" in report.notes
    assert "1 class names are written without spaces: 'small car' as 'small_car'" in report.notes


def test_an_outline_of_four_corners_is_kept_and_others_are_lost(tmp_path):
    lines, report = one(tmp_path, box(points=FOUR), box(points=FOUR[:3]))
    assert lines[0] == "4.0 2.0 9.0 3.0 8.0 7.0 3.0 6.0 car 0"
    assert {loss.what: loss.count for loss in report.losses}["detections.polygons"] == 1


def test_an_oriented_box_gives_its_corners(tmp_path):
    side = 200**0.5  # a square turned by 45 degrees about (30, 20)
    turned = box(x=30.0, y=20.0, width=side, height=side, angle=45.0, rect=DIAMOND)
    (line,), _ = one(tmp_path, turned)
    *values, name, difficult = line.split()
    assert (name, difficult) == ("car", "0")
    assert [float(value) for value in values] == pytest.approx([v for c in DIAMOND for v in c])
