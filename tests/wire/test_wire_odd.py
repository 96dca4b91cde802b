"""Odd inputs of every kind at every level, within the memory and time that anybody has."""

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.odd import BROKEN_AROUND, BROKEN_INSIDE, SOUND_AROUND, SOUND_INSIDE
from tests.support.rebuild import plain, rebuilt
from vidresults import load
from vidresults.errors import FormatError

ALL = (SOUND_INSIDE, SOUND_AROUND, BROKEN_INSIDE, BROKEN_AROUND)
SOUND = [pytest.param(*row, id=name) for t in ALL[:2] for name, row in t.items()]
BROKEN = [pytest.param(*row, id=name) for t in ALL[2:] for name, row in t.items()]
# One after the other in a process that may use one gigabyte, ten seconds for each.
LIMITED = """
import faulthandler, resource, sys
import vidresults
from tests.support import odd
resource.setrlimit(resource.RLIMIT_DATA, (2**30, 2**30))
answered = 0
for table in (odd.SOUND_INSIDE, odd.SOUND_AROUND, odd.BROKEN_INSIDE, odd.BROKEN_AROUND):
    for name, (given, *_) in table.items():
        faulthandler.dump_traceback_later(10, exit=True)
        for lenient in (False, True):
            try:
                vidresults.load(given, lenient=lenient)
            except vidresults.VidResultsError:
                pass
            except BaseException as error:
                sys.exit(f"{name}: {error!r}")
        answered += 1
faulthandler.cancel_dump_traceback_later()
print(answered)
"""


@pytest.mark.parametrize(("given", "frames", "boxes"), SOUND)
def test_what_is_odd_but_sound_is_read(given, frames, boxes):
    results = load(given)
    assert (results.frames.num_rows, results.detections.num_rows) == (frames, boxes)


@pytest.mark.parametrize("given", [row[0] for row in SOUND_INSIDE.values()], ids=SOUND_INSIDE)
def test_what_is_odd_but_sound_is_kept(given):
    assert plain(rebuilt(load(given))) == plain(json.loads(given))


@pytest.mark.parametrize(("given", "words"), BROKEN)
def test_what_is_broken_is_refused_with_words_for_it(given, words):
    with pytest.raises(FormatError) as refused:
        load(given)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_odd_input_is_answered_in_ten_seconds_and_one_gigabyte():
    done = subprocess.run(
        [sys.executable, "-c", LIMITED],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) == sum(map(len, ALL))


DEEP = {
    "a Workflow": '{"outputs":[{"model":{"image":{"width":9,"height":9},"predictions":[%s]}}]}',
    "an answer": '{"image":{"width":9,"height":9},"predictions":[{"x":1,"new":%s}]}',
    "a result": '{"frame_offset":[0],"time_offset":[0],"model":[{"predictions":[],"new":%s}]}',
    "lines": '{"model":{"predictions":[{"new":%s}]}}\n{"model":null}\n',
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_every_depth_is_read_or_refused(text):
    """How deep a decoder goes depends on what called it: none may be the first to give up."""
    for depth in range(840, 1000):
        with contextlib.suppress(FormatError):
            load((text % ("[" * depth + "]" * depth)).encode())
