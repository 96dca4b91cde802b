"""The boxes on the page are those of the frame that its video shows."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.support.clips import B_FRAMES, Clip, x264
from tests.support.clips_timing import RATES
from tests.support.page_browser import opened
from tests.support.page_frames import READ, SHOWN, numbered_document, told
from vidresults.load import load
from vidresults.report import report

_COUNT = 120
_CLIPS = {
    "25 frames a second": Clip(words=x264(*B_FRAMES)),
    "29.97 frames a second": RATES["29.97 frames a second"],
    "variable rate": RATES["variable rate, mp4"],
    "first frame after 0": RATES["first frame after 0, mp4"],
}
_STEPPED = f"""async (frames) => {{
  const {{ player }} = window.vidresults;
  player.step(frames);
  await player.settled();
  return ({READ})();
}}"""
# Read whenever the page is about to be painted, whatever has happened by then, with the time since
# it was last painted.
_PLAYED = f"""async (count) => {{
  const {{ player }} = window.vidresults;
  player.show(0);
  await player.settled();
  player.play();
  const found = [];
  while (found.length < count && !player.video.ended) {{
    const before = performance.now();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const read = ({READ})();
    found.push({{ ...read, took: performance.now() - before }});
  }}
  player.pause();
  return found;
}}"""


@pytest.fixture(scope="module", params=_CLIPS)
def page(request, browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    video = replace(_CLIPS[request.param], count=_COUNT).make(folder)
    report(load(numbered_document(_COUNT)), video, folder / "page.html")
    # A small window: reading pixels is not to hold up the page that is read.
    with opened(browser, folder / "page.html", size=(480, 480)) as shown:
        yield shown


def test_a_frame_that_is_sought_has_its_boxes(page):
    frames = np.random.default_rng(1).choice(_COUNT, 50, replace=False)
    for frame in [*frames.tolist(), 0, _COUNT - 1]:
        read = page.evaluate(SHOWN, frame)
        assert (read["seen"], told(read)) == (frame, frame)


def test_a_step_shows_the_frame_beside_it_and_its_boxes(page):
    at = 60
    page.evaluate(SHOWN, at)
    for by in np.random.default_rng(2).choice([1, 1, 1, -1, -1, 10, -10], 50).tolist():
        at = min(max(at + by, 0), _COUNT - 1)
        read = page.evaluate(_STEPPED, by)
        assert (read["seen"], told(read)) == (at, at)


def test_in_play_boxes_are_late_by_one_frame_at_most(page):
    found = page.evaluate(_PLAYED, 300)
    # Where the page was not painted for two frames of a screen the machine was late, not it.
    pairs = [
        (read["seen"], told(read))
        for before, read in pairwise(found)
        if max(before["took"], read["took"]) < 33
    ]
    if len(pairs) < 10:
        pytest.skip("the machine is too busy to play a video")
    assert len({seen for seen, _ in pairs}) > 1
    assert [pair for pair in pairs if abs(pair[0] - pair[1]) > 1] == []


def test_after_play_is_paused_the_boxes_are_those_of_the_frame(page):
    page.evaluate(_PLAYED, 20)
    read = page.evaluate(_STEPPED, 0)
    assert read["seen"] == told(read)


def test_of_many_seeks_at_once_the_last_one_counts(page):
    read = page.evaluate(
        f"""async () => {{
          const {{ player }} = window.vidresults;
          for (const frame of [5, 90, 17, 33, 101, 64]) player.show(frame);
          await player.settled();
          return ({READ})();
        }}"""
    )
    assert (read["seen"], told(read)) == (64, 64)


def test_it_plays_backwards(page):
    found = page.evaluate(
        f"""async () => {{
          const {{ player }} = window.vidresults;
          player.show(60);
          await player.settled();
          player.rate = -1;
          player.play();
          const found = [];
          while (window.vidresults.drawn().frame > 40) {{
            await new Promise((resolve) => requestAnimationFrame(resolve));
            found.push(window.vidresults.drawn().frame);
          }}
          player.pause();
          player.rate = 1;
          await player.settled();
          return [found, ({READ})()];
        }}"""
    )
    frames, read = found
    assert frames == sorted(frames, reverse=True)
    assert len(set(frames)) > 2
    assert read["seen"] == told(read)
