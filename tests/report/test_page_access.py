"""The page for those who use a keyboard, a screen reader, a dark room or a small screen."""

from pathlib import Path

import pytest

from tests.support.page_browser import until
from vidresults import load
from vidresults.report import report

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

SAMPLES = Path(__file__).parents[2] / "sample_data"
SIZES = ((1280, 720), (390, 844))
# In the order of the page; other parts may have their own between them.
ORDER = (
    "Auto",
    "One frame back (comma)",
    "Play (space)",
    "One frame on (full stop)",
    "Speed",
    "Frame",
    "Link",
    "Still",
    "Boxes",
    "Labels",
    "Least confidence",
    "Class",
    "Hold",
    "street-objects",
    "Find a class",
    "All",
    "None",
    "person",
    "car",
)
FOCUSED = """() => {
  const on = document.activeElement;
  if (on === document.body) return null;
  const label = on.labels?.[0];
  const words = on.getAttribute("aria-label") ?? label?.textContent ?? on.textContent;
  const outlined = (one) => one && getComputedStyle(one).outlineStyle === "solid";
  const lit = outlined(on) || outlined(on.nextElementSibling);
  const box = on.getBoundingClientRect();
  return { name: words.trim(), lit, across: box.left >= 0 && box.right <= innerWidth };
}"""


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    page = tmp_path_factory.mktemp("access") / "page.html"
    report(load(SAMPLES / "street_detection.json"), SAMPLES / "street.mp4", page)
    return page


@pytest.fixture
def opened(browser_page, street):
    def open_(size=SIZES[0], scheme="light"):
        browser_page.set_viewport_size({"width": size[0], "height": size[1]})
        browser_page.emulate_media(color_scheme=scheme)
        browser_page.goto(street.as_uri())
        browser_page.get_by_label("Find a class").wait_for()
        return browser_page

    return open_


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(opened, size, scheme):
    found = axe.Axe().run(opened(size, scheme)).response
    grave = [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]])
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]
    assert grave == []


def test_tab_goes_through_the_page_in_order_and_shows_where_it_is(opened):
    page = opened()
    stops = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            break
        stops.append(stop)
    assert stop is None, "the focus never leaves the page"
    assert [one for one in stops if not one["name"]] == []
    assert [one for one in stops if not (one["lit"] and one["across"])] == []
    names = iter(one["name"].split("/")[0].strip() for one in stops)
    assert [name for name in ORDER if not any(one.startswith(name) for one in names)] == []


@pytest.mark.parametrize(
    ("scheme", "choice", "theme"),
    [
        ("light", None, "light"),
        ("dark", None, "dark"),
        ("dark", "Light", "light"),
        ("light", "Dark", "dark"),
    ],
)
def test_the_theme_is_the_systems_until_one_is_chosen(opened, scheme, choice, theme):
    page = opened(scheme=scheme)
    if choice:
        page.get_by_label(choice, exact=True).check(force=True)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(int(part) for part in ground.strip("rgb()").split(",")) / 3
    assert (brightness > 128) == (theme == "light")


def test_the_theme_follows_the_system_while_the_page_is_open(opened):
    page = opened(scheme="light")
    page.emulate_media(color_scheme="dark")
    until(page, "document.documentElement.dataset.theme === 'dark'")


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_video_buttons_and_timeline_are_seen_without_scrolling(opened, size):
    page = opened(size)
    for part in ("video", ".transport", ".timeline"):
        box = page.locator(part).bounding_box()
        # A part with nothing in it takes no room.
        assert box is None or box["y"] + box["height"] <= size[1], part
    video = page.locator("video").bounding_box()
    assert video["width"] / video["height"] == pytest.approx(640 / 360, rel=0.01)
    assert video["width"] >= min(600, size[0] - 32)


def test_little_motion_is_wanted(opened):
    page = opened()
    page.emulate_media(reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter((one) =>"
        " parseFloat(getComputedStyle(one).transitionDuration) > 0).length"
    )
    assert moving == 0
