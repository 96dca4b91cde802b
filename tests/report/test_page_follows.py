"""Numbers, events and playhead follow the controls, as the analyses tell of the same part."""

from pathlib import Path

import numpy as np
import pytest

import vidresults as vr
from tests.support.page_browser import opened, until
from vidresults import analytics
from vidresults.report import report

_SAMPLES = Path(__file__).parents[2] / "sample_data"
_VIDEO = _SAMPLES / "street.mp4"
_OBJECTS, _PEOPLE = "street-objects", "street-people"
_CHOICES = {
    "all": {},
    "a class off": {"drop_classes": ["person"]},
    "a model off": {"models": [_OBJECTS]},
    "least confidence": {"min_confidence": 0.8},
    "all of them": {"models": [_OBJECTS], "drop_classes": ["car"], "min_confidence": 0.7},
}
_ROWS = """rows => rows.map(row => [...row.children].map(cell => cell.textContent))"""
_LEGEND = """all => all.map(one => [...one.querySelectorAll(".name, .value")]
  .map(part => part.textContent))"""
_PLAYHEAD = """() => {
  const head = document.querySelector(".overtime .playhead").getBoundingClientRect();
  const over = document.querySelector(".overtime .u-over").getBoundingClientRect();
  return [(head.left + head.right) / 2 - over.left, over.width];
}"""


@pytest.fixture(scope="module")
def results():
    """Two models on the same video; both find persons."""
    found = [vr.load(_SAMPLES / f"street_{n}.json") for n in ("detection", "keypoints")]
    return vr.merge(found)


@pytest.fixture(scope="module")
def path(results, tmp_path_factory):
    target = tmp_path_factory.mktemp("follows") / "page.html"
    report(results, _VIDEO, target)
    return target


@pytest.fixture
def page(browser, path):
    with opened(browser, path) as shown:
        yield shown


def _choose(page, models=None, drop_classes=(), min_confidence=None):
    """Press what a user presses for a part of the results."""
    if models is not None:
        (off,) = {_OBJECTS, _PEOPLE} - set(models)
        page.locator(".controls").get_by_label(off, exact=True).uncheck()
    for name in drop_classes:
        page.locator(".class-list label", has_text=name).locator("input").uncheck()
    if min_confidence is not None:
        page.get_by_label("Least confidence").fill(str(min_confidence))


def _settled(page, boxes):
    """Wait until the charts say how many boxes they show."""
    # Digits are grouped by narrow spaces.
    until(page, "(words) => document.querySelector('.confidences .note').textContent"
          ".replaceAll('\\u202f', '').startsWith(words)", arg=f"{boxes} boxes shown")  # fmt: skip


@pytest.mark.parametrize("choice", _CHOICES)
def test_table_and_counts_of_a_moment_are_of_what_is_chosen(page, results, choice):
    part = results.select(**_CHOICES[choice])
    _choose(page, **_CHOICES[choice])
    _settled(page, part.detections.num_rows)
    told = page.locator(".classtable tbody tr").evaluate_all(_ROWS)
    assert {(row[0], row[1]): (row[2], row[3]) for row in told} == {
        (row["class_name"], row["model"]): (f"{row['detections']}", f"{row['samples']}")
        for row in analytics.count_by_class(part).to_pylist() if row["detections"]
    }  # fmt: skip
    page.evaluate("() => vidresults.player.show(100)")
    page.get_by_text("at 0:04.0", exact=True).first.wait_for()
    told = page.locator(".overtime .legend li").evaluate_all(_LEGEND)
    expected = {
        (row["class_name"], row["model"]): f"{row['detections']}"
        for row in analytics.count_over_time(part, bin_seconds=None).to_pylist()
        if row["frame_index"] == 100 and row["class_name"] is not None
    }
    assert sum(int(count) for count in expected.values()) > 0
    assert {(name, model): count for name, model, count in told} == expected


def test_the_histogram_counts_what_is_chosen(page, results):
    wanted = {"models": [_OBJECTS], "drop_classes": ["car"]}
    _choose(page, **wanted, min_confidence=0.72)
    part = results.select(**wanted)
    sure = np.array(part.detections["confidence"].to_pylist())
    _settled(page, int((sure >= 0.72).sum()))
    note = page.locator(".confidences .note").inner_text()
    assert note.endswith(f"{(sure < 0.72).sum()} below 0.72")
    over = page.locator(".confidences .u-over")
    box = over.bounding_box()
    for least in (0.7, 0.75, 0.9):
        inside = sure[(sure >= least) & (sure < least + 0.05)]
        over.hover(position={"x": box["width"] * (least + 0.025), "y": box["height"] / 2})
        below = int((inside < 0.72).sum())
        words = f"{least:.2f} to {least + 0.05:.2f}: {len(inside) - below}"
        words += f" and {below} below" if below else ""
        until(page, "(words) => document.querySelector('.confidences .under').textContent"
              " === words", arg=words)  # fmt: skip


@pytest.mark.parametrize("frame", [50, 250, 475])
def test_the_playhead_of_the_counts_is_where_the_video_is(page, frame):
    page.evaluate(f"() => vidresults.player.show({frame})")
    page.get_by_text(f"at 0:{frame / 25:04.1f}", exact=True).first.wait_for()
    at, width = page.evaluate(_PLAYHEAD)
    # From the first frame's begin to the last one's end, of 500.
    assert at == pytest.approx(width * frame / 500, abs=1)


def test_the_counts_over_time_seek_where_they_are_pressed(page):
    over = page.locator(".overtime .u-over")
    box = over.bounding_box()
    over.click(position={"x": round(box["width"] / 2), "y": 40})
    until(page, "() => Math.abs(document.querySelector('video').currentTime - 9.98) < 0.08")


def test_a_click_on_an_event_shows_its_frame(page):
    event = page.locator(".events li", has_text="bus appears").first
    page.get_by_role("button", name="None", exact=True).first.click()
    page.locator(".class-list label", has_text="bus").locator("input").check()
    event.get_by_role("button").click()
    until(page, "() => vidresults.drawn().frame === 100")
    assert event.get_attribute("aria-current") == "true"


def test_events_go_with_their_class_and_with_their_model(page):
    heading = page.locator(".events h2")
    whole = int(heading.inner_text().removeprefix("Events (").removesuffix(")"))
    happened = "() => JSON.parse(document.getElementById('facts').textContent).events"
    events = page.evaluate(happened)
    assert len(events) == whole
    names = page.evaluate(
        "() => JSON.parse(document.getElementById('facts').textContent).classes.map(c => c.name)"
    )
    person = names.index("person")
    left = [event for event in events if event["class"] != person]
    assert 0 < len(left) < whole
    _choose(page, drop_classes=["person"])
    assert heading.inner_text() == f"Events ({len(left)} of {whole})"
    assert not page.locator(".events li", has_text="person").count()
    _choose(page, models=[_PEOPLE])
    assert page.get_by_text("None of the chosen models and classes.").is_visible()


def test_keys_play_faster_backwards_and_stop(page):
    rate = "() => vidresults.player.rate"
    page.evaluate("() => vidresults.player.show(250)")
    until(page, "() => vidresults.drawn().frame === 250")
    page.keyboard.press("l")
    until(page, "() => vidresults.drawn().frame > 252")
    page.keyboard.press("l")
    assert page.evaluate(rate) == 2
    page.keyboard.press("k")
    until(page, "() => document.querySelector('video').paused")
    assert page.evaluate(rate) == 1
    stopped = page.evaluate("() => vidresults.drawn().frame")
    page.keyboard.press("j")
    until(page, "(frame) => vidresults.drawn().frame < frame - 3", arg=stopped)
    page.keyboard.press("k")
