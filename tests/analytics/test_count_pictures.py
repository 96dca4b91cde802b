"""Pictures of counts show what the tables say."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.documents import detection, document, element
from tests.support.sources import odd_sources
from vidresults import concat, count_by_class, count_by_hour, count_over_time, load
from vidresults.analytics.plots import plot_by_class, plot_by_hour, plot_over_time, save_figure

MOMENT = "2026-01-01T08:00+01:00"
DRAWN = {
    "class": (count_by_class, plot_by_class),
    "time": (lambda r: count_over_time(r, moving=2), plot_over_time),
    "sample": (lambda r: count_over_time(r, bin_seconds=None), plot_over_time),
    "hour": (lambda r: count_by_hour(r, MOMENT), plot_by_hour),
}


def street(name="a"):
    bus = detection(**{"class": "bus", "class_id": 5})
    return load(document(element(detection()), None, element(bus, bus), step=25), source_id=name)


def test_steps_have_the_means_and_what_was_not_inferred_is_grey():
    figure = plot_over_time(count_over_time(street()))
    (axes,) = figure.axes
    car, bus = (step.get_data().values for step in axes.patches if hasattr(step, "get_data"))
    np.testing.assert_array_equal(bus, [0, np.nan, 2])
    np.testing.assert_array_equal(car, [1, np.nan, 0])
    grey = [p for p in axes.patches if not hasattr(p, "get_data")]
    assert [(p.get_x(), p.get_width()) for p in grey] == [(1, 1)]
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["car", "bus", "not inferred"]


def test_samples_are_points_at_their_times_and_grey_halfway_to_the_next():
    figure = plot_over_time(count_over_time(street(), bin_seconds=None))
    (axes,) = figure.axes
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), [0, 1, 2])
    np.testing.assert_array_equal(axes.lines[1].get_ydata(), [0, np.nan, 2])
    (grey,) = axes.patches
    assert (grey.get_x(), grey.get_width()) == (0.5, 1)


def test_bars_of_hours_stand_in_their_hours():
    (axes,) = plot_by_hour(count_by_hour(street(), MOMENT)).axes
    heights = {round(bar.get_x(), 2): bar.get_height() for bar in axes.patches}
    assert heights == {8.08: 0.5, 8.5: 1.0}


def test_bars_of_classes_are_their_totals():
    (axes,) = plot_by_class(count_by_class(street())).axes
    assert [bar.get_width() for bar in axes.patches] == [1, 2]
    assert [t.get_text() for t in axes.texts] == ["1, on 50% of the samples",
                                                  "2, on 50% of the samples"]  # fmt: skip


def test_what_there_is_no_room_for_is_said():
    many = concat([street(name) for name in "abcdef"])
    figure = plot_over_time(count_over_time(many))
    assert len(figure.axes) == 4
    assert "the first 4 of 6 models" in figure.get_suptitle()
    names = [detection(**{"class": f"c{n}", "class_id": n}) for n in range(12)]
    figure = plot_by_class(count_by_class(load(document(element(*names)))))
    assert "the 8 most frequent classes" in figure.get_suptitle()


# Letters that the font of pictures lacks are another test's.
ODD = {name: source for name, source in odd_sources() if name != "odd class names"}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("kind", DRAWN)
def test_odd_results_give_a_picture(kind, odd, tmp_path):
    count, draw = DRAWN[kind]
    assert save_figure(draw(count(ODD[odd])), tmp_path / "a.png").stat().st_size > 5000


def test_class_names_are_text_and_no_formulas(tmp_path):
    names = [detection(**{"class": name}) for name in ("_hidden", "$x^2$", "<b>", "a$", "\\frac")]
    results = load(document(element(*names)))
    for count, draw in DRAWN.values():
        save_figure(draw(count(results)), tmp_path / "a.png")
