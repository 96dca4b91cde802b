"""Labelled pictures and faces in the tables of the page, against values worked out by hand."""

from __future__ import annotations

import base64
import io
import math

import numpy as np
import pytest
from PIL import Image

from tests.support.documents import face
from tests.support.grey_clips import clip
from tests.support.page_text import read_page
from tests.support.sources import box, document, element
from vidresults.load import load
from vidresults.report import report

_IMAGE = {"width": 64, "height": 48}
_MAP = {"0": "background", "1": "road", "2": "sky", "7": "boat"}


def _png(values, mode=None):
    out = io.BytesIO()
    picture = Image.fromarray(np.asarray(values, np.uint8))
    (picture if mode is None else picture.convert(mode)).save(out, "PNG")
    return out.getvalue()


def _values(*ids):
    """Stripes of these class ids from left to right, in 64x48 pixels."""
    return np.repeat(np.array([ids], np.uint8), 64 // len(ids), axis=1).repeat(48, axis=0)


def _labelled(png, **more):
    sent = {"segmentation_mask": base64.b64encode(png).decode(), "class_map": _MAP, **more}
    return {"image": _IMAGE, "predictions": sent}


@pytest.fixture
def page_of(tmp_path):
    """The page of a document of 64x48 pictures on a clip of 320x240: five times as large."""
    video = clip(tmp_path / "street.mp4")

    def make(sent):
        report(load(sent), video, tmp_path / "page.html")
        return read_page(tmp_path / "page.html")

    return make


def test_a_labelled_picture_is_there_as_sent_with_the_classes_it_has(page_of):
    pngs = [_png(_values(0, 2)), _png(_values(1, 2)), _png(_values(0))]
    page = page_of(document(m=[_labelled(png) for png in pngs]))
    semantic = page.tables["semantic"]
    assert semantic["png"] == pngs
    assert semantic["frame"] == [0, 5, 10]
    assert [sorted(ids) for ids in semantic["ids"]] == [[2], [1, 2], []]
    names = [item["name"] for item in page.facts["classes"]]
    assert sorted(names) == ["road", "sky"], "no class without a pixel, and no background"
    told = [
        {i: names[n] for i, n in zip(ids, numbers, strict=True)}
        for ids, numbers in zip(semantic["ids"], semantic["classes"], strict=True)
    ]
    assert told == [{2: "sky"}, {1: "road", 2: "sky"}, {}]
    assert not any("not shown" in words for words in page.facts["assumed"])


def test_the_classes_of_a_labelled_picture_are_classes_of_its_frame(page_of):
    page = page_of(document(m=[_labelled(_png(_values(0, 2))), _labelled(_png(_values(2, 1)))]))
    labels = page.tables["labels"]
    names = [page.facts["classes"][number]["name"] for number in labels["class"]]
    found = sorted(zip(labels["frame"], names, strict=True))
    assert found == [(0, "sky"), (5, "road"), (5, "sky")]
    assert labels["predicted"] == [1, 1, 1]
    assert all(map(math.isnan, labels["confidence"]))


def test_pictures_that_cannot_be_shown_are_counted(page_of):
    tall = np.zeros((64, 48), np.uint8)
    sent = [
        _png(_values(1)),
        _png(_values(1), "RGB"),
        _png(tall),
        _png(_values(1))[:60],
        b"\x89PNG\r\n\x1a\n and what follows",
    ]
    page = page_of(document(m=[_labelled(png) for png in sent]))
    assert page.tables["semantic"]["png"] == sent[:1]
    said = " ".join(page.facts["assumed"])
    assert "4 of 5 labelled pictures are not shown" in said


def test_confidences_of_pixels_are_said_to_be_missing(page_of):
    confidences = base64.b64encode(_png(_values(200))).decode()
    sure = _labelled(_png(_values(1)), confidence_mask=confidences)
    said = page_of(document(m=[sure, _labelled(_png(_values(1)))])).facts["assumed"]
    assert "the confidences of the pixels of 1 labelled pictures are not shown" in said


def test_faces_are_in_pixels_of_the_video_and_angles_in_radians(page_of):
    unknown = face(landmarks=None) | {"yaw": None}
    del unknown["face"]["confidence"]
    sent = {"image": _IMAGE, "predictions": [face(), unknown]}
    page = page_of(document(gaze=[{"image": _IMAGE, "predictions": []}, sent]))
    gazes = page.tables["gazes"]
    assert gazes["frame"] == [5, 5]
    # 10x12 around (30, 40), five times as large.
    assert [gazes[name][0] for name in ("x0", "y0", "x1", "y1")] == [125, 170, 175, 230]
    assert (gazes["confidence"][0], gazes["yaw"][0], gazes["pitch"][0]) == (0.5, -0.5, 0.125)
    assert gazes["landmarks"] == [[140, 190, 160, 190], None]
    assert math.isnan(gazes["yaw"][1])
    assert math.isnan(gazes["confidence"][1])
    assert page.facts["tables"][-2:] == ["semantic", "gazes"]
    assert not any("gazes" in words for words in page.facts["assumed"])


def test_an_outline_of_four_points_is_no_turned_box(page_of):
    corners = [(18, 15), (22, 15), (22, 25), (18, 25)]
    outline = [{"x": x, "y": y} for x, y in corners]
    turned = box(x=20, y=20, width=10, height=4, rect=[list(c) for c in corners], angle=90)
    shapes = page_of(document(m=[element(box(points=outline), turned)])).tables["shapes"]
    assert [len(ring[0]) for ring in shapes["rings"]] == [8, 8]
    assert shapes["turned"] == [False, True]
