"""Pictures of curves and of the confusion matrix hold what the tables hold."""

import pytest

from tests.support.truth import result, truth_of
from vidresults import evaluate
from vidresults.analytics.plots import save_figure
from vidresults.analytics.plots.confusion import plot_confusion
from vidresults.analytics.plots.precision_recall import plot_precision_recall

CAR = {"box": (100, 100, 40, 40)}
BUS = {"box": (400, 200, 40, 40), "name": "bus"}


@pytest.fixture
def found(tmp_path):
    truth = truth_of(tmp_path, {0: [CAR, BUS], 5: [CAR]})
    return evaluate(result({0: [CAR, {**BUS, "name": "car"}], 5: []}), truth)


def test_each_class_is_a_curve_with_its_average_precision(found, tmp_path):
    figure = plot_precision_recall(found.precision_recall)
    (panel,) = figure.axes
    labels = [text.get_text() for text in panel.get_legend().get_texts()]
    assert labels == ["car  0.505", "bus  0.000"], "51 of 101 points are reached"
    x, y = panel.lines[0].get_data()
    assert (x[0], y[0], x[50], y[50], len(x)) == (0, pytest.approx(1), 0.5, pytest.approx(1), 52)
    assert save_figure(figure, tmp_path / "a.png").stat().st_size > 0


def test_the_matrix_has_what_is_missed_and_what_is_not_there(found, tmp_path):
    figure = plot_confusion(found.confusion)
    (panel,) = figure.axes
    assert [t.get_text() for t in panel.get_xticklabels()] == ["bus", "car", "missed"]
    assert [t.get_text() for t in panel.get_yticklabels()] == ["bus", "car", "nothing there"]
    numbers = {t.get_position(): t.get_text() for t in panel.texts}
    assert numbers == {(1, 0): "1", (1, 1): "1", (2, 1): "1"}, "a bus as car, a car, a car missed"
    assert save_figure(figure, tmp_path / "a.png").stat().st_size > 0


def test_nothing_to_draw_is_still_a_picture(tmp_path):
    bare = evaluate(result({0: []}), truth_of(tmp_path, {0: []}))
    save_figure(plot_precision_recall(bare.precision_recall), tmp_path / "a.png")
    save_figure(plot_confusion(bare.confusion), tmp_path / "b.png")
