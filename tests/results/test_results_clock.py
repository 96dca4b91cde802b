"""The joined video's own times."""

from fractions import Fraction

import numpy as np
import pytest

from tests.support.documents import detection, document, element, rows_of
from vidresults import VideoResults, load
from vidresults.results import VideoClock


def clock_of(frame_count, *, first=900, rate=Fraction(25)):
    """A video in ticks of 1/900 s whose first frame is at one second."""
    pts = first + 36 * np.arange(frame_count, dtype=np.int64)
    return VideoClock(
        path="street.mp4", sha256="f" * 64, width=1280, height=720, rate=rate,
        pts=pts, seconds=pts / 900,
    )  # fmt: skip


def joined(results, clock):
    pairs = ((name, b) for name in results.facts.rows for b in results.batches(name))
    return VideoResults.from_batches((name, clock.apply(name, batch)) for name, batch in pairs)


RESULTS = load(document(element(detection()), None, element(), step=5))  # frames 0, 5, 10


def test_frames_get_the_times_of_the_video():
    results = joined(RESULTS, clock_of(11))
    columns = ("frame_index", "time_seconds", "video_pts", "video_time_seconds")
    assert rows_of(results, "frames", *columns) == [
        (0, 0.0, 900, 1.0),
        (5, 0.2, 1080, 1.2),
        (10, 0.4, 1260, 1.4),
    ]


def test_a_frame_that_the_video_does_not_have_is_null():
    results = joined(RESULTS, clock_of(10))
    assert results.frames["video_pts"].to_pylist() == [900, 1080, None]
    assert results.frames["video_time_seconds"].to_pylist() == [1.0, 1.2, None]


def test_a_video_without_frames_gives_no_times():
    results = joined(RESULTS, clock_of(0))
    assert results.frames["video_pts"].null_count == 3
    assert results.frames["video_time_seconds"].null_count == 3


def test_the_document_tells_of_the_video():
    (row,) = joined(RESULTS, clock_of(11, rate=Fraction(30000, 1001))).documents.to_pylist()
    assert (row["video_path"], row["video_sha256"]) == ("street.mp4", "f" * 64)
    assert (row["video_width"], row["video_height"]) == (1280, 720)
    assert (row["video_fps_numerator"], row["video_fps_denominator"]) == (30000, 1001)
    assert row["models"] == RESULTS.documents["models"][0].as_py()


def test_an_unknown_rate_stays_unknown():
    (row,) = joined(RESULTS, clock_of(11, rate=None)).documents.to_pylist()
    assert (row["video_fps_numerator"], row["video_fps_denominator"]) == (None, None)


def test_the_videos_size_is_the_frame_size_where_no_model_told_one():
    vectors = load(document([0.5]), source_id="v")
    assert joined(vectors, clock_of(1)).facts.frame_size("v") == (1280, 720)
    told = load(document(element()), source_id="v")
    assert joined(told, clock_of(1)).facts.frame_size("v") == (640, 360)


@pytest.mark.parametrize("table", ["inferences", "detections", "classes"])
def test_other_tables_stay_as_they_are(table):
    assert joined(RESULTS, clock_of(11)).table(table).equals(RESULTS.table(table))
