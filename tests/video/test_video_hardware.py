"""Encoders in graphics hardware, none of which is here: what they are told, and what is refused."""

from __future__ import annotations

import re
import shutil
import subprocess

import numpy as np
import pytest

from vidresults.errors import VideoError
from vidresults.video import VideoReader, VideoWriter, probe
from vidresults.video import _codecs as codecs
from vidresults.video import _hardware as internals
from vidresults.video._encoder import Encoder

needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="ffmpeg is not installed (Debian package ffmpeg)"
)
ORDER = {"bf": "0"}
SETTINGS = [  # name, crf, preset, options
    ("h264_nvenc", None, None, {"rc": "vbr", "cq": "23", "b": "0", "preset": "p4"}),
    ("hevc_nvenc", 19, "p7", {"rc": "vbr", "cq": "19", "b": "0", "preset": "p7"}),
    ("h264_qsv", 20, "slow", {"global_quality": "20", "preset": "slow"}),
    ("hevc_qsv", None, None, {"global_quality": "28", "preset": "veryfast"}),
    ("h264_amf", 18, None, {"rc": "cqp", "qp_i": "18", "qp_p": "18", "quality": "speed"}),
    ("av1_amf", 200, "quality", {"rc": "cqp", "qp_i": "200", "qp_p": "200", "quality": "quality"}),
    ("h264_videotoolbox", 35, None, {"flags": "+qscale", "global_quality": "7670"}),  # 65 * 118
    ("hevc_videotoolbox", 0, None, {"flags": "+qscale", "global_quality": "11800"}),
    ("h264_mf", 25, None, {"rate_control": "quality", "quality": "75"}),
    ("h264_v4l2m2m", None, None, {}),
    ("h264_vaapi", None, None, {}),
]


@pytest.mark.parametrize(("name", "crf", "preset", "options"), SETTINGS)
def test_quality_and_speed_are_said_in_the_encoders_own_words(name, crf, preset, options):
    encoder = internals.hardware_encoder(name)
    assert encoder.options(crf, preset) == options | ORDER
    assert encoder.library == name
    assert (encoder.tag == "hvc1") is name.startswith("hevc")


@pytest.mark.parametrize(
    ("name", "crf", "preset", "problem"),
    [
        ("h264_nvenc", 0, None, "h264_nvenc takes a crf from 1 to 51, not 0"),
        ("h264_nvenc", None, "veryfast", "has no preset 'veryfast': it knows p1, p2"),
        ("h264_videotoolbox", 100, None, "takes a crf from 0 to 99, not 100"),
        ("h264_videotoolbox", None, "fast", "has no preset 'fast': it knows none at all"),
        ("h264_v4l2m2m", 23, None, "h264_v4l2m2m has no scale of quality that is known here"),
        ("h264_vaapi", None, "fast", "has no preset 'fast'"),
    ],
)
def test_what_an_encoder_does_not_know_is_refused(name, crf, preset, problem):
    with pytest.raises(VideoError, match=problem):
        internals.hardware_encoder(name).options(crf, preset)


@needs_ffmpeg
@pytest.mark.parametrize("name", ["h264_nvenc", "hevc_nvenc", "h264_qsv", "hevc_qsv"])
def test_ffmpeg_knows_these_options_and_their_ranges(name):
    words = ["ffmpeg", "-hide_banner", "-h"]
    own, common = (
        subprocess.run([*words, what], capture_output=True, text=True, check=True).stdout
        for what in (f"encoder={name}", "full")
    )
    assert f"Encoder {name}" in own, "this ffmpeg describes it"
    encoder = internals.hardware_encoder(name)
    for option in encoder.options(None, None):
        assert re.search(rf"^ *-{option} ", own + common, flags=re.MULTILINE), option
    for preset in encoder.presets:
        assert re.search(rf"^ +{preset} ", own, flags=re.MULTILINE), preset
    if "nvenc" in name:
        low, high = re.search(r"-cq .*\(from (\d+) to (\d+)\)", own).groups()
        assert (int(low) + 1, int(high)) == encoder.crf  # 0 is its own choice


def absent(name):
    """Whether this machine cannot open an encoder, which is what these tests need."""
    encoder = internals.hardware_encoder(name)
    try:
        internals.try_out(encoder, (640, 480), encoder.options(None, None))
    except VideoError:
        return True
    return False


@pytest.mark.parametrize(
    ("name", "software"), [("h264_nvenc", "h264"), ("hevc_nvenc", "h265"), ("av1_nvenc", "av1")]
)
def test_what_this_machine_cannot_open_is_said_at_once(kit, tmp_path, name, software):
    if not codecs._is_there(internals.hardware_encoder(name)):
        pytest.skip(f"this build of PyAV has no {name}")
    if not absent(name):
        pytest.skip(f"this machine has {name}")
    info = probe(kit.make(tmp_path / "a.mp4"))
    with pytest.raises(VideoError) as caught:
        VideoWriter(tmp_path / "b.mp4", like=info, source=None, codec=name)
    assert re.fullmatch(
        rf"this machine cannot encode with {name} \(.+\): {software} is the same in software",
        str(caught.value),
    )
    assert not (tmp_path / "b.mp4").exists()


def test_what_the_build_lacks_or_nobody_knows_is_said_with_what_there_is(monkeypatch):
    there = codecs._is_there
    monkeypatch.setattr(codecs, "_is_there", lambda e: e.library != "h264_omx" and there(e))
    with pytest.raises(VideoError, match=r"'h264_omx': this build .*; h264 is the same"):
        codecs.find_encoder("h264_omx")
    for name in ("h264_magic", "theora_nvenc", "libx264"):
        with pytest.raises(VideoError, match=rf"'{name}': it is not known; .* as h264_nvenc"):
            codecs.find_encoder(name)


def test_pixels_in_the_order_of_hardware_are_the_same_pixels(kit, tmp_path, monkeypatch):
    """x264 takes NV12 too, and stands for an encoder that takes nothing else."""
    monkeypatch.setattr(internals, "_TAKEN", ("nv12",))
    stand_in = Encoder(library="libx264", crf=(0, 51), usual=0, presets=(), preset="",
                       settings=lambda crf, _: {"qp": str(crf), "bf": "0"},
                       software="h264")  # fmt: skip
    monkeypatch.setattr("vidresults.video.writing.find_encoder", lambda _: stand_in)
    source = kit.make(tmp_path / "a.mp4", noise=True, options={"bf": "0", "crf": "10"})
    with (
        VideoReader(source) as reader,
        VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None, codec="stand-in") as writer,
    ):
        assert writer._encoder.pixels == "nv12"
        frames = list(reader)
        for frame in frames:
            writer.write_native(frame, frame.native)
    with VideoReader(tmp_path / "b.mp4") as reader:
        for old, new in zip(frames, reader, strict=True):
            assert (old.native.to_ndarray() == new.native.to_ndarray(format="yuv420p")).all()
            assert old.time_seconds == new.time_seconds


def test_without_a_scale_of_quality_there_is_a_bit_rate(kit, tmp_path, monkeypatch):
    stand_in = Encoder(library="libx264", crf=None, usual=0, presets=(), preset="",
                       settings=lambda *_: {"bf": "0"}, bits_per_pixel=0.5)  # fmt: skip
    monkeypatch.setattr("vidresults.video.writing.find_encoder", lambda _: stand_in)
    source = kit.make(tmp_path / "a.mp4", noise=True, size=(320, 240), pts=list(range(40)))
    with (
        VideoReader(source) as reader,
        VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None, codec="stand-in") as writer,
    ):
        for frame in reader:
            writer.write(frame, frame.to_bgr())
    bits = (tmp_path / "b.mp4").stat().st_size * 8 / (320 * 240 * 40)
    assert np.isclose(bits, 0.5, rtol=0.4)
