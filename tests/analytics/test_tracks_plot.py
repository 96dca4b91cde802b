"""The picture of tracks, by what stands in it."""

from __future__ import annotations

import pytest

from tests.support.sources import box, document
from tests.support.track_scenes import untimed
from vidresults.analytics import track_table
from vidresults.analytics.plots import plot_tracks, save_figure
from vidresults.load import load


def seen(*numbers, **fields):
    return {"predictions": [box(x=9.0 * n, tracker_id=n, **fields) for n in numbers]}


SAMPLES = (seen(1), seen(1), seen(1, 2), seen(2, **{"class": "$bus$"}), seen(1))


def drawn(table):
    """Axes, and the ends of the opaque bars of each row."""
    (axes,) = plot_tracks(table).axes
    bars = [line for line in axes.lines if line.get_linestyle() == "-" and not line.get_alpha()]
    return axes, [(line.get_ydata()[0], *line.get_xdata()) for line in bars]


def test_each_track_is_a_bar_that_is_pale_where_it_was_not_seen():
    """The first is seen at 0, 0.2, 0.4 and 0.8 seconds, the second at 0.4 and 0.6."""
    axes, bars = drawn(track_table(load(document(m=list(SAMPLES))), with_path=True))
    wanted = [(0, 0, 0.4), (0, 0.8, 0.8), (1, 0.4, 0.6)]
    assert bars == [pytest.approx(bar) for bar in wanted]
    assert axes.get_xlabel() == "time (s)"
    assert [label.get_text() for label in axes.get_yticklabels()] == ["1", "2"]


def test_without_paths_a_bar_is_whole():
    _, bars = drawn(track_table(load(document(m=list(SAMPLES)))))
    assert bars == [pytest.approx((0, 0, 0.8)), pytest.approx((1, 0.4, 0.6))]


def test_without_times_the_axis_is_in_frames():
    axes, bars = drawn(track_table(untimed(load(document(m=list(SAMPLES))))))
    assert axes.get_xlabel() == "frame of the video"
    assert bars == [(0, 0, 20), (1, 10, 15)]


def test_tracks_of_several_models_are_told_apart():
    axes, _ = drawn(track_table(load(document(a=[seen(1)], b=[seen(1)]))))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a 1", "b 1"]


@pytest.mark.parametrize("count", [0, 1, 400])
def test_none_and_many_are_drawn_too(tmp_path, count):
    table = track_table(load(document(m=[seen(*range(1, count + 1))])), with_path=True)
    assert save_figure(plot_tracks(table), tmp_path / "tracks.png").stat().st_size > 0
