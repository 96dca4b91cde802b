"""KITTI: lines by hand from the format's description, one column after the other."""

from __future__ import annotations

import pytest

from tests.support.sources import box, document, element
from vidresults.errors import SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat

UNKNOWN = "-1 -1 -1 -1000 -1000 -1000 -10"  # sizes, place, rotation_y


def results_of(*elements, source_id="street"):
    return load(document(boxes=list(elements)), source_id=source_id)


def one(tmp_path, *boxes, **options):
    """Lines of a picture of 64 x 48 pixels, and the notes."""
    report = export(results_of(element(*boxes)), tmp_path / "o", format="kitti", **options)
    text = (tmp_path / "o" / "label_2" / "street_000000.txt").read_text(encoding="utf-8")
    return text.splitlines(), report.notes


def test_a_line_has_fifteen_columns_and_the_score(tmp_path):
    lines, notes = one(tmp_path, box(x=15.0, y=20.0, width=20.5, height=10.5))
    assert lines == [f"car -1 3 -10 4.75 14.75 25.25 25.25 {UNKNOWN} 0.8125"]
    (note,) = notes
    assert note.startswith("these are labels alone: put the pictures beside them, in image_2")


def test_a_box_of_unknown_confidence_has_no_score(tmp_path):
    known, unknown = box(x=15.0, y=20.0, width=20.0, height=10.0), box(x=8.0, y=8.0, width=4.0)
    del unknown["confidence"]
    lines, _ = one(tmp_path, known, unknown)
    assert lines == [
        f"car -1 3 -10 5.0 15.0 25.0 25.0 {UNKNOWN} 0.8125",
        f"car -1 3 -10 6.0 3.0 10.0 13.0 {UNKNOWN}",
    ]


def test_a_text_for_each_frame_that_was_inferred(tmp_path):
    videos = [results_of(element(box()), None, element(), source_id=name) for name in ("a", "b")]
    report = export(concat(videos), tmp_path / "o", format="kitti")
    sizes = {path.name: path.stat().st_size > 0 for path in (tmp_path / "o/label_2").iterdir()}
    assert sizes == {
        "a_000000.txt": True, "a_000010.txt": False, "b_000000.txt": True, "b_000010.txt": False,
    }  # fmt: skip
    listed = (tmp_path / "o" / "ImageSets" / "trainval.txt").read_text()
    assert listed == "a_000000\na_000010\nb_000000\nb_000010\n"
    assert "2 frames that were not inferred are no images" in report.notes


def test_boxes_end_at_the_picture(tmp_path):
    over = box(x=64.0, y=48.0, width=20.0, height=10.0)  # 54..74, 43..53 of 64 x 48
    beyond = box(x=-20.0, y=10.0, width=8.0, height=8.0)
    lines, notes = one(tmp_path, over, beyond)
    assert [[float(value) for value in line.split()[4:8]] for line in lines] == [[54, 43, 64, 48]]
    assert "1 boxes were clipped to their pictures" in notes
    assert "1 boxes without area on their pictures are left out" in notes


def test_names_have_no_spaces_and_stay_apart(tmp_path):
    odd = ("a b", "a_b", "a\nb", "叉车", "\u2028", "DontCare")
    lines, notes = one(tmp_path, *(box(class_id=i, **{"class": n}) for i, n in enumerate(odd)))
    assert [line.split(" ")[0] for line in lines] == [
        "a_b-2", "a_b", "a_b-3", "叉车", "_", "DontCare",
    ]  # fmt: skip
    assert {len(line.split()) for line in lines} == {16}
    assert (
        "3 class names are written without spaces: 'a b' as 'a_b-2', ... '\\u2028' as '_'" in notes
    )
    assert "readers of KITTI take no box of class 'DontCare' for an object" in notes


def test_the_list_of_classes_has_to_have_all(tmp_path):
    lines, _ = one(tmp_path, box(), classes=["bus", "car"])
    assert lines[0].split()[0] == "car"
    with pytest.raises(SelectionError, match="lacks 'car'"):
        export(results_of(element(box())), tmp_path / "p", format="kitti", classes=["bus"])
    assert not (tmp_path / "p").exists()


def test_deepstream_has_the_track_after_the_type(tmp_path):
    tracked, not_tracked = box(x=15.0, y=20.0, width=20.0, tracker_id=7), box(x=15.0, width=20.0)
    lines, _ = one(tmp_path, tracked, not_tracked, track_ids=True)
    assert [line.split()[:5] for line in lines] == [
        ["car", "7", "-1", "3", "-10"], ["car", "-1", "-1", "3", "-10"],
    ]  # fmt: skip
    assert {len(line.split()) for line in lines} == {17}


def test_the_score_can_be_left_out_and_is_told_as_lost(tmp_path):
    lines, _ = one(tmp_path, box(x=15.0, y=20.0, width=20.0, height=10.0), omit_scores=True)
    assert lines == [f"car -1 3 -10 5.0 15.0 25.0 25.0 {UNKNOWN}"]
    source = results_of(element(box(tracker_id=7)))
    plain = export(source, tmp_path / "o", format="kitti")
    other = export(source, tmp_path / "o", format="kitti", omit_scores=True, track_ids=True)
    assert [loss.what for loss in plain.losses] == ["detections.tracker_id"]
    assert [loss.what for loss in other.losses] == ["detections.confidence"]
