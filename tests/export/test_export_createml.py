"""Create ML: entries by hand from the format's description, read by the standard library."""

from __future__ import annotations

import json

from tests.support.sources import box, document, element
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat


def written(tmp_path, source):
    """The parsed entries, the lines of the file, and the notes."""
    report = export(source, tmp_path / "o", format="createml")
    assert [path.name for path in (tmp_path / "o").iterdir()] == ["_annotations.createml.json"]
    text = (tmp_path / "o" / "_annotations.createml.json").read_text(encoding="utf-8")
    return json.loads(text), text.splitlines(), report.notes


def results_of(*elements, source_id="street"):
    return load(document(boxes=list(elements)), source_id=source_id)


def test_an_entry_has_the_picture_and_centres_in_pixels(tmp_path):
    car = box(x=15.1, y=20.0, width=20.5, height=10.25)
    bus = box(x=8.0, y=9.0, width=4.0, height=6.0, class_id=3, **{"class": "bus"})
    entries, _, notes = written(tmp_path, results_of(element(car, bus)))
    assert entries == [
        {
            "image": "street_000000.jpg",
            "annotations": [
                {"label": "car",
                 "coordinates": {"x": 15.1, "y": 20.0, "width": 20.5, "height": 10.25}},
                {"label": "bus", "coordinates": {"x": 8.0, "y": 9.0, "width": 4.0, "height": 6.0}},
            ],
        }
    ]  # fmt: skip
    assert notes == ()


def test_a_line_for_each_frame_that_was_inferred(tmp_path):
    videos = [results_of(element(box()), None, element(), source_id=name) for name in ("a", "b")]
    entries, lines, notes = written(tmp_path, concat(videos))
    assert {entry["image"]: len(entry["annotations"]) for entry in entries} == {
        "a_000000.jpg": 1, "a_000010.jpg": 0, "b_000000.jpg": 1, "b_000010.jpg": 0,
    }  # fmt: skip
    assert len(lines) == 6
    assert lines[2] == '{"image":"a_000010.jpg","annotations":[]},'
    assert "2 frames that were not inferred are no images" in notes


def test_models_share_the_entry_of_a_frame(tmp_path):
    first, second = box(), box(class_id=0, **{"class": "person"})
    frames = document(cars=[element(first), element()], people=[element(second), None])
    entries, _, notes = written(tmp_path, load(frames, source_id="street"))
    assert [(e["image"], [a["label"] for a in e["annotations"]]) for e in entries] == [
        ("street_000000.jpg", ["car", "person"]),
    ]
    assert any(note.startswith("1 frames without a box have no labels") for note in notes)


def test_boxes_end_at_the_picture(tmp_path):
    over = box(x=64.0, y=48.0, width=20.0, height=10.0)  # 54..74, 43..53 of 64 x 48
    beyond = box(x=-20.0, y=10.0, width=8.0, height=8.0)
    entries, _, notes = written(tmp_path, results_of(element(over, beyond)))
    assert [a["coordinates"] for a in entries[0]["annotations"]] == [
        {"x": 59.0, "y": 45.5, "width": 10.0, "height": 5.0},
    ]
    assert "1 boxes were clipped to their pictures" in notes
    assert "1 boxes without area on their pictures are left out" in notes


def test_a_box_beyond_the_picture_makes_no_entry_where_a_model_gave_no_answer(tmp_path):
    beyond = box(x=-20.0, y=10.0, width=8.0, height=8.0)
    frames = document(cars=[element(beyond), element(beyond)], people=[element(), None])
    entries, _, notes = written(tmp_path, load(frames, source_id="street"))
    assert entries == [{"image": "street_000000.jpg", "annotations": []}]
    assert any(note.startswith("1 frames without a box have no labels") for note in notes)


def test_odd_names_stay_what_they_are(tmp_path):
    odd = ('say "hi"', "two\nlines", "叉车 🦊", "},]}")
    boxes = [box(class_id=i, **{"class": name}) for i, name in enumerate(odd)]
    entries, lines, _ = written(tmp_path, results_of(element(*boxes)))
    assert [a["label"] for a in entries[0]["annotations"]] == list(odd)
    assert len(lines) == 3


def test_no_frame_is_an_empty_list(tmp_path):
    entries, _, _ = written(tmp_path, results_of(None))
    assert entries == []
