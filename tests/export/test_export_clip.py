"""`clip`: boxes that end at their pictures, by hand; the rest stays as predicted."""

from __future__ import annotations

import json

import pytest

from tests.support.sources import box, document, element
from vidresults.errors import OutputError, SelectionError
from vidresults.export import FORMATS, export, format_of
from vidresults.load import load
from vidresults.results import Scan
from vidresults.schema import TABLES

# On 64 x 48: 54..74, 43..53; beyond; without width; 9.9..30.1, 10..20, whose edges are no binary
# fractions; a mask of the whole picture in a box that is larger.
OVER = box(x=64.0, y=48.0, width=20.0, height=10.0)
BEYOND = box(x=-20.0, y=10.0, width=8.0, height=8.0)
FLAT = box(x=10.0, y=10.0, width=0.0, height=8.0)
INSIDE = box(x=20.0, y=15.0, width=20.2, height=10.0)
WHOLE = {"size": [48, 64], "counts": [0, 64 * 48]}
MASK = box(x=32.0, y=24.0, width=70.0, height=50.0, rle=WHOLE)
SENT = (OVER, BEYOND, FLAT, INSIDE, MASK)


def results_of(*elements):
    return load(document(boxes=list(elements)), source_id="s")


def annotations(path, source, **options):
    report = export(source, path, format="coco", **options)
    return json.loads(path.read_text())["annotations"], report.notes


def test_coco_clips_where_it_is_asked_to(tmp_path):
    found, notes = annotations(tmp_path / "a.json", results_of(element(*SENT)), clip=True)
    assert [entry["bbox"] for entry in found] == [
        [54, 43, 10, 5], [20 - 20.2 / 2, 10, 20.2, 10], [0, 0, 64, 48],
    ]  # fmt: skip
    assert [entry["area"] for entry in found] == [50, 202, 64 * 48]
    assert [entry["id"] for entry in found] == [1, 2, 3]
    assert "2 boxes were clipped to their pictures" in notes
    assert "2 boxes without area on their pictures are left out" in notes


def test_coco_boxes_are_as_predicted_otherwise(tmp_path):
    found, notes = annotations(tmp_path / "a.json", results_of(element(*SENT)))
    assert [entry["bbox"][:2] for entry in found][:3] == [[54, 43], [-24, 6], [10, 6]]
    assert len(found) == 5
    assert not any("clipped" in note for note in notes)


def test_results_clip_as_the_dataset_does(tmp_path):
    source = results_of(element(*SENT))
    truth, _ = annotations(tmp_path / "a.json", source, clip=True)
    report = export(source, tmp_path / "r.json", format="coco-results", clip=True)
    found = json.loads((tmp_path / "r.json").read_text())
    assert [entry["bbox"] for entry in found] == [entry["bbox"] for entry in truth]
    assert "2 boxes without area on their pictures are left out" in report.notes


def test_batches_of_a_scan_are_counted_once(tmp_path):
    whole = results_of(element(OVER, BEYOND), element(INSIDE), element(OVER))

    def read(tables):
        for table in TABLES:
            if table in tables:
                for batch in whole.table(table).to_batches(max_chunksize=1):
                    yield table, batch

    found, notes = annotations(tmp_path / "a.json", Scan(read), clip=True)
    assert len(found) == 3
    assert "2 boxes were clipped to their pictures" in notes
    assert "1 boxes without area on their pictures are left out" in notes


def test_formats_that_always_clip_take_the_option(tmp_path):
    source = results_of(element(OVER, BEYOND))
    always = [name for name in FORMATS if format_of(name).clips]
    assert {"createml", "kitti", "voc", "yolo"} <= set(always)
    for name in always:
        plain = export(source, tmp_path / name, format=name)
        assert export(source, tmp_path / name, format=name, clip=True) == plain


def test_a_table_does_not_clip(tmp_path):
    with pytest.raises(SelectionError, match="'csv' takes no option 'clip'; those that do: coco"):
        export(results_of(element(OVER)), tmp_path / "a.csv", format="csv", clip=True)


def test_a_frame_of_unknown_size_cannot_be_clipped_to(tmp_path):
    sizeless = element(OVER)
    del sizeless["image"]
    with pytest.raises(OutputError, match="size of frame 0 of s"):
        export(results_of(sizeless), tmp_path / "a.json", format="coco", clip=True)
