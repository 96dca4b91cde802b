"""The heat map: where boxes stood so far, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.grey_clips import SIZE, clip, pictures, seen
from tests.support.sources import box, document
from vidresults.analytics.anchors import anchors_of
from vidresults.analytics.heatmap import heat_grid
from vidresults.cli import main
from vidresults.load import load
from vidresults.render import Style, render
from vidresults.render.between import Clock
from vidresults.render.heat import Heat
from vidresults.sample import sample_result, sample_video
from vidresults.video import VideoReader

CELL = SIZE[0] / 64


def heat(result, size=SIZE, *, times=None, **more):
    return Heat(anchors_of(result, size=size), size, clock=Clock(times), **{"opacity": 1.0} | more)


def at(heat, frame, size=SIZE):
    picture = np.full((size[1], size[0], 3), 90, np.uint8)
    heat.blend(picture, frame)
    return picture


def counted(heat, frame):
    """Row, column and number of every cell that is not 0."""
    at(heat, frame)
    rows, columns = np.nonzero(heat.counts())
    return [(int(r), int(c), int(heat.counts()[r, c])) for r, c in zip(rows, columns, strict=True)]


def test_boxes_add_up_from_their_sample_on():
    # Lower edges at (160, 120), which is column 32 and row 24 of cells of 5 pixels.
    warm = heat(load(document(m=[seen(160), seen(160), None, seen(60)])))
    assert counted(warm, 0) == [(24, 32, 1)]
    assert counted(warm, 4) == [(24, 32, 1)]
    assert counted(warm, 14) == [(24, 32, 2)]
    assert counted(warm, 15) == [(24, 12, 1), (24, 32, 2)]
    assert counted(warm, 2) == [(24, 32, 1)], "also backwards"


def test_the_last_frame_has_the_grid_of_the_whole_result():
    result = load(sample_result())
    warm = heat(result, (640, 360))
    at(warm, 500, (640, 360))
    assert np.array_equal(warm.counts(), heat_grid(result).counts)


def test_what_is_older_than_wanted_cools_down():
    times = np.arange(40) / 25
    result = load(document(m=[seen(160), seen(60), seen(), seen(60)]))
    warm = heat(result, times=times, seconds=0.3)
    assert [counted(warm, frame) for frame in (0, 5, 7, 8, 12, 13, 15, 30)] == [
        [(24, 32, 1)],
        [(24, 12, 1), (24, 32, 1)],
        [(24, 12, 1), (24, 32, 1)],
        [(24, 12, 1)],
        [(24, 12, 1)],
        [],
        [(24, 12, 1)],
        [],
    ]


def test_a_cold_picture_is_untouched_and_a_warm_one_is_brightest_where_most_stood():
    warm = heat(load(document(m=[seen(), seen(160, 60), seen(160), seen(160)])))
    assert (at(warm, 4) == 90).all()
    picture = at(warm, 15).astype(int)
    most, one, none = picture[122, 162], picture[122, 62], picture[20, 20]
    assert most.sum() > one.sum() != none.sum()
    assert most[1] > 200 > one[1], "yellow is the end of the map"
    assert (none == 90).all()
    ring = np.hypot(*np.meshgrid(np.arange(320) - 62, np.arange(240) - 122)) > 12 * CELL
    ring &= np.hypot(*np.meshgrid(np.arange(320) - 162, np.arange(240) - 122)) > 12 * CELL
    assert (picture[ring] == 90).all()


@pytest.mark.parametrize("x", [30, 160, 317])
def test_colours_fade_out_without_an_edge(x):
    picture = at(heat(load(document(m=[seen(x)]))), 0).astype(int)
    steps = [np.abs(np.diff(picture, axis=axis)).max() for axis in (0, 1)]
    assert 2 < max(steps) < 30
    assert (at(heat(load(document(m=[seen(x)])), opacity=0.001), 0) == 90).all()


def test_opacity_mixes_with_the_picture():
    result = load(document(m=[seen(160)]))
    full, half = at(heat(result), 0).astype(int), at(heat(result, opacity=0.5), 0).astype(int)
    assert np.abs(half - (full + 90) / 2).max() <= 2


@pytest.mark.parametrize("size", [(3, 2), (160, 120), (120, 1000)])
def test_any_size_of_picture_can_be_warm(size):
    centre = {"x": size[0] / 2, "y": size[1] / 2, "width": 1.0, "height": 1.0}
    sent = {"image": {"width": size[0], "height": size[1]}, "predictions": [box(**centre)]}
    assert (at(heat(load(document(m=[sent])), size), 0, size) != 90).any()


def test_the_command_draws_it_as_the_style_says(tmp_path, monkeypatch):
    (tmp_path / "look.toml").write_text("heatmap = 1.0\nlabels = false\nboxes = false\n")
    words = ["render", str(sample_result()), str(sample_video()), "--out", str(tmp_path / "o.mp4"),
             "--style", str(tmp_path / "look.toml"), "--end", "1"]  # fmt: skip
    monkeypatch.setattr("sys.argv", ["vidresults", *words])
    main()
    with_heat, without = pictures(tmp_path / "o.mp4")[-1], pictures_of_sample(24)
    changed = np.abs(with_heat - without).max(axis=2) > 60
    assert changed[200:].any()
    assert not changed[:80].any(), "nobody stands on the roofs"


def pictures_of_sample(index):
    with VideoReader(sample_video()) as reader:
        return next(frame.to_bgr().astype(int) for frame in reader if frame.index == index)


def test_a_video_warms_up_frame_by_frame_and_cools_down(tmp_path):
    source = clip(tmp_path / "in.mp4")
    result = load(document(m=[seen(), seen(160), seen()]))
    look = Style(labels=False, boxes=False, heatmap=1.0, heatmap_seconds=0.2)
    render(result, source, tmp_path / "out.mp4", style=look, crf=5)
    lit = [bool(np.ptp(picture[122, 162]) > 60) for picture in pictures(tmp_path / "out.mp4")]
    assert lit == [False] * 5 + [True] * 5 + [False] * 5
