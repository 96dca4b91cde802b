"""Only the stretches with a class: which frames, at which times, with which sound."""

from __future__ import annotations

import base64
import sys

import av
import cv2
import numpy as np
import pytest

from tests.support.sources import document
from vidresults.errors import SelectionError, VideoError
from vidresults.load import load
from vidresults.render import Style, render
from vidresults.render.reading import _neighbours, frames_of
from vidresults.video import Stretch, VideoReader

NAMES = [[], [], ["car"], ["bus"], [], None, ["car", "bus"], []]
"""A car on samples 2 and 6: frames 10 to 14 and 30 to 34; a bus on 15 to 19 and 30 to 34."""


@pytest.fixture
def cut(clips, tmp_path):
    """Render the stretches; returns the numbers and times of the frames, and the notes."""

    def run(times=clips.even, samples=NAMES, suffix="mp4", **options):
        source = clips.make(tmp_path / f"in.{suffix}", times)
        style = Style(labels=False, boxes=False)
        found = load(clips.result(*samples))
        report = render(found, source, tmp_path / "out.mp4", style=style, crf=4, **options)
        with VideoReader(tmp_path / "out.mp4") as reader:
            frames = [(clips.number(f.to_bgr()), round(f.time_seconds * 1000)) for f in reader]
        assert report.frames == len(frames)
        return [n for n, _ in frames], [t for _, t in frames], report.notes

    return run


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ({"only_with": "car", "padding_seconds": 0}, [*range(10, 15), *range(30, 35)]),
        ({"only_with": "car"}, [*range(5, 20), *range(25, 40)]),
        ({"only_with": "car", "padding_seconds": 0.75}, range(3, 40)),
        ({"only_with": ["car", "bus"], "padding_seconds": 0}, [*range(10, 20), *range(30, 35)]),
        ({"only_with": "car", "between": "none", "padding_seconds": 0}, [10, 30]),
        (
            {"only_with": "car", "start_seconds": 1.2, "end_seconds": 3.7},
            [*range(12, 20), *range(25, 37)],
        ),
        ({"only_with": "car", "start_seconds": 2}, range(25, 40)),
    ],
)  # fmt: skip
def test_frames_with_the_class_and_around_it_are_kept(cut, options, numbers):
    kept, times, _ = cut(**options)
    assert kept == list(numbers)
    assert times == [100 * place for place in range(len(kept))]


def test_what_fades_in_and_out_is_seen_too(cut):
    """Half an interval of 5 frames before and after: 2 frames, as a third is quite gone."""
    kept, _, _ = cut(
        samples=[[], [], [], ["car"], [], [], [], []],
        only_with="car",
        between="interpolate",
        padding_seconds=0,
    )
    assert kept == [13, 14, 15, 16, 17]


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_each_stretch_keeps_its_own_distances(clips, cut, suffix):
    kept, times, _ = cut(clips.uneven, suffix=suffix, only_with="car", padding_seconds=0)
    assert kept == [*range(10, 15), *range(30, 35)]
    # 1400 1500 1800 1900 2000 | (2100) and 4400 4500 4800 4900 5000
    assert times == [0, 100, 400, 500, 600, 700, 800, 1100, 1200, 1300]


def test_a_foreign_program_reads_frames_without_gaps(clips, cut, tmp_path):
    cut(clips.uneven, only_with="car", padding_seconds=0)
    seen = clips.probed(
        tmp_path / "out.mp4", "-show_entries", "packet=pts_time,duration_time:stream=duration"
    )
    starts = [round(float(p["pts_time"]), 3) for p in seen["packets"]]
    lengths = [round(float(p["duration_time"]), 3) for p in seen["packets"]]
    assert starts == [0, 0.1, 0.4, 0.5, 0.6, 0.7, 0.8, 1.1, 1.2, 1.3]
    assert lengths[:-1] == [0.1, 0.3, 0.1, 0.1, 0.1, 0.1, 0.3, 0.1, 0.1]


def test_the_last_frame_lasts_as_long_as_in_the_video(clips, cut, tmp_path):
    """Frame 11 is there from 1.5 to 1.8 s, which the file hides: frames are out of order."""
    cut(clips.uneven, only_with="car", padding_seconds=0, end_seconds=1.75)
    seen = clips.probed(tmp_path / "out.mp4", "-show_entries", "stream=duration,nb_frames")
    assert (seen["streams"][0]["nb_frames"], seen["streams"][0]["duration"]) == ("2", "0.400000")


def test_the_notes_say_how_much_is_kept(cut):
    notes = cut(only_with="car", padding_seconds=0)[2]
    assert "2 stretches with 'car': 1.00 s of 4.00 s are kept (25%)" in notes
    notes = cut(only_with=("car", "bus"), start_seconds=2)[2]
    assert "1 stretch with 'car' or 'bus': 1.50 s of 2.00 s are kept (75%)" in notes


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"only_with": "cat"}, "there is no class 'cat' in the results; there is 'bus', 'car'"),
        ({"only_with": "car", "end_seconds": 1}, "'car' is never to be seen in the part"),
        ({"only_with": "car", "start_seconds": 9}, "no frame lies in the part"),
        ({"only_with": "car", "padding_seconds": -1}, "padding_seconds=-1: expected seconds"),
        ({"padding_seconds": 1}, "padding_seconds is nothing without a class"),
    ],
)
def test_what_cannot_be_kept_is_one_clear_error(cut, tmp_path, options, said):
    with pytest.raises((SelectionError, VideoError)) as error:
        cut(**options)
    assert said in str(error.value).replace("'car', 'bus'", "'bus', 'car'")
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]


@pytest.mark.parametrize(
    ("suffix", "codec"),
    [("mp4", "aac"), ("mkv", "libopus"), ("mkv", "pcm_s16le"), ("mkv", "libmp3lame")],
)
def test_sound_stays_in_step_to_the_millisecond(clips, suffix, codec, tmp_path):
    """Tones at 0.2, in both stretches, and between them."""
    plain = clips.make(tmp_path / "plain.mp4")
    source = clips.with_sound(plain, tmp_path / f"in.{suffix}", codec, [0.2, 1.2, 2.2, 3.1])
    # The muxer puts all later where the encoder begins before 0.
    video = clips.probed(source, "-show_entries", "stream=start_time")["streams"][0]
    first = float(video["start_time"])
    before = [beep - first for beep in clips.beeps_of(source)]
    assert before == pytest.approx([0.2, 1.2, 2.2, 3.1], abs=0.01)  # Opus is early by itself
    report = render(
        load(clips.result(*NAMES)), source, tmp_path / "out.mp4", only_with="car",
        padding_seconds=0,
    )  # fmt: skip
    expected = [before[1] - 1.0, before[3] - 3.0 + 0.5]
    assert clips.beeps_of(tmp_path / "out.mp4") == pytest.approx(expected, abs=0.002)
    assert any("encoded again as AAC" in note for note in report.notes)
    seen = clips.probed(tmp_path / "out.mp4", "-show_entries", "stream=duration,codec_name")
    assert [s["codec_name"] for s in seen["streams"]] == ["h264", "aac"]
    assert [float(s["duration"]) for s in seen["streams"]] == pytest.approx([1, 1], abs=0.03)


def test_sound_of_a_single_stretch_is_copied(clips, tmp_path):
    plain = clips.make(tmp_path / "plain.mp4")
    source = clips.with_sound(plain, tmp_path / "in.mp4", "aac", [1.2])
    report = render(
        load(clips.result(*NAMES)), source, tmp_path / "out.mp4", only_with="car",
        padding_seconds=0, end_seconds=2,
    )  # fmt: skip
    assert not any("AAC" in note for note in report.notes)
    # A packet of audio is 21 ms long.
    assert clips.beeps_of(tmp_path / "out.mp4") == pytest.approx([0.2], abs=0.022)


def test_sound_that_begins_late_leaves_silence_before_it(clips, tmp_path):
    plain = clips.make(tmp_path / "plain.mp4")
    clips.with_sound(plain, tmp_path / "sound.mp4", "aac", [0.7])
    clips.run(
        "ffmpeg", "-v", "error", "-i", plain, "-itsoffset", "2.5", "-i", tmp_path / "sound.mp4",
        "-map", "0:v", "-map", "1:a", "-c", "copy", tmp_path / "in.mp4",
    )  # fmt: skip
    render(
        load(clips.result(*NAMES)), tmp_path / "in.mp4", tmp_path / "out.mp4", only_with="car",
        padding_seconds=0,
    )  # fmt: skip
    assert clips.beeps_of(tmp_path / "out.mp4") == pytest.approx([0.7], abs=0.003)


def test_subtitles_are_cut_as_the_pictures_are(clips, tmp_path):
    words = tmp_path / "words.srt"
    words.write_text(
        "1\n00:00:00,500 --> 00:00:01,200\nHello\n\n2\n00:00:02,000 --> 00:00:02,500\nno\n\n"
        "3\n00:00:03,200 --> 00:00:03,800\nthere\n"
    )
    plain = clips.make(tmp_path / "plain.mp4")
    source = clips.with_sound(plain, tmp_path / "in.mp4", "aac", [1.2], words)
    render(
        load(clips.result(*NAMES)), source, tmp_path / "out.mp4", only_with="car",
        padding_seconds=0,
    )  # fmt: skip
    with av.open(str(tmp_path / "out.mp4")) as container:
        said = [
            (float(p.pts * p.time_base), float(p.duration * p.time_base), bytes(p)[2:].decode())
            for p in container.demux(subtitles=0)
            if p.size > 2
        ]
    assert said == [(0, pytest.approx(0.2), "Hello"), (0.7, pytest.approx(0.3), "there")]


def test_far_stretches_are_sought_and_near_ones_read_through():
    def seconds(*pairs):
        return [Stretch(a, b) for a, b in pairs]

    near = seconds((0, 5), (30, 31))
    assert list(_neighbours(near)) == [near]
    far = seconds((0, 5), (36, 37), (40, 41))
    assert list(_neighbours(far)) == [far[:1], far[1:]]


def test_frames_behind_a_far_gap_are_the_right_ones(clips, cut, monkeypatch):
    monkeypatch.setattr(sys.modules[frames_of.__module__], "_WORTH_SEEKING", 0)
    kept, times, _ = cut(clips.uneven, only_with="car", padding_seconds=0)
    assert kept == [*range(10, 15), *range(30, 35)]
    assert times == [0, 100, 400, 500, 600, 700, 800, 1100, 1200, 1300]


def test_a_labelled_frame_shows_only_classes_that_have_pixels(clips, tmp_path):
    """Two frames with a road, and two that only name it."""

    def labelled(value):
        labels = np.full(clips.size[::-1], value, np.uint8)
        mask = base64.b64encode(cv2.imencode(".png", labels)[1]).decode()
        return {"predictions": {"segmentation_mask": mask, "class_map": {"1": "road", "2": "sky"}}}

    results = load(document(areas=[labelled(value) for value in (2, 1, 1, 2)]))
    source = clips.make(tmp_path / "in.mp4")
    report = render(
        results, source, tmp_path / "out.mp4", only_with="road", between="none", padding_seconds=0
    )
    assert report.frames == 2
