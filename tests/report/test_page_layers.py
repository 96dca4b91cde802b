"""Labelled pictures are drawn on the frames they belong to, and faces with where they look."""

import base64
import io
import math

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.support.clips import Clip
from tests.support.page_browser import opened
from tests.support.page_frames import DRAWN, PIXELS
from tests.support.page_text import read_page
from vidresults.load import load
from vidresults.report import report

_WIDTH, _HEIGHT = 160, 120
_IMAGE = {"width": _WIDTH, "height": _HEIGHT}
_MAP = {"0": "background", "1": "road", "2": "sky", "3": "boat"}
_BARE = {"boxes": False, "labels": False, "zones": False}
_OPACITY = 0.4
_FRAMES = 12


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return Clip(count=_FRAMES).make(tmp_path_factory.mktemp("clip"))


@pytest.fixture
def page_of(browser, clip, tmp_path):
    """The page of the elements of some models, and the colours of its classes by name."""

    def visit(**models):
        path = tmp_path / "page.html"
        numbers = [*range(max(map(len, models.values())))]
        offsets = {"frame_offset": numbers, "time_offset": [number / 25 for number in numbers]}
        report(load({**offsets, **models}), clip, path)
        told = read_page(path).facts["classes"]
        colours = {c["name"]: [int(c["colour"][at : at + 2], 16) for at in (1, 3, 5)] for c in told}
        return opened(browser, path), colours

    return visit


def _labelled(values, info=None):
    out = io.BytesIO()
    Image.fromarray(np.asarray(values, np.uint8)).save(out, "PNG", pnginfo=info)
    mask = base64.b64encode(out.getvalue()).decode()
    return {"image": _IMAGE, "predictions": {"segmentation_mask": mask, "class_map": _MAP}}


def _whole(number):
    """A picture of one class, a quarter of the video's size."""
    return _labelled(np.full((30, 40), number))


def _pixels(page, places):
    return np.array(page.evaluate(PIXELS, [[*place] for place in places]))


def _is(pixel, colour):
    # A colour that is not opaque is kept as multiples of its opacity: a little of it is lost.
    *rgb, opacity = pixel.tolist()
    return opacity == pytest.approx(_OPACITY * 255, abs=2) and rgb == pytest.approx(colour, abs=3)


def _draw(page, frame, **state):
    page.evaluate(DRAWN, [[frame], {**_BARE, **state}])


def test_each_pixel_has_the_colour_of_its_class_and_the_background_none(page_of):
    values = np.zeros((_HEIGHT, _WIDTH), np.uint8)
    values[24:100, 32:64] = 1
    values[84:100, 32:128] = 2
    values[24:100, 40:44] = 9  # of no class
    places = [(x + 0.5, y + 0.5) for y in range(2, _HEIGHT, 4) for x in range(2, _WIDTH, 4)]
    opening, colours = page_of(areas=[_labelled(values)])
    with opening as page:
        _draw(page, 0)
        found = _pixels(page, places)
    at = np.array([values[int(y), int(x)] for x, y in places])
    assert not found[(at == 0) | (at == 9), 3].any()
    for number, name in ((1, "road"), (2, "sky")):
        assert (at == number).any()
        assert all(_is(pixel, colours[name]) for pixel in found[at == number])


def test_what_a_picture_says_of_its_own_colours_changes_no_class(page_of):
    info = PngInfo()
    info.add(b"gAMA", (100_000).to_bytes(4, "big"))  # linear light, which a viewer would brighten
    opening, colours = page_of(areas=[_labelled(np.full((30, 40), 3), info)])
    with opening as page:
        _draw(page, 0)
        assert _is(_pixels(page, [(80, 60)])[0], colours["boat"])


def test_classes_shapes_models_and_the_split_choose_what_is_drawn(page_of):
    halves = np.repeat([[1, 2]], 20, axis=1).repeat(30, axis=0)
    opening, colours = page_of(one=[_labelled(halves)], other=[_whole(3)])
    places = [(40, 60), (120, 60)]
    number = [*colours].index
    with opening as page:
        _draw(page, 0, split=[0, 1])
        left, right = _pixels(page, places)
        assert _is(left, colours["road"])
        assert _is(right, colours["boat"])
        _draw(page, 0, split=[1, 0])
        left, right = _pixels(page, places)
        assert _is(left, colours["boat"])
        assert _is(right, colours["sky"])
        page.evaluate("() => vidresults.set({ split: null, models: new Set([0]) })")
        left, right = _pixels(page, places)
        assert _is(left, colours["road"])
        assert _is(right, colours["sky"])
        page.evaluate(f"() => vidresults.set({{ classes: new Set([{number('sky')}]) }})")
        left, right = _pixels(page, places)
        assert left[3] == 0
        assert _is(right, colours["sky"])
        page.evaluate("() => vidresults.set({ shapes: false })")
        assert not _pixels(page, places)[:, 3].any()


def _alternating():
    return [_whole(1 + frame % 3) for frame in range(_FRAMES)]


def test_a_picture_is_never_drawn_on_another_frame_than_its_own(page_of):
    look = f"""async (order) => {{
      const {{ player, set, settled }} = window.vidresults, found = [];
      const here = () => ({PIXELS})([[80, 60]])[0];
      for (const frame of order) {{
        player.show(frame);
        await player.settled();
        const early = here();
        await settled();
        found.push([early, here()]);
      }}
      return found;
    }}"""
    order = [0, 5, 11, 3, 4, 10, 0, 7, 2, 9]
    opening, colours = page_of(areas=_alternating())
    names = list(_MAP.values())
    with opening as page:
        page.evaluate("(state) => vidresults.set(state)", _BARE)
        found = page.evaluate(look, order)
    for frame, (early, late) in zip(order, found, strict=True):
        own = colours[names[1 + frame % 3]]
        assert _is(np.array(late), own), frame
        assert early[3] == 0 or _is(np.array(early), own), frame


def test_in_play_a_picture_is_on_its_frame_or_left_out(page_of):
    played = f"""async () => {{
      const {{ player, drawn }} = window.vidresults, found = [];
      let going = true;
      const look = () => {{
        found.push([drawn().frame, ({PIXELS})([[80, 60]])[0]]);
        if (going) requestAnimationFrame(look);
      }};
      player.play();
      look();
      await new Promise((told) => player.video.addEventListener("pause", told, {{ once: true }}));
      going = false;
      return found;
    }}"""
    opening, colours = page_of(areas=_alternating())
    with opening as page:
        page.evaluate("(state) => vidresults.set(state)", _BARE)
        found = page.evaluate(played)
    drawn = [(frame, np.array(pixel)) for frame, pixel in found if pixel[3] > 0]
    assert len({frame for frame, _ in drawn}) > 1
    names = list(_MAP.values())
    assert all(_is(pixel, colours[names[1 + frame % 3]]) for frame, pixel in drawn)


def test_a_picture_is_held_as_long_as_a_box_and_not_over_what_was_not_inferred(page_of):
    elements = [_whole(1), None, {"image": _IMAGE, "predictions": []}, _whole(2)]
    opening, colours = page_of(areas=elements)
    with opening as page:
        for frame, name in ((0, "road"), (1, None), (2, None), (3, "sky"), (4, "sky"), (5, None)):
            _draw(page, frame)
            (pixel,) = _pixels(page, [(80, 60)])
            assert pixel[3] == 0 if name is None else _is(pixel, colours[name]), frame


def test_the_classes_of_labelled_pictures_have_rows_in_the_timeline(page_of):
    opening, _ = page_of(areas=[_whole(1), _whole(1), _whole(3)])
    with opening as page:
        rows = page.locator(".timeline-names li").all_inner_texts()
    assert [row.split("\n")[0] for row in rows] == ["road", "boat"]


def test_a_still_has_the_labelled_picture(page_of, tmp_path):
    opening, colours = page_of(areas=_alternating())
    with opening as page:
        page.evaluate("(state) => vidresults.set(state)", _BARE)
        shots = []
        for shapes in (True, False):
            with page.expect_download() as download:
                page.evaluate(
                    """(shapes) => {
                      vidresults.set({ shapes });
                      vidresults.player.show(7);
                      vidresults.still();
                    }""",
                    shapes,
                )
            download.value.save_as(tmp_path / "still.png")
            with Image.open(tmp_path / "still.png") as picture:
                shots.append(np.asarray(picture.convert("RGB"), float)[60, 80])
    blended = _OPACITY * np.array(colours["sky"]) + (1 - _OPACITY) * shots[1]
    assert shots[0] == pytest.approx(blended, abs=3)


def _face(**angles):
    box = {
        "x": 80, "y": 60, "width": 40, "height": 40, "confidence": 0.5,
        "landmarks": [{"x": 70, "y": 50}, {"x": 90, "y": 50}],
    }  # fmt: skip
    return {"image": _IMAGE, "predictions": [{"face": box, **angles}]}


# 1.5 faces are 60 pixels, of which a look up by 45 degrees shows 42.43: the line, its end, and both
# sides of the head, which begin there and lead back at 45 degrees.
_LOOKS = [
    ({"yaw": -math.pi / 2, "pitch": 0}, [(110, 60), (138, 60), (132, 52), (132, 68)]),
    ({"yaw": math.pi / 2, "pitch": 0}, [(50, 60), (22, 60), (28, 52), (28, 68)]),
    ({"yaw": 0, "pitch": math.pi / 4}, [(80, 30), (80, 20), (74, 23.57), (86, 23.57)]),
    ({"yaw": 0, "pitch": -math.pi / 4}, [(80, 90), (80, 100), (74, 96.43), (86, 96.43)]),
]


@pytest.mark.parametrize(("angles", "there"), _LOOKS)
def test_an_arrow_shows_where_a_face_looks(page_of, angles, there):
    elsewhere = [place for _, places in _LOOKS for place in places if place not in there]
    opening, _ = page_of(gaze=[_face(**angles)])
    with opening as page:
        _draw(page, 0)
        assert (_pixels(page, there)[:, 3] > 200).all()
        assert not _pixels(page, elsewhere)[:, 3].any()


def test_a_face_has_its_box_and_landmarks_whose_layers_are_chosen(page_of):
    edge, look, landmark = (60, 70), (110, 60), (70, 50)
    places = [edge, landmark, look, (80, 75)]
    opening, _ = page_of(gaze=[_face(yaw=-math.pi / 2, pitch=0)])

    def there(page, **state):
        _draw(page, 0, **state)
        return [bool(alpha) for alpha in _pixels(page, places)[:, 3]]

    with opening as page:
        assert there(page, boxes=True) == [True, True, True, False]
        assert _pixels(page, [landmark]).tolist() == [[255, 255, 255, 255]]
        assert there(page, boxes=False) == [False, True, True, False]
        assert there(page, boxes=True, shapes=False) == [True, False, False, False]
        assert there(page, boxes=True, shapes=True, minConfidence=0.625) == [False] * 4


def test_a_look_of_unknown_direction_is_no_arrow_and_one_into_the_camera_is_a_ring(page_of):
    around = [(76, 60), (84, 60), (80, 56), (80, 64)]
    opening, _ = page_of(gaze=[_face(yaw=0, pitch=0), _face(yaw=0.5, pitch=None)])
    with opening as page:
        scale = page.evaluate("() => document.querySelector('.stage canvas').clientWidth / 160")
        unit = page.evaluate(
            "() => Math.min(Math.max(document.querySelector('video').clientWidth / 800, 0.8), 1)"
        )
        radius = 4 * unit / scale
        ring = [(80 + x * radius, 60 + y * radius) for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1))]
        _draw(page, 0)
        assert (_pixels(page, ring)[:, 3] > 100).all()
        _draw(page, 1)
        assert not _pixels(page, [*ring, *around])[:, 3].any()
