"""The tables of the page, against values worked out by hand."""

from __future__ import annotations

import math

import pytest

from tests.support.documents import runs_of
from tests.support.grey_clips import clip
from tests.support.page_text import read_page
from tests.support.sources import box, document, element
from vidresults.errors import MatchError, SelectionError
from vidresults.geometry import compress_runs
from vidresults.load import load
from vidresults.report import report
from vidresults.results import concat


@pytest.fixture
def page_of(tmp_path):
    """The page of a document of 64x48 pictures on a clip of 320x240: five times as large."""
    video = clip(tmp_path / "street.mp4")

    def make(results, **options):
        source = load(results) if isinstance(results, dict) else results
        report(source, video, tmp_path / "page.html", **options)
        return read_page(tmp_path / "page.html")

    return make


def test_two_models_and_three_states_are_told_apart(page_of):
    failed = {"error": "out of memory"}
    sent = document(
        a=[element(box(), box(x=10.0)), None, element()],
        b=[failed, element(box(tracker_id=3, confidence=0.25)), element(box())],
    )
    page = page_of(sent)
    assert [model["name"] for model in page.facts["models"]] == ["a", "b"]
    samples = page.tables["samples"]
    assert samples["model"] == [0, 0, 0, 1, 1, 1]
    assert samples["frame"] == [0, 5, 10, 0, 5, 10]
    assert samples["time"] == pytest.approx([0, 0.2, 0.4, 0, 0.2, 0.4])
    states = {"inferred": 0, "not_inferred": 1, "failed": 2}
    told = {
        (row["model"], row["sample_index"]): states[row["state"]]
        for row in load(sent).inferences.to_pylist()
    }
    assert samples["state"] == [told[m, n] for m in "ab" for n in range(3)]
    assert samples["state"][:3] == [0, 1, 0]
    assert samples["count"] == [2, 0, 0, 0, 1, 1]
    assert samples["first"] == [0, 2, 2, 2, 2, 3]
    assert page.tables["boxes"]["track"] == [-1, -1, 3, -1]
    assert page.tables["frames"]["time"] == pytest.approx([k / 25 for k in range(15)])


def test_boxes_are_corners_in_pixels_of_the_video(page_of):
    boxes = page_of(document(m=[element(box(x=30.5, y=20.0, width=21.0, height=10.0))])).tables[
        "boxes"
    ]
    # 30.5 - 10.5 = 20 and 20 - 5 = 15, five times as large.
    edges = [boxes[edge] for edge in ("x0", "y0", "x1", "y1")]
    assert edges == [[100.0], [75.0], [205.0], [125.0]]
    assert boxes["confidence"] == [0.8125]
    assert boxes["shape"] == [-1]


def test_what_is_unknown_stays_unknown(page_of):
    unsure = box()
    del unsure["confidence"]
    page = page_of(document(m=[element(unsure)]))
    assert math.isnan(page.tables["boxes"]["confidence"][0])
    assert any("1 of 1 boxes have no confidence" in words for words in page.facts["assumed"])


def test_shapes_of_every_kind(page_of):
    ring = [{"x": 20.0, "y": 15.0}, {"x": 41.0, "y": 15.0}, {"x": 41.0, "y": 25.0}]
    runs = runs_of([0] * 100 + [1] * 20 + [0] * 2952)
    named = [
        {"x": 30.0, "y": 16.0, "confidence": 0.75, "class_id": 0, "class": "nose"},
        {"x": 32.0, "y": 15.0, "class_id": 1, "class": "left eye"},
    ]
    page = page_of(
        document(
            m=[
                element(
                    box(points=ring),
                    box(rle={"size": [48, 64], "counts": compress_runs(runs)}),
                    box(keypoints=named),
                    box(),
                )
            ]
        )
    )
    assert page.tables["boxes"]["shape"] == [0, 1, 2, -1]
    shapes = page.tables["shapes"]
    assert shapes["rings"] == [[[100.0, 75.0, 205.0, 75.0, 205.0, 125.0]], None, None]
    assert shapes["rle_counts"] == [None, [100, 20, 2952], None]
    assert (shapes["rle_height"][1], shapes["rle_width"][1]) == (48, 64)
    x, y, sure, x2, y2, unknown = shapes["keypoints"][2]
    assert (x, y, sure, x2, y2) == (150.0, 80.0, 0.75, 160.0, 75.0)
    assert math.isnan(unknown)
    assert page.facts["keypoints"] == ["nose", "left eye"]
    assert shapes["keypoint_names"][2] == [0, 1]
    assert page.facts["skeleton"] == [[0, 1]], "the one bone of COCO's whose ends are there"


def test_points_of_another_kind_have_no_bones(page_of):
    points = [
        {"x": 1.0, "y": 1.0, "confidence": 1.0, "class_id": n, "class": name}
        for n, name in enumerate(("nose", "left_eye", "whisker"))
    ]
    page = page_of(document(m=[element(box(keypoints=points))]))
    assert page.facts["skeleton"] == []


def test_a_rotated_box_is_a_ring(page_of):
    corners = [[18, 15], [22, 15], [22, 25], [18, 25]]
    results = document(m=[element(box(x=20, y=20, width=10, height=4, rect=corners, angle=90))])
    (ring,) = page_of(results).tables["shapes"]["rings"][0]
    found = {(round(x), round(y)) for x, y in zip(ring[::2], ring[1::2], strict=True)}
    # A quarter turn of 10x4 around (20, 20) is 4x10: from 18 to 22 and from 15 to 25.
    assert found == {(90, 75), (110, 75), (110, 125), (90, 125)}


def test_classes_of_frames_are_labels(page_of):
    scores = [
        {"class": "day", "class_id": 0, "confidence": 0.75},
        {"class": "night", "class_id": 1, "confidence": 0.25},
    ]
    page = page_of(document(m=[element(*scores, top="day", confidence=0.75)]))
    labels = page.tables["labels"]
    names = [page.facts["classes"][number]["name"] for number in labels["class"]]
    assert (names, labels["confidence"]) == (["day", "night"], [0.75, 0.25])
    assert labels["predicted"] == [1, 0]
    assert labels["frame"] == [0, 0]


def test_ids_that_do_not_fit_get_numbers_of_their_own(page_of):
    ids = [7, 2**40, 2**40, 2**41]
    page = page_of(document(m=[element(*(box(tracker_id=n) for n in ids))]))
    tracks = page.tables["boxes"]["track"]
    assert tracks[0] == 7
    assert tracks[1] == tracks[2] != tracks[3]
    assert all(0 <= track < 2**31 for track in tracks)
    assert any("2 tracker ids are too large" in words for words in page.facts["assumed"])


def test_a_frame_without_a_size_takes_the_videos(page_of):
    sized = {"predictions": [box(x=10.0, y=10.0, width=2.0, height=2.0)]}
    page = page_of(document(m=[sized]))
    assert page.tables["boxes"]["x0"] == [9.0]
    assert any("1 of 1 samples do not tell the size" in words for words in page.facts["assumed"])


def test_samples_behind_the_end_of_the_video_are_counted(page_of):
    page = page_of(document(m=[element(box())] * 5))
    assert page.tables["samples"]["frame"] == [0, 5, 10, 15, 20]
    said = " ".join(page.facts["assumed"])
    assert "2 sampled frames are not in the video, which has 15" in said


def test_nothing_at_all_is_a_page_too(page_of):
    page = page_of(document(m=[]))
    assert page.tables["boxes"]["x0"] == []
    assert page.facts["events"] == []


def test_several_videos_are_refused(page_of):
    both = concat(
        load(document(m=[element(box())]), source_id=name) for name in ("first", "second")
    )
    with pytest.raises(SelectionError, match=r"2 videos \(first, second\), expected those of one"):
        page_of(both)


def test_another_aspect_ratio_is_refused(page_of):
    wide = element(box(), image={"width": 64, "height": 36})
    with pytest.raises(MatchError, match="aspect ratios differ"):
        page_of(document(m=[wide]))
