"""Pictures of quality, heat, co-occurrence and comparison: what is drawn is what was found."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.support.sources import ODD_NAMES, box, document, element, odd_sources
from vidresults import co_occurrence, compare, heat_table, load, quality, sample_video
from vidresults.analytics.plots import (
    middle_frame,
    plot_co_occurrence,
    plot_comparison,
    plot_heat,
    plot_quality,
    save_figure,
)
from vidresults.results import concat


def at(x, name="car", **fields):
    return box(x=float(x), y=20.0, width=10.0, height=10.0, **{"class": name}, **fields)


@pytest.fixture
def two_models():
    # Agreed on twice, A alone sees a bus once, B alone a dog twice, and one is a truck for B.
    a = [element(at(10), at(30, "bus")), element(at(10)), element(at(50)), element()]
    b = [element(at(10), at(40, "dog")), element(at(10), at(40, "dog")),
         element(at(50, "truck")), None]  # fmt: skip
    return load(document(a=a, b=b))


def widths(axes, label):
    bars = next(c for c in axes.containers if c.get_label() == label)
    return [bar.get_width() for bar in bars]


def heights(axes, label):
    bars = next(c for c in axes.containers if c.get_label() == label)
    return [bar.get_height() for bar in bars]


def test_the_picture_by_class_has_a_bar_for_each_with_its_parts(two_models):
    (axes,) = plot_comparison(compare(two_models)).axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[:2] == ["all classes", "car"]  # then those seen less
    assert sorted(names[2:]) == ["bus", "dog", "truck"]
    assert widths(axes, "both")[:2] == [2, 2]
    assert widths(axes, "another class")[:2] == [1, 1]
    assert widths(axes, "only A")[0] == 1
    assert widths(axes, "only B")[0] == 2
    assert axes.get_xlabel() == "objects on 3 frames that both inferred"


def test_the_picture_by_frames_goes_up_for_a_and_down_for_b(two_models):
    (axes,) = plot_comparison(compare(two_models, by="frames")).axes
    assert axes.get_xlabel() == "time (s)"
    assert heights(axes, "only A") == [1, 0, 0, 0]
    assert heights(axes, "only B") == [-1, -1, 0, 0]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert "not compared" in labels


def test_the_picture_by_moments_has_each_as_long_as_it_lasts(two_models):
    (axes,) = plot_comparison(compare(two_models, by="moments")).axes
    assert heights(axes, "only B") == [-1]
    assert widths(axes, "only B") == [pytest.approx(0.2)]


def test_frames_without_times_are_drawn_by_their_numbers():
    made = document(a=[element(at(10))], b=[element()]) | {"time_offset": [None]}
    (axes,) = plot_comparison(compare(load(made), by="frames")).axes
    assert axes.get_xlabel() == "frame"


def test_heat_is_drawn_in_the_pixels_of_the_picture(two_models):
    figure = plot_heat(heat_table(two_models, columns=8))
    panels = [axes for axes in figure.axes if axes.get_title(loc="left")]
    assert [p.get_title(loc="left") for p in panels] == [
        "b\n5 boxes on 3 samples", "a\n4 boxes on 4 samples",
    ]  # fmt: skip
    image = panels[0].images[0]
    assert image.get_extent() == [0, 64, 48, 0]
    assert np.nanmax(image.get_array()) == pytest.approx(2 / 3)


def test_a_frame_of_the_video_lies_behind(two_models):
    frame = middle_frame(sample_video())
    assert frame.shape == (360, 640, 3)
    panel = plot_heat(heat_table(two_models), frame=frame).axes[0]
    assert len(panel.images) == 2
    assert panel.images[0].get_extent() == panel.images[1].get_extent()


def test_the_middle_frame_is_the_one_that_a_decoder_finds_there():
    capture = cv2.VideoCapture(str(sample_video()))
    found = middle_frame(sample_video())[..., ::-1].astype(int)
    apart = {number: np.abs(found - capture.read()[1]).mean() for number in range(260)}
    assert min(apart, key=apart.get) == 250  # of 500


def test_the_matrices_are_symmetric_with_both_kinds_of_share():
    made = [element(at(10), at(11, "bus")), element(at(10)), element(at(10), at(50, "bus"))]
    figure = plot_co_occurrence(co_occurrence(load(document(m=made))))
    left, right = (axes.images[0].get_array() for axes in figure.axes)
    assert left.tolist() == [[0, 2 / 3], [2 / 3, 0]]  # bus, car
    assert right.tolist() == [[0, 1 / 3], [1 / 3, 0]]


def test_quality_has_a_lane_for_each_measure_with_its_value():
    made = [element(at(10)), element(), element(at(10)), None]
    (axes,) = plot_quality(quality(load(document(m=made)), worst=None)).axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    values = dict(zip(names, [t.get_text() for t in axes.texts], strict=True))
    assert values["flicker"] == "1 of 1"
    assert values["not inferred"] == "1 of 4"
    marks = dict(zip(names, axes.collections, strict=True))
    assert marks["flicker"].get_offsets().tolist() == [[0.2, names.index("flicker")]]


@pytest.mark.filterwarnings("ignore:the font of pictures lacks")
def test_everything_odd_is_drawn(tmp_path):
    sources = dict(odd_sources())
    same = [load(document(a=[element(at(10))], b=[element(at(10))]), source_id=s) for s in "xy"]
    many = [at(3 * i, name) for i, name in enumerate((*ODD_NAMES, *(f"c{i}" for i in range(30))))]
    sources["two videos"] = concat(same)
    sources["many classes"] = load(document(m=[element(*many)] * 3))
    for number, (name, result) in enumerate(sources.items()):
        figures = [
            plot_heat(heat_table(result, size=(64, 48), by_class=True)),
            plot_co_occurrence(co_occurrence(result)),
            plot_quality(quality(result, worst=None)),
        ]
        model = next(iter(result.facts.models), None)
        if model is not None:
            figures += [
                plot_comparison(compare(result, result, models=(model, model), by=by))
                for by in ("class", "frames", "moments")
            ]
        for of, figure in enumerate(figures):
            path = save_figure(figure, tmp_path / f"{number}-{of}.png")
            assert cv2.imread(str(path)).shape == (700, 1200, 3), name
