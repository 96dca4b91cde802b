"""The buttons and fields of the page do what they say; a video that does not play is told."""

from pathlib import Path

import pytest

from tests.support.documents import detection, document, element, text_of
from tests.support.foreign import ffmpeg
from tests.support.grey_clips import clip
from tests.support.page_browser import until
from vidresults import load
from vidresults.report import report

COUNT = 15  # frames of the grey clip, 25 a second
SMALL = {"image": {"width": 320, "height": 240}}


def boxes(*names, confidence=0.875):
    return [detection(**{"class": name, "confidence": confidence}) for name in names]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A page of two models and three classes: car three times, bus twice, dog once."""
    folder = tmp_path_factory.mktemp("controls")
    first = [element(*boxes("bus", "car", "car"), **SMALL), element(*boxes("bus"), **SMALL)]
    second = [element(*boxes("car", "dog"), **SMALL), element(**SMALL)]
    results = load(text_of(document(*first, model="alpha", beta=second)))
    page = folder / "page.html"
    report(results, clip(folder / "grey.mp4", count=COUNT), page)
    return page


@pytest.fixture
def opened(browser_page, made):
    browser_page.goto(made.as_uri())
    browser_page.get_by_label("Find a class").wait_for()
    return browser_page


def ticked(page):
    rows = page.locator(".class-list label")
    return {
        row.locator(".name").inner_text(): row.locator("input").is_checked() for row in rows.all()
    }


def test_classes_are_listed_from_the_most_frequent_with_their_numbers(opened):
    assert opened.locator(".class-list label").all_inner_texts() == ["car\n3", "bus\n2", "dog\n1"]


def test_all_and_none_are_those_that_the_search_finds(opened):
    opened.get_by_role("button", name="None").click()
    assert ticked(opened) == {"car": False, "bus": False, "dog": False}
    opened.get_by_label("Find a class").fill("B")
    opened.get_by_role("button", name="All").click()
    opened.get_by_label("Find a class").fill("")
    assert ticked(opened) == {"car": False, "bus": True, "dog": False}


def test_a_search_that_finds_nothing_says_so(opened):
    opened.get_by_label("Find a class").fill("zebra")
    assert opened.get_by_text("No class has this in its name.").is_visible()


def test_the_slider_tells_its_number(opened):
    opened.get_by_label("Least confidence").fill("0.35")
    assert opened.locator(".slider output").inner_text() == "0.35"


def test_two_models_are_shown_side_by_side_never_one_twice(opened):
    assert opened.get_by_label("Left").is_hidden()
    opened.get_by_text("Side by side").click()
    left, right = opened.get_by_label("Left"), opened.get_by_label("Right")
    shown = lambda: [one.locator("option:checked").inner_text() for one in (left, right)]  # noqa: E731
    assert shown() == ["alpha", "beta"]
    left.select_option("beta")
    assert shown() == ["beta", "alpha"]


def test_what_the_results_do_not_have_is_not_offered(opened):
    assert opened.locator(".controls .chip:not(.split *)").all_inner_texts() == ["Boxes", "Labels"]


def test_boxes_of_unknown_confidence_are_counted(browser_page, tmp_path):
    found = element(*boxes("car", confidence=None), *boxes("bus"), **SMALL)
    report(load(text_of(document(found))), clip(tmp_path / "a.mp4"), tmp_path / "page.html")
    browser_page.goto((tmp_path / "page.html").as_uri())
    assert browser_page.get_by_text("1 box of unknown confidence stays.").is_visible()


def test_steps_and_a_typed_number_lead_to_their_frame(opened):
    number = opened.locator(".transport .frame input")
    opened.get_by_role("button", name="One frame on").click()
    until(opened, "document.querySelector('.transport .frame input').value === '1'")
    number.fill("7")
    number.press("Enter")
    # 7 / 25 s
    opened.get_by_text("0:00.280").wait_for()
    assert number.input_value() == "7"


def test_the_speed_is_the_videos(opened):
    opened.get_by_label("Speed").select_option("0.5")
    assert opened.evaluate("document.querySelector('video').playbackRate") == 0.5
    opened.evaluate("document.querySelector('video').playbackRate = 3")
    until(opened, "document.querySelector('[aria-label=Speed]').value === '3'")


def test_play_and_pause_are_one_button_that_says_what_it_does(opened):
    opened.get_by_role("button", name="Play (space)").click()
    opened.get_by_role("button", name="Pause (space)").wait_for()


def test_a_missing_video_is_told_with_where_it_is_looked_for(browser_page, tmp_path):
    video = clip(tmp_path / "a.mp4")
    page = tmp_path / "page.html"
    report(load(text_of(document(element(**SMALL)))), video, page, embed_megabytes=0)
    video.unlink()
    browser_page.goto(page.as_uri())
    words = browser_page.get_by_role("alert").inner_text()
    assert "cannot play the video" in words
    assert "looks for it at a.mp4" in words
    assert "vidresults report RESULT VIDEO --out report.html --transcode" in words


def test_a_coding_that_no_browser_plays_is_told_with_what_helps(browser_page, tmp_path):
    video: Path = tmp_path / "a.mp4"
    ffmpeg("-i", clip(tmp_path / "b.mp4"), "-c:v", "mpeg4", video)
    report(load(text_of(document(element(**SMALL)))), video, tmp_path / "page.html")
    browser_page.goto((tmp_path / "page.html").as_uri())
    words = browser_page.get_by_role("alert").inner_text()
    assert "does not know the coding" in words
    assert "--transcode" in words


def test_a_page_that_is_not_whole_says_so(browser_page, made, tmp_path):
    broken = tmp_path / "page.html"
    whole = made.read_text()
    start = whole.index('id="tables">') + len('id="tables">')
    broken.write_text(whole[:start] + whole[start + 40 :])
    browser_page.goto(broken.as_uri())
    assert "could not be shown" in browser_page.get_by_role("alert").inner_text()
