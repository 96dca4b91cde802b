"""Boxes that cover each other, held to supervision frame by frame, and by hand."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.support.documents import detection, document, element, rows_of, runs_of
from tests.support.sources import odd_sources
from vidresults import concat, export, load, merge_overlapping, scan, suppress
from vidresults.errors import SelectionError
from vidresults.geometry import compress_runs, mask_from_rle

BUS = {"class": "bus", "class_id": 5}


def box(left, top, right, bottom, confidence, **more):
    sides = {"x": (left + right) / 2, "y": (top + bottom) / 2}
    return detection(**sides, width=float(right - left), height=float(bottom - top),
                     confidence=confidence, **more)  # fmt: skip


def crowd(seed, samples=60):
    """Samples with up to twelve boxes near each other."""
    some = random.Random(seed)  # noqa: S311 - the same every time

    def one():
        left, top = some.uniform(0, 60), some.uniform(0, 60)
        right, bottom = left + some.uniform(10, 60), top + some.uniform(10, 60)
        return box(left, top, right, bottom, some.random(), **(BUS if some.random() < 0.4 else {}))

    frames = [element(*[one() for _ in range(some.randrange(13))]) for _ in range(samples)]
    return load(document(*frames, other=frames[::-1]), source_id=f"s{seed}")


def frames_of(results):
    return {
        (model, frame): found
        for model in results.facts.models
        for frame, found in results.iter_supervision(model=model)
    }


@pytest.mark.parametrize("iou", [0.0, 0.2, 0.35, 0.5, 1.0])
@pytest.mark.parametrize("class_agnostic", [False, True])
def test_what_is_suppressed_is_what_supervision_suppresses(iou, class_agnostic):
    results = crowd(1)
    ours = frames_of(suppress(results, iou, class_agnostic=class_agnostic))
    removed = 0
    for key, before in frames_of(results).items():
        theirs = before.with_nms(iou, class_agnostic=class_agnostic)
        np.testing.assert_array_equal(ours[key].xyxy, theirs.xyxy)
        removed += len(before) - len(theirs)
    assert (removed > 0) == (iou < 1), "the scene is crowded"


@pytest.mark.parametrize("iou", [0.2, 0.4, 0.6])
@pytest.mark.parametrize("class_agnostic", [False, True])
def test_what_is_merged_is_what_supervision_merges(iou, class_agnostic):
    results = crowd(2)
    ours = frames_of(merge_overlapping(results, iou, class_agnostic=class_agnostic))
    merged = 0
    for key, before in frames_of(results).items():
        theirs = before.with_nmm(iou, class_agnostic=class_agnostic)
        merged += len(before) - len(theirs)
        for found in (ours[key], theirs):
            assert len(found) == len(theirs)
        if len(theirs):
            near = {"rtol": 1e-5, "atol": 1e-4}  # theirs has single precision
            np.testing.assert_allclose(by_place(ours[key]), by_place(theirs), **near)
    assert merged > 5


def by_place(found):
    rows = np.column_stack([found.xyxy, found.confidence, found.class_id])
    return rows[np.lexsort(rows.round(3).T)]


def test_the_most_confident_box_of_a_class_stays():
    boxes = [box(0, 0, 10, 10, 0.5), box(0, 0, 10, 9, 0.9), box(0, 0, 10, 8, 0.8, **BUS)]
    results = load(document(element(*boxes)))
    # Of the cars the second is surer, and they overlap by 0.9; the bus is another class.
    assert suppress(results, 0.5).detections["confidence"].to_pylist() == [0.9, 0.8]
    assert suppress(results, 0.9).detections.num_rows == 3  # not more than 0.9
    everything = suppress(results, 0.5, class_agnostic=True)
    assert everything.detections["confidence"].to_pylist() == [0.9]
    assert everything.inferences.equals(results.inferences)
    assert everything.documents["operations"].to_pylist() == [
        ["suppress(iou=0.5, class_agnostic=True)"]
    ]


def test_unknown_confidences_come_last():
    boxes = [box(0, 0, 10, 10, None), box(0, 0, 10, 10, 0.01), box(50, 0, 60, 10, None)]
    kept = suppress(load(document(element(*boxes))))
    assert rows_of(kept, "detections", "x_center", "confidence") == [(5, 0.01), (55, None)]


def test_frames_models_and_videos_do_not_cover_each_other():
    one = document(element(box(0, 0, 9, 9, 0.5)), element(box(0, 0, 9, 9, 0.4)))
    one["other"] = [element(box(0, 0, 9, 9, 0.3)), None]
    results = concat([load(one, source_id=name) for name in "ab"])
    assert suppress(results).detections.equals(results.detections)
    assert merge_overlapping(results).detections.equals(results.detections)


def test_merged_boxes_have_the_best_row_the_box_around_and_the_weighted_confidence():
    boxes = [
        box(0, 0, 10, 10, 0.5, detection_id="a", tracker_id=1),
        box(60, 60, 70, 70, 0.9, detection_id="b"),
        box(0, 0, 20, 10, 0.8, detection_id="c", tracker_id=2),
    ]
    merged = merge_overlapping(load(document(element(*boxes))), 0.5)
    names = ("detection_id", "tracker_id", "x_center", "width", "height", "confidence")
    # Areas of 100 and 200: (0.5 + 2 * 0.8) / 3.
    assert rows_of(merged, "detections", *names) == [
        ("b", None, 65, 10, 10, 0.9), ("c", 2, 10, 20, 10, pytest.approx(0.7)),
    ]  # fmt: skip
    assert merged.documents["operations"].to_pylist() == [
        ["merge_overlapping(iou=0.5, class_agnostic=False)"]
    ]


def test_a_merged_confidence_is_unknown_where_one_is():
    boxes = [box(0, 0, 10, 10, 0.5), box(0, 0, 10, 10, None)]
    merged = merge_overlapping(load(document(element(*boxes))))
    assert merged.detections["confidence"].to_pylist() == [None]


def test_masks_are_united_and_outlines_kept():
    first, second = [1, 1, 0, 0] * 4, [0, 1, 1, 0] * 4
    masks = [{"size": [4, 4], "counts": compress_runs(runs_of(m))} for m in (first, second)]
    boxes = [box(0, 0, 4, 4, 0.5, rle=mask) for mask in masks]
    results = load(document(element(*boxes)))
    (row,) = merge_overlapping(results).detections.to_pylist()
    union = mask_from_rle(row["rle"]["counts"], 4, 4).ravel(order="F").tolist()
    assert union == [1, 1, 1, 0] * 4
    outline = [{"x": 0.0, "y": 0.0}, {"x": 4.0, "y": 0.0}, {"x": 4.0, "y": 4.0}]
    outlined = [box(0, 0, 4, 4, 0.5 + n / 10, points=outline[n:] + outline[:n]) for n in (0, 1)]
    (row,) = merge_overlapping(load(document(element(*outlined)))).detections.to_pylist()
    assert row["polygons"] == [outline[1:] + outline[:1], outline]
    mixed = load(document(element(outlined[1], boxes[0])))
    (row,) = merge_overlapping(mixed).detections.to_pylist()
    assert (row["polygons"], row["rle"]) == ([outline[1:] + outline[:1]], None)


def test_an_export_that_has_room_for_one_outline_says_so(tmp_path):
    corners = [{"x": 0.0, "y": 0.0}, {"x": 4.0, "y": 0.0}, {"x": 4.0, "y": 4.0}]
    boxes = [box(0, 0, 4, 4, 0.5, points=corners) for _ in range(2)]
    merged = merge_overlapping(load(document(element(*boxes))))
    report = export(merged, tmp_path / "a.json", format="video-inference")
    assert "1 outlines have several rings: the first of each is written" in report.notes


@pytest.mark.parametrize("clean", [suppress, merge_overlapping])
def test_a_scan_gives_a_scan_with_the_same_rows(clean, tmp_path, monkeypatch):
    results = concat([crowd(3), crowd(4)])
    export(results, tmp_path / "t", format="parquet")
    monkeypatch.setattr("vidresults.results.stored._BATCH_ROWS", 3)  # samples lie in many batches
    stream = clean(scan(tmp_path / "t"), 0.4)
    assert stream.load().equals(clean(results, 0.4))
    assert stream.table("detections").num_rows < results.detections.num_rows


@pytest.mark.parametrize("iou", [-0.1, 1.1, float("nan")])
@pytest.mark.parametrize("clean", [suppress, merge_overlapping])
def test_an_overlap_that_is_none_is_refused(clean, iou):
    with pytest.raises(SelectionError, match=r"iou: found .*, expected"):
        clean(load(document(element())), iou)


@pytest.mark.parametrize("clean", [suppress, merge_overlapping])
@pytest.mark.parametrize(("name", "source"), list(odd_sources()))
def test_odd_results_are_cleaned(clean, name, source):
    cleaned = clean(source, 0.5)
    assert cleaned.inferences.equals(source.inferences), name
    boxes = source.detections.num_rows
    assert cleaned.detections.num_rows <= boxes
