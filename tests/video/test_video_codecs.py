"""Every codec: the same frames at the same times, tagged alike, as a foreign program sees them."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction

import numpy as np
import pytest

from vidresults.errors import VideoError
from vidresults.video import CODECS, VideoReader, VideoWriter, probe
from vidresults.video import _codecs as internals

ffprobe = pytest.mark.skipif(
    shutil.which("ffprobe") is None, reason="ffprobe is not installed (Debian package ffmpeg)"
)
NAMES = {"h264": "h264", "h265": "hevc", "av1": "av1", "vp9": "vp9", "mpeg4": "mpeg4"}
BEST = {"h264": 1, "h265": 1, "av1": 5, "vp9": 5, "mpeg4": 1}
SIZE = (128, 96)


def copy(source, target, *, native=False, **options):
    """Write the frames of a video as they are, and return the writer."""
    with (
        VideoReader(source) as reader,
        VideoWriter(target, like=reader.info, source=None, **options) as writer,
    ):
        for frame in reader:
            if native:
                assert frame.is_plain_420
                writer.write_native(frame, frame.native)
            else:
                writer.write(frame, frame.to_bgr())
    return writer


def seen(path, entries):
    command = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", entries,
               "-of", "json", str(path)]  # fmt: skip
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def numbers(kit, path):
    with VideoReader(path) as reader:
        return [kit.number(frame.to_bgr()) for frame in reader]


TIMES = [
    (Fraction(1, 30000), [0, 1001, 2002, 3003, 4004, 5005]),
    (Fraction(1, 90000), [900000, 903003, 903004, 990000, 990090, 1200000]),
    (Fraction(1, 1000), [33, 67, 100, 1133, 1167, 1200]),
]


@ffprobe
@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(("base", "pts"), TIMES)
def test_every_codec_keeps_every_time(kit, tmp_path, codec, base, pts):
    source = kit.make(
        tmp_path / "a.mp4", pts=pts, time_base=base, size=SIZE, options={"bf": "0", "crf": "10"}
    )
    copy(source, tmp_path / "b.mp4", codec=codec)
    found = seen(tmp_path / "b.mp4", "stream=codec_name,time_base:packet=pts:frame=pts")
    (stream,) = found["streams"]
    assert stream["codec_name"] == NAMES[codec]
    base_out = Fraction(stream["time_base"])
    for kind in ("packet", "frame"):
        times = [
            row["pts"] * base_out for row in found["packets_and_frames"] if row["type"] == kind
        ]
        assert times == [p * base for p in pts]
    assert numbers(kit, tmp_path / "b.mp4") == list(range(6))


@ffprobe
@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("native", [False, True])
def test_durations_are_those_of_the_source(kit, tmp_path, codec, native):
    options = {"bf": "0", "crf": "10"}
    source = kit.make(tmp_path / "a.mp4", pts=[0, 1, 4, 6], size=SIZE, options=options)
    copy(source, tmp_path / "b.mp4", codec=codec, native=native)
    before, after = (
        seen(path, "stream=duration:packet=duration_time") for path in (source, tmp_path / "b.mp4")
    )
    assert after["streams"] == before["streams"]
    if codec != "vp9":  # of which FFmpeg's demuxer says the average
        assert after["packets"] == before["packets"]


@ffprobe
@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(("matrix", "span"), [(1, 1), (6, 1), (6, 2), (9, 1)])
@pytest.mark.parametrize("native", [False, True])
def test_every_codec_keeps_colours_and_their_tags(kit, tmp_path, codec, matrix, span, native):
    picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    picture[:] = (60, 150, 200)
    tags = {"colorspace": matrix, "color_range": span, "color_primaries": matrix,
            "color_trc": 14 if matrix == 9 else matrix}  # fmt: skip
    source = kit.make(tmp_path / "a.mp4", picture=picture, tags=tags, size=SIZE)
    copy(source, tmp_path / "b.mp4", codec=codec, crf=BEST[codec], native=native)
    entries = "stream=color_range,color_space,color_transfer,color_primaries"
    assert seen(tmp_path / "b.mp4", entries)["streams"] == seen(source, entries)["streams"]
    with VideoReader(tmp_path / "b.mp4") as reader:
        shown = [frame.to_bgr() for frame in reader]
    assert np.abs(shown[-1].astype(int) - picture).mean() <= 3


@ffprobe
def test_h265_has_the_tag_that_apple_plays(kit, tmp_path):
    copy(kit.make(tmp_path / "a.mp4", size=SIZE), tmp_path / "b.mp4", codec="h265")
    (stream,) = seen(tmp_path / "b.mp4", "stream=codec_tag_string")["streams"]
    assert stream["codec_tag_string"] == "hvc1"


@pytest.mark.parametrize("codec", ["h264", "h265", "vp9"])
@pytest.mark.parametrize("span", [0, 2])
def test_untouched_planes_come_back_bit_for_bit(kit, tmp_path, codec, span):
    tags = {"color_range": span}
    source = kit.make(tmp_path / "a.mp4", size=SIZE, noise=True, pts=list(range(30)), tags=tags)
    copy(source, tmp_path / "b.mp4", codec=codec, crf=0, native=True)
    with VideoReader(source) as before, VideoReader(tmp_path / "b.mp4") as after:
        pairs = list(zip(before, after, strict=True))
    for old, new in pairs:
        assert (old.native.to_ndarray() == new.native.to_ndarray()).all()
        assert old.time_seconds == new.time_seconds


def test_the_encoder_places_its_own_key_frames(kit, tmp_path):
    """The decoder marks key frames, and an encoder would take that for an order."""
    source = kit.make(tmp_path / "a.mp4", size=SIZE, options={"g": "1"})
    copy(source, tmp_path / "b.mp4", native=True)
    with VideoReader(tmp_path / "b.mp4") as reader:
        assert sum(frame.native.key_frame for frame in reader) < 10


def test_only_plain_frames_are_plain(kit, tmp_path):
    cases = {
        "odd": kit.make(tmp_path / "odd.mkv", size=(65, 48), codec="ffv1", options={}),
        "rich": kit.make(tmp_path / "rich.mp4", pix_fmt="yuv444p"),
        "deep": kit.make(tmp_path / "deep.mp4", pix_fmt="yuv420p10le"),
        "turned": kit.turn(kit.make(tmp_path / "turned.mp4", pix_fmt="yuv444p"), "90"),
    }
    for name, path in cases.items():
        with VideoReader(path) as reader:
            frame = next(iter(reader))
            assert not frame.is_plain_420, name
            writer = VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None)
            with pytest.raises(VideoError, match="is not upright 8-bit"), writer:
                writer.write_native(frame, frame.native)


@pytest.mark.parametrize("native", [False, True])
@pytest.mark.parametrize(
    ("limit", "expected"), [(48, (64, 48)), (49, (64, 48)), (50, (66, 50)), (96, SIZE), (999, SIZE)]
)
def test_a_height_is_a_limit_and_never_a_wish(kit, tmp_path, limit, expected, native):
    source = kit.make(tmp_path / "a.mp4", size=SIZE)
    writer = copy(source, tmp_path / "b.mp4", max_height=limit, native=native)
    info = probe(tmp_path / "b.mp4")
    assert (info.width, info.height) == writer.size == expected
    assert numbers(kit, tmp_path / "b.mp4") == list(range(10))


def test_an_odd_size_is_made_even_by_scaling(kit, tmp_path):
    source = kit.make(tmp_path / "a.mkv", size=(133, 99), codec="ffv1", options={})
    writer = copy(source, tmp_path / "b.mp4", max_height=50)
    assert writer.size == (68, 50)
    assert writer.notes == []


def test_settings_out_of_range_are_refused_with_those_that_fit(kit, tmp_path):
    info = probe(kit.make(tmp_path / "a.mp4"))
    for options, problem in (
        ({"crf": 52}, "libx264 takes a crf from 0 to 51, not 52"),
        ({"codec": "av1", "crf": 64}, "takes a crf from . to 63, not 64"),
        ({"codec": "mpeg4", "crf": 0}, "mpeg4 takes a crf from 1 to 31, not 0"),
        ({"codec": "mpeg4", "preset": "fast"}, "mpeg4 has no preset 'fast': it knows none at all"),
        ({"codec": "vp9", "preset": "9"}, "libvpx-vp9 has no preset '9': it knows 0, 1"),
        ({"preset": "hasty"}, "libx264 has no preset 'hasty': it knows ultrafast, "),
        ({"codec": "theora"}, "as 'theora': it is not known; there is h264, h265"),
        ({"max_height": 1}, "a height of 1 is too small"),
    ):
        with pytest.raises(VideoError, match=problem):
            VideoWriter(tmp_path / "b.mp4", like=info, source=None, **options)


def test_a_codec_that_the_build_lacks_is_named_with_those_it_has(monkeypatch):
    lacking = lambda encoder: encoder.library in ("libx264", "libaom-av1")  # noqa: E731
    monkeypatch.setattr(internals, "_is_there", lacking)
    assert internals.find_encoder("av1").library == "libaom-av1"
    with pytest.raises(VideoError, match=r"'vp9': this build .* no encoder .*; there is h264, av1"):
        internals.find_encoder("vp9")
