"""What the page draws over its video, and what a user chooses of it."""

import numpy as np
import pytest
from PIL import Image

from tests.support.clips import Clip, numbered, x264
from tests.support.page_browser import opened
from tests.support.page_frames import DRAWN, READ, box_of, numbered_document, told
from vidresults.load import load
from vidresults.report import report


@pytest.fixture
def numbers(browser, tmp_path):
    """A page of frames with their numbers, and boxes that tell them."""
    video = Clip(words=x264("-g", "5"), count=100).make(tmp_path)

    def visit(document=None, embed=None, **options):
        results = load(document or numbered_document(100))
        report(results, video, tmp_path / "page.html", embed_megabytes=embed)
        return opened(browser, tmp_path / "page.html", **options)

    return visit


@pytest.mark.parametrize(
    ("place", "frame"), [("#t=1", 25), ("#t=1.239", 30), ("#t=99", 99), ("#t=x", 0), ("", 0)]
)
def test_the_address_names_a_moment(numbers, place, frame):
    with numbers(place=place) as page:
        read = page.evaluate(
            f"async () => {{ await vidresults.player.settled(); return ({READ})() }}"
        )
        assert (read["seen"], told(read)) == (frame, frame)


def test_a_moment_that_is_entered_later_is_shown(numbers):
    with numbers() as page:
        page.evaluate("() => { location.hash = '#t=2' }")
        read = page.evaluate(
            f"""async () => {{
              await new Promise((resolve) => setTimeout(resolve));  // the event of the change
              await vidresults.player.settled();
              return ({READ})();
            }}"""
        )
        assert (read["seen"], told(read)) == (50, 50)


def test_boxes_under_the_confidence_are_gone_and_unknown_ones_are_not(numbers):
    document = numbered_document(100)
    sure, unsure, unknown = (box_of(0) for _ in range(3))
    unsure["confidence"] = 0.25
    unknown["confidence"] = None
    document["numbers"][0]["predictions"] = [sure, unsure, unknown]
    with numbers(document) as page:
        (drawn,) = page.evaluate(DRAWN, [[0], {"minConfidence": 0.5}])
    assert [box["confidence"] for box in drawn["boxes"]] == [
        0.875,
        pytest.approx(np.nan, nan_ok=True),
    ]


_COVERED = """() => {
  const overlay = document.querySelector(".stage canvas");
  const test = document.createElement("canvas");
  [test.width, test.height] = [overlay.width, overlay.height];
  const context = test.getContext("2d", { willReadFrequently: true });
  context.drawImage(overlay, 0, 0);
  const half = test.width / 2;
  return [0, half].map((left) => {
    const { data } = context.getImageData(left, 0, half, test.height);
    return data.some((value, at) => at % 4 === 3 && value > 0);
  });
}"""


@pytest.fixture
def two_models():
    """One finds a box on the left alone, the other on the right alone."""
    document = numbered_document(100)
    (image,) = {tuple(element["image"].items()) for element in document["numbers"]}
    for name, x in (("numbers", 30), ("other", 130)):
        box = {**box_of(0), "x": x, "y": 80}
        document[name] = [{"image": dict(image), "predictions": [box]} for _ in range(100)]
    return document


@pytest.mark.parametrize(
    ("split", "covered"),
    [([0, 1], [True, True]), ([1, 0], [False, False]), ([0, 0], [True, False]), (None, [True] * 2)],
)
def test_of_two_models_each_is_on_its_side(numbers, two_models, split, covered):
    with numbers(two_models) as page:
        page.evaluate(DRAWN, [[3], {"split": split, "divider": 0.5}])
        assert page.evaluate(_COVERED) == covered


def test_the_divider_of_two_models_is_moved_by_keys_and_by_dragging(numbers, two_models):
    with numbers(two_models) as page:
        divider = page.get_by_role("slider", name="Divider between two models")
        assert divider.count() == 0
        page.evaluate(DRAWN, [[3], {"split": [0, 1]}])
        divider.press("End")
        assert divider.get_attribute("aria-valuenow") == "100"
        assert page.evaluate(_COVERED) == [True, False]
        divider.press("Home")
        assert page.evaluate(_COVERED) == [False, True]
        picture = page.locator(".stage canvas").bounding_box()
        middle = picture["x"] + picture["width"] / 2
        handle = divider.bounding_box()
        page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        page.mouse.down()
        page.mouse.move(middle, handle["y"] + handle["height"] / 2)
        page.mouse.up()
        assert divider.get_attribute("aria-valuenow") == "50"


def test_only_the_stretches_of_a_class_are_played(numbers):
    document = numbered_document(100)
    for frame, element in enumerate(document["numbers"]):
        if 20 <= frame < 25 or 60 <= frame < 66:
            element["predictions"] = [{**box_of(frame), "class": "bus", "class_id": 1}]
    played = """async (name) => {
      const { player, set, drawn } = window.vidresults;
      const seen = new Set();
      let going = true;
      const look = () => { seen.add(drawn().frame); if (going) requestAnimationFrame(look); };
      player.show(0);
      await player.settled();
      set({ only: 1 });
      player.play();
      look();
      for (const kind of ["play", "pause"])
        await new Promise((told) => player.video.addEventListener(kind, told, { once: true }));
      going = false;
      return [...seen];
    }"""
    with numbers(document) as page:
        found = set(page.evaluate(played))
    # A jump begins on the frame behind a stretch, and the next ones may still be on their way.
    between = found - {0, *range(20, 25), *range(60, 66)}
    assert found & set(range(20, 25))
    assert found & set(range(60, 66))
    assert not between & {*range(5, 20), *range(32, 60), *range(73, 100)}


def test_a_still_has_the_frame_and_its_boxes(numbers, tmp_path):
    with numbers() as page:
        with page.expect_download() as download:
            page.evaluate("() => { vidresults.player.show(37); vidresults.still(); }")
        name = download.value.suggested_filename
        download.value.save_as(tmp_path / name)
    assert name == "in_37.png"
    with Image.open(tmp_path / name) as picture:
        assert picture.format == "PNG"
        pixels = np.asarray(picture.convert("RGB"), np.int16)
    plain = numbered(37, (160, 120))[..., ::-1].astype(np.int16)
    assert pixels.shape == plain.shape
    changed = np.abs(pixels - plain).max(axis=2) > 40
    # The box of frame 37, from (44, 48) to (68, 68), and the label above it.
    assert changed[68, 46:66].all()
    assert changed[50:66, 44].all()
    assert changed[50:66, 68].all()
    assert not changed[72:].any()
    assert not changed[:28, 2:20].any()


def test_a_video_beside_the_page_is_played_and_a_still_is_refused(numbers):
    with numbers(embed=0) as page:
        (drawn,) = page.evaluate(DRAWN, [[37], {}])
        refused = page.evaluate("() => vidresults.still().catch((error) => error.message)")
    assert drawn["frame"] == 37
    assert [round(drawn["boxes"][0][name]) for name in ("x0", "y1")] == [44, 68]
    assert "vidresults render --stills" in refused
