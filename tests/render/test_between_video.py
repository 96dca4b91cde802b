"""A frame picked at random shows the box of exactly that frame, at even and uneven times."""

from __future__ import annotations

import itertools
from fractions import Fraction

import av
import numpy as np
import pytest

from tests.support.sources import box, element
from vidresults.load import load
from vidresults.render import Style, render
from vidresults.video import VideoReader

SIZE = (256, 96)
COUNT, STEP, BITS = 60, 6, 8
TICK = Fraction(1, 1000)
STYLE = Style(labels=False, thickness=4, palette=("#FF0000",))
EVEN = [40 * index for index in range(COUNT)]
UNEVEN = list(itertools.accumulate([20, 20, 20, 90, 20, 170] * 10, initial=0))[:COUNT]


def video(path, times):
    """Frames with their number in eight bars at the top, the lowest bit on the left."""
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=25, options={"crf": "4", "bf": "0"})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = stream.time_base = TICK
        for index, time in enumerate(times):
            picture = np.full((SIZE[1], SIZE[0], 3), 60, np.uint8)
            bars = np.repeat([200 if index >> bit & 1 else 20 for bit in range(BITS)], 32)
            picture[:32] = bars[None, :, None]
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")
            frame.pts, frame.time_base = time, TICK
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def number(picture):
    lit = picture[16, 16::32].mean(axis=1) > 110
    return int(lit @ (1 << np.arange(BITS)))


def edges(picture):
    """Left and right edge of the red box, in pixels; None where there is none."""
    lower = picture[40:].astype(int)
    red = lower[..., 2] - lower[..., :2].max(axis=2) > 50
    columns = np.flatnonzero(red.sum(axis=0) > 12)
    return (columns.min(), columns.max() + 1) if len(columns) else None


def centre(sample):
    """Where the box is on a sample: it goes to and fro."""
    return 40.0 + 18 * (sample if sample < 6 else 12 - sample)


def result():
    frames = list(range(0, COUNT, STEP))
    image = {"width": SIZE[0], "height": SIZE[1]}
    boxes = [
        element(box(x=centre(at), y=66.0, width=30.0, height=40.0), image=image)
        for at in range(len(frames))
    ]
    # No times are sent: the numbers of the frames are what counts.
    return load({"frame_offset": frames, "time_offset": [None] * len(frames), "m": boxes})


def expected(frame, between, times):
    """The centre of the box of a frame; motion is even in time."""
    sample, rest = divmod(frame, STEP)
    if between == "none" and rest:
        return None
    if between != "interpolate" or rest == 0 or (sample + 1) * STEP >= COUNT:
        return centre(sample)
    start, end = times[sample * STEP], times[(sample + 1) * STEP]
    share = (times[frame] - start) / (end - start)
    return centre(sample) + (centre(sample + 1) - centre(sample)) * share


@pytest.mark.parametrize("between", ["hold", "none", "interpolate"])
@pytest.mark.parametrize("times", [EVEN, UNEVEN], ids=["even", "uneven"])
def test_a_frame_picked_at_random_shows_its_own_box(between, times, tmp_path):
    source = video(tmp_path / "in.mp4", times)
    render(result(), source, tmp_path / "out.mp4", between=between, style=STYLE, crf=4)
    with VideoReader(tmp_path / "out.mp4") as reader:
        shown = [(round(frame.time_seconds * 1000), frame.to_bgr()) for frame in reader]
    for place in np.random.default_rng(7).permutation(COUNT):
        time, picture = shown[place]
        frame = number(picture)
        assert time == times[frame]
        where = expected(frame, between, times)
        if where is None or frame > COUNT - STEP:
            continue  # what comes after the last sample fades; see test_between
        found = edges(picture)
        assert found is not None, f"frame {frame} has no box"
        assert abs((found[0] + found[1]) / 2 - where) <= 2, f"frame {frame}"
    if between == "none":
        lit = {number(picture) for _, picture in shown if edges(picture) is not None}
        assert lit == set(range(0, COUNT, STEP))
