"""Subtitles: copied where mp4 holds them, named where not."""

from __future__ import annotations

import shutil
import subprocess

import av
import pytest

from vidresults.video import VideoReader, VideoWriter

pytestmark = pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="ffmpeg is not installed (Debian package ffmpeg)"
)
WORDS = """1
00:00:00,500 --> 00:00:01,000
Hello

2
00:00:02,000 --> 00:00:02,800
there
"""


def with_words(kit, folder, suffix, codec):
    plain = kit.make(folder / "plain.mp4", pts=list(range(30)), audio="aac")
    (folder / "words.srt").write_text(WORDS)
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(plain), "-i", str(folder / "words.srt"),
               "-map", "0", "-map", "1", "-c", "copy", "-c:s", codec,
               "-metadata:s:s:0", "language=deu", str(folder / f"a.{suffix}")]  # fmt: skip
    subprocess.run(command, check=True)
    return folder / f"a.{suffix}"


def copy(source, target, start=None, end=None):
    with (
        VideoReader(source) as reader,
        VideoWriter(target, like=reader.info, source=source, cut=start is not None) as writer,
    ):
        reader.seek(start, end)
        for frame in reader:
            writer.write(frame, frame.to_bgr())
    return writer.notes


def said(path):
    """Return when each text begins and what it says."""
    with av.open(str(path)) as container:
        return [
            (round(float(packet.pts * packet.time_base), 3), bytes(packet)[2:].decode())
            for packet in container.demux(subtitles=0)
            if packet.size > 2
        ]


def test_texts_of_mp4_go_over_with_their_times(kit, tmp_path):
    source = with_words(kit, tmp_path, "mp4", "mov_text")
    assert copy(source, tmp_path / "b.mp4") == []
    assert said(tmp_path / "b.mp4") == [(0.5, "Hello"), (2.0, "there")] == said(source)
    with av.open(str(tmp_path / "b.mp4")) as container:
        assert container.streams.subtitles[0].language == "deu"


def test_a_part_has_its_own_texts(kit, tmp_path):
    source = with_words(kit, tmp_path, "mp4", "mov_text")
    copy(source, tmp_path / "b.mp4", 1.5, 2.5)
    assert said(tmp_path / "b.mp4") == [(0.5, "there")]


def test_texts_that_mp4_does_not_hold_are_named(kit, tmp_path):
    source = with_words(kit, tmp_path, "mkv", "srt")
    assert copy(source, tmp_path / "b.mp4") == ["subtitle stream 2 (subrip) is left out"]
