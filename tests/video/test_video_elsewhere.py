"""Videos that lie elsewhere: which pieces of them are read, and what is known then."""

import io
import json
import subprocess
import warnings

import numpy as np
import pytest

from tests.support.clip_table import CLIPS
from tests.support.foreign import ffmpeg, needs_ffmpeg
from vidresults.errors import VideoError, VidResultsWarning
from vidresults.load import video_clock
from vidresults.video import VideoReader, _index, elsewhere, frame_times, probe

pytestmark = needs_ffmpeg


class Counted(io.BytesIO):
    """A file in memory that counts what is read of it."""

    read_bytes = 0

    def read(self, size=-1):
        content = super().read(size)
        Counted.read_bytes += len(content)
        return content


@pytest.fixture(scope="module")
def noise(tmp_path_factory):
    """Make a video of 10 seconds with sound, B-frames and some 12 MB, in a form of ffmpeg's."""
    folder = tmp_path_factory.mktemp("noise")
    first = folder / "first.mp4"
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=640x480:r=30:d=10,noise=alls=40:allf=t",
        "-f", "lavfi", "-i", "sine=frequency=440:duration=10",
        "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-crf", "25",
        "-pix_fmt", "yuv420p", "-shortest", first,
    )  # fmt: skip

    def make(name, *words):
        ffmpeg("-i", first, "-c", "copy", *words, folder / name)
        return folder / name

    return make


def by_ffprobe(path):
    """Times of the frames in ticks, sorted, from their packets."""
    words = ["-v", "error", "-select_streams", "v", "-show_entries", "packet=pts", "-of", "json"]
    told = subprocess.run(["ffprobe", *words, path], capture_output=True, check=True).stdout
    return sorted(packet["pts"] for packet in json.loads(told)["packets"])


def away(path, tmp_path, content=None):
    """The video under a name where no file is; what is read of it counts from 0."""
    held = path.read_bytes() if content is None else content
    Counted.read_bytes = 0
    return elsewhere(tmp_path / "nowhere" / path.name, lambda: Counted(held))


@pytest.mark.parametrize(
    ("name", "words"),
    [("end.mp4", ()), ("begin.mp4", ("-movflags", "+faststart")), ("apple.mov", ())],
)
def test_size_and_times_of_all_frames_are_read_without_the_frames(noise, tmp_path, name, words):
    path = noise(name, *words)
    size = path.stat().st_size
    assert size > 6_000_000
    with away(path, tmp_path) as named:
        info = probe(named)
        with pytest.warns(VidResultsWarning, match="was not read whole: the times"):
            times = frame_times(named)
        assert Counted.read_bytes < size / 2
    assert (info.width, info.height, info.frame_count_from_header) == (640, 480, 300)
    assert times.pts.tolist() == by_ffprobe(path)
    assert times.time_base == frame_times(path).time_base


@pytest.mark.parametrize("name", [n for n in CLIPS if CLIPS[n].suffix in ("mp4", "mov")])
@pytest.mark.filterwarnings("ignore:.*was not read whole")
def test_the_times_by_the_index_are_those_of_the_whole_file(name, tmp_path, monkeypatch):
    monkeypatch.setattr(_index, "_REAL", 3000)
    path = CLIPS[name].make(tmp_path)
    with away(path, tmp_path) as named:
        assert frame_times(named).pts.tolist() == frame_times(path).pts.tolist()


def test_what_has_no_index_that_tells_everything_is_read_whole(noise, tmp_path):
    for path in (noise("a.mkv"), noise("f.mp4", "-movflags", "+frag_keyframe+empty_moov")):
        with away(path, tmp_path) as named, warnings.catch_warnings():
            warnings.simplefilter("error")
            times = frame_times(named)
            assert Counted.read_bytes >= path.stat().st_size
        assert times.pts.tolist() == frame_times(path).pts.tolist()


def test_a_file_that_ends_early_is_read_as_it_is_here(noise, tmp_path):
    path = noise("begin.mp4", "-movflags", "+faststart")
    short = path.read_bytes()[: path.stat().st_size // 3]
    path.write_bytes(short)
    with away(path, tmp_path) as named, warnings.catch_warnings():
        warnings.simplefilter("error")
        assert frame_times(named).pts.tolist() == frame_times(path).pts.tolist()


def test_frames_are_those_of_the_file(noise, tmp_path):
    path = noise("end.mp4")
    with away(path, tmp_path) as named, VideoReader(named) as there, VideoReader(path) as here:
        there.seek(9.5)
        here.seek(9.5)
        pairs = list(zip(there, here, strict=True))
        assert [one.index for one, _ in pairs] == list(range(285, 300))
        assert all(np.array_equal(one.to_bgr(), other.to_bgr()) for one, other in pairs)


def test_the_checksum_of_what_was_not_read_whole_is_unknown(noise, tmp_path):
    path = noise("end.mp4")
    with away(path, tmp_path) as named, pytest.warns(VidResultsWarning):
        clock = video_clock(named)
    assert clock.sha256 is None
    assert len(clock.pts) == 300


def test_what_is_no_video_is_one_line_and_the_name_ends_with_the_block(noise, tmp_path):
    path = noise("end.mp4")
    for content in (b"", b"no video at all" * 100, b"\0\0\0\x08ftyp\xff\xff\xff\xffmoov"):
        with (
            away(path, tmp_path, content) as named,
            pytest.raises(VideoError, match=r"nowhere/end\.mp4"),
        ):
            frame_times(named)
    with pytest.raises(VideoError, match="does not exist"):
        probe(named)
