"""The card and the player as outputs in a real JupyterLab, and the page's frame within it."""

from __future__ import annotations

import json

import nbformat
import pytest

from tests.support.clips import B_FRAMES, Clip, x264
from tests.support.foreign import needs_ffmpeg
from tests.support.lab import jupyter_lab
from tests.support.page_browser import READY, until
from tests.support.page_frames import READ, numbered_document, told

pytestmark = needs_ffmpeg
_COUNT = 120
_LOAD = """\
import vidresults as vr
results = vr.load("numbers.json", video={video!r})
results"""
_SHOWN = f"""async (frame) => {{
  const {{ player }} = window.vidresults;
  player.show(frame);
  await player.settled();
  return ({READ})();
}}"""
_STEPPED = _SHOWN.replace("show(", "step(")
_PAUSED = f"""async () => {{
  const {{ player }} = window.vidresults;
  player.pause();
  await player.settled();
  return ({READ})();
}}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A video whose frames tell their numbers, its results, and a notebook that shows them."""
    folder = tmp_path_factory.mktemp("notebooks")
    video = Clip(words=x264(*B_FRAMES), count=_COUNT).make(folder)
    (folder / "numbers.json").write_text(json.dumps(numbered_document(_COUNT)))
    cells = [
        nbformat.v4.new_code_cell(source)
        for source in (_LOAD.format(video=video.name), "results.show(height=480)")
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "look.ipynb")
    return folder


@pytest.fixture(scope="module")
def notebook(browser, folder, tmp_path_factory):
    """The notebook in JupyterLab, after all of its cells have run."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    with jupyter_lab(folder, tmp_path_factory.mktemp("lab")) as address:
        page = context.new_page()
        page.goto(address.format("lab/tree/look.ipynb"))
        page.locator(".jp-Notebook .jp-CodeCell").nth(1).wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.locator(".jp-OutputArea-output iframe").wait_for(timeout=60_000)
        yield page
        context.close()


@pytest.fixture(scope="module")
def player(notebook):
    """The frame of the page within the notebook, once its video shows."""
    element = notebook.locator(".jp-OutputArea-output iframe").element_handle()
    element.scroll_into_view_if_needed()
    frame = element.content_frame()
    frame.wait_for_load_state()
    frame.evaluate(READY)
    return frame


def test_the_card_is_there(notebook):
    card = notebook.locator(".jp-OutputArea-output").first
    assert "120 boxes on 120 of 120 frames, 1 class" in card.inner_text()
    (bar, ran) = card.locator("svg").all()
    assert bar.bounding_box()["width"] > 100
    assert ran.bounding_box()["height"] == 18


@pytest.mark.parametrize("frame", [0, 37, 119])
def test_the_player_shows_a_frame_with_its_box(player, frame):
    read = player.evaluate(_SHOWN, frame)
    assert (read["seen"], told(read)) == (frame, frame)


def test_the_player_steps(player):
    player.evaluate(_SHOWN, 60)
    read = player.evaluate(_STEPPED, 1)
    assert (read["seen"], told(read)) == (61, 61)


def test_the_player_plays(player):
    player.evaluate(_SHOWN, 10)
    player.evaluate("window.vidresults.player.play()")
    until(player, "window.vidresults.player.video.currentTime > 1")
    read = player.evaluate(_PAUSED)
    assert read["seen"] >= 24
    assert told(read) == read["seen"]


def test_the_frame_reaches_nothing_of_the_notebook(player):
    assert player.evaluate("window.origin") == "null"
    with pytest.raises(Exception, match="Blocked a frame"):
        player.evaluate("parent.document.title")
