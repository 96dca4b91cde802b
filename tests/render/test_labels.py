"""Labels stay inside the picture, beside each other where there is room, and can be read."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tests.support.sights import row, sight
from tests.support.sources import ODD_NAMES
from vidresults.render import Style
from vidresults.render.drawing import plates_on, timecode
from vidresults.render.labels import label_plates
from vidresults.render.layout import place_labels

SIZES = [(160, 120), (1280, 720), (1080, 1920), (3840, 2160)]


def overlaps(first, second):
    return (
        first[0] < second[2] and second[0] < first[2]
        and first[1] < second[3] and second[1] < first[3]
    )  # fmt: skip


def covered(plates):
    return [pair for pair in itertools.combinations([p.edges for p in plates], 2)
            if overlaps(*pair)]  # fmt: skip


def scattered(count, size, seed):
    at = np.random.default_rng(seed).uniform((0, 0), size, (count, 2)).tolist()
    return [row(x, y, size[0] / 12, size[1] / 12) for x, y in at]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", ["car", "a very long name of a class of things", "叉车"])
def test_a_label_is_never_outside_of_the_picture(size, name):
    width, height = size
    rows = [
        row(x * width, y * height, width / 9, height / 9, class_name=name)
        for x in (0, 0.5, 1) for y in (0, 0.5, 1)
    ]  # fmt: skip
    plates = label_plates([sight(*rows)], size, Style())
    assert len(plates) == len(rows)
    for left, top, right, bottom in (plate.edges for plate in plates):
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height


@pytest.mark.parametrize("seed", range(5))
def test_sixty_labels_do_not_cover_each_other(seed):
    size = (1920, 1080)
    style = Style(text_height=20)
    plates = label_plates([sight(*scattered(60, size, seed))], size, style)
    assert len(plates) == 60
    assert covered(plates) == []


def test_one_label_stands_above_its_box_and_under_the_edge_inside_of_it():
    box, size, picture = (100, 100, 200, 200), (60, 20), (640, 480)
    assert place_labels([box], [size], picture) == [(100, 80)]
    assert place_labels([(100, 5, 200, 200)], [size], picture) == [(100, 5)]


def test_labels_of_the_same_box_go_above_below_and_inside():
    box, size = (100, 100, 200, 200), (60, 20)
    places = place_labels([box] * 4, [size] * 4, (640, 480))
    assert places == [(100, 80), (100, 200), (100, 100), (200, 100)]


def test_the_first_place_of_a_later_label_is_left_to_it():
    boxes = [(100, 100, 200, 200), (100, 100, 200, 200), (100, 220, 200, 300)]
    first, second, third = place_labels(boxes, [(60, 20)] * 3, (640, 480))
    assert (first, third) == ((100, 80), (100, 200))
    assert second == (100, 100), "below is where the third label belongs"


def test_labels_do_not_cover_captions():
    rows = scattered(20, (1280, 720), 4)
    style = Style(counters=True, timecode=True)
    plates = plates_on([sight(*rows)], (1280, 720), style, seconds=5.0)
    assert len(plates) == 22
    assert covered(plates) == []


def test_the_same_labels_get_the_same_places():
    boxes = [(x, 50, x + 30, 90) for x in range(0, 300, 10)]
    sizes = [(60, 20)] * len(boxes)
    first = place_labels(boxes, sizes, (640, 480))
    place_labels([(0, 0, 9, 9)], [(5, 5)], (10, 10))
    assert place_labels(boxes, sizes, (640, 480)) == first


def test_a_crowd_without_room_is_no_error_and_stays_inside():
    places = place_labels([(5, 5, 40, 40)] * 50, [(60, 20)] * 50, (100, 60))
    assert len(places) == 50
    assert all(0 <= x <= 40 and 0 <= y <= 40 for x, y in places)


def test_a_long_name_is_shortened_and_its_confidence_kept():
    def ground(name):
        rows = [row(80, 60, 50, 50, class_name=name)]
        return label_plates([sight(*rows)], (160, 120), Style())[0].ground

    long, other = ground("a name that is far too long for this"), ground("x")
    assert 120 < long.shape[1] <= 160
    digits = other.shape[1] // 2
    assert np.array_equal(long[:, -digits:], other[:, -digits:])


@pytest.mark.parametrize("name", [*ODD_NAMES, "", "\u200b"])
def test_any_name_has_a_label_with_ink_on_it(name):
    plate = label_plates([sight(row(60, 60, 50, 50, class_name=name))], (320, 240), Style())[0]
    ink = np.any(plate.ground != plate.ground[0, 0], axis=2)
    assert ink[:, : ink.shape[1] // 2].any()


def test_a_box_outside_of_the_picture_has_no_label():
    assert label_plates([sight(row(-500, 1e9, 3, 3))], (320, 240), Style()) == []


def test_what_is_faded_out_has_no_label_and_what_fades_a_faint_one():
    rows = [row(60, 60, 9, 9, opacity=0.0), row(60, 60, 9, 9, opacity=0.25)]
    assert [p.opacity for p in label_plates([sight(*rows)], (320, 240), Style())] == [0.25]


def test_counters_count_each_class_and_what_has_no_room_is_counted_too():
    rows = [row(60, 60, 9, 9, class_name=f"class {i % 40}", class_id=i % 40) for i in range(80)]
    style = Style(labels=False, counters=True)
    plates = plates_on([sight(*rows)], (320, 240), style)
    assert 3 < len(plates) < 40
    assert max(plate.edges[3] for plate in plates) <= 240
    assert len(plates_on([sight(*rows)], (1280, 3000), style)) == 40


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0:00:00.000"), (3723.4564, "1:02:03.456"), (59.9996, "0:01:00.000"),
     (-0.5, "-0:00:00.500"), (-0.0001, "0:00:00.000")],
)  # fmt: skip
def test_the_timecode_is_rounded_to_thousandths(seconds, text):
    assert timecode(seconds) == text
