"""Each check against a result with exactly its fault."""

import struct
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest

from tests.support.documents import (
    detection,
    document,
    element,
    face,
    sampled,
    semantic,
    single_label,
    text_of,
)
from vidresults import VideoResults, concat, load, scan, validate
from vidresults.analytics import Validation
from vidresults.errors import Place, SelectionError
from vidresults.load import scan_documents, video_clock
from vidresults.results import VideoClock
from vidresults.schema import TABLES

GOOD = sampled(5, *(element(detection(detection_id=f"d-{i}")) for i in range(4)))
PNG_HEAD = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 13, b"IHDR")


def check(found: Validation, name: str):
    (row,) = [row for row in found.checks if row.name == name]
    return row


def troubled(found: Validation):
    """Outcome of every check that is not ok, by name."""
    return {row.name: row.outcome for row in found.checks if row.outcome != "ok"}


def of(*elements, **members):
    """The validation of a good document with these elements."""
    return validate(load(sampled(5, *elements, **members)))


def changed(table, at, given=None, **columns):
    """The good result with other values in one row, which reading would refuse."""
    results = load(given or GOOD)
    rows = results.table(table).to_pylist()
    rows[at] |= columns
    tables = {name: results.table(name) for name in TABLES}
    return VideoResults(tables | {table: pa.Table.from_pylist(rows, schema=TABLES[table])})


def clock(count=20, rate=25, start=0.0, size=(640, 360)):
    """A video whose frames lie at even times."""
    pts = np.arange(count, dtype=np.int64)
    return VideoClock(
        path="street.mp4", sha256="f" * 64, width=size[0], height=size[1],
        rate=Fraction(rate), pts=pts, seconds=start + pts / rate,
    )  # fmt: skip


def test_a_good_result_has_no_trouble_and_says_what_it_holds():
    found = validate(load(GOOD))
    assert troubled(found) == {}
    assert found.ok
    assert check(found, "frame numbers").found == "4 frames, 0 to 15"
    assert check(found, "rate").found == "25 fps"
    assert check(found, "sampling").found == "5 a second"
    assert check(found, "frame sizes").found == "640x360"
    assert check(found, "detection ids").found == "4 ids, each once"


def test_a_scan_and_its_tables_have_the_same_validation():
    given = sampled(5, *(element(detection(x=640.0 * i)) for i in range(3)))
    assert validate(scan(given)) == validate(load(given))


def test_an_element_that_cannot_be_read_is_the_one_error_with_its_place():
    found = validate(scan(text_of(document(None, element(detection(), detection(x="?"))))))
    (row,) = found.checks
    assert (row.name, row.outcome, row.count) == ("readable", "error", 1)
    assert "found '?', expected a number" in row.found
    (place,) = row.places
    assert (place.model, place.element, place.frame_index) == ("street", 1, 5)
    assert (place.prediction, place.field) == (1, "x")
    assert not found.ok


def test_defects_of_lenient_reading_are_errors_with_their_places():
    results = load(GOOD)
    defect = {
        "source_id": results.facts.source_ids[0], "path": "job.json", "byte_offset": 9,
        "model": "street", "sample_index": 2, "detection_index": 1, "field": "x",
        "message": "found '?', expected a number",
    }  # fmt: skip
    tables = {name: results.table(name) for name in TABLES}
    tables["defects"] = pa.Table.from_pylist([defect] * 4, schema=TABLES["defects"])
    found = validate(VideoResults(tables))
    assert troubled(found) == {"defects": "error"}
    row = check(found, "defects")
    assert row.count == 4
    assert row.found.startswith("4 defects: found '?', expected a number")
    assert row.places[0] == Place(
        file="job.json", byte_offset=9, model="street", element=2, prediction=1, field="x"
    )


@pytest.mark.parametrize(("number", "words"), [(5, "5 after 5"), (-1, "-1 after 5")])
def test_frame_numbers_must_ascend(number, words):
    row = check(validate(changed("frames", 2, frame_index=number)), "frame numbers")
    assert (row.outcome, row.places[0]) == ("error", Place(element=2, frame_index=number))
    assert words in row.found


def test_numbers_that_begin_at_one_are_a_warning():
    shifted = GOOD | {"frame_offset": [1, 6, 11, 16], "time_offset": [0.04, 0.24, 0.44, 0.64]}
    row = check(validate(load(shifted)), "frame numbers")
    assert (row.outcome, row.found) == ("warning", "the first is 1")


def test_times_must_ascend():
    found = validate(changed("frames", 2, time_seconds=0.1))
    row = check(found, "frame times")
    assert (row.outcome, row.count) == ("error", 1)
    assert row.places == (Place(element=2, frame_index=10),)
    assert "0.1 s after 0.2 s" in row.found


def test_times_that_are_missing_are_a_warning():
    found = validate(load(GOOD | {"time_offset": [0.0, None, 0.4, 0.6]}))
    assert troubled(found) == {"frame times": "warning"}
    assert check(found, "frame times").places == (Place(element=1, frame_index=5),)


def test_one_time_of_another_rate_is_found():
    # 15 / 25 = 0.6; all others agree with 25.
    given = sampled(5, *[element()] * 8)
    given["time_offset"][3] = 0.65
    found = validate(load(given))
    assert check(found, "rate").outcome == "warning"
    assert check(found, "rate").count == 1
    assert check(found, "rate").places == (Place(element=3, frame_index=15),)
    assert "0.05 s from 25 fps" in check(found, "rate").found


def test_times_rounded_to_four_decimals_are_of_one_rate():
    given = sampled(2, *[element()] * 4)
    given["time_offset"] = [round(n * 1001 / 30000, 4) for n in given["frame_offset"]]
    assert check(validate(load(given)), "rate").found == "29.97 fps"


def test_a_gap_in_the_sampling_is_a_warning():
    frames = [0, 5, 10, 25, 30]
    given = document(*[element()] * 5) | {
        "frame_offset": frames,
        "time_offset": [n / 25 for n in frames],
    }
    found = validate(load(given))
    assert troubled(found) == {"sampling": "warning"}
    row = check(found, "sampling")
    assert "steps of 5 to 15 frames" in row.found
    assert row.places == (Place(element=3, frame_index=25),)


@pytest.mark.parametrize("asked", [1, 3, 7, 25])
def test_uneven_steps_of_the_rule_are_no_fault(asked):
    assert check(of(*[element()] * 1), "sampling").outcome == "ok"
    given = sampled(asked, *[element()] * 9)
    assert troubled(validate(load(given))) == {}


def test_boxes_over_the_edge_are_warnings_and_boxes_outside_errors():
    # The picture is 640x360 and the box 40x20: at x = 630 it ends at 650.
    over, outside = detection(x=630.0), detection(x=660.5, detection_id="d-2")
    found = of(element(), element(detection(detection_id="d-0"), over))
    assert troubled(found) == {"box places": "warning"}
    assert check(found, "box places").found == "1 of 2 boxes reach over the edge"
    place = Place(model="street", element=1, frame_index=5, prediction=1)
    assert check(found, "box places").places == (place,)
    found = of(element(over, outside))
    assert troubled(found) == {"box places": "error"}
    assert "1 of 2 boxes wholly outside the picture; 1 of 2" in check(found, "box places").found
    assert check(found, "box places").places[0].prediction == 1


@pytest.mark.parametrize(
    ("axis", "value", "outcome"),
    [
        ("x", 20.0, "ok"), ("x", 620.0, "ok"), ("x", 19.5, "warning"), ("x", -20.0, "error"),
        ("y", 10.0, "ok"), ("y", 350.0, "ok"), ("y", 350.5, "warning"), ("y", 370.0, "error"),
    ],
)  # fmt: skip
def test_a_box_that_touches_the_edge_is_inside(axis, value, outcome):
    row = check(of(element(detection(**{axis: value}))), "box places")
    assert row.outcome == outcome


def test_faces_are_held_against_the_video_where_no_size_was_told():
    given = load(sampled(5, [face(x=700.0)]))
    assert "1 in pictures of unknown size" in check(validate(given), "box places").found
    assert check(validate(given, clock()), "box places").outcome == "error"


def test_boxes_without_an_area_are_a_warning_and_negative_ones_an_error():
    assert troubled(of(element(detection(width=0.0)))) == {"box sizes": "warning"}
    found = validate(changed("detections", 1, height=-2.0))
    assert troubled(found) == {"box sizes": "error"}
    assert check(found, "box sizes").places[0].element == 1


@pytest.mark.parametrize("column", ["confidence", "class_confidence"])
@pytest.mark.parametrize("value", [87.5, -0.5])
def test_confidences_are_shares(column, value):
    found = validate(changed("detections", 2, **{column: value}))
    assert troubled(found) == {"confidences": "error"}
    assert check(found, "confidences").places[0].field == column
    assert check(found, "confidences").places[0].element == 2


def test_confidences_of_keypoints_are_shares():
    point = {"x": 90.0, "y": 50.0, "confidence": 0.5, "class_id": 0, "class_name": "nose"}
    points = [point, point | {"confidence": 2.0}]
    found = validate(changed("detections", 3, keypoints=points))
    assert troubled(found) == {"confidences": "error"}
    place = check(found, "confidences").places[0]
    assert (place.element, place.field) == (3, "keypoints.confidence")


def test_missing_confidences_are_counted():
    found = of(element(detection(confidence=None), detection(detection_id="d-2")))
    assert troubled(found) == {"missing confidences": "warning"}
    assert check(found, "missing confidences").found == "1 of 2 rows without one"


def ring(*points):
    return [{"x": x, "y": y} for x, y in points]


def test_rings_need_three_points():
    two, three = ring((90, 50), (100, 50)), ring((90, 50), (100, 50), (95, 45))
    found = of(element(detection(points=three), detection(points=two, detection_id="d-2")))
    assert troubled(found) == {"outlines": "warning"}
    assert check(found, "outlines").found == "1 of 2 outlines with a ring of fewer than 3 points"
    assert check(found, "outlines").places[0].prediction == 1


def test_one_short_ring_among_good_ones_is_found_also_in_later_batches():
    three = ring((90.0, 50.0), (100.0, 50.0), (95.0, 45.0))
    results = changed("detections", 3, polygons=[three, three[:2]])

    class Small(VideoResults):
        def batches(self, table):
            return iter(self.table(table).to_batches(max_chunksize=1))

    tables = {name: results.table(name) for name in TABLES}
    row = check(validate(Small(tables)), "outlines")
    assert (row.count, row.places[0].element) == (1, 3)


@pytest.mark.parametrize(
    ("size", "outcome"), [([360, 640], None), ([180, 320], "warning"), ([360, 480], "error")]
)
def test_run_length_masks_have_the_size_of_the_picture(size, outcome):
    rle = {"size": size, "counts": [0, size[0] * size[1]]}
    found = of(element(), element(detection(rle=rle)))
    assert troubled(found) == ({} if outcome is None else {"masks": outcome})
    if outcome:
        assert check(found, "masks").places[0].element == 1


@pytest.mark.parametrize(
    ("head", "outcome"),
    [
        (PNG_HEAD + struct.pack(">II", 640, 360), None),
        (PNG_HEAD + struct.pack(">II", 320, 180), "warning"),
        (PNG_HEAD + struct.pack(">II", 360, 640), "error"),
        (b"\x89PNG\r\n\x1a\n and what follows", "error"),
        (b"\x89PNG\r\n\x1a\n", "error"),
    ],
)
def test_labelled_frames_have_the_size_of_the_picture(head, outcome):
    found = validate(changed("semantic_masks", 0, sampled(5, semantic()), mask_png=head))
    assert troubled(found) == ({} if outcome is None else {"masks": outcome})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize(
    ("table", "column"),
    [("frames", "time_seconds"), ("inferences", "batch_seconds"), ("detections", "confidence")],
)
def test_a_number_that_is_none_is_found_in_every_table(table, column, value):
    row = check(validate(changed(table, 1, **{column: value})), "numbers")
    assert (row.outcome, row.count, row.places[0].field) == ("error", 1, column)
    assert row.places[0].frame_index == 5


def test_a_number_that_is_none_is_found_inside_lists():
    nan = float("nan")
    outlines = [ring((1.0, 2.0), (3.0, 4.0), (5.0, 6.0)), ring((1.0, 2.0), (3.0, nan), (5.0, 6.0))]
    found = validate(changed("detections", 2, polygons=outlines))
    assert troubled(found) == {"numbers": "error"}
    assert check(found, "numbers").places[0].field == "polygons"
    vectors = changed("embeddings", 1, sampled(5, [0.5, 1.0], [0.5, 1.0]), vector=[1.0, nan])
    assert troubled(validate(vectors)) == {"numbers": "error"}


def test_detection_ids_that_stand_twice_are_found_across_frames():
    boxes = [element(detection(detection_id=name)) for name in ("a", "b", "a", None, None)]
    found = of(*boxes)
    assert troubled(found) == {"detection ids": "warning"}
    row = check(found, "detection ids")
    assert row.found == "1 id on 2 of 3 detections"
    assert [place.element for place in row.places] == [0, 2]


def test_ids_are_found_across_what_was_stored_at_different_times(monkeypatch):
    monkeypatch.setattr("vidresults.analytics.checks.identity._ROWS_AT_ONCE", 1)
    results = load(sampled(5, *(element(detection(detection_id=name)) for name in "aba")))

    class Small(VideoResults):
        def batches(self, table):
            return iter(self.table(table).to_batches(max_chunksize=1))

    row = check(validate(Small({name: results.table(name) for name in TABLES})), "detection ids")
    assert row.found == "1 id on 2 of 3 detections"
    assert [place.element for place in row.places] == [0, 2]


def test_the_same_ids_in_two_sources_are_no_fault():
    both = concat([load(GOOD, source_id="a"), load(GOOD, source_id="b")])
    assert troubled(validate(both)) == {}


def test_a_number_with_two_names_and_a_name_with_two_numbers():
    def named(name, number, at):
        return detection(class_id=number, detection_id=f"d-{at}", **{"class": name})

    found = of(element(named("car", 2, 0)), element(named("bus", 2, 1)))
    assert troubled(found) == {"classes": "warning"}
    assert check(found, "classes").found == "number 2 is 'bus', 'car'"
    found = of(element(named("car", 2, 0)), element(named("car", 3, 1)))
    assert check(found, "classes").found == "'car' is number 2, 3"
    assert check(found, "classes").places == (Place(model="street"),)
    found = of(element(named("car", -1, 0)), element(named("bus", -1, 1)))
    assert troubled(found) == {}


def test_numbers_of_different_models_mean_different_things():
    other = [element(detection(detection_id="o", class_id=2, **{"class": "bus"}))]
    assert troubled(of(element(detection()), rail=other)) == {}


def test_sizes_that_change_or_differ_between_models_are_a_warning():
    small = {"image": {"width": 320, "height": 180}}
    found = of(element(), None, element(**small))
    assert troubled(found) == {"frame sizes": "warning"}
    assert check(found, "frame sizes").found == "2 sizes: 640x360, 320x180"
    assert check(found, "frame sizes").places[0].element == 2
    found = of(element(), rail=[element(**small)])
    assert troubled(found) == {"frame sizes": "warning"}
    assert check(found, "frame sizes").places[0].model == "rail"


def test_boxes_are_held_against_the_size_of_their_own_frame():
    small = {"image": {"width": 320, "height": 180}}
    right = detection(x=500.0)
    found = of(element(right), element(right | {"detection_id": "d-2"}, **small))
    assert check(found, "box places").count == 1
    assert check(found, "box places").places[0].element == 1


def test_a_picture_without_pixels_is_an_error():
    found = of(element(image={"width": 0, "height": 360}))
    assert troubled(found) == {"frame sizes": "error"}


def test_frames_that_failed_are_a_warning_and_frames_not_inferred_a_count():
    found = of(element(), {"error": "out of memory"}, None)
    assert troubled(found) == {"inferences": "warning"}
    row = check(found, "inferences")
    assert row.found == "1 inferred, 1 failed, 1 not inferred"
    assert row.places == (Place(model="street", element=1, frame_index=5),)
    found = of(element(), None)
    assert troubled(found) == {}
    assert check(found, "inferences").places[0].element == 1


def test_a_model_that_never_ran_is_a_warning():
    found = of(element(), element(), rail=[None, None])
    assert troubled(found) == {"inferences": "warning"}
    assert "never: 'rail'" in check(found, "inferences").found


def test_vectors_of_one_model_have_one_length():
    found = of([0.5, 0.25], [0.5, 0.25], [0.5])
    assert troubled(found) == {"embeddings": "error"}
    assert check(found, "embeddings").places[0].element == 2
    assert troubled(of([0.5, 0.25], other=[[0.5]])) == {}


@pytest.mark.parametrize("wrong", [{"frame_index": 7}, {"sample_index": 9}])
def test_rows_stand_on_sampled_frames(wrong):
    row = check(validate(changed("detections", 1, **wrong)), "rows on frames")
    assert (row.outcome, row.count) == ("error", 1)
    assert row.found == "1 of 8 rows on frames that were not sampled"


def test_places_of_several_sources_name_the_source():
    wrong = sampled(5, element(detection(x=630.0)))
    both = concat([load(GOOD, source_id="a"), load(wrong, source_id="b")])
    place = Place(file="b", model="street", element=0, frame_index=0, prediction=0)
    assert check(validate(both), "box places").places == (place,)


def test_labels_and_an_empty_document_are_fine():
    assert troubled(of(single_label(), None)) == {}
    assert troubled(validate(load(document()))) == {"frame numbers": "warning"}


# against the video: frames 0, 5, 10, 15 at 25 fps


def test_a_result_of_its_video_fits():
    found = validate(load(GOOD), clock())
    assert troubled(found) == {}
    assert check(found, "video frames").found.startswith("all 4 sampled frames in street.mp4")
    assert check(found, "video times").found == "at most 0.0000 s apart"


def test_frames_that_the_video_does_not_have_are_an_error():
    found = validate(load(GOOD), clock(15))
    assert troubled(found) == {"video frames": "error"}
    assert check(found, "video frames").places == (Place(element=3, frame_index=15),)


def test_negative_frame_numbers_are_not_in_the_video():
    found = validate(changed("frames", 0, frame_index=-99), clock())
    assert check(found, "video frames").count == 1


def test_a_constant_offset_is_named():
    found = validate(load(GOOD), clock(start=10.0))
    assert troubled(found) == {"video times": "warning"}
    assert "a constant offset of -10.0000 s" in check(found, "video times").found
    # Half a frame is 0.02 s.
    assert troubled(validate(load(GOOD), clock(start=0.019))) == {}
    assert check(validate(load(GOOD), clock(start=0.021)), "video times").count == 4


def test_a_drift_is_named_and_the_rates_differ():
    # At 30 fps frame 145 is at 4.833 s, at 25 fps at 5.8 s: 0.2 s more in every second.
    given = load(sampled(5, *[element()] * 30))
    found = validate(given, clock(150, rate=30))
    assert troubled(found) == {"video times": "warning", "video rate": "warning"}
    assert "a steady drift of +12.0000 s a minute" in check(found, "video times").found
    assert "25 fps in the result, 30 fps in the video" in check(found, "video rate").found


def test_times_of_a_variable_rate_are_neither():
    steady = clock()
    jumps = steady.seconds + np.where(np.arange(20) < 10, 0.0, 3.0)
    jumping = VideoClock(
        path="v", sha256="f" * 64, width=640, height=360, rate=Fraction(25), pts=steady.pts,
        seconds=jumps + 2.0 * (np.arange(20) == 5),
    )  # fmt: skip
    found = validate(load(GOOD), jumping)
    assert "neither a constant offset nor a steady drift" in check(found, "video times").found


@pytest.mark.parametrize(
    ("size", "outcome"),
    [((640, 360), None), ((1920, 1080), None), ((360, 640), "error"), ((640, 480), "error")],
)
def test_the_pictures_have_the_shape_of_the_video(size, outcome):
    found = validate(load(GOOD), clock(size=size))
    assert troubled(found) == ({} if outcome is None else {"video size": outcome})
    scaled = size == (1920, 1080)
    assert ("pictures of 640x360, the same shape" in check(found, "video size").found) == scaled


def test_a_result_of_a_part_of_the_video_is_a_warning():
    found = validate(load(GOOD), clock(200))
    assert troubled(found) == {"video span": "warning"}
    # Samples 0 to 15, each for 5 frames, are 20 of 200.
    assert check(found, "video span").found == "frames 0 to 15 of 200, 10% of the video"
    assert troubled(validate(load(GOOD), clock(22))) == {}


def test_a_video_that_was_joined_on_loading_is_checked_as_well():
    results = load(GOOD)
    late = clock(start=1.0)
    pairs = ((name, b) for name in TABLES for b in results.batches(name))
    joined = VideoResults.from_batches((name, late.apply(name, batch)) for name, batch in pairs)
    assert troubled(validate(joined)) == {"video times": "warning"}


def test_a_video_belongs_to_one_source():
    both = concat([load(GOOD, source_id="a"), load(GOOD, source_id="b")])
    with pytest.raises(SelectionError, match="belongs to one source, the results hold 2"):
        validate(both, clock())


@pytest.mark.parametrize(
    ("name", "boxes", "classes"), [("forklift_5fps", 274, 1), ("pallet_5fps", 1098, 2)]
)
def test_real_results_are_sound(real_data, name, boxes, classes):
    # result_format.md: 195 frames of 25 fps asked for 5, 1920x1080, unique ids, boxes inside.
    found = validate(scan(real_data / "results" / f"{name}.json"))
    assert troubled(found) == {}
    assert check(found, "frame numbers").found == "195 frames, 0 to 970"
    assert (check(found, "rate").found, check(found, "sampling").found) == ("25 fps", "5 a second")
    assert check(found, "frame sizes").found == "1920x1080"
    assert check(found, "detection ids").found == f"{boxes} ids, each once"
    assert check(found, "classes").count == 0
    assert check(found, "classes").found.startswith(str(classes))


def test_a_real_result_does_not_fit_a_video_of_another(real_data):
    # 1920x1080 at 25 fps, frames to 970, against 768x576 at 10 fps with 795 frames. Of the
    # multiples of 5 up to 970, 0 to 790 are in it: 159 of 195. Frame n is said to be at n/25 s
    # and is at n/10 s: 0.06 s less for each frame, 36 s less for each minute of the file.
    street = video_clock(real_data / "videos" / "vtest.avi")
    for source in scan_documents(real_data / "results" / "pallet_5fps.json").values():
        found = validate(source, street)
    assert troubled(found) == {
        "video frames": "error",
        "video times": "warning",
        "video size": "error",
        "video rate": "warning",
    }
    assert check(found, "video frames").count == 195 - 159
    assert "a steady drift of -36.0000 s a minute" in check(found, "video times").found


def test_a_drift_from_an_offset_on_names_both():
    given = load(sampled(5, *[element()] * 30))
    words = check(validate(given, clock(150, rate=30, start=10.0)), "video times").found
    assert "a steady drift of +12.0000 s a minute, -10.0000 s at first" in words
