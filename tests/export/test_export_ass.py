"""ASS overlays: lines by hand, and pictures that libass draws."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

from tests.support.sources import box, document, element
from vidresults.errors import OutputError, SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat


def libass():
    """Whether there is an ffmpeg that draws with libass."""
    if shutil.which("ffmpeg") is None:
        return False
    command = ["ffmpeg", "-v", "error", "-filters"]
    return b" ass " in subprocess.run(command, check=True, capture_output=True).stdout


needs_libass = pytest.mark.skipif(not libass(), reason="no ffmpeg with libass is installed")


def on_frame(*boxes):
    return element(*boxes, image={"width": 320, "height": 240})


def middle(**fields):
    """A box from (110, 80) to (210, 160)."""
    return box(**{"x": 160.0, "y": 120.0, "width": 100.0, "height": 80.0, **fields})


def written(results, folder):
    report = export(results, folder / "out.ass", format="ass")
    text = (folder / "out.ass").read_text(encoding="utf-8")
    return text, [line for line in text.splitlines() if line.startswith("Dialogue:")], report


def drawn(folder):
    """The first picture of a clip with the overlay burnt in, RGB, shape (240, 320, 3)."""
    clip = "color=black:s=320x240:r=25:d=0.2,format=gbrp"
    words = ["-f", "lavfi", "-i", clip, "-vf", "ass=out.ass", "-frames:v", "1"]
    command = ["ffmpeg", "-v", "error", *words, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, check=True, capture_output=True, cwd=folder).stdout
    return np.frombuffer(raw, np.uint8).reshape(240, 320, 3).astype(int)


def test_a_box_is_an_outline_and_a_label_above_it(tmp_path):
    text, events, report = written(load(document(boxes=[on_frame(middle()), None])), tmp_path)
    # Class 2 has the third colour, #009E73, written blue first.
    outline = (
        r"Dialogue: 0,0:00:00.00,0:00:00.20,Box,,0,0,0,,{\an7\pos(0,0)\1a&HFF&\3c&H739E00&\p1}"
        r"m 110 80 l 210 80 210 160 110 160{\p0}"
    )
    assert events == [
        outline,
        r"Dialogue: 1,0:00:00.00,0:00:00.20,Label,,0,0,0,,{\an1\pos(110,78)\3c&H739E00&}car 0.81",
    ]
    lines = text.splitlines()
    assert lines[0] == "[Script Info]"
    assert {"ScriptType: v4.00+", "PlayResX: 320", "PlayResY: 240"} < set(lines)
    assert {"ScaledBorderAndShadow: yes", "[V4+ Styles]", "[Events]"} < set(lines)
    assert report.notes == (
        "times are those that were sent, rounded to hundredths of a second",
        "1 confidences were rounded to hundredths",
    )


def test_a_label_without_room_above_stands_in_the_box_and_on_the_picture(tmp_path):
    corner = middle(x=10.0, y=30.0, width=80.0, height=40.0, confidence=None)
    _, events, _ = written(load(document(boxes=[on_frame(corner), None])), tmp_path)
    assert "m -30 10 l 50 10 50 50 -30 50" in events[0]
    assert events[1].endswith(r"{\an7\pos(2,12)\3c&H739E00&}car")


def test_times_are_held_and_rounded_as_the_format_demands(tmp_path):
    sent = document(boxes=[on_frame(middle())] * 3)
    sent["frame_offset"], sent["time_offset"] = [0, 10, 20], [3599.996, 3661.254, 3661.256]
    _, events, report = written(load(sent), tmp_path)
    # The median gap is (61.258 + 0.002) / 2 = 30.63 s, a sample is held for 45.945 s.
    spans = [event.split(",")[1:3] for event in events[::2]]
    assert spans == [
        ["1:00:00.00", "1:00:45.94"], ["1:01:01.25", "1:01:01.26"], ["1:01:01.26", "1:01:47.20"],
    ]  # fmt: skip
    assert not any("not shown" in note for note in report.notes)


def test_boxes_that_are_never_shown_are_counted(tmp_path):
    sent = document(boxes=[on_frame(middle(), middle())] * 3) | {"time_offset": [0.0, None, 0.004]}
    _, events, report = written(load(sent), tmp_path)
    assert len(events) == 4
    assert report.notes[:2] == (
        "2 boxes on frames whose time is too short or before the video are not shown",
        "2 boxes on frames of unknown time are not shown",
    )


def test_rounded_and_flat_boxes_are_counted(tmp_path):
    boxes = [middle(x=160.4), middle(width=0.5)]
    _, events, report = written(load(document(boxes=[on_frame(*boxes), None])), tmp_path)
    assert "m 110 80 l 210 80 210 160 110 160" in events[0]
    assert "2 boxes were rounded to whole pixels" in report.notes
    assert "1 boxes without area in whole pixels have a label alone" in report.notes


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (r"{\b1}", "\\{\\\u2060b1\\}"),
        (r"a\Nb", "a\\\u2060Nb"),
        ("a\\{", "a\\\u2060\\{"),
        ("two\nlines\r\nmore", "two lines more"),
        ("bell\x07", "bell\ufffd"),
        ("a,b", "a,b"),
        (" ", '""'),
    ],
)
def test_names_cannot_become_overrides(name, text, tmp_path):
    odd = middle(confidence=None, **{"class": name})
    _, events, _ = written(load(document(boxes=[on_frame(odd), None])), tmp_path)
    assert len(events) == 2
    assert events[1].split("}", 1)[1] == text


def test_several_videos_and_boxes_on_frames_of_unknown_size_are_refused(tmp_path):
    one, two = (load(document(boxes=[on_frame()]), source_id=name) for name in ("one", "two"))
    with pytest.raises(SelectionError, match="subtitles are of one video, the results hold 2: one"):
        export(concat([one, two]), tmp_path / "out.ass", format="ass")
    sizes = [element(middle(), image={"width": n, "height": n}) for n in (100, 200)]
    with pytest.raises(OutputError, match="frames have no one known size"):
        export(load(document(boxes=sizes)), tmp_path / "out.ass", format="ass")
    assert list(tmp_path.iterdir()) == []


@needs_libass
def test_libass_draws_a_border_of_the_classs_colour_and_nothing_inside(tmp_path):
    written(load(document(boxes=[on_frame(middle()), None])), tmp_path)
    picture = drawn(tmp_path)
    edges = [(120, 109), (120, 210), (160, 160), (79, 190)]  # y, x beside the middle of each side
    for y, x in edges:
        assert abs(picture[y, x] - (0x00, 0x9E, 0x73)).max() <= 4
    assert picture[84:156, 114:206].max() == 0
    assert picture[170:].max() == 0
    assert picture[:, :100].max() == 0


@needs_libass
def test_libass_does_not_move_a_box_that_begins_outside_of_the_picture(tmp_path):
    corner = middle(x=10.0, y=130.0, width=80.0, height=40.0)
    written(load(document(boxes=[on_frame(corner), None])), tmp_path)
    picture = drawn(tmp_path)
    assert abs(picture[130, 50] - (0x00, 0x9E, 0x73)).max() <= 4
    assert picture[114:146, 0:46].max() == 0


@needs_libass
def test_libass_takes_no_override_from_a_name(tmp_path):
    """A name that asks for invisible text is seen; the one of a tag that works is not."""
    hidden = middle(**{"class": r"{\alpha&HFF&}"})
    text, _, _ = written(load(document(boxes=[on_frame(hidden), None])), tmp_path)
    assert drawn(tmp_path)[60:76, 112:200].max() > 0
    raw = text.replace("\\{\\\u2060alpha&HFF&\\}", r"{\alpha&HFF&}")
    assert raw != text
    (tmp_path / "out.ass").write_text(raw, encoding="utf-8")
    assert drawn(tmp_path)[60:76, 112:200].max() == 0
