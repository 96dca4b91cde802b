"""The card and the player as outputs of a notebook, where no JupyterLab shows them."""

from __future__ import annotations

import nbconvert
import pytest

from tests.support.foreign import needs_ffmpeg
from tests.support.notebooks import STRIP, notebooks, number_on, outputs_of
from tests.support.page_browser import framed, without_scripts
from tests.support.page_frames import SHOWN, told
from tests.support.webview import STRICT, webview

pytestmark = needs_ffmpeg


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    notebooks(folder)
    return folder


@pytest.fixture(scope="module")
def exported(folder):
    """The notebook as nbconvert makes it a page."""
    page = folder / "kept.html"
    text, _ = nbconvert.HTMLExporter().from_filename(str(folder / "kept.ipynb"))
    page.write_text(text, encoding="utf-8")
    return page.as_uri()


def test_exported_it_plays(browser_page, exported):
    browser_page.goto(exported)
    read = framed(browser_page.locator(".jp-OutputArea-output iframe")).evaluate(SHOWN, 37)
    assert (read["seen"], told(read)) == (37, 37)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_exported_and_without_scripts_it_is_sampled_frames(browser, exported, scheme):
    with without_scripts(browser, color_scheme=scheme) as page:
        page.goto(exported)
        card, shown = page.locator(".jp-OutputArea-output").all()
        assert "120 boxes on 120 of 120 frames, 1 class" in card.inner_text()
        frame = shown.locator("iframe").content_frame
        assert frame.locator("main").inner_text() == ""
        assert "6 of 120 sampled frames" in frame.locator("noscript").inner_text()
        pictures = frame.locator("svg[role=img] > svg").all()
        assert tuple(number_on(picture.screenshot()) for picture in pictures) == STRIP


def test_in_the_webview_of_vs_code_it_plays(browser, folder):
    with webview(browser, outputs_of(folder / "kept.ipynb")) as frame:
        assert "120 boxes on 120 of 120 frames, 1 class" in frame.locator("body").inner_text()
        read = framed(frame.locator("iframe")).evaluate(SHOWN, 37)
        assert (read["seen"], told(read)) == (37, 37)


def test_where_the_webview_lets_no_video_in_the_page_says_that_it_does_not_play(browser, folder):
    with webview(browser, outputs_of(folder / "kept.ipynb"), policy=STRICT) as frame:
        assert frame.locator("img").first.evaluate("(image) => image.naturalWidth") == 1000
        page = frame.locator("iframe").content_frame
        page.get_by_text("cannot play the video").wait_for()
