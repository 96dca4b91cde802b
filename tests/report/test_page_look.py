"""What stays as it was chosen, what can be seen on its ground, and what stands in one order."""

import html
from pathlib import Path

import pytest

from tests.support.page_browser import opened, until
from vidresults import load
from vidresults.report import report

SAMPLES = Path(__file__).parents[2] / "sample_data"
LEAST = 3  # WCAG 2, 1.4.11
THEME = "document.documentElement.dataset.theme"
SWATCHES = """(selector) => [...document.querySelectorAll(selector)].map((one) => {
  const style = getComputedStyle(one);
  return one.className === "line" ? style.borderTopColor : style.backgroundColor;
})"""


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    page = tmp_path_factory.mktemp("look") / "page.html"
    report(load(SAMPLES / "street_detection.json"), SAMPLES / "street.mp4", page)
    return page


def luminance(colour):
    """Of "rgb(r, g, b)", as WCAG 2 has it."""
    shares = [int(part) / 255 for part in colour.removeprefix("rgb(").strip(")").split(",")]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_chosen_theme_is_kept_over_a_reload_until_auto_is_chosen(browser, street):
    with opened(browser, street, color_scheme="light") as page:
        for choice, theme in (("Dark", "dark"), ("Auto", "light")):
            page.get_by_label(choice, exact=True).check(force=True)
            page.reload()
            page.get_by_label("Find a class").wait_for()
            until(page, f"{THEME} === '{theme}'")
            assert page.get_by_label(choice, exact=True).is_checked()


def test_where_a_sandbox_keeps_nothing_the_theme_can_be_chosen(browser_page, street):
    content = html.escape(street.read_text(encoding="utf-8"))
    browser_page.set_content(
        f'<iframe sandbox="allow-scripts" width="900" height="700" srcdoc="{content}"></iframe>'
    )
    frame = browser_page.frames[1]
    frame.get_by_label("Find a class").wait_for()
    # Whoever asks there for what is kept gets an error.
    assert (
        frame.evaluate(
            "() => { try { localStorage; return 'kept'; } catch (error) { return error.name; } }"
        )
        == "SecurityError"
    )
    frame.get_by_label("Dark", exact=True).check(force=True)
    assert frame.evaluate(THEME) == "dark"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("selector", [".classtable .swatch", ".timeline-swatch", ".legend .line"])
def test_every_class_is_seen_on_its_ground(browser, street, theme, selector):
    with opened(browser, street, color_scheme=theme) as page:
        ground = page.evaluate(
            "getComputedStyle(document.querySelector('.charts')).backgroundColor"
        )
        colours = page.evaluate(SWATCHES, selector)
        assert len(colours) >= 4
        assert [one for one in colours if contrast(one, ground) < LEAST] == []


def test_a_line_is_drawn_in_the_colour_that_its_legend_has(browser, street):
    with opened(browser, street, color_scheme="light") as page:
        legend = page.evaluate(SWATCHES, ".legend .line")
        drawn = page.evaluate(
            """() => {
              const canvas = document.querySelector(".overtime canvas");
              const { width, height } = canvas;
              const all = canvas.getContext("2d").getImageData(0, 0, width, height).data;
              const found = new Set();
              for (let at = 0; at < all.length; at += 4) {
                const [red, green, blue, seen] = all.slice(at, at + 4);
                if (seen === 255) found.add(`rgb(${red}, ${green}, ${blue})`);
              }
              return [...found];
            }"""
        )
        assert [one for one in legend if one not in drawn] == []


def test_the_timeline_has_its_classes_in_the_order_of_the_controls(browser, street):
    with opened(browser, street, size=(1280, 1080)) as page:
        names = [
            page.locator(f"{part} .name").all_text_contents()
            for part in (".class-list", ".timeline-class")
        ]
        assert names[0] == names[1]
        # By how often they are in the result, which is not the order of their numbers.
        counts = page.locator(".class-list .number").all_text_contents()
        assert [int(one) for one in counts] == sorted(map(int, counts), reverse=True)
