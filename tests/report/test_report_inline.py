"""Results as the output of a notebook's cell: the page in a frame, the strip."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

import vidresults as vr
from tests.support.clips import MPEG4, X265, Clip
from tests.support.documents import detection, document, element
from tests.support.foreign import needs_ffmpeg
from tests.support.foreign import seen as inspect
from tests.support.markup import SVG, pictures_in, read
from tests.support.page_text import read_page
from vidresults.errors import FormatError, MatchError, SelectionError, VideoError
from vidresults.report import copying, inline
from vidresults.report.making import page_for
from vidresults.video import jpeg_of


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


def test_under_the_frame_there_are_the_same_six_as_pictures(street):
    pictures = pictures_in(street.show()._repr_html_().split("<iframe")[0])
    assert len(pictures) == 6
    assert all(len(picture.findall(f"{SVG}image")) == 1 for picture in pictures)
    assert sum(len(picture.findall(f"{SVG}rect")) for picture in pictures) > 6


@needs_ffmpeg
def test_a_class_named_as_no_xml_can_is_no_harm(tmp_path):
    odd = detection(**{"class": "a\x01<b>\ufffe"})
    source = Clip(size=(640, 360), count=3).make(tmp_path)
    shown = vr.load(document(element(odd))).show(source)
    (picture,) = pictures_in(shown._repr_html_().split("<iframe")[0])
    assert len(picture.findall(f"{SVG}rect")) == 1


def sized(width, height):
    return element(image={"width": width, "height": height})


def video_in(shown, folder):
    """What ffprobe tells of the video in a page, and what the output says under the page."""
    file, page = folder / "inside.mp4", folder / "inside.html"
    page.write_text(shown.page, encoding="utf-8")
    file.write_bytes(read_page(page).video)
    return inspect(file), shown._repr_html_().rsplit("</iframe>", 1)[1]


@needs_ffmpeg
def test_a_large_video_is_put_in_as_a_small_copy_and_that_is_said(street, tmp_path):
    shown = street.show(embed_megabytes=0.7)
    inside, words = video_in(shown, tmp_path)
    assert re.search(
        r"a copy as H.264, embedded, 0.\d MB: street.mp4 has 1.1 MB, more than 0.7", words
    )
    assert "street.mp4 has 1.1 MB, more than 0.7" in repr(shown)
    assert inside.stream["height"] == 360
    assert inside.times == inspect(vr.sample_video()).times


@needs_ffmpeg
@pytest.mark.parametrize(
    ("words", "what"), [(X265, "hevc (yuv420p10le)"), (MPEG4, "mpeg4 (yuv420p)")]
)
def test_a_video_that_browsers_do_not_play_is_put_in_as_a_copy(tmp_path, words, what):
    source = Clip(words=words).make(tmp_path)
    inside, said = video_in(vr.load(document(sized(160, 120))).show(source), tmp_path)
    assert f"embedded, 0.0 MB: not every browser plays {what}.<" in said
    assert inside.stream["codec_name"] == "h264"
    assert inside.times == inspect(source).times


@needs_ffmpeg
def test_a_copy_that_is_too_large_is_made_smaller(tmp_path):
    source = Clip(words=MPEG4, size=(1280, 960), count=5).make(tmp_path)
    results = vr.load(document(sized(1280, 960)))
    usual, _ = video_in(results.show(source), tmp_path)
    assert usual.stream["height"] == 720
    small, said = video_in(results.show(source, embed_megabytes=0), tmp_path)
    assert small.stream["height"] == 360
    assert "more than 0 and not every browser plays mpeg4" in said


def test_a_page_that_nobody_looks_at_is_not_made(street, monkeypatch):
    made = []
    monkeypatch.setattr(inline, "page_for", lambda *_, **__: made.append(1))
    monkeypatch.setattr(copying, "VideoWriter", lambda *_, **__: made.append(1))
    assert "street.mp4" in repr(street.show(embed_megabytes=0))
    assert made == []


def test_a_page_is_made_once(street, monkeypatch):
    calls = []

    def counted(*words, **options):
        calls.append(1)
        return page_for(*words, **options)

    monkeypatch.setattr(inline, "page_for", counted)
    shown = street.show()
    assert calls == []
    assert shown._repr_html_() == shown._repr_html_()
    assert shown.page
    assert shown.notes[0] == "the video is embedded, 1.1 MB"
    assert calls == [1]


def test_wrong_input_is_told_before_the_page_is_asked_for(street, tmp_path):
    with pytest.raises(SelectionError, match="expected a number from 0 on"):
        street.show(embed_megabytes=-1)
    with pytest.raises(SelectionError, match="expected pixels from 1 on"):
        street.show(height=0)
    with pytest.raises(TypeError, match="hight"):
        street.show(hight=500)
    with pytest.raises(MatchError, match="aspect ratio"):
        vr.load(document(sized(100, 100))).show(vr.sample_video())
    (tmp_path / "no.mp4").write_text("no video")
    with pytest.raises(VideoError, match=r"no\.mp4"):
        street.show(tmp_path / "no.mp4")
    with pytest.raises(FormatError, match=r"no\.mp4"):
        street.show(zones=tmp_path / "no.mp4")


def test_a_result_without_a_video_asks_for_one():
    with pytest.raises(SelectionError, match=r"show\(video\)"):
        vr.load(document(element())).show()


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
