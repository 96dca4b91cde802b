"""10-bit sources: ramps stay ramps, and high dynamic range becomes what every screen shows."""

from __future__ import annotations

import json
import shutil
import subprocess

import numpy as np
import pytest

from vidresults.video import VideoReader, VideoWriter
from vidresults.video._tonemap import HLG, PQ, to_bt709

needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None,
    reason="ffmpeg and ffprobe are not installed (Debian package ffmpeg)",
)
WIDTH, HEIGHT = 896, 64
SDR = "colorprim=bt709:transfer=bt709:colormatrix=bt709"
HDR = {
    "PQ": "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc",
    "HLG": "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc",
}


def ramp(path, tags):
    """Write all 10-bit greys of limited range from left to right, losslessly."""
    luma = np.linspace(64, 940, WIDTH).round().astype("<u2")
    frame = np.tile(luma, (HEIGHT, 1)).tobytes()
    frame += np.full(HEIGHT * WIDTH // 2, 512, "<u2").tobytes()
    params = f"log-level=error:lossless=1:range=limited:{tags}"
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p10le",
               "-s", f"{WIDTH}x{HEIGHT}", "-r", "10", "-i", "-", "-c:v", "libx265",
               "-profile:v", "main10",
               "-x265-params", params, str(path)]  # fmt: skip
    done = subprocess.run(command, input=frame * 3, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"this ffmpeg writes no 10-bit H.265: {done.stderr.decode()[-200:]}")
    return path


def shown(path):
    with VideoReader(path) as reader:
        return [frame.to_bgr() for frame in reader]


def written(source, target):
    with (
        VideoReader(source) as reader,
        VideoWriter(target, like=reader.info, source=None, crf=1) as writer,
    ):
        for frame in reader:
            assert not frame.is_plain_420
            writer.write(frame, frame.to_bgr())
    return writer.notes


def tags(path):
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_entries",
               "stream=pix_fmt,color_range,color_space,color_transfer,color_primaries",
               str(path)]  # fmt: skip
    (stream,) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[
        "streams"
    ]
    return stream


BT709 = {
    "pix_fmt": "yuv420p", "color_range": "tv", "color_space": "bt709",
    "color_transfer": "bt709", "color_primaries": "bt709",
}  # fmt: skip


@needs_ffmpeg
@pytest.mark.parametrize("name", HDR)
def test_a_grey_ramp_of_high_dynamic_range_stays_one(tmp_path, name):
    source = ramp(tmp_path / "a.mp4", HDR[name])
    picture = shown(source)[1].astype(int)
    row = picture[HEIGHT // 2]
    assert (np.diff(row[:, 1]) >= 0).all()
    assert np.diff(row[:, 1]).max() <= 2  # no steps
    assert np.ptp(row, axis=1).max() <= 1  # grey stays grey
    assert row[0].max() <= 1
    assert row[-1].min() >= 250
    signal = (np.linspace(64, 940, WIDTH).round() - 64) / 876
    expected = to_bt709(signal[:, None].repeat(3, 1), {"PQ": PQ, "HLG": HLG}[name]) * 255
    assert np.abs(row - expected).max() < 2


@needs_ffmpeg
@pytest.mark.parametrize("name", HDR)
def test_the_copy_is_tagged_as_what_it_is_now(tmp_path, name):
    source = ramp(tmp_path / "a.mp4", HDR[name])
    (note,) = written(source, tmp_path / "b.mp4")
    assert f"high dynamic range ({name})" in note
    assert tags(tmp_path / "b.mp4") == BT709
    before, after = shown(source)[-1].astype(int), shown(tmp_path / "b.mp4")[-1].astype(int)
    assert np.abs(before - after).max() <= 4


@needs_ffmpeg
def test_ten_bits_of_standard_range_are_only_rounded(tmp_path):
    source = ramp(tmp_path / "a.mp4", SDR)
    row = shown(source)[0][HEIGHT // 2].astype(int)
    expected = (np.linspace(64, 940, WIDTH).round() - 64) / 876 * 255
    assert np.abs(row - expected[:, None]).max() <= 1.5
    assert (np.diff(row[:, 1]) >= 0).all()
    assert written(source, tmp_path / "b.mp4") == []
    assert tags(tmp_path / "b.mp4") == BT709


def test_bright_colours_keep_their_hue():
    for transfer in (PQ, HLG):
        red, green, blue = to_bt709(np.array([[0.75, 0.6, 0.45]]), transfer)[0]
        assert 1 >= red > green > blue >= 0


def test_a_page_is_a_little_below_white():
    page = to_bt709(np.full((1, 3), 0.5807), PQ)[0]  # 203 nits
    assert 0.8 < page[0] < 0.95
