"""Videos whose every frame, time and beep is known, made by ffmpeg and by PyAV."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from types import SimpleNamespace

import av
import numpy as np
import pytest

from tests.support.sources import box, document

SIZE = (128, 96)
BITS = 8
EVEN = [100 * index for index in range(40)]
# A frame of 0.3 s behind every fourth; 40 frames, of which number n is at 100 n + 200 (n // 4) ms.
UNEVEN = [100 * index + 200 * (index // 4) for index in range(40)]


def make(path, times=EVEN):
    """Grey frames with their number in eight bars at the top, the lowest bit on the left."""
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=10, options={"crf": "4", "bf": "2", "g": "7"})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
        for index, time in enumerate(times):
            picture = np.full((SIZE[1], SIZE[0], 3), 60, np.uint8)
            bars = [200 if index >> bit & 1 else 20 for bit in range(BITS)]
            picture[:32] = np.repeat(bars, SIZE[0] // BITS)[None, :, None]
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")
            frame.pts, frame.time_base = time, Fraction(1, 1000)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def number(picture):
    """Read a number that `make` drew, at any size."""
    height, width = picture.shape[:2]
    step = width // BITS
    lit = picture[height // 6, step // 2 :: step][:BITS].mean(axis=1) > 110
    return int(lit @ (1 << np.arange(BITS)))


def result(*samples):
    """Samples on every fifth frame, each a list of classes, or None: not inferred."""
    image = {"width": SIZE[0], "height": SIZE[1]}
    places = {"x": 64.0, "y": 66.0, "width": 60.0, "height": 40.0}
    sent = [
        None
        if names is None
        else {"image": image, "predictions": [box(**places, **{"class": n}) for n in names]}
        for names in samples
    ]
    return document(m=sent)


def run(*words):
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed (Debian package ffmpeg)")
    return subprocess.run(list(map(str, words)), capture_output=True, check=True).stdout


def with_sound(video, path, codec, beeps, words=None):
    """Add a tone of 50 ms at each time, and subtitles."""
    when = "+".join(f"between(t,{at},{at + 0.05})" for at in beeps)
    tone = f"aevalsrc='0.8*sin(2*PI*1000*t)*({when})':s=48000:d=4"
    subtitles = ["-i", words, "-map", "2", "-c:s", "mov_text"] if words else []
    run("ffmpeg", "-v", "error", "-y", "-i", video, "-f", "lavfi", "-i", tone, *subtitles,
        "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", codec, path)  # fmt: skip
    return path


def beeps_of(path):
    """When each tone begins by the file's own times, in seconds, by ffmpeg's decoder."""
    sound = run("ffmpeg", "-v", "error", "-copyts", "-i", path, "-map", "0:a",
                "-af", "aresample=async=1:first_pts=0",
                "-f", "f32le", "-ac", "1", "-ar", "48000", "-")  # fmt: skip
    loud = np.flatnonzero(np.abs(np.frombuffer(sound, np.float32)) > 0.2) / 48_000
    return [float(time) for i, time in enumerate(loud) if i == 0 or time - loud[i - 1] > 0.02]


def probed(path, *show):
    """What ffprobe says of a file."""
    return json.loads(run("ffprobe", "-v", "error", *show, "-of", "json", path))


@pytest.fixture(scope="session")
def clips():
    """Return the helpers of this file, which tests cannot import."""
    return SimpleNamespace(
        make=make, number=number, result=result, with_sound=with_sound, beeps_of=beeps_of,
        probed=probed, run=run, even=EVEN, uneven=UNEVEN, size=SIZE,
    )  # fmt: skip
