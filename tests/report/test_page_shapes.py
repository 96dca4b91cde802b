"""Masks, outlines, keypoints, ways, zones and frame classes are drawn where they are."""

import json

import numpy as np
import pytest
from pycocotools import mask as coco

from tests.support.clips import Clip
from tests.support.page_browser import opened
from tests.support.page_frames import DRAWN, PIXELS
from vidresults.load import load
from vidresults.report import report

_WIDTH, _HEIGHT = 160, 120
_IMAGE = {"width": _WIDTH, "height": _HEIGHT}
_BARE = {"boxes": False, "labels": False, "zones": False}
_BOX = {
    "x": 80, "y": 60, "width": 100, "height": 80, "confidence": 0.875, "class": "car",
    "class_id": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return Clip(count=12).make(tmp_path_factory.mktemp("clip"))


@pytest.fixture
def drawn(browser, clip, tmp_path):
    """From the elements of a model and places to the overlay's pixels there, on frame 0."""

    def pixels(elements, places, state, facts=None, frame=0):
        path = tmp_path / "page.html"
        numbers = [*range(len(elements))]
        offsets = {"frame_offset": numbers, "time_offset": [number / 25 for number in numbers]}
        report(load({**offsets, "model": elements}), clip, path)
        for name, value in (facts or {}).items():
            text = path.read_text(encoding="utf-8")
            assert f'"{name}": []' in text
            path.write_text(text.replace(f'"{name}": []', f'"{name}": {json.dumps(value)}'))
        with opened(browser, path) as page:
            page.evaluate(DRAWN, [[frame], {**_BARE, **state}])
            return np.array(page.evaluate(PIXELS, [[*place] for place in places]))

    return pixels


def _element(*predictions, **fields):
    return {"image": _IMAGE, "predictions": [*predictions], **fields}


def _grid(step):
    """Middles of pixels."""
    xs, ys = np.arange(2.5, _WIDTH, step), np.arange(2.5, _HEIGHT, step)
    return [(x, y) for y in ys.tolist() for x in xs.tolist()]


def test_a_run_length_mask_covers_its_pixels_and_no_others(drawn):
    mask = np.zeros((_HEIGHT, _WIDTH), np.uint8)
    mask[24:100, 32:64] = 1  # an L
    mask[84:100, 32:128] = 1
    mask[24:100, 40:44] = 0  # with a slit
    rle = coco.encode(np.asfortranarray(mask))
    rle = {"size": [_HEIGHT, _WIDTH], "counts": rle["counts"].decode()}
    places = _grid(4)
    found = drawn([_element({**_BOX, "rle": rle, "mask_format": "rle"})], places, {})
    covered = np.array([mask[int(y), int(x)] for x, y in places], bool)
    assert covered.any()
    assert found[covered, 3] == pytest.approx(0.4 * 255, abs=2)
    assert not found[~covered, 3].any()


def test_an_outline_is_filled_and_its_hole_in_the_middle_of_the_page_is_not(drawn):
    points = [(40, 24), (120, 24), (120, 96), (80, 60), (40, 96)]
    outline = [{"x": x, "y": y} for x, y in points]
    found = drawn([_element({**_BOX, "points": outline})], [(50, 40), (110, 80), (80, 80)], {})
    assert [bool(alpha) for alpha in found[:, 3]] == [True, True, False]


def test_an_outline_of_four_points_is_filled_and_a_turned_box_is_not(drawn):
    # A square on its corner, as an outline and as a box that is turned by 45 degrees.
    corners = [(80, 30), (110, 60), (80, 90), (50, 60)]
    outline = {**_BOX, "points": [{"x": x, "y": y} for x, y in corners]}
    side = 30 * 2**0.5
    turned = {
        **_BOX, "width": side, "height": side, "rect": [[*corner] for corner in corners],
        "angle": 45,
    }  # fmt: skip
    places = [(80, 60), (95, 45), (59, 39)]
    (middle, edge, outside) = drawn([_element(outline)], places, {})[:, 3]
    assert middle == pytest.approx(0.4 * 255, abs=2)
    assert edge > middle + 40
    assert outside == 0
    assert [bool(a) for a in drawn([_element(turned)], places, {})[:, 3]] == [False, True, False]
    # The upright box around it, from (30, 20) to (130, 100), is drawn of the outline alone.
    boxed = {"boxes": True}
    assert drawn([_element(outline)], [(30, 60)], boxed)[0, 3] > 200
    assert not drawn([_element(turned)], [(80 - side / 2, 60 - side / 2)], boxed)[0, 3]


def test_keypoints_are_joined_and_unsure_ones_are_left_out(drawn):
    points = [(40, 30, 0.9, "a"), (120, 30, 0.9, "b"), (120, 90, 0.25, "c")]
    keypoints = [
        {"x": x, "y": y, "confidence": sure, "class": name, "class_id": at}
        for at, (x, y, sure, name) in enumerate(points)
    ]
    places = [(40, 30), (120, 30), (120, 90), (80, 30), (120, 60)]
    element = _element({**_BOX, "keypoints": keypoints})
    facts = {"skeleton": [[0, 1], [1, 2]]}
    found = drawn([element], places, {}, facts)
    assert found[:2].tolist() == [[255, 255, 255, 255]] * 2
    assert [bool(alpha) for alpha in found[:, 3]] == [True, True, False, True, False]


def test_the_way_of_a_track_goes_through_its_last_positions(drawn):
    centres = [(20, 20), (60, 20), (60, 100), (140, 100)]
    elements = [_element({**_BOX, "x": x, "y": y, "tracker_id": 7}) for x, y in centres]
    places = [(40, 20), (60, 60), (100, 100)]
    until_third = drawn(elements, places, {"traces": True}, frame=2)
    until_last = drawn(elements, places, {"traces": True}, frame=3)
    assert [bool(alpha) for alpha in until_third[:, 3]] == [True, True, False]
    assert [bool(alpha) for alpha in until_last[:, 3]] == [True, True, True]


def test_zones_and_lines_are_drawn(drawn):
    zones = [
        {"name": "door", "kind": "polygon", "points": [[40, 40], [80, 40], [80, 80], [40, 80]]},
        {"name": "gate", "kind": "line", "points": [[100, 20], [100, 110]]},
    ]
    inside = [(60, 60), (130, 60), *((100, y) for y in range(40, 60))]
    found = drawn([_element()], inside, {"zones": True}, {"zones": zones})
    assert found[0, 3] > 0
    assert found[1, 3] == 0
    assert found[2:, 3].max() > 200  # dashed


def test_classes_of_a_frame_are_in_its_corner(drawn):
    scores = [("calm", 0.25), ("busy", 0.75)]
    predictions = [
        {"class": name, "class_id": at, "confidence": score}
        for at, (name, score) in enumerate(scores)
    ]
    element = _element(*predictions, top="busy", confidence=0.75)
    corner = [(x, y) for x in range(2, 20) for y in range(2, 8)]
    found = drawn([element], [*corner, (80, 60)], {"labels": True})
    assert found[:-1, 3].max() == 255
    assert found[-1, 3] == 0
    assert not drawn([element], corner, {"labels": True, "minConfidence": 0.8})[:, 3].any()
