"""Videos that others made: read, written untouched, and read again."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from vidresults.video import VideoReader, VideoWriter, frame_times, probe


@dataclass(frozen=True, kw_only=True)
class Known:
    frames: int
    promised: int | None
    size: tuple[int, int]
    rate: Fraction
    base: Fraction
    first: int
    codec: str
    audio: int = 0
    aspect: Fraction = Fraction(1)


NTSC = Fraction(30000, 1001)
ALL = {
    "vtest.avi": Known(
        frames=795,
        promised=795,
        size=(768, 576),
        rate=Fraction(10),
        base=Fraction(1, 10),
        first=0,
        codec="msmpeg4v3",
    ),
    "vtest_vfr_dropped.mp4": Known(
        frames=86,
        promised=86,
        size=(768, 576),
        rate=Fraction(430, 101),
        base=Fraction(1, 10240),
        first=0,
        codec="h264",
    ),
    # Two more frames decode after lost ones; they are left out, so that no frame takes the number
    # of another.
    "trunc_moov_front_40pct.mp4": Known(
        frames=311,
        promised=795,
        size=(768, 576),
        rate=Fraction(10),
        base=Fraction(1, 10240),
        first=0,
        codec="h264",
    ),
    "torchcodec_nasa_13013.mp4": Known(
        frames=390,
        promised=390,
        size=(480, 270),
        rate=NTSC,
        base=Fraction(1, 30000),
        first=0,
        codec="h264",
        audio=2,
    ),
    "torchcodec_av1_video.mkv": Known(
        frames=125,
        promised=None,
        size=(640, 360),
        rate=Fraction(25),
        base=Fraction(1, 1000),
        first=0,
        codec="av1",
    ),
    "decord_video_90.mov": Known(
        frames=3,
        promised=3,
        size=(320, 568),
        rate=Fraction(30),
        base=Fraction(1, 19200),
        first=0,
        codec="h264",
    ),
    "media3_avc_firstpts_10s.mp4": Known(
        frames=120,
        promised=120,
        size=(800, 640),
        rate=Fraction(30),
        base=Fraction(1, 15360),
        first=153600,
        codec="h264",
        aspect=Fraction(1137, 800),
    ),
    "media3_sample.mp4": Known(
        frames=30,
        promised=30,
        size=(1080, 720),
        rate=NTSC,
        base=Fraction(1, 30000),
        first=0,
        codec="h264",
        audio=1,
    ),
}
every_video = pytest.mark.parametrize("name", ALL)


@every_video
def test_it_is_described(real_videos, name):
    known, info = ALL[name], probe(real_videos / name)
    assert (info.width, info.height) == known.size
    assert info.average_rate == known.rate
    assert info.time_base == known.base
    assert info.start_pts == known.first
    assert info.frame_count_from_header == known.promised
    assert info.codec == known.codec
    assert info.sample_aspect_ratio == known.aspect
    assert len(info.audio) == known.audio


@every_video
def test_demuxing_and_decoding_give_the_same_times(real_videos, name):
    with VideoReader(real_videos / name) as reader:
        decoded = [frame.pts for frame in reader]
    times = frame_times(real_videos / name)
    assert times.pts.tolist() == decoded
    assert len(decoded) == ALL[name].frames
    promised = ALL[name].promised
    assert reader.missing == (0 if promised is None else promised - len(decoded))
    assert (reader.damage is None) == (reader.missing == 0)


def test_nasa_times_are_those_of_another_decoder(real_videos):
    true = json.loads((real_videos / "torchcodec_nasa_13013.stream3.frames.json").read_text())
    times = frame_times(real_videos / "torchcodec_nasa_13013.mp4")
    expected = [float(entry["pts_time"]) for entry in true]
    assert np.allclose(times.seconds, expected, rtol=0, atol=1e-6)
    assert probe(real_videos / "torchcodec_nasa_13013.mp4").stream_index == 3


def test_the_other_nasa_stream_can_be_chosen(real_videos):
    path = real_videos / "torchcodec_nasa_13013.mp4"
    assert (probe(path, stream=0).width, probe(path, stream=0).height) == (320, 180)
    assert len(frame_times(path, stream=0).pts) == 325


def audio_packets(path):
    with av.open(str(path)) as container:
        indices = [stream.index for stream in container.streams.audio]
    streams = []
    for index in indices:
        with av.open(str(path)) as container:
            stream = container.streams[index]
            read = [(p.pts * p.time_base, bytes(p)) for p in container.demux(stream) if p.size]
            streams.append((Fraction(1, stream.sample_rate), read))
    return streams


@every_video
def test_it_comes_back_from_writing(real_videos, tmp_path, name):
    source, target = real_videos / name, tmp_path / "b.mp4"
    times, durations = [], []
    with (
        VideoReader(source) as reader,
        VideoWriter(target, like=reader.info, source=source, preset="ultrafast") as writer,
    ):
        for frame in reader:
            picture = frame.to_bgr()
            writer.write(frame, picture)
            times.append(frame.pts * frame.time_base)
            durations.append(frame.duration * frame.time_base)
    after, info = frame_times(target), probe(target)
    ticks = [
        abs(new * after.time_base - old) / reader.info.time_base
        for new, old in zip(after.pts.tolist(), times, strict=True)
    ]
    assert max(ticks) <= 1
    assert info.duration_seconds == pytest.approx(float(times[-1] + durations[-1] - times[0]))
    assert (info.width, info.height) == ALL[name].size
    assert info.sample_aspect_ratio == ALL[name].aspect
    _same_audio(source, target)
    with VideoReader(target) as reader:
        *_, last = reader
    assert reader.damage is None
    assert np.abs(last.to_bgr().astype(int) - picture).mean() < 6


def _same_audio(source, target):
    before, after = audio_packets(source), audio_packets(target)
    for (tick, old), (_, new) in zip(before, after, strict=True):
        assert [data for _, data in new] == [data for _, data in old]
        assert max(abs(a - b) for (a, _), (b, _) in zip(old, new, strict=True)) <= tick


def texts(path):
    with av.open(str(path)) as container:
        return sorted(
            (float(packet.pts * packet.time_base), packet.stream.language, bytes(packet))
            for packet in container.demux(*container.streams.subtitles)
            if packet.size > 2  # an empty text of two bytes ends the one before
        )


def test_subtitles_go_over_and_the_second_video_is_named(real_videos, tmp_path):
    source = real_videos / "torchcodec_nasa_13013.mp4"
    with (
        VideoReader(source) as reader,
        VideoWriter(tmp_path / "b.mp4", like=reader.info, source=source) as writer,
    ):
        for frame in itertools.islice(reader, 3):
            writer.write(frame, frame.to_bgr())
    assert writer.notes == ["video stream 0 (h264) is left out"]
    assert texts(tmp_path / "b.mp4") == texts(source)


def test_the_turned_video_is_as_opencv_shows_it(real_videos):
    path = real_videos / "decord_video_90.mov"
    capture = cv2.VideoCapture(str(path))
    with VideoReader(path) as reader:
        for frame in reader:
            there, judged = capture.read()
            assert there
            difference = np.abs(frame.to_bgr().astype(int) - judged)
            assert difference.mean() < 6  # OpenCV takes BT.601 for a video that is tagged BT.709
