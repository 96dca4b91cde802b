"""Rendering whole videos: every frame at its time, the sound, and boxes on the right frames."""

from __future__ import annotations

import json
from fractions import Fraction

import av
import numpy as np
import pytest

from tests.support.sources import box, document
from vidresults.cli import main
from vidresults.errors import MatchError, OutputError, VideoError
from vidresults.load import load
from vidresults.render import Style, render
from vidresults.sample import sample_result, sample_video
from vidresults.video import VideoReader, frame_times, probe

REAL_VIDEOS = {  # frames that decode, and whether there is sound
    "vtest.avi": (795, False),
    "vtest_vfr_dropped.mp4": (86, False),
    "trunc_moov_front_40pct.mp4": (311, False),
    "torchcodec_nasa_13013.mp4": (390, True),
    "torchcodec_av1_video.mkv": (125, False),
    "decord_video_90.mov": (3, False),
    "media3_avc_firstpts_10s.mp4": (120, False),
    "media3_sample.mp4": (30, True),
}
STYLE = Style(labels=False, thickness=8, palette=("#FF0000",))
STEP = 5


def fitting_result(info, frame_count):
    """One large box on every fifth frame, in pixels of the video as shown."""
    frames = list(range(0, frame_count, STEP))
    size = {"width": info.width, "height": info.height}
    sides = {"x": info.width / 2, "y": info.height / 2,
             "width": float(info.width // 2), "height": float(info.height // 2)}  # fmt: skip
    boxes = [{"image": size, "predictions": [box(**sides)]} for _ in frames]
    return {"frame_offset": frames, "time_offset": [f / 25 for f in frames], "fit": boxes}


def redness(picture, info):
    """How red the left side of the box is."""
    x, y = info.width // 2 - info.width // 4, info.height // 2
    blue, green, red = picture[y - 2 : y + 2, x - 1 : x + 3].reshape(-1, 3).mean(axis=0)
    return red - max(blue, green)


@pytest.mark.parametrize("name", REAL_VIDEOS)
def test_a_real_video_keeps_its_frames_times_and_sound(name, real_data, tmp_path):
    count, has_audio = REAL_VIDEOS[name]
    source = real_data / "videos" / name
    info = probe(source)
    report = render(
        load(fitting_result(info, count)), source, tmp_path / "out.mp4", style=STYLE, crf=18
    )
    before, after = frame_times(source), frame_times(tmp_path / "out.mp4")
    assert report.frames == count == len(before.pts) == len(after.pts)
    assert np.abs(before.seconds - after.seconds).max() <= float(before.time_base)
    made = probe(tmp_path / "out.mp4")
    assert (made.codec, made.pixel_format) == ("h264", "yuv420p")
    assert (made.width, made.height) == (info.width + info.width % 2, info.height + info.height % 2)
    assert bool(made.audio) is has_audio is bool(info.audio)
    with VideoReader(tmp_path / "out.mp4") as reader:
        red = [redness(frame.to_bgr(), made) for frame in reader if frame.index % STEP == 0]
    assert min(red) > 100
    if name.startswith("trunc"):
        assert "311 frames decode, 484 frames are missing" in " ".join(report.notes)


def test_the_index_stands_before_the_pictures_so_that_a_browser_can_begin(tmp_path):
    render(load(sample_result()), sample_video(), tmp_path / "out.mp4")
    data = (tmp_path / "out.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def clip(path, count=30, size=(64, 48), rate=10):
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=rate, options={"crf": "10"})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p" if size[1] % 2 == 0 else "yuv444p"
        for index in range(count):
            grey = np.full((size[1], size[0], 3), 60, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, rate)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def lit_frames(path, x, y):
    with VideoReader(path) as reader:
        return [f.index for f in reader if np.ptp(f.to_bgr()[y, x].astype(int)) > 60]


@pytest.mark.parametrize(
    ("between", "lit"),
    [("hold", [*range(5), *range(10, 15)]), ("none", [0, 10])],
)
def test_boxes_stand_on_their_frames_and_no_others(between, lit, tmp_path):
    """Samples at 0, at 5 (not inferred), at 10, and at 15 (nothing found)."""
    big = {"image": {"width": 64, "height": 48}, "predictions": [box(x=32.0, y=24.0, width=40.0,
                                                                    height=30.0)]}  # fmt: skip
    empty = {"image": {"width": 64, "height": 48}, "predictions": []}
    result = load(document(m=[big, None, big, empty]))
    style = Style(labels=False, thickness=6, palette=("#FF0000",))
    video = clip(tmp_path / "in.mp4")
    render(result, video, tmp_path / "out.mp4", between=between, style=style)
    assert lit_frames(tmp_path / "out.mp4", 12, 24) == lit


def test_an_odd_size_gets_one_repeated_pixel_and_says_so(tmp_path):
    video = clip(tmp_path / "in.mp4", size=(63, 47), count=3)
    result = load({"frame_offset": [0], "time_offset": [0.0], "m": [{"predictions": []}]})
    report = render(result, video, tmp_path / "out.mp4")
    made = probe(tmp_path / "out.mp4")
    assert (made.width, made.height) == (64, 48)
    assert any("repeated" in note for note in report.notes)


def test_samples_that_are_not_in_the_video_are_counted(tmp_path):
    video = clip(tmp_path / "in.mp4", count=7)
    empty = {"image": {"width": 64, "height": 48}, "predictions": []}
    report = render(load(document(m=[empty] * 4)), video, tmp_path / "out.mp4")
    assert "2 sampled frames are not in the video" in report.notes


def test_a_failed_rendering_leaves_nothing(tmp_path):
    video = clip(tmp_path / "in.mp4")
    wide = {"image": {"width": 640, "height": 48}, "predictions": [box()]}
    with pytest.raises(MatchError):
        render(load(document(m=[wide])), video, tmp_path / "deep" / "out.mp4")
    (tmp_path / "no.mp4").write_text("this is no video")
    with pytest.raises(VideoError):
        render(load(document(m=[None])), tmp_path / "no.mp4", tmp_path / "deep" / "out.mp4")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.mp4", "no.mp4"]


@pytest.mark.parametrize("name", ["out.avi", "out"])
def test_only_mp4_is_made(name, tmp_path):
    with pytest.raises(OutputError, match=r"\.mp4"):
        render(load(document(m=[None])), sample_video(), tmp_path / name)


def test_the_video_itself_is_never_overwritten(tmp_path):
    video = clip(tmp_path / "in.mp4")
    before = video.read_bytes()
    with pytest.raises(OutputError, match="is the video itself"):
        render(load(document(m=[None])), video, video)
    assert video.read_bytes() == before


def test_an_interruption_leaves_nothing(tmp_path):
    def stop(_done, _total):
        raise KeyboardInterrupt

    video = clip(tmp_path / "in.mp4")
    with pytest.raises(KeyboardInterrupt):
        render(load(document(m=[None])), video, tmp_path / "out.mp4", progress=stop)
    assert [p.name for p in tmp_path.iterdir()] == ["in.mp4"]


def test_the_command_says_what_it_wrote_and_what_is_missing(tmp_path, monkeypatch, capsys):
    video = clip(tmp_path / "in.mp4", count=7)
    result = tmp_path / "r.json"
    result.write_text(json.dumps(document(m=[None] * 4)))
    words = ["render", str(result), str(video), "--out", str(tmp_path / "out.mp4")]
    monkeypatch.setattr("sys.argv", ["vidresults", *words])
    main()
    said = capsys.readouterr().err
    assert "wrote" in said
    assert "7 frames" in said
    assert "2 sampled frames are not in the video" in said
