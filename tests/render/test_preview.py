"""Previews: their size, how long each picture is shown, and which frame it is."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from PIL import Image, ImageSequence

from vidresults.errors import OutputError, SelectionError
from vidresults.load import load
from vidresults.render import Style, render
from vidresults.sample import sample_result, sample_video
from vidresults.video import AnimationWriter

KINDS = ("gif", "webp")
PLAIN = Style(labels=False, boxes=False)


def shown(clips, path):
    """The number and the milliseconds of each picture, by Pillow."""
    with Image.open(path) as animation:
        assert animation.info["loop"] == 0
        found = []
        for picture in ImageSequence.Iterator(animation):
            pixels = np.asarray(picture.convert("RGB"))
            found.append((clips.number(pixels), picture.info["duration"]))
    return found


@pytest.fixture
def preview(clips, tmp_path):
    def run(kind, times=clips.even, samples=((), ()), **options):
        source = clips.make(tmp_path / "in.mp4", times)
        report = render(
            load(clips.result(*samples)), source, tmp_path / f"out.{kind}", style=PLAIN, **options
        )
        pictures = shown(clips, report.path)
        assert report.frames == len(pictures)
        return pictures, report.notes

    return run


@pytest.mark.parametrize("kind", KINDS)
def test_at_the_rate_of_the_video_every_frame_is_shown(preview, kind):
    assert preview(kind)[0] == [(index, 100) for index in range(40)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_lower_rate_shows_the_frames_of_its_moments(preview, kind):
    """Moments 0, 0.25, 0.5, ... of a video with a frame every 0.1 s."""
    pictures = preview(kind, preview_rate=4, end_seconds=1)[0]
    assert pictures == [(0, 250), (2, 250), (5, 250), (7, 250)]


@pytest.mark.parametrize("kind", KINDS)
def test_uneven_frames_last_as_long_as_in_the_video(preview, clips, kind):
    """Frames at 0, 100, 200, 300 | 600, ...; from 0.2 s to 1.0 s, and its end is exact."""
    pictures = preview(kind, clips.uneven, start_seconds=0.2, end_seconds=1)[0]
    assert pictures == [(2, 100), (3, 300), (4, 100), (5, 100), (6, 100), (7, 100)][: len(pictures)]
    assert len(pictures) == 6


@pytest.mark.parametrize("kind", KINDS)
def test_moments_that_miss_a_frame_keep_the_length_of_the_whole(preview, clips, kind):
    """At 3 moments a second of 0, 100, 200, 300 | 600, 700: frame 3 is shown at 0.33, 4 at 0.67."""
    pictures = preview(kind, clips.uneven, preview_rate=3, end_seconds=0.75)[0]
    assert [number for number, _ in pictures] == [0, 3, 4]
    tick = 10 if kind == "gif" else 1
    lengths = [round(1000 / 3 / tick) * tick, 340 if kind == "gif" else 334]
    assert [length for _, length in pictures][:2] == lengths
    assert sum(length for _, length in pictures) == 800


@pytest.mark.parametrize("kind", KINDS)
def test_stretches_are_joined_in_a_preview_too(preview, clips, kind):
    pictures = preview(
        kind, clips.uneven, [[], [], ["car"], [], [], [], ["car"], []], only_with="car",
        padding_seconds=0, end_seconds=5,
    )[0]  # fmt: skip
    assert pictures == [
        (10, 100), (11, 300), (12, 100), (13, 100), (14, 100),
        (30, 100), (31, 300), (32, 100), (33, 100),
    ]  # fmt: skip


def test_ten_seconds_are_shown_where_no_end_is_asked_for(preview):
    times = [300 * index for index in range(40)]
    pictures, notes = preview("gif", times)
    assert sum(length for _, length in pictures) == 10_000
    assert pictures[-1] == (33, 100)
    assert "the preview ends after 10 s, as no end was asked for" in notes
    pictures, notes = preview("gif", times, end_seconds=11.4)
    assert sum(length for _, length in pictures) == 11_400
    assert not any("ends after" in note for note in notes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("width", "size"), [(64, (64, 48)), (480, (128, 96)), (77, (77, 58))])
def test_the_size_is_what_was_asked_for_and_never_larger(
    preview, clips, tmp_path, kind, width, size
):
    preview(kind, width=width, end_seconds=0.3)
    with Image.open(tmp_path / f"out.{kind}") as animation:
        assert animation.size == size
    if kind == "gif":  # ffprobe does not read WebP that moves
        seen = clips.probed(tmp_path / "out.gif", "-count_frames", "-show_entries",
                            "stream=width,height,nb_read_frames,duration")  # fmt: skip
        stream = seen["streams"][0]
        assert (stream["width"], stream["height"]) == size
        assert (stream["nb_read_frames"], float(stream["duration"])) == ("3", pytest.approx(0.3))


def test_pixels_that_are_not_square_are_shown_as_they_are_meant(clips, tmp_path):
    clips.run("ffmpeg", "-v", "error", "-i", clips.make(tmp_path / "a.mp4"), "-vf", "setsar=2",
              "-y", tmp_path / "in.mp4")  # fmt: skip
    render(load(clips.result(["car"])), tmp_path / "in.mp4", tmp_path / "out.gif", width=200)
    with Image.open(tmp_path / "out.gif") as animation:
        assert animation.size == (200, 75)  # 256x96 as shown


@pytest.mark.parametrize("kind", KINDS)
def test_boxes_are_drawn_in_the_size_of_the_preview(clips, tmp_path, kind):
    source = clips.make(tmp_path / "in.mp4")
    style = Style(labels=False, thickness=4, palette=("#FF0000",))
    render(load(clips.result(["car"])), source, tmp_path / f"o.{kind}", style=style, width=64)
    with Image.open(tmp_path / f"o.{kind}") as animation:
        picture = np.asarray(animation.convert("RGB")).astype(int)
    # The box's left edge is at 34 of 128 pixels, and 4 pixels of 64 wide.
    red = np.flatnonzero(picture[33, :, 0] - picture[33, :, 1:].max(axis=1) > 80)
    assert set(range(15, 19)) <= set(red)
    assert red[red < 30].max() <= 20


def test_the_sample_names_what_is_left_out(tmp_path):
    notes = render(load(sample_result()), sample_video(), tmp_path / "o.webp", end_seconds=1).notes
    assert "the audio is left out: webp holds none" in notes


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("o.gif", {"crf": 20}, "crf is for an mp4 video, and the output is a GIF or WebP preview"),
        ("o.webp", {"max_height": 20}, "max_height is for an mp4 video"),
        ("o.mp4", {"width": 20}, "width is for a GIF or WebP preview, and the output is an mp4"),
        ("o.mp4", {"preview_rate": 2}, "preview_rate is for a GIF or WebP preview"),
        ("o.gif", {"width": 2}, "width=2: expected 16 pixels or more"),
        ("o.gif", {"preview_rate": 51}, "preview_rate=51: expected frames a second, up to 50"),
        ("o.png", {}, "give a name that ends in .mp4, .gif, .webp"),
    ],
)
def test_options_of_another_output_are_refused(clips, tmp_path, name, options, said):
    with pytest.raises((SelectionError, OutputError)) as error:
        render(load(clips.result(["car"])), sample_video(), tmp_path / name, **options)
    assert said in str(error.value)
    assert not list(tmp_path.iterdir())


def test_a_failed_preview_leaves_nothing(clips, tmp_path):
    def stop(done, _total):
        if done == 3:
            raise KeyboardInterrupt

    source = clips.make(tmp_path / "in.mp4")
    for kind in KINDS:
        with pytest.raises(KeyboardInterrupt):
            render(load(clips.result([])), source, tmp_path / f"o.{kind}", progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_single_picture_and_equal_ones_are_no_special_case(kind, tmp_path):
    grey = np.full((48, 64, 3), 90, np.uint8)
    with AnimationWriter.of(tmp_path / f"one.{kind}", (64, 48)) as writer:
        assert writer.write(grey, Fraction(0), Fraction(1))
        assert not writer.write(grey, Fraction(1), Fraction(1))
    with Image.open(tmp_path / f"one.{kind}") as picture:
        assert picture.size == (64, 48)
    with AnimationWriter.of(tmp_path / f"two.{kind}", (64, 48)) as writer:
        for start in range(3):
            writer.write(grey, Fraction(start), Fraction(start + 1))
        writer.write(255 - grey, Fraction(3), Fraction(5))
    with Image.open(tmp_path / f"two.{kind}") as animation:
        # Pillow knows how long a picture of a WebP lasts when it has read it.
        lengths = [
            picture.info["duration"]
            for picture in ImageSequence.Iterator(animation)
            if picture.load()
        ]
    assert (sum(lengths), lengths[-1]) == (5000, 2000)
