"""`vidresults render` on a terminal: a bar that says how long it takes, and Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest

from tests.support.documents import detection, document, element
from tests.support.documents import text_of as text
from tests.support.foreign import ffmpeg, needs_ffmpeg

pytestmark = needs_ffmpeg
termios = pytest.importorskip("termios", reason="terminals are a thing of Unix")
pty = pytest.importorskip("pty", reason="terminals are a thing of Unix")
FRAMES = 1000


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    path = tmp_path_factory.mktemp("videos") / "in.mkv"  # its header has no number of frames
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=640x360:r=25", "-frames:v", str(FRAMES),
           "-c:v", "libx264", "-preset", "ultrafast", path)  # fmt: skip
    return path


@pytest.fixture
def rendering(video, tmp_path):
    """Start a rendering on a terminal of its own; return the process and the terminal's end."""
    result = tmp_path / "r.json"
    result.write_bytes(text(document(element(detection()))))
    started = []

    def start(*words):
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 100))
        command = [sys.executable, "-m", "vidresults", "render", str(result), str(video),
                   "--out", str(tmp_path / "made" / "out.mp4"), *words]  # fmt: skip
        process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs,
                                   start_new_session=True)  # fmt: skip
        os.close(theirs)
        started.append((process, ours))
        return process, ours

    yield start
    for process, ours in started:
        process.kill()
        process.wait()
        os.close(ours)


def read_until(terminal, pattern):
    """Return what came up to a pattern; b"" in the end where it never came."""
    said = b""
    while not re.search(pattern, said):
        try:
            part = os.read(terminal, 4096)
        except OSError:  # nobody is at the other end any more
            part = b""
        if not part:
            return said
        said += part
    return said


def test_the_bar_tells_how_many_frames_there_are_and_how_long_it_takes(rendering, tmp_path):
    process, terminal = rendering("--end", "8", "--preset", "ultrafast")
    said = read_until(terminal, b"wrote .*frames\\)").decode()
    assert process.wait() == 0
    # what is done and what there is, then the time that is gone, the time left, the rate
    assert re.search(r"\d+/200 \[\d\d:\d\d<\d\d:\d\d, +[\d.]+ frames/s\]", said), said
    assert "200/200" in said
    assert (tmp_path / "made" / "out.mp4").exists()


def test_an_interruption_from_the_keyboard_leaves_nothing_and_says_so(rendering, tmp_path):
    process, terminal = rendering("--preset", "veryslow")
    said = read_until(terminal, rb" [1-9]\d*/1000 \[")
    assert list((tmp_path / "made").iterdir()), "it is at work"
    process.send_signal(signal.SIGINT)
    said += read_until(terminal, b"interrupted")
    assert process.wait() == 130, said
    assert b"Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]
