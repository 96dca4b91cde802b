"""Boxes between samples are where the renderer has them."""

import numpy as np
import pytest

from tests.support.clips import Clip, x264
from tests.support.page_browser import opened
from tests.support.page_frames import DRAWN, box_of
from tests.support.scenes import SAMPLINGS, scene_document
from vidresults.load import load
from vidresults.render import Scene
from vidresults.report import report
from vidresults.video import frame_times

_SIZE = (160, 90)  # the scene's 640 x 360, a quarter as large


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return Clip(words=x264("-g", "5"), count=250, size=_SIZE).make(tmp_path_factory.mktemp("clip"))


@pytest.fixture(scope="module")
def scene_results():
    """Boxes without tracks; some samples were not inferred, some boxes were missed."""
    sampling = SAMPLINGS["3 of 25 a second"]
    frames = sampling.frames
    document = scene_document(
        sampling, tracked=False, not_inferred=[frames[6], frames[7], frames[20]],
        missed=[(1, frames[3]), (2, frames[12]), (4, frames[13])],
    )  # fmt: skip
    return load(document)


@pytest.fixture(scope="module")
def scene_page(browser, clip, scene_results, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    report(scene_results, clip, path)
    with opened(browser, path) as page:
        yield page


def _edges(drawn):
    """Edges and opacities of the boxes that can be seen, in an order of their own."""
    rows = [[box[name] for name in ("x0", "y0", "x1", "y1", "opacity")] for box in drawn["boxes"]]
    return np.array(sorted(row for row in rows if row[-1] > 0)).reshape(-1, 5)


def _rendered(scene, frame):
    rows = []
    for sight in scene.at(frame):
        for row in sight.rows.get("detections", []):
            x, y = row["x_center"] * sight.scale[0], row["y_center"] * sight.scale[1]
            width, height = row["width"] * sight.scale[0], row["height"] * sight.scale[1]
            edges = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
            rows.append([*edges, row.get("opacity", 1)])
    return np.array(sorted(row for row in rows if row[-1] > 0)).reshape(-1, 5)


@pytest.mark.parametrize("between", ["hold", "none", "interpolate"])
def test_boxes_are_where_the_renderer_has_them(scene_page, clip, scene_results, between):
    frames = [*range(60), *range(90, 125), *range(160, 180), 249]
    scene = Scene(scene_results, _SIZE, between=between, times=frame_times(clip).seconds)
    found = scene_page.evaluate(DRAWN, [frames, {"between": between}])
    assert [drawn["frame"] for drawn in found] == frames
    for drawn in found:
        expected = _rendered(scene, drawn["frame"])
        assert _edges(drawn) == pytest.approx(expected, abs=1e-3), drawn["frame"]


def test_a_box_is_half_way_at_half_time(browser, tmp_path):
    video = Clip(count=20).make(tmp_path)
    image = {"width": 160, "height": 120}
    boxes = [{**box_of(0), "x": x, "y": 60} for x in (20, 44)]
    elements = [{"image": image, "predictions": [box]} for box in boxes]
    document = {"frame_offset": [0, 10], "time_offset": [0, 0.4], "cars": elements}
    report(load(document), video, tmp_path / "page.html")
    centres = {}
    with opened(browser, tmp_path / "page.html") as page:
        for between in ("hold", "none", "interpolate"):
            (drawn,) = page.evaluate(DRAWN, [[5], {"between": between}])
            centres[between] = [(box["x0"] + box["x1"]) / 2 for box in drawn["boxes"]]
    assert centres == {"hold": [20], "none": [], "interpolate": [32]}
