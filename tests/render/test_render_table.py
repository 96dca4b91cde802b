"""Video in, video out: one property of a video a row, held to what foreign programs see."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.support.clip_table import CLIPS
from tests.support.clips import Clip, numbered
from tests.support.documents import detection, document, element
from tests.support.foreign import Seen, ffmpeg, needs_ffmpeg, pictures, seen
from vidresults import load
from vidresults.render import Style, render
from vidresults.video import probe

pytestmark = needs_ffmpeg
# A box on the first frame only, so that the frames go both ways: drawn on and as they are.
BOX = (-32, -28, -8, -8)  # left, top, right, bottom, from the lower right corner
MILLISECOND = 0.001 + 1e-6  # a tick of mkv
FRAME = 1024 / 8000  # the longest that an AAC packet of these lasts, in seconds
STYLE = Style(labels=False, thickness=2, palette=("#00FF00",))


def boxed(size):
    """Return a result with a box near the lower right corner of the shown picture, on frame 0."""
    left, top, right, bottom = np.array(BOX) + np.array([*size, *size])
    middle = {"x": float(left + right) / 2, "y": float(top + bottom) / 2}
    box = detection(**middle, width=float(right - left), height=float(bottom - top))
    return load(document(element(box, image=dict(zip(("width", "height"), size, strict=True)))))


@pytest.mark.parametrize("name", CLIPS)
def test_the_copy_of_a_video_is_as_its_row_says(name, tmp_path):
    clip: Clip = CLIPS[name]
    source, target = clip.make(tmp_path), tmp_path / "out.mp4"
    info = probe(source)
    report = render(boxed((info.width, info.height)), source, target, between="none",
                    style=STYLE, crf=8)  # fmt: skip
    before, after = seen(source, info.stream_index), seen(target)
    numbers = range(clip.count) if clip.numbers is None else clip.numbers
    step = 1 / Fraction(clip.rate)
    wanted = filled(before.times, step)
    if clip.untimed:
        wanted = [after.times[0] + step * index for index in range(clip.count)]
        assert after.times[0] <= 2 * step
    assert report.frames == len(numbers) == len(after.times)
    same_times(before, after, wanted, before.last or step)
    if clip.suffix == "ts" and clip.sounds:  # mp4 has the same packets without their headers
        ffmpeg("-i", source, "-c", "copy", tmp_path / "ffmpeg.mp4")
        before = dataclasses.replace(before, sounds=seen(tmp_path / "ffmpeg.mp4").sounds)
    same_sound(before, after, clip.sounds, shift=max(-wanted[0], Fraction(0)))
    same_pictures(clip, numbers, target, after)
    found = [str(note) for note in report.notes]
    assert len(found) == len(clip.notes), found
    assert all(re.search(p, note) for p, note in zip(clip.notes, found, strict=True)), found


REAL = {  # frames that are shown: ffprobe counts two more after lost ones in the damaged file
    "vtest.avi": 795,
    "vtest_vfr_dropped.mp4": 86,
    "trunc_moov_front_40pct.mp4": 311,
    "torchcodec_nasa_13013.mp4": 390,
    "torchcodec_av1_video.mkv": 125,
    "decord_video_90.mov": 3,
    "media3_avc_firstpts_10s.mp4": 120,
    "media3_sample.mp4": 30,
}


@pytest.mark.parametrize("name", REAL)
def test_the_copy_of_a_real_video_has_the_same_frames_times_and_sound(name, real_data, tmp_path):
    source, target = real_data / "videos" / name, tmp_path / "out.mp4"
    info = probe(source)
    size = (info.width, info.height)
    render(boxed(size), source, target, between="none", style=STYLE)
    before, after = seen(source, info.stream_index), seen(target)
    assert len(after.times) == REAL[name]
    same_times(before, after, before.times[: REAL[name]], before.last or 1 / info.average_rate)
    same_sound(before, after, [True] * len(info.audio), shift=Fraction(0))
    first = ("-frames:v", "1")
    wanted = pictures(source, size, "-map", "-0:v:0", "-map", f"0:{info.stream_index}", *first)
    shown = pictures(target, size, *first)
    assert (after.stream["codec_name"], after.stream["pix_fmt"]) == ("h264", "yuv420p")
    assert np.abs(shown.astype(int) - wanted).mean() < 5


def filled(times: Sequence[Fraction | None], step: Fraction) -> list[Fraction]:
    """Return times at the rate where there are none."""
    full = list(times)
    first = next((index for index, time in enumerate(times) if time is not None), 0)
    full[first] = full[first] or Fraction(0)
    for index in reversed(range(first)):
        full[index] = full[index + 1] - step
    for index in range(first, len(times)):
        full[index] = full[index - 1] + step if full[index] is None else full[index]
    return full


def same_times(before: Seen, after: Seen, wanted: Sequence[Fraction], lasting: Fraction) -> None:
    """Assert that frames are where they were, up to a tick, but for a start before 0."""
    tick = max(before.tick, after.tick)
    shift = max(-wanted[0], Fraction(0))  # what mp4 cannot hold; a note says it
    assert max(abs(a - b - shift) for a, b in zip(after.times, wanted, strict=True)) <= tick
    length = wanted[-1] - wanted[0] + lasting
    assert abs(Fraction(after.stream["duration"]) - length) <= lasting + tick


def same_sound(before: Seen, after: Seen, copied: Sequence[bool], *, shift: Fraction) -> None:
    """Assert that packets are the same at the same time, or AAC from there to there."""
    assert len(before.sounds) == len(after.sounds) == len(copied)
    kinds = [name for kind, name in after.kinds if kind == "audio"]
    for index, is_copied in enumerate(copied):
        old, new = np.array(before.spans[index]) + float(shift), np.array(after.spans[index])
        if is_copied:
            assert after.sounds[index] == before.sounds[index]
            assert np.abs(new[:-1] - old[:-1]).max() <= MILLISECOND
        else:
            assert kinds[index] == "aac"
            assert abs(new[0] - old[0]) <= FRAME
            assert abs(new[-1] - old[-1]) <= 2 * FRAME


def same_pictures(clip: Clip, numbers: Sequence[int], target: Path, after: Seen) -> None:
    """Assert that every frame is the one that belongs there, upright, in its colours."""
    known = np.stack([clip.shown(numbered(index, clip.size)) for index in numbers]).astype(int)
    _, height, width, _ = known.shape
    size = (width + width % 2, height + height % 2)
    assert (after.stream["width"], after.stream["height"]) == size
    shown = pictures(target, size)[:, :height, :width].astype(int)
    few = known[:, ::4, ::4]
    assert [np.abs(few - p[::4, ::4]).mean(axis=(1, 2, 3)).argmin() for p in shown] == list(
        range(len(numbers))
    )
    left, top, right, bottom = np.array(BOX) + np.array([width, height] * 2)
    if clip.near is None:
        ramp = shown[-1, height * 3 // 4, width // 4 + 8 : width - width // 4 - 8].mean(axis=-1)
        assert (np.diff(ramp) >= -2).all()
        assert np.ptp(ramp) > 150
    else:
        clean = np.ones((height, width), bool)
        clean[top - 3 : bottom + 3, left - 3 : right + 3] = False
        assert np.abs(shown - known)[:, clean].mean(axis=(1, 2)).max() <= clip.near
    blue, green, red = shown[0, top + 3 : bottom - 3, left - 1 : left + 1].mean(axis=(0, 1))
    assert green > max(blue, red) + 80
