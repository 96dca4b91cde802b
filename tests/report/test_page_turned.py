"""Boxes lie where they should on portrait videos, and on those that a display matrix turns."""

import numpy as np
import pytest

from tests.support.clips import SHOWN, Clip, turned
from tests.support.page_browser import opened
from tests.support.page_frames import DRAWN
from vidresults.load import load
from vidresults.report import report

# Red (of BGR pictures: 40, 40, 200) is on the left of the lower half of every stored picture.
_RED = np.array([200, 40, 40])
# Both as the page has them: the colours of the video and the overlay's opacity, by its pixels.
_READ = """() => {
  const video = document.querySelector("video"), overlay = document.querySelector(".stage canvas");
  const test = document.createElement("canvas");
  const context = test.getContext("2d", { willReadFrequently: true });
  const { videoWidth: width, videoHeight: height } = video;
  [test.width, test.height] = [width, height];
  context.drawImage(video, 0, 0, width, height);
  const picture = [...context.getImageData(0, 0, width, height).data];
  const [wide, high] = [overlay.width, overlay.height];
  const scale = Math.min(wide / width, high / height);
  [test.width, test.height] = [wide, high];
  context.drawImage(overlay, 0, 0);
  const { data } = context.getImageData(0, 0, wide, high);
  let [x0, y0, x1, y1] = [wide, high, 0, 0];
  for (let at = 3; at < data.length; at += 4) {
    if (data[at] < 200) continue;
    const x = ((at - 3) / 4) % wide, y = Math.floor((at - 3) / 4 / wide);
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
  }
  const [left, top] = [(wide - width * scale) / 2, (high - height * scale) / 2];
  const box = [(x0 - left) / scale, (y0 - top) / scale, (x1 - left) / scale, (y1 - top) / scale];
  const aspect = (one) => one.clientWidth / one.clientHeight;
  return { width, height, picture, box, aspects: [aspect(overlay), aspect(video)] };
}"""


def _red_area(picture):
    """Edges of what is red: x0, y0, x1, y1."""
    red = np.abs(picture.astype(int) - _RED).max(axis=2) < 60
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    return [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]


def _stored_red(width, height):
    """A picture with red where the clips have it."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[height // 2 :, : width // 4] = _RED
    return picture


@pytest.mark.parametrize(
    ("matrix", "window"),
    [(None, (1280, 720)), (None, (390, 844)), ("90", (390, 844)), ("180", (480, 480)),
     ("270", (480, 480))],
)  # fmt: skip
def test_a_box_is_around_what_it_is_of(browser, tmp_path, matrix, window):
    # A portrait picture; a quarter turn makes it landscape.
    size = (96, 160)
    video = Clip(size=size, count=5).make(tmp_path)
    if matrix:
        turned(video, matrix)
    shown = SHOWN[matrix](_stored_red(*size)) if matrix else _stored_red(*size)
    x0, y0, x1, y1 = (float(edge) for edge in _red_area(shown))
    box = {"x": (x0 + x1) / 2, "y": (y0 + y1) / 2, "width": x1 - x0, "height": y1 - y0,
           "confidence": 0.875, "class": "red", "class_id": 0}  # fmt: skip
    image = {"width": shown.shape[1], "height": shown.shape[0]}
    element = {"image": image, "predictions": [box]}
    document = {"frame_offset": [0], "time_offset": [0.0], "model": [element]}
    report(load(document), video, tmp_path / "page.html")
    with opened(browser, tmp_path / "page.html", size=window) as page:
        (drawn,) = page.evaluate(DRAWN, [[0], {"labels": False}])
        read = page.evaluate(_READ)
    (one,) = drawn["boxes"]
    assert [one[name] for name in ("x0", "y0", "x1", "y1")] == [x0, y0, x1, y1]
    assert (read["height"], read["width"]) == shown.shape[:2]
    picture = np.array(read["picture"]).reshape(*shown.shape[:2], 4)[..., :3]
    assert _red_area(picture) == pytest.approx([x0, y0, x1, y1], abs=2)
    # The line's outer edge is half its width outside, or the picture's own edge.
    assert read["box"] == pytest.approx([x0, y0, x1, y1], abs=1.5)
    assert read["aspects"][0] == pytest.approx(read["aspects"][1], rel=0.01)
