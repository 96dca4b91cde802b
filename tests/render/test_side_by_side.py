"""Each model on a picture of its own, in one video."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest

from tests.support.grey_clips import clip, pictures, seen
from tests.support.sources import document
from vidresults.analytics.zones import Line, Zone, Zones
from vidresults.cli import main
from vidresults.errors import SelectionError
from vidresults.load import load
from vidresults.render import Style, render
from vidresults.render.mosaic import Mosaic
from vidresults.video import probe

YARD = Zone(name="yard", ring=[(100, 60), (220, 60), (220, 180), (100, 180)])
GATE = Line(name="gate", start=(160, 20), end=(160, 220))
LINES = Style(labels=False, thickness=8, palette=("#FF0000",))


@pytest.mark.parametrize(
    ("count", "panel", "grid"),
    [
        (2, (640, 360), (1, 2)),  # 32:9 and 8:9 are equally far: beside each other
        (2, (320, 240), (1, 2)),
        (2, (360, 640), (1, 2)),
        (2, (1200, 300), (2, 1)),  # 8:1 or 2:1
        (3, (640, 360), (2, 2)),
        (3, (360, 640), (1, 3)),
        (3, (1920, 400), (3, 1)),
        (4, (640, 360), (2, 2)),
        (4, (320, 640), (1, 4)),
        (4, (2000, 300), (4, 1)),
    ],
)
def test_the_whole_is_as_near_to_16_9_as_it_can_be(count, panel, grid):
    mosaic = Mosaic(count, panel)
    assert (mosaic.rows, mosaic.columns) == grid
    assert mosaic.size == (panel[0] * grid[1], panel[1] * grid[0])


def test_the_shape_of_pixels_counts():
    assert (Mosaic(2, (1200, 300), pixel_aspect=0.25).rows) == 1


def test_panels_of_odd_size_become_even_and_keep_every_pixel():
    panels = [np.full((5, 7, 3), 50 * n, np.uint8) for n in (1, 2, 3)]
    mosaic = Mosaic(3, (7, 5))
    whole = mosaic.put(panels)
    assert mosaic.size == (whole.shape[1], whole.shape[0]) == (16, 12)
    assert (whole[:6, :8] == 50).all()
    assert (whole[:6, 8:] == 100).all()
    assert (whole[6:, :8] == 150).all()
    assert (whole[6:, 8:] == 0).all(), "where there is no model it is black"


def red_at(picture, x, y):
    blue, green, red = picture[y, x]
    return bool(red - max(blue, green) > 80)


def two_models():
    """`a` has a box from (50, 80) to (110, 120), `b` one from (210, 80) to (270, 120)."""
    return load(document(a=[seen(80)] * 3, b=[seen(240)] * 3))


def test_each_panel_is_the_whole_frame_with_one_model(tmp_path):
    out = tmp_path / "out.mp4"
    report = render(two_models(), clip(tmp_path / "in.mp4"), out, side_by_side=True, style=LINES)
    assert (probe(out).width, probe(out).height, report.frames) == (640, 240, 15)
    assert "2 models side by side, 2 across and 1 down: the video is 640x240" in report.notes
    for picture in pictures(out):
        assert [red_at(picture, x, 100) for x in (50, 210, 320 + 50, 320 + 210)] == [
            True, False, False, True,
        ]  # fmt: skip
        assert np.abs(picture[230, [20, 340]] - 90).max() < 12
        for left in (0, 320):  # the model's name, upper left
            assert picture[8:24, left + 6 : left + 30].min() < 50


def test_the_height_that_is_asked_for_is_that_of_the_whole(tmp_path):
    out = tmp_path / "out.mp4"
    report = render(two_models(), clip(tmp_path / "in.mp4", count=3), out, side_by_side=True,
                    max_height=121)  # fmt: skip
    assert (probe(out).width, probe(out).height) == (320, 120)
    assert any("the video is 320x120" in note for note in report.notes)


def test_odd_sizes_are_written(tmp_path):
    sent = {"predictions": []}
    source = tmp_path / "images"
    source.mkdir()
    cv2.imwrite(str(source / "0.png"), np.full((47, 63, 3), 90, np.uint8))
    out = tmp_path / "out.mp4"
    render(load(document(a=[sent], b=[sent])), source, out, side_by_side=True)
    assert (probe(out).width, probe(out).height) == (128, 48)


def test_what_is_covered_is_covered_in_every_panel(tmp_path):
    class Paper:
        def __init__(self):
            self.given = []

        def annotate(self, scene, detections):
            self.given.append(detections.data["class_name"].tolist())
            return scene

    paper = Paper()
    rng = np.random.default_rng(1)
    source = tmp_path / "images"
    source.mkdir()
    for index in range(3):
        cv2.imwrite(str(source / f"{index}.png"), rng.integers(0, 255, (240, 320, 3), np.uint8))
    out = tmp_path / "out.mp4"
    found = load(document(a=[seen(80)], b=[seen(240, **{"class": "bus", "class_id": 3})]))
    render(found, source, out, side_by_side=True, style=Style(boxes=False, labels=False), crf=5,
           pixelate="car", annotators=[paper])  # fmt: skip
    assert paper.given[:2] == [["car"], ["bus"]]
    picture = pictures(out)[0]
    for left in (0, 320):
        covered = picture[95:105, left + 70 : left + 74]
        plain = picture[200:210, left + 70 : left + 74]
        assert covered.std() < 20 < plain.std()


def test_zones_count_for_each_model_and_traces_and_heat_are_its_own(tmp_path):
    result = load(document(
        a=[seen(x, tracker_id=1) for x in (180, 130, 130)],
        b=[seen(x, tracker_id=1) for x in (40, 40, 40)],
    ))  # fmt: skip
    look = Style(labels=False, boxes=False, traces=9, heatmap=0.9, thickness=6)
    out = tmp_path / "out.mp4"
    zones = Zones(zones=(YARD,), lines=(GATE,))
    render(result, clip(tmp_path / "in.mp4"), out, side_by_side=True, zones=zones, style=look)
    last = pictures(out)[-1]
    left, right = last[:, :320], last[:, 320:]
    assert np.abs(left[100, 150] - right[100, 150]).max() > 60, "the way of a"
    assert np.ptp(right[122, 42]) > 60 > np.ptp(left[122, 42]), "where b stands"
    assert np.abs(left[20:60] - right[20:60]).max() > 60, "another count"


@pytest.mark.parametrize(("names", "said"), [("a", "1: 'a'"), ("abcde", "5: 'a', 'b', 'c'")])
def test_one_model_or_too_many_are_an_error(tmp_path, names, said):
    found = load(document(**{name: [seen(80)] for name in names}))
    with pytest.raises(SelectionError, match=f"takes 2 to 4 models, and the results hold {said}"):
        render(found, clip(tmp_path / "in.mp4", count=2), tmp_path / "o.mp4", side_by_side=True)
    assert not (tmp_path / "o.mp4").exists()


def test_the_command_takes_the_models_that_are_selected(tmp_path, monkeypatch, capsys):
    sent = document(a=[seen(80)], b=[seen(240)], c=[seen(160)])
    (tmp_path / "r.json").write_text(json.dumps(sent), encoding="utf-8")
    source, out = clip(tmp_path / "in.mp4", count=3), tmp_path / "out.mp4"
    words = ["render", str(tmp_path / "r.json"), str(source), "--out", str(out), "--side-by-side"]
    for more, size in (([], (640, 480)), (["--model", "a", "--model", "c"], (640, 240))):
        monkeypatch.setattr("sys.argv", ["vidresults", *words, *more])
        main()
        assert (probe(out).width, probe(out).height) == size
        assert f"the video is {size[0]}x{size[1]}" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["vidresults", *words, "--model", "a"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert "side by side takes 2 to 4 models" in capsys.readouterr().err
