from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import av
import pytest

from vidresults.errors import VideoError
from vidresults.video import AudioInfo, probe


def test_a_plain_mp4_is_described(kit, tmp_path):
    path = kit.make(tmp_path / "a.mp4", audio="aac", aspect=Fraction(4, 3))
    info = probe(path)
    assert info.path == path
    assert (info.width, info.height, info.rotation_degrees) == (64, 48, 0)
    assert info.average_rate == 10
    assert info.time_base == Fraction(1, 10240)  # the muxer's multiple of 1/10
    assert info.start_pts == 0
    assert info.duration_seconds == 1.0
    assert info.frame_count_from_header == 10
    assert (info.codec, info.pixel_format) == ("h264", "yuv420p")
    assert info.sample_aspect_ratio == Fraction(4, 3)
    assert info.stream_index == 0
    assert info.audio == (AudioInfo(codec="aac", sample_rate=44100, channels=1),)


def test_a_rate_is_never_rounded(kit, tmp_path):
    pts = [1001 * i for i in range(5)]
    path = kit.make(tmp_path / "a.mp4", pts=pts, time_base=Fraction(1, 30000))
    assert probe(path).average_rate == Fraction(30000, 1001)


def test_mkv_has_no_frame_count(kit, tmp_path):
    info = probe(kit.make(tmp_path / "a.mkv"))
    assert info.frame_count_from_header is None
    assert info.duration_seconds == 1.0
    assert info.audio == ()


@pytest.mark.parametrize(
    ("matrix", "degrees", "size"),
    [("90", 90, (48, 64)), ("180", 180, (64, 48)), ("270", 270, (48, 64)), ("mirrored", 0, None)],
)
def test_size_is_that_of_the_upright_picture(kit, tmp_path, matrix, degrees, size):
    info = probe(kit.turn(kit.make(tmp_path / "a.mp4"), matrix))
    assert info.rotation_degrees == degrees
    assert (info.width, info.height) == (size or (64, 48))


def two_videos(path):
    """Write a file with a video of one frame and, behind it, one of five."""
    with av.open(str(path), "w") as output:
        streams = [output.add_stream("libx264", rate=10) for _ in range(2)]
        for stream, size in zip(streams, (32, 64), strict=True):
            stream.width = stream.height = size
        for stream, count in zip(streams, (1, 5), strict=True):
            for pts in range(count):
                frame = av.VideoFrame(stream.width, stream.height, "yuv420p")
                for plane in frame.planes:
                    plane.update(bytes(plane.buffer_size))
                frame.pts, frame.time_base = pts, Fraction(1, 10)
                output.mux(stream.encode(frame))
            output.mux(stream.encode(None))
    return path


def test_the_best_stream_is_taken_unless_one_is_named(tmp_path):
    path = two_videos(tmp_path / "a.mkv")
    assert (probe(path).stream_index, probe(path).width) == (1, 64)
    assert (probe(path, stream=0).stream_index, probe(path, stream=0).width) == (0, 32)


def test_a_stream_that_is_no_video_is_refused_with_those_that_are(kit, tmp_path):
    path = kit.make(tmp_path / "a.mp4", audio="aac")
    for wrong in (1, 7, -1):
        with pytest.raises(VideoError, match=r"no video stream -?\d+: its video streams are 0"):
            probe(path, stream=wrong)


def audio_file(path, *, cover):
    with av.open(str(path), "w") as output:
        sound = output.add_stream("aac", rate=44100)
        if cover:
            picture = output.add_stream("mjpeg", rate=1)
            picture.width = picture.height = 32
            picture.pix_fmt = "yuvj420p"
            picture.disposition = av.stream.Disposition.attached_pic.value
        frame = av.AudioFrame("fltp", "stereo", 1024)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts = 44100, 0
        output.mux(sound.encode(frame))
        if cover:
            image = av.VideoFrame(32, 32, "yuvj420p")
            image.pts, image.time_base = 0, Fraction(1)
            output.mux(picture.encode(image))
            output.mux(picture.encode(None))
        output.mux(sound.encode(None))
    return path


@pytest.mark.parametrize("cover", [False, True])
def test_audio_is_no_video_even_with_a_cover_picture(tmp_path, cover):
    path = audio_file(tmp_path / "a.mp4", cover=cover)
    with pytest.raises(VideoError, match=r"a\.mp4 holds no video \(only audio\)"):
        probe(path)


def bad_files(folder):
    (folder / "empty.mp4").touch()
    (folder / "result.json").write_text('{"frame_offset": [0]}')
    (folder / "text.mp4").write_text("no video\n" * 200)
    (folder / "text.txt").write_text("no video\n" * 200)
    (folder / "folder.mp4").mkdir()
    return {
        "empty.mp4": "is empty",
        "result.json": "is not a video",
        "text.mp4": "is not a video",
        "text.txt": "is (not a video|a text file)",
        "folder.mp4": "is a folder",
        "missing.mp4": "does not exist",
    }


def test_what_is_no_video_is_refused_in_one_line(tmp_path):
    for name, problem in bad_files(tmp_path).items():
        with pytest.raises(VideoError, match=problem) as caught:
            probe(tmp_path / name)
        assert name in str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["a:b.mp4", "img%03d.mp4", "ü ß.mp4"])
def test_any_file_name_works(kit, tmp_path, name):
    path = kit.make(tmp_path / "a.mp4").rename(tmp_path / name)
    assert probe(path).width == 64


def test_importing_the_package_does_not_load_the_video_library():
    code = "import sys, vidresults.errors; sys.exit('av' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
