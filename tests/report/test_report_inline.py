"""Results as the output of a notebook's cell: the card, the page in a frame, the strip."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from PIL import Image

import vidresults as vr
from tests.support.documents import detection, document, element
from vidresults.errors import SelectionError, VideoError
from vidresults.report.card import card_of
from vidresults.report.spread import spread_of
from vidresults.video import jpeg_of


class _Reading(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.words, self.frames = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "iframe":
            self.frames.append(dict(attrs))

    def handle_data(self, data):
        self.words.append(data)


def read(markup: str) -> _Reading:
    reading = _Reading()
    reading.feed(markup)
    return reading


RESULTS = vr.load(document(element(detection(), detection()), None, element(), step=5))


def test_the_card_keeps_looked_at_and_not_inferred_apart():
    words = " ".join(read(RESULTS._repr_html_()).words)
    assert "2 inferred, 1 not inferred" in words
    assert "2 boxes on 1 of 3 frames, 1 class" in words
    assert "Where it is missing no model ran" in words


def test_the_timeline_counts_each_sample_and_leaves_a_gap():
    spread = spread_of(RESULTS, 20)
    (item,) = spread.classes
    assert (item.found, item.most) == (2, 2)
    assert item.density[0] == 2
    assert item.density[1] != item.density[1]  # not a number: no model ran
    assert item.density[2] == 0
    assert spread.inferred.tolist() == [True, False, True]


def test_classes_beyond_the_limit_are_counted():
    boxes = [detection(**{"class": f"kind {number}", "class_id": number}) for number in range(23)]
    words = " ".join(read(card_of(vr.load(document(element(*boxes))))).words)
    assert "3 more classes with 3" in words


def test_texts_of_a_result_are_never_markup():
    name = '<img src=x onerror="alert(1)">'
    reading = read(card_of(vr.load(document(element(detection(**{"class": name}))))))
    assert "img" not in reading.tags
    assert name in reading.words


def test_nothing_has_a_card():
    assert "nothing" in " ".join(read(vr.VideoResults({})._repr_html_()).words)


@pytest.fixture(scope="module")
def street():
    return vr.load(vr.sample_result(), video=vr.sample_video())


def test_the_page_is_in_a_frame_with_scripts_and_without_the_notebooks_origin(street):
    shown = street.show(height=500)
    (frame,) = read(shown._repr_html_()).frames
    assert frame["sandbox"].split() == ["allow-scripts", "allow-downloads"]
    assert frame["height"] == "500"
    assert frame["srcdoc"] == shown.page
    assert 'id="video"' in shown.page
    assert "vr.report" in repr(shown)


def test_without_scripts_there_are_six_pictures_with_boxes(street):
    strip = re.search("<noscript>(.*?)</noscript>", street.show().page, re.DOTALL)[1]
    assert "6 of 100 sampled frames" in strip
    assert strip.count("data:image/jpeg;base64,") == 6
    assert strip.count("<rect") > 6
    assert "style=" not in strip  # the page's policy lets none in


def test_a_large_video_is_put_in_as_a_small_copy_and_that_is_said(street):
    shown = street.show(embed_megabytes=0.5)
    assert "small copy" in shown._repr_html_().rsplit("</iframe>", 1)[1]
    assert "small copy" in repr(shown)
    assert 'id="video"' in shown.page


def test_a_result_without_a_video_asks_for_one():
    with pytest.raises(SelectionError, match=r"show\(video\)"):
        RESULTS.show()


def test_a_video_that_is_gone_is_named(tmp_path):
    gone = tmp_path / "street.mp4"
    gone.write_bytes(vr.sample_video().read_bytes())
    results = vr.load(vr.sample_result(), video=gone)
    gone.unlink()
    with pytest.raises(VideoError, match="is not there"):
        results.show()


def test_a_jpeg_has_the_colours_and_the_aspect_ratio():
    import numpy as np

    bgr = np.full((200, 400, 3), (200, 100, 30), np.uint8)
    with Image.open(io.BytesIO(jpeg_of(bgr, 100))) as picture:
        assert picture.size == (100, 50)
        assert np.allclose(picture.getpixel((50, 25)), (30, 100, 200), atol=3)
