"""Names that are markup, without end, or of other scripts: no script runs, the layout holds."""

import pytest

from tests.support.documents import detection, document, element, text_of
from tests.support.grey_clips import clip
from vidresults import load
from vidresults.report import report

SIZES = ((1280, 720), (390, 844))
MARKUP = "<img src=x onerror=window.evil=1>"
NAMES = (
    MARKUP,
    "</script><script>window.evil=2</script>",
    "<!--<script>",
    "x" * 5000,
    "word " * 1000,
    "\u202eשלום عربي",  # noqa: RUF001 -- right to left on purpose
    "🚲🦊" * 30,
    '" onfocus=window.evil=3 autofocus x="',
    " ",
)
MODEL = "</script><svg onload=window.evil=4>" + "m" * 3000
TITLE = "</title><script>window.evil=5</script>" + "t" * 5000


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    boxes = [detection(**{"class": name, "class_id": at}) for at, name in enumerate(NAMES)]
    small = {"image": {"width": 320, "height": 240}}
    frames = [element(*boxes, **small), element(**small)]
    content = document(*frames, model=MODEL, other=frames)
    video = clip(folder / "<b onclick=window.evil=6>'&amp;.mp4")
    page = folder / "page.html"
    report(load(text_of(content)), video, page, title=TITLE)
    return page


@pytest.fixture(params=SIZES, ids="{0[0]}x{0[1]}".format)
def opened(request, browser_page, hostile):
    width, height = request.param
    browser_page.set_viewport_size({"width": width, "height": height})
    browser_page.goto(hostile.as_uri())
    browser_page.get_by_label("Find a class").wait_for()
    return browser_page


def test_no_script_of_a_name_runs_and_no_name_is_markup(opened):
    assert opened.evaluate("window.evil") is None
    assert opened.locator("img, svg[onload], [onclick], [onfocus]").count() == 0
    # The page's own: facts, tables, video and the script.
    assert opened.locator("script").count() == 4


def test_names_are_read_as_they_are(opened):
    assert opened.get_by_text(MARKUP, exact=True).first.is_visible()
    assert opened.title() == TITLE


def test_nothing_is_wider_than_the_screen(opened, tmp_path):
    opened.get_by_text("Side by side").click()
    opened.screenshot(path=tmp_path / "page.png", full_page=True)
    wide = opened.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_a_name_without_end_is_one_line(opened):
    row = opened.get_by_text("x" * 500).first
    assert row.bounding_box()["height"] < 40


def test_search_takes_what_is_typed_as_text(opened):
    opened.get_by_label("Find a class").fill("onERROR")
    assert opened.locator(".class-list label").all_text_contents() == [f"{MARKUP}2"]
