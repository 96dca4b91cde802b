"""Rerun recordings: what Rerun's own reader gives back."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from tests.support.sources import box, document, element
from vidresults.errors import MissingExtraError
from vidresults.export import export
from vidresults.geometry import compress_runs
from vidresults.load import load
from vidresults.results import concat


def car(**fields):
    return box(**fields)


def bus(**fields):
    return box(**{"class": "bus", "class_id": 5, **fields})


def read(results, folder):
    """The rows of each entity, in order, and the report."""
    chunk = pytest.importorskip("rerun.chunk")
    report = export(results, folder / "out.rrd", format="rerun")
    rows = {}
    for part in chunk.RrdReader(folder / "out.rrd").stream():
        rows.setdefault(part.entity_path, []).extend(part.to_record_batch().to_pylist())
    return rows, report


def test_boxes_lie_on_lines_of_frames_and_of_seconds(tmp_path):
    boxes = [element(car(tracker_id=7), bus(confidence=None)), None, element()]
    rows, report = read(load(document(m=boxes), source_id="v"), tmp_path)
    first, second, third = rows["/v/m/boxes"]
    assert [row["frame"] for row in (first, second, third)] == [0, 5, 10]
    seconds = [row["time"].total_seconds() for row in (first, second, third)]
    assert seconds == [0.0, 0.2, 0.4]
    assert first["Boxes2D:centers"] == [[30.5, 20.0]] * 2
    assert first["Boxes2D:half_sizes"] == [[10.5, 5.0]] * 2
    assert first["Boxes2D:labels"] == ["car", "bus"]
    assert first["Boxes2D:class_ids"] == [1, 2]
    assert first["confidence"] == [0.8125, None]
    assert first["tracker_id"] == [7, None]
    # Rerun shows what was last told: empty lists take the boxes away.
    assert second["Boxes2D:centers"] == third["Boxes2D:centers"] == []
    assert [row["state"] for row in (first, second, third)] == [
        ["inferred"], ["not_inferred"], ["inferred"],
    ]  # fmt: skip
    assert report.notes == ("times are those that were sent",)


def test_classes_have_names_and_the_colours_of_rendered_video(tmp_path):
    rows, _ = read(load(document(m=[element(car(), bus())]), source_id="v"), tmp_path)
    (context,) = rows["/v/m"]
    told = [entry["class_description"]["info"] for entry in context["AnnotationContext:context"][0]]
    # Class 2 has the third colour, #009E73.
    assert [(info["id"], info["label"]) for info in told] == [(1, "car"), (2, "bus")]
    assert told[0]["color"] == 0x009E73FF


def picture(row):
    """The class of each pixel, shape (48, 64)."""
    (form,) = row["SegmentationImage:format"]
    assert (form["width"], form["height"]) == (64, 48)
    pixels = np.array(row["SegmentationImage:buffer"][0], np.uint8)
    return np.frombuffer(pixels.tobytes(), np.uint16).reshape(48, 64)


def test_masks_are_pictures_of_class_numbers_and_go_with_the_next_frame(tmp_path):
    # 20 pixels from the 101st on, column by column: column 2 from row 4 to 23.
    rle = {"size": [48, 64], "counts": compress_runs([100, 20, 2952])}
    corners = [{"x": x, "y": y} for x, y in ((0, 0), (4, 0), (4, 6), (0, 6))]
    boxes = [element(), element(car(rle=rle), bus(points=corners)), element()]
    rows, report = read(load(document(m=boxes), source_id="v"), tmp_path)
    shown, gone = rows["/v/m/masks"]
    assert (shown["frame"], gone["frame"]) == (5, 10)
    wanted = np.zeros((48, 64), int)
    wanted[4:24, 2] = 1
    wanted[0:6, 0:4] = 2
    assert (picture(shown) == wanted).all()
    assert not picture(gone).any()
    assert "2 masks are drawn as pixels of their class" in report.notes
    # Rows 4 and 5 of column 2.
    assert "2 pixels lie in several masks, and show the last one" in report.notes


def test_long_numbers_are_rounded_and_times_that_are_unknown_left_out(tmp_path):
    sent = document(m=[element(car(x=30.1)), element(car())]) | {"time_offset": [0.0, None]}
    rows, report = read(load(sent, source_id="v"), tmp_path)
    first, second = rows["/v/m/boxes"]
    assert first["Boxes2D:centers"] == [[pytest.approx(30.1, abs=1e-5), 20.0]]
    assert "time" in first
    assert "time" not in second
    assert second["frame"] == 5
    assert set(report.notes) == {
        "1 boxes were rounded to single precision",
        "1 frames of unknown time are on the line of frames alone",
        "times are those that were sent",
    }


def test_sources_and_models_are_entities_of_their_own(tmp_path):
    one, two = (
        load(document(a=[element(car())], **{"b c/d": [element()]}), source_id=name)
        for name in ("one", "two")
    )
    rows, _ = read(concat([one, two]), tmp_path)
    assert {path for path in rows if path.endswith("/boxes")} == {
        "/one/a/boxes", "/two/a/boxes", r"/one/b\ c\/d/boxes", r"/two/b\ c\/d/boxes",
    }  # fmt: skip


def test_without_the_package_it_is_said_how_to_get_it(tmp_path, monkeypatch):
    for name in ("rerun", "rerun.chunk"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=r"pip install 'vidresults\[rerun\]'"):
        export(load(document(m=[element()])), tmp_path / "out.rrd", format="rerun")
    assert list(tmp_path.iterdir()) == []
