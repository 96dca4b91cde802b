"""Pictures of zones, segments and events: what is drawn, read back from the drawing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.support.scenes import SAMPLINGS, ZONES, scene, scene_document
from tests.support.sources import box, document
from vidresults.analytics import (
    crossings,
    events,
    line_counts,
    plots,
    segments,
    zone_occupancy,
    zone_summary,
    zone_visits,
)
from vidresults.analytics.zones import Line, Zone, Zones
from vidresults.load import load
from vidresults.results import concat

RESULTS = scene(SAMPLINGS["every 6th frame"])
EMPTY = load(document(m=[{"predictions": []}]))


def legend_of(figure):
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def lines_of(axis):
    """Ends of each line, and its height there, where it has any."""
    return [(line.get_xdata(), line.get_ydata()) for line in axis.get_lines()]


def drawn(figure, tmp_path):
    plots.save_figure(figure, tmp_path / "picture.png")
    return cv2.imread(str(tmp_path / "picture.png"))


@pytest.mark.parametrize(
    ("picture", "table"),
    [
        (plots.plot_zone_summary, zone_summary),
        (plots.plot_zone_summary, line_counts),
        (plots.plot_zone_occupancy, zone_occupancy),
        (plots.plot_zone_visits, zone_visits),
        (plots.plot_crossings, crossings),
        (plots.plot_events, events),
        (plots.plot_segments, lambda source, _: segments(source)),
        (plots.plot_segments, lambda source, _: segments(source, by="track")),
    ],
)
def test_each_table_has_a_picture_also_where_nothing_happened(picture, table, tmp_path):
    for source in (RESULTS, EMPTY):
        image = drawn(picture(table(source, ZONES)), tmp_path)
        assert image.shape == (700, 1200, 3)
        ink = (image < 250).any(axis=2)
        assert ink.any()
        assert not ink[:, -1].any(), "nothing is cut off on the right"
        assert not ink[-1].any(), "nor below"


def test_occupancy_has_a_panel_for_each_zone_and_a_line_for_each_class_in_it():
    figure = plots.plot_zone_occupancy(zone_occupancy(RESULTS, ZONES))
    assert [axis.get_title("left") for axis in figure.axes] == ["middle", "stop", "door"]
    assert legend_of(figure) == ["car", "bus", "person"]
    assert [len(axis.get_lines()) for axis in figure.axes] == [2, 1, 1]
    xs, ys = lines_of(figure.axes[1])[0]
    times = [t for t, y in zip(xs, ys, strict=True) if y]
    assert (min(times), max(times)) == (4.08, 7.68), "samples inside the stop: 4 s to 7.75 s"


def test_lines_break_where_the_model_did_not_run():
    results = scene(SAMPLINGS["every 6th frame"], not_inferred={120, 126})
    figure = plots.plot_zone_occupancy(zone_occupancy(results, ZONES))
    xs, ys = lines_of(figure.axes[1])[0]
    assert [x for x, y in zip(xs, ys, strict=True) if np.isnan(y)] == [4.8, 5.04]


def test_bins_are_level_until_their_end():
    table = zone_occupancy(RESULTS, ZONES, bin_seconds=2.5)
    figure = plots.plot_zone_occupancy(table)
    xs, ys = lines_of(figure.axes[1])[0]
    assert list(xs) == [0, 2.5, 5, 7.5, 10]
    assert list(ys) == pytest.approx([0, 0.4, 1, 0.1, 0.1])


def test_visits_are_bars_with_points_at_open_ends():
    figure = plots.plot_zone_visits(zone_visits(RESULTS, ZONES))
    (axis,) = figure.axes
    names = [text.get_text() for text in axis.get_yticklabels()]
    assert names == ["door 3", "middle 1", "middle 2", "stop 4"]
    bars = [(x[0], x[1], y[0]) for x, y in lines_of(axis) if len(x) == 2 and y[0] in range(4)]
    assert (3.5, 6.5, 1) in [tuple(np.round(bar, 6)) for bar in bars]
    points = sorted(float(x[0]) for x, _ in lines_of(axis) if len(x) == 1)
    assert points == pytest.approx([2.88, 7.2]), "the person's, at the door"


def test_crossings_add_up():
    figure = plots.plot_crossings(crossings(RESULTS, ZONES))
    assert [axis.get_title("left") for axis in figure.axes] == ["gate", "across"]
    steps = [(list(np.round(x, 6)), list(y)) for x, y in lines_of(figure.axes[0])]
    assert steps == [([3, 3, 7], [0, 1, 1]), ([7, 7, 7], [0, 1, 1])]


def test_segments_are_bars_in_a_row_for_each_class():
    (axis,) = plots.plot_segments(segments(RESULTS)).axes
    bars = [(p.get_x(), p.get_x() + p.get_width()) for p in axis.patches]
    assert bars == [pytest.approx(b) for b in [(0, 10.08), (0, 10.08), (0, 3.12), (7.2, 10.08)]]
    assert [text.get_text() for text in axis.get_yticklabels()] == ["car", "bus", "person"]


def test_events_are_marks_in_the_row_of_their_class():
    table = events(RESULTS, ZONES, dwell_over=3.5, count_over=0)
    figure = plots.plot_events(table, segments(RESULTS))
    assert legend_of(figure) == ["appear", "disappear", "enter", "leave", "cross_in", "cross_out",
                                 "dwell", "count"]  # fmt: skip
    (axis,) = figure.axes
    crossed = next(line for line in axis.get_lines() if line.get_marker() == "^")
    assert list(crossed.get_xdata()) == pytest.approx([5, 5, 7])
    assert [round(y) for y in crossed.get_ydata()] == [0, 1, 1], "a car and twice the bus"


def test_without_times_the_axis_is_in_frames():
    sent = document(m=[{"predictions": [box(x=5, y=5, width=9, height=9)]}] * 2)
    (axis,) = plots.plot_segments(segments(load(sent | {"time_offset": [None] * 2}))).axes
    assert axis.get_xlabel() == "frame (times are unknown)"
    assert axis.patches[0].get_width() == 10


def test_what_has_no_room_is_said(tmp_path):
    zones = Zones(
        zones=[Zone(name=f"z{n}", ring=[(0, 0), (640, 0), (640, 360)]) for n in range(10)],
        lines=[Line(name=f"l{n}", start=(300, 0), end=(300, 360)) for n in range(10)],
    )
    occupancy = plots.plot_zone_occupancy(zone_occupancy(RESULTS, zones))
    assert occupancy.get_suptitle() == "Boxes in each zone (the first 8)"
    crossed = plots.plot_crossings(crossings(RESULTS, zones))
    assert crossed.get_suptitle().endswith("(the first 8 lines)")
    summary = plots.plot_zone_summary(zone_summary(RESULTS, zones))
    assert summary.get_suptitle() == "How many went in and out (the first 30 of 40)"
    boxes = [box(**{"class": f"c{n} $x$", "class_id": n}) for n in range(70)]
    many = plots.plot_segments(segments(load(document(m=[{"predictions": boxes}] * 2))))
    assert len(many.axes[0].get_yticks()) == 35, "every second of 70 rows has its name"
    drawn(many, tmp_path)


def test_models_and_videos_are_told_apart_where_there_are_several():
    other = scene_document(SAMPLINGS["every 6th frame"], model="other")
    table = segments(concat([RESULTS, load(other, source_id="again")]))
    (axis,) = plots.plot_segments(table).axes
    names = [text.get_text() for text in axis.get_yticklabels()]
    assert names[0] == "again, other, car"
    assert names[-1] == "scene, street, person"
