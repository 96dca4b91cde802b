from __future__ import annotations

import itertools
from fractions import Fraction

import av
import numpy as np
import pytest

from vidresults.video import VideoReader, VideoWriter, probe

RATE = 44_100
FRAME = 1024 / RATE  # an AAC frame, in seconds


def copy(source, target):
    with (
        VideoReader(source) as reader,
        VideoWriter(target, like=reader.info, source=source) as writer,
    ):
        for frame in reader:
            writer.write(frame, frame.to_bgr())
    return writer.notes


def packets(path, stream=0):
    with av.open(str(path)) as container:
        audio = container.streams.audio[stream]
        return [(p.pts * p.time_base, bytes(p)) for p in container.demux(audio) if p.size]


def beep(path):
    """Return where the sound starts, where the beep starts, and where the sound ends."""
    times, samples = [], []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            wave = frame.to_ndarray().astype(float).ravel()
            times.append(float(frame.pts * frame.time_base) + np.arange(len(wave)) / RATE)
            samples.append(np.abs(wave))
    time, level = np.concatenate(times), np.concatenate(samples)
    return time[0], time[level > 0.3 * level.max()][0], time[-1]


@pytest.mark.parametrize("start", [Fraction(0), Fraction(1940, RATE), Fraction(2)])
def test_aac_is_carried_over_untouched(kit, tmp_path, start):
    source = kit.make(tmp_path / "a.mp4", audio="aac", audio_start=start)
    assert copy(source, tmp_path / "b.mp4") == []
    before, after = packets(source), packets(tmp_path / "b.mp4")
    assert [data for _, data in after] == [data for _, data in before]
    tick = Fraction(1, RATE)
    for (old, _), (new, _) in zip(before, after, strict=True):
        assert abs(old - new) <= tick
    assert probe(tmp_path / "b.mp4").audio == probe(source).audio


def test_audio_starts_where_the_video_starts_late(kit, tmp_path):
    source = kit.make(tmp_path / "a.mp4", pts=list(range(100, 110)), audio="aac")
    copy(source, tmp_path / "b.mp4")
    assert abs(beep(tmp_path / "b.mp4")[1] - beep(source)[1]) < 1 / RATE
    assert probe(tmp_path / "b.mp4").start_pts * probe(tmp_path / "b.mp4").time_base == 10


@pytest.mark.parametrize("suffix", ["mkv", "avi", "mov"])
def test_pcm_is_encoded_as_aac_in_the_same_place(kit, tmp_path, suffix):
    source = kit.make(tmp_path / f"a.{suffix}", audio="pcm_s16le")
    (note,) = copy(source, tmp_path / "b.mp4")
    assert note.startswith("audio stream 1 (pcm_s16le) is encoded again as AAC")
    assert [audio.codec for audio in probe(tmp_path / "b.mp4").audio] == ["aac"]
    before, after = beep(source), beep(tmp_path / "b.mp4")
    assert abs(after[0] - before[0]) <= FRAME
    assert abs(after[1] - before[1]) < 0.001
    assert abs(after[2] - before[2]) <= FRAME


def test_encoded_audio_keeps_a_late_start(kit, tmp_path):
    source = kit.make(tmp_path / "a.mkv", audio="pcm_s16le", audio_start=Fraction(7, 10))
    copy(source, tmp_path / "b.mp4")
    assert abs(packets(tmp_path / "b.mp4")[0][0] - Fraction(7, 10)) <= FRAME
    assert beep(tmp_path / "b.mp4")[1] == pytest.approx(1.2, abs=0.001)


def test_missing_samples_become_silence(kit, tmp_path):
    source = kit.make(
        tmp_path / "a.mkv", audio="pcm_s16le", audio_gap=(0.1, 0.4), pts=list(range(20))
    )
    copy(source, tmp_path / "b.mp4")
    before, after = beep(source), beep(tmp_path / "b.mp4")
    assert before[1] == pytest.approx(0.5, abs=0.002)
    assert after[1] == pytest.approx(0.5, abs=0.002)


def test_milliseconds_of_mkv_do_not_make_gaps(kit, tmp_path):
    source = kit.make(tmp_path / "a.mkv", audio="aac", pts=list(range(30)))
    copy(source, tmp_path / "b.mp4")
    before, after = packets(source), packets(tmp_path / "b.mp4")
    assert [data for _, data in after] == [data for _, data in before]
    steps = {b - a for (a, _), (b, _) in itertools.pairwise(after)}
    assert steps == {Fraction(1024, RATE)}
    assert max(abs(a - b) for (a, _), (b, _) in zip(before, after, strict=True)) <= Fraction(1, 500)


def test_audio_lies_beside_the_video_it_belongs_to(kit, tmp_path):
    source = kit.make(tmp_path / "a.mp4", audio="aac", pts=list(range(100)), noise=True)
    copy(source, tmp_path / "b.mp4")
    with av.open(str(tmp_path / "b.mp4")) as container:
        stored = sorted(
            (p.pos, p.stream_index, p.pts * p.time_base) for p in container.demux() if p.size
        )
    reached = {0: 0, 1: 0}
    for _, stream, time in stored:
        reached[stream] = time
        assert abs(reached[0] - reached[1]) < 2


def test_damaged_audio_does_no_harm(kit, tmp_path):
    source = kit.make(tmp_path / "a.mkv", audio="pcm_s16le", pts=list(range(40)), noise=True)
    content = source.read_bytes()
    source.write_bytes(content[: len(content) * 2 // 3])
    copy(source, tmp_path / "b.mp4")
    assert len(probe(tmp_path / "b.mp4").audio) == 1


def two_sounds_and_words(path):
    """Write a file with audio in two languages and subtitles."""
    with av.open(str(path), "w") as output:
        video = output.add_stream("libx264", rate=10)
        video.width, video.height = 64, 48
        sounds = [output.add_stream("aac", rate=RATE) for _ in range(2)]
        for sound, language in zip(sounds, ("eng", "deu"), strict=True):
            sound.metadata["language"] = language
        words = output.add_stream("ass")
        words.codec_context.subtitle_header = b"[Script Info]\n[Events]\n"
        for pts in range(10):
            frame = av.VideoFrame(64, 48, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.pts = pts
            output.mux(video.encode(frame))
        for sound in sounds:
            frame = av.AudioFrame("fltp", "stereo", 1024)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.sample_rate, frame.pts = RATE, 0
            output.mux(sound.encode(frame))
        for stream in (video, *sounds):
            output.mux(stream.encode(None))
    return path


def test_every_audio_stream_goes_over_and_other_streams_are_named(tmp_path):
    source = two_sounds_and_words(tmp_path / "a.mkv")
    assert copy(source, tmp_path / "b.mp4") == ["subtitle stream 3 (ass) is left out"]
    with av.open(str(tmp_path / "b.mp4")) as container:
        assert [s.language for s in container.streams.audio] == ["eng", "deu"]
        assert len(container.streams) == 3


def test_no_source_means_no_audio(kit, tmp_path):
    source = kit.make(tmp_path / "a.mp4", audio="aac")
    with (
        VideoReader(source) as reader,
        VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None) as writer,
    ):
        for frame in reader:
            writer.write(frame, frame.to_bgr())
    assert probe(tmp_path / "b.mp4").audio == ()


@pytest.mark.parametrize("codec", ["aac", "pcm_s16le"])
def test_a_part_begins_at_0_with_its_own_sound(kit, tmp_path, codec):
    source = kit.make(tmp_path / "a.mov", audio=codec, pts=list(range(30)))
    with (
        VideoReader(source) as reader,
        VideoWriter(tmp_path / "b.mp4", like=reader.info, source=source, cut=True) as writer,
    ):
        reader.seek(0.3, 1.5)
        for frame in reader:
            writer.write(frame, frame.to_bgr())
    info = probe(tmp_path / "b.mp4")
    assert (info.start_pts, info.duration_seconds) == (0, pytest.approx(1.2))
    with VideoReader(tmp_path / "b.mp4") as reader:
        assert [kit.number(frame.to_bgr()) for frame in reader] == list(range(3, 15))
    first, beeping, last = beep(tmp_path / "b.mp4")
    assert 0 <= first <= FRAME
    assert beeping == pytest.approx(beep(source)[1] - 0.3, abs=0.002)
    assert last == pytest.approx(1.2, abs=3 * FRAME)
