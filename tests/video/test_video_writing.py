from __future__ import annotations

import dataclasses
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from vidresults.errors import VideoError
from vidresults.video import Frame, VideoReader, VideoWriter, frame_times, probe


def copy(source, target, **options):
    """Write the frames of a video as they are, and return the notes."""
    with (
        VideoReader(source) as reader,
        VideoWriter(target, like=reader.info, source=None, **options) as writer,
    ):
        for frame in reader:
            writer.write(frame, frame.to_bgr())
    return writer.notes


TIMES = [
    ("mp4", Fraction(1, 10), [0, 1, 2, 3, 4, 5]),
    ("mp4", Fraction(1, 30000), [0, 1001, 2002, 3003, 4004, 5005]),
    ("mp4", Fraction(1, 15360), [153600, 154112, 155136, 155648, 158720, 159232]),
    ("mp4", Fraction(1, 19200), [0, 640, 641, 1280, 9000, 9001]),
    ("mov", Fraction(1, 600), [0, 20, 40, 61, 80, 101]),
    ("mkv", Fraction(1, 1000), [33, 67, 100, 1133, 1167, 1200]),
    ("avi", Fraction(1, 10), [0, 1, 2, 3, 4, 5]),
    ("avi", Fraction(1001, 30000), [0, 1, 2, 3, 4, 5]),
    ("ts", Fraction(1, 90000), [0, 3003, 6006, 9009, 90000, 93003]),
]


@pytest.mark.parametrize(("suffix", "base", "pts"), TIMES)
def test_frames_keep_their_times(kit, tmp_path, suffix, base, pts):
    source = kit.make(tmp_path / f"a.{suffix}", pts=pts, time_base=base, options={"bf": "0"})
    copy(source, tmp_path / "b.mp4")
    before, after = frame_times(source), frame_times(tmp_path / "b.mp4")
    assert len(after.pts) == 6
    for old, new in zip(before.pts.tolist(), after.pts.tolist(), strict=True):
        assert old * before.time_base == new * after.time_base
    with VideoReader(tmp_path / "b.mp4") as reader:
        assert [kit.number(frame.to_bgr()) for frame in reader] == list(range(6))


def test_a_foreign_reader_sees_the_same_frames_and_times(kit, tmp_path):
    source = kit.make(tmp_path / "a.mp4", pts=[0, 1, 2, 5, 6, 10])
    copy(source, tmp_path / "b.mp4")
    capture, seen = cv2.VideoCapture(str(tmp_path / "b.mp4")), []
    while True:
        milliseconds = capture.get(cv2.CAP_PROP_POS_MSEC)
        there, picture = capture.read()
        if not there:
            break
        seen.append((kit.number(picture), round(capture.get(cv2.CAP_PROP_POS_MSEC))))
        assert milliseconds >= 0
    assert seen == [(0, 0), (1, 100), (2, 200), (3, 500), (4, 600), (5, 1000)]


@pytest.mark.parametrize("last", [1, 3, 20])
def test_the_last_frame_is_shown_as_long_as_before(kit, tmp_path, last):
    source = kit.make(tmp_path / "a.mp4", options={"bf": "0"})
    with VideoReader(source) as reader:
        frames = list(reader)
        frames[-1].duration = last * 1024
        with VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None) as writer:
            for frame in frames:
                writer.write(frame, frame.to_bgr())
    info = probe(tmp_path / "b.mp4")
    assert info.duration_seconds == (9 + last) / 10
    assert info.frame_count_from_header == 10


def test_without_durations_the_last_gap_is_kept(kit, tmp_path):
    with VideoReader(kit.make(tmp_path / "a.mp4", pts=[0, 1, 4])) as reader:
        frames = list(reader)
        with VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None) as writer:
            for frame in frames:
                frame.duration = None
                writer.write(frame, frame.to_bgr())
    assert probe(tmp_path / "b.mp4").duration_seconds == pytest.approx(0.7)


@pytest.mark.parametrize("size", [(65, 48), (64, 47), (65, 47)])
def test_an_odd_side_gets_its_edge_twice(kit, tmp_path, size):
    picture = np.full((size[1], size[0], 3), 60, np.uint8)
    picture[-1, :] = picture[:, -1] = 220
    source = kit.make(tmp_path / "a.mkv", size=size, codec="ffv1", options={}, picture=picture)
    assert (probe(source).width, probe(source).height) == size
    (note,) = copy(source, tmp_path / "b.mp4", crf=1)
    even = (size[0] + size[0] % 2, size[1] + size[1] % 2)
    assert f"the size is {even[0]}x{even[1]} instead of {size[0]}x{size[1]}" in note
    with VideoReader(tmp_path / "b.mp4") as reader:
        written = next(iter(reader)).to_bgr()
    assert written.shape == (even[1], even[0], 3)
    expected = np.pad(picture, ((0, size[1] % 2), (0, size[0] % 2), (0, 0)), mode="edge")
    assert np.abs(written.astype(int) - expected).mean() < 3


@pytest.mark.parametrize(("matrix", "aspect"), [("90", Fraction(3, 4)), ("180", Fraction(4, 3))])
def test_a_turned_video_is_written_upright(kit, tmp_path, matrix, aspect):
    source = kit.turn(kit.make(tmp_path / "a.mp4", aspect=Fraction(4, 3)), matrix)
    copy(source, tmp_path / "b.mp4")
    before, after = probe(source), probe(tmp_path / "b.mp4")
    assert (after.width, after.height) == (before.width, before.height)
    assert after.rotation_degrees == 0
    assert after.sample_aspect_ratio == aspect


def test_the_file_is_one_that_browsers_play(kit, tmp_path):
    copy(kit.make(tmp_path / "a.mkv", pix_fmt="yuv444p"), tmp_path / "b.mp4")
    info = probe(tmp_path / "b.mp4")
    assert (info.codec, info.pixel_format) == ("h264", "yuv420p")
    content = (tmp_path / "b.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_the_drawn_pixels_are_written(kit, tmp_path):
    with (
        VideoReader(kit.make(tmp_path / "a.mp4")) as reader,
        VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None) as writer,
    ):
        for frame in reader:
            writer.write(frame, kit.numbered(frame.index + 100, (64, 48)))
    with VideoReader(tmp_path / "b.mp4") as reader:
        assert [kit.number(frame.to_bgr()) for frame in reader] == list(range(100, 110))


def test_times_below_zero_are_moved_with_a_note(kit, tmp_path):
    with VideoReader(kit.make(tmp_path / "a.mp4")) as reader:
        frames = list(reader)
        with VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None) as writer:
            for frame in frames:
                frame.pts -= 2048
                writer.write(frame, frame.to_bgr())
    assert "0.200000 s later" in writer.notes[0]
    assert frame_times(tmp_path / "b.mp4").seconds.tolist() == [i / 10 for i in range(10)]


def test_what_mp4_cannot_hold_is_refused_by_frame_number(kit, tmp_path):
    with VideoReader(kit.make(tmp_path / "a.mp4")) as reader:
        first, second, third, *_ = reader
        for pts in (second.pts, first.pts):
            late = Frame(third.native, index=2, pts=pts, time_base=third.time_base)
            with VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None) as writer:
                writer.write(first, first.to_bgr())
                writer.write(second, second.to_bgr())
                with pytest.raises(VideoError, match=r"frame 2 is at .* not later"):
                    writer.write(late, late.to_bgr())


@pytest.mark.parametrize("wrong", [(48, 62, 3), (64, 48, 3), (48, 64, 4)])
def test_pixels_of_another_size_are_refused(kit, tmp_path, wrong):
    with VideoReader(kit.make(tmp_path / "a.mp4")) as reader:
        frame = next(iter(reader))
        writer = VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None)
        with pytest.raises(VideoError, match=r"frame 0 has pixels of shape"), writer:
            writer.write(frame, np.zeros(wrong, np.uint8))


def test_an_error_of_the_caller_comes_through_alone(kit, tmp_path):
    with VideoReader(kit.make(tmp_path / "a.mp4", audio="aac")) as reader:
        writer = VideoWriter(tmp_path / "b.mp4", like=reader.info, source=tmp_path / "a.mp4")

        def draw():
            with writer:
                for frame in reader:
                    writer.write(frame, frame.to_bgr())
                    _ = 1 / (3 - frame.index)

        with pytest.raises(ZeroDivisionError) as caught:
            draw()
    assert caught.value.__context__ is None


def test_errors_of_the_encoder_are_one_line(kit, tmp_path):
    with VideoReader(kit.make(tmp_path / "a.mp4")) as reader:
        frame = next(iter(reader))

        def writing(path, **options):
            with VideoWriter(path, like=reader.info, source=None, **options) as writer:
                writer.write(frame, frame.to_bgr())

        for path, options, problem in (
            (tmp_path / "none" / "b.mp4", {}, "cannot be written: No such file"),
            (tmp_path / "b.mp4", {"preset": "hasty"}, "has no preset 'hasty'"),
        ):
            with pytest.raises(VideoError, match=problem) as caught:
                writing(path, **options)
            assert "\n" not in str(caught.value)


def test_a_full_disk_is_an_error_and_no_crash(kit, tmp_path):
    resource = pytest.importorskip("resource", reason="file size limits are a thing of Unix")
    source = kit.make(tmp_path / "a.mp4", noise=True, pts=list(range(100)), size=(320, 240))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(VideoError, match="File too large"):
            copy(source, tmp_path / "b.mp4", crf=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_video_without_frames_is_refused(kit, tmp_path):
    info = probe(kit.make(tmp_path / "a.mp4"))
    writer = VideoWriter(tmp_path / "b.mp4", like=info, source=None)
    with pytest.raises(VideoError, match="no frame was written"), writer:
        pass


def test_ticks_too_fine_for_mp4_become_microseconds_or_finer(kit, tmp_path):
    with VideoReader(kit.make(tmp_path / "a.mp4")) as reader:
        like = dataclasses.replace(reader.info, time_base=Fraction(1, 10**9))
        with VideoWriter(tmp_path / "b.mp4", like=like, source=None) as writer:
            for frame in reader:
                pts = frame.index * 30 * 10**9
                fine = Frame(frame.native, index=frame.index, pts=pts, time_base=like.time_base)
                fine.duration = 10**9
                writer.write(fine, frame.to_bgr())
    assert frame_times(tmp_path / "b.mp4").seconds.tolist() == [30.0 * i for i in range(10)]


def test_a_variable_rate_source_with_unknown_rate_is_written(kit, tmp_path):
    with VideoReader(kit.make(tmp_path / "a.mkv")) as reader:
        like = dataclasses.replace(reader.info, average_rate=None)
        with VideoWriter(tmp_path / "b.mp4", like=like, source=None) as writer:
            for frame in reader:
                writer.write(frame, frame.to_bgr())
    with av.open(str(tmp_path / "b.mp4")) as container:
        assert container.streams.video[0].frames == 10
