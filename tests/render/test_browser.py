"""The annotated video in a browser: it plays, seeks to the right frame, knows length and size."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.support.browser import needs_chromium, visit
from tests.support.clip_table import CLIPS
from tests.support.documents import document, element
from tests.support.foreign import needs_ffmpeg, seen
from vidresults import load
from vidresults.render import render

if TYPE_CHECKING:
    from tests.support.clips import Clip

pytestmark = [needs_ffmpeg, needs_chromium]
PLAYER = Path(__file__).with_name("player.html")
# Rows of the table, the codec of the copy, and how wide and high a player shows it.
CASES = {
    "h264": ("29.97 frames a second", "h264", (160, 120)),
    "vp9": ("29.97 frames a second", "vp9", (160, 120)),
    "av1": ("29.97 frames a second", "av1", (160, 120)),
    "uneven": ("variable rate, mp4", "h264", (160, 120)),
    "late": ("first frame after 0, mp4", "h264", (160, 120)),
    "sound": ("sound and an edit list", "h264", (160, 120)),
    "wide": ("pixels that are no squares", "h264", (233, 120)),  # 160 * 16 / 11
    "turned": ("turned: 90", "h264", (120, 213)),  # 160 * 4 / 3
    "full": ("full range", "h264", (160, 120)),
}


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """What Chromium sees of every case, and what ffprobe does."""
    folder = tmp_path_factory.mktemp("played")
    shutil.copy(PLAYER, folder)
    nothing, wanted, facts = load(document(element(image=None))), [], {}
    for case, (row, codec, _) in CASES.items():
        source = CLIPS[row].make(tmp_path_factory.mktemp("made"))
        name = f"{case}.mp4"
        render(nothing, source, folder / name, codec=codec, crf=12)
        facts[case] = seen(folder / name)
        times = [float(time) for time in facts[case].times]
        # Of the last frame its start: Chromium may take that for the end of the video.
        middles = [(a + b) / 2 for a, b in zip(times, [*times[1:], times[-1]], strict=True)]
        order = [0, 17, 5, len(times) - 1, 1, 12]  # to and fro
        wanted.append({"name": name, "times": [middles[index] for index in order], "order": order})
    (folder / "wanted.json").write_text(json.dumps(wanted))
    found = visit(folder, "player.html?wanted.json")
    assert "error" not in found, found
    return {Path(one["name"]).stem: (found[one["name"]], one["order"]) for one in wanted}, facts


def number(grid):
    """The number on a picture of 32 by 32: four columns a bit, in the upper half."""
    return sum(1 << bit for bit in range(8) if grid[6:11, 4 * bit + 1 : 4 * bit + 3].mean() > 128)


@pytest.mark.parametrize("case", CASES)
def test_a_browser_plays_it_and_seeks_to_the_right_frames(case, played):
    (found, order), facts = played[0][case], played[1][case]
    row, _, size = CASES[case]
    clip: Clip = CLIPS[row]
    assert "error" not in found, found
    assert np.abs(np.subtract((found["width"], found["height"]), size)).max() <= 1
    end = facts.times[-1] + (facts.last or 0)
    # Of a late start, also in ffmpeg's files, Chromium learns only while it reads on.
    duration = found["durationInTheEnd" if case == "late" else "duration"]
    assert duration == pytest.approx(float(end), abs=0.05)
    grids = [np.array(flat).reshape(32, 32) for flat in found["pictures"]]
    upright = [np.rot90(grid, 1) if case == "turned" else grid for grid in grids]
    numbers = range(clip.count) if clip.numbers is None else clip.numbers
    shown = [float(facts.times[index]) for index in order]
    assert found["shownAt"] == pytest.approx(shown, abs=0.001)
    assert [number(grid) for grid in upright] == [numbers[index] for index in order]
    assert found["to"] > found["from"] + 0.2
