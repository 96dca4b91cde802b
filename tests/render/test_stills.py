"""Stills: which frames, what is on them, and what they are called."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.support.sources import box, document
from vidresults.errors import OutputError, SelectionError
from vidresults.load import load
from vidresults.render import Style, render, render_stills
from vidresults.render.finding import frames_at
from vidresults.sample import sample_result, sample_video
from vidresults.video import VideoReader

PLAIN = Style(labels=False, boxes=False)
COUNTS = [1, 3, 3, 0, 2, 4, None, 3]
"""Objects on frames 0, 5, ...; a hold is 5 frames, and no second is between 15 and 20."""


@pytest.fixture
def stills(clips, tmp_path):
    def run(times=clips.even, suffix="mp4", style=PLAIN, **options):
        samples = [None if count is None else ["car"] * count for count in COUNTS]
        source = clips.make(tmp_path / "in.mp4", times)
        if suffix != "mp4":
            plain, source = source, tmp_path / f"in.{suffix}"
            clips.run("ffmpeg", "-v", "error", "-i", plain, "-c:v", "mpeg4", "-q:v", "2", source)
        found = load(clips.result(*samples))
        report = render_stills(found, source, tmp_path / "out", style=style, **options)
        for still in report.stills:
            assert still.path.parent == tmp_path / "out"
            assert clips.number(cv2.imread(str(still.path))) == still.frame_index
        names = {still.path.name for still in report.stills}
        assert names == {path.name for path in (tmp_path / "out").iterdir()}
        return report

    return run


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi"])
def test_the_frame_that_is_shown_at_a_time_is_taken(stills, suffix):
    report = stills(suffix=suffix, at_seconds=[2.4, 0, 3.99, 0.3, 0.29, 0.21])
    assert [(s.frame_index, s.time_seconds) for s in report.stills] == [
        (0, 0), (2, pytest.approx(0.2)), (3, pytest.approx(0.3)), (24, pytest.approx(2.4)),
        (39, pytest.approx(3.9)),
    ]  # fmt: skip
    assert report.stills[3].path.name == "in_000024_2.400s.png"
    assert "1 of the times show the same frame as another" in report.notes


def test_a_frame_that_is_shown_for_long_is_found(stills, clips):
    """Frame 4 comes at 0.6 s, frame 20 at 42 s and is there until 142 s."""
    times = [*clips.uneven[:20], 42_000, 142_000, 142_100]
    report = stills(times, at_seconds=[100, 41.99, 0.599, 142.1])
    assert [still.frame_index for still in report.stills] == [3, 19, 20, 22]
    assert [still.path.name[3:] for still in report.stills] == [
        "000003_0.300s.png", "000019_2.700s.png", "000020_42.000s.png", "000022_142.100s.png",
    ]  # fmt: skip


def test_what_is_far_is_sought_and_not_decoded(clips, tmp_path):
    """A frame a second, a key frame every 7: at most a few are decoded for each still."""
    source = clips.make(tmp_path / "in.mp4", [1000 * index for index in range(120)])
    decoded = []

    class Counting(VideoReader):
        def _frames(self):
            for frame in super()._frames():
                decoded.append(frame.index)
                yield frame

    with Counting(source) as reader:
        found = [frame.index for frame in frames_at(reader, [100.5, 50.2])]
    assert found == [50, 100]
    assert set(decoded) <= {*range(48, 53), *range(98, 103)}


@pytest.mark.parametrize(
    ("most", "indices"),
    [
        (1, [25]),  # four
        (2, [5, 25]),  # three, the earlier of two stretches with as many
        (3, [5, 25, 35]),
        (4, [5, 20, 25, 35]),
    ],
)
def test_the_moments_of_most_objects(clips, tmp_path, most, indices):
    """Half a second a sample is too near; with 3 frames a second they are apart."""
    source = clips.make(tmp_path / "in.mp4", [333 * index for index in range(40)])
    found = load(clips.result(*[None if c is None else ["car"] * c for c in COUNTS]))
    report = render_stills(found, source, tmp_path / "out", most=most)
    assert [still.frame_index for still in report.stills] == indices
    assert report.notes == ()


def test_moments_are_a_second_apart_and_fewer_are_said(stills):
    """Of 5, 25, 35, 20 and 0, frame 20 is half a second from 25, and 0 from 5."""
    report = stills()
    assert [still.frame_index for still in report.stills] == [5, 25, 35]
    assert report.notes == ("3 of 5 moments: no other with objects is 1 s from a busier one",)


def test_moments_are_looked_for_in_the_part(stills):
    report = stills(most=1, start_seconds=0.7, end_seconds=2.3)
    assert [still.frame_index for still in report.stills] == [7]  # three, held since frame 5


def test_they_show_what_the_video_shows(tmp_path):
    """With boxes, counters and a timecode, and something covered."""
    style = Style(counters=True, timecode=True)
    results = load(sample_result())
    options = {"style": style, "pixelate": "dog"}
    report = render_stills(results, sample_video(), tmp_path / "out", at_seconds=2.4, **options)
    render(results, sample_video(), tmp_path / "all.mp4", crf=1, end_seconds=3, **options)
    still = cv2.imread(str(report.stills[0].path), cv2.IMREAD_GRAYSCALE).astype(int)
    with VideoReader(tmp_path / "all.mp4") as reader:
        frames = [cv2.cvtColor(f.to_bgr(), cv2.COLOR_BGR2GRAY) for f in reader]
    other = [np.count_nonzero(np.abs(still - frame) > 40) for frame in frames]
    assert other[60] == 0 == min(other)
    assert other.count(0) == 1


def test_tracks_have_the_way_they_took_before(clips, tmp_path):
    """A box goes from left to right; the still of its last sample has the whole way."""
    image = {"width": clips.size[0], "height": clips.size[1]}
    places = [
        {"image": image, "predictions": [box(x=x, y=60.0, width=8.0, height=8.0, tracker_id=3)]}
        for x in (20.0, 50.0, 80.0, 110.0)
    ]
    style = Style(labels=False, boxes=False, traces=9, thickness=4, palette=("#FF0000",))
    report = render_stills(
        load(document(m=places)), clips.make(tmp_path / "in.mp4"), tmp_path / "out",
        style=style, at_seconds=1.5,
    )  # fmt: skip
    row = cv2.imread(str(report.stills[0].path))[60].astype(int)
    red = np.flatnonzero(row[:, 2] - row[:, :2].max(axis=1) > 80)
    assert red.min() <= 21
    assert red.max() >= 109


def test_without_a_video_they_are_black(tmp_path):
    results = load(sample_result(), source_id="../street: <1>")
    report = render_stills(results, None, tmp_path / "out", most=1, style=PLAIN)
    assert report.stills[0].path.name == ".._street_1__000105_4.200s.png"
    assert not cv2.imread(str(report.stills[0].path)).any()


def test_a_folder_of_images_has_stills_too(tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    for index in range(8):
        cv2.imwrite(str(folder / f"{index}.png"), np.full((48, 64, 3), 10 * index, np.uint8))
    results = load(document(m=[{"image": {"width": 64, "height": 48}, "predictions": []}]))
    report = render_stills(results, folder, tmp_path / "out", at_seconds=[0.55, 0.79], rate=10)
    assert [still.frame_index for still in report.stills] == [5, 7]
    assert cv2.imread(str(report.stills[0].path))[0, 0, 0] == 50


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"at_seconds": 4.2}, "there is no frame at 4.2 s: the video ends at 4.000 s"),
        ({"at_seconds": [1, -0.5]}, "a frame at -0.5 s: times begin with 0"),
        ({"at_seconds": float("nan")}, "a frame at nan s"),
        ({"at_seconds": 1, "most": 2}, "either at given times or the moments"),
        ({"at_seconds": 1, "end_seconds": 2}, "a part of the video is for the moments"),
        ({"most": 0}, "most=0: expected a whole number, 1 or more"),
        ({"start_seconds": 1.6, "end_seconds": 1.9}, "there are no objects in the results"),
    ],
)
def test_what_cannot_be_shown_is_one_clear_error(stills, tmp_path, options, said):
    with pytest.raises(SelectionError) as error:
        stills(**options)
    assert said in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]


def test_a_folder_with_other_files_stays_as_it_is(stills, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"mine\.txt"):
        stills(at_seconds=1)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]
