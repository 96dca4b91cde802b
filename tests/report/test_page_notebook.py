"""The card and the player as outputs of a notebook, in a real JupyterLab."""

from __future__ import annotations

import contextlib

import pytest

from tests.support.foreign import needs_ffmpeg
from tests.support.lab import jupyter_lab
from tests.support.notebooks import STRIP, notebooks, number_on
from tests.support.page_browser import framed, until
from tests.support.page_frames import READ, SHOWN, told

pytestmark = needs_ffmpeg
_STEPPED = SHOWN.replace("player.show(", "player.step(")
_OUTPUT = ".jp-OutputArea-output"


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """Opens a notebook in JupyterLab."""
    folder = tmp_path_factory.mktemp("notebooks")
    notebooks(folder)
    with jupyter_lab(folder, tmp_path_factory.mktemp("lab")) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 1000})

        def opened(name):
            page = context.new_page()
            page.goto(address.format(f"lab/tree/{name}"))
            page.locator(".jp-Notebook .jp-CodeCell").nth(1).wait_for()
            return page

        yield opened
        context.close()


@pytest.fixture(scope="module")
def notebook(lab):
    """A notebook of which all cells have run."""
    page = lab("look.ipynb")
    _run_all(page)
    page.locator(f"{_OUTPUT} iframe").wait_for()
    return page


def _run_all(page):
    """Run until there is an output: a kernel that has hardly started may run nothing."""
    from playwright.sync_api import TimeoutError as StillNot

    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
    for _ in range(5):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with contextlib.suppress(StillNot):
            page.locator(_OUTPUT).first.wait_for(timeout=10_000)
            return


@pytest.fixture(scope="module")
def player(notebook):
    return framed(notebook.locator(f"{_OUTPUT} iframe"))


def _is_card(output):
    assert "120 boxes on 120 of 120 frames, 1 class" in output.inner_text()
    bars = output.locator("img").all()
    assert [bar.get_attribute("alt") for bar in bars] == [
        "a model ran in 120 of 120 steps", "over time: 120 in all"
    ]  # fmt: skip
    for bar in bars:
        assert bar.evaluate("(image) => image.complete && image.naturalWidth") == 1000
        box = bar.bounding_box()
        assert box["width"] > 200
        assert box["height"] == 18


def test_the_card_is_there(notebook):
    _is_card(notebook.locator(_OUTPUT).first)


@pytest.mark.parametrize("frame", [0, 37, 119])
def test_the_player_shows_a_frame_with_its_box(player, frame):
    read = player.evaluate(SHOWN, frame)
    assert (read["seen"], told(read)) == (frame, frame)


def test_the_player_steps(player):
    player.evaluate(SHOWN, 60)
    read = player.evaluate(_STEPPED, 1)
    assert (read["seen"], told(read)) == (61, 61)


def test_the_player_plays(player):
    player.evaluate(SHOWN, 10)
    player.evaluate("window.vidresults.player.play()")
    until(player, "window.vidresults.player.video.currentTime > 1")
    player.evaluate("window.vidresults.player.pause()")
    # A browser may show one more frame after it was paused.
    until(player, f"window.vidresults.drawn().frame === ({READ})().seen")
    read = player.evaluate(READ)
    assert read["seen"] >= 24
    assert told(read) == read["seen"]


def test_the_frame_reaches_nothing_of_the_notebook(player):
    from playwright.sync_api import Error

    assert player.evaluate("window.origin") == "null"
    with pytest.raises(Error, match="Blocked a frame"):
        player.evaluate("parent.document.title")


def test_one_that_is_not_trusted_shows_the_card_and_sampled_frames(lab):
    page = lab("kept.ipynb")
    card, shown = page.locator(_OUTPUT).all()
    _is_card(card)
    assert shown.locator("iframe").count() == 0
    assert "6 of 120 sampled frames" in shown.inner_text()
    pictures = shown.locator("img").all()
    assert tuple(number_on(picture.screenshot()) for picture in pictures) == STRIP
    page.close()
