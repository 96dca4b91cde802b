"""What each kind of element becomes."""

import json

import pytest

from tests.support.documents import (
    PNG,
    PNG_TEXT,
    detection,
    document,
    element,
    face,
    multi_label,
    rows_of,
    semantic,
    single_label,
    without,
)
from vidresults import load

SQUARE = [{"x": 1.5, "y": 2.0}, {"x": 3.0, "y": 2.0}, {"x": 3.0, "y": 4.0}]


def only(results, table):
    (row,) = results.table(table).to_pylist()
    return row


def extra_of(row):
    return None if row["extra"] is None else json.loads(row["extra"])


def first_element(sent):
    return load(document(sent))


def test_a_box_becomes_one_row_with_every_field_as_sent():
    results = first_element(element(detection(tracker_id=7, parent_id="p", class_confidence=0.5)))
    row = only(results, "detections")
    assert (row["x_center"], row["y_center"], row["width"], row["height"]) == (100, 50, 40, 20)
    assert (row["class_name"], row["class_id"], row["confidence"]) == ("car", 2, 0.875)
    assert (row["detection_id"], row["parent_id"], row["tracker_id"]) == ("d-1", "p", 7)
    assert row["class_confidence"] == 0.5
    assert (row["sample_index"], row["frame_index"], row["detection_index"]) == (0, 0, 0)
    assert [row[name] for name in ("polygons", "rle", "keypoints", "rotated_box", "extra")] == [
        None
    ] * 5


def test_an_inference_says_what_the_element_says_of_itself():
    row = only(first_element(element(detection())), "inferences")
    assert (row["task"], row["state"]) == ("object-detection", "inferred")
    assert (row["image_width"], row["image_height"]) == (640, 360)
    assert (row["inference_id"], row["batch_seconds"], row["extra"]) == ("i-1", 0.25, None)


def test_frames_have_their_numbers_and_times_and_boxes_their_positions():
    two = element(detection(), detection(**{"class": "bus", "class_id": 5}))
    results = load(document(two, element(), two))
    assert rows_of(results, "frames", "sample_index", "frame_index", "time_seconds") == [
        (0, 0, 0.0),
        (1, 5, 0.2),
        (2, 10, 0.4),
    ]
    columns = ("frame_index", "time_seconds", "detection_index", "class_name")
    assert rows_of(results, "detections", *columns) == [
        (0, 0.0, 0, "car"),
        (0, 0.0, 1, "bus"),
        (10, 0.4, 0, "car"),
        (10, 0.4, 1, "bus"),
    ]
    assert rows_of(results, "classes", "class_id", "class_name", "declared") == [
        (2, "car", False),
        (5, "bus", False),
    ]


def test_a_null_element_is_not_inferred_and_an_empty_one_is():
    results = load(document(None, element(), {"predictions": []}))
    assert rows_of(results, "inferences", "state", "task", "image_width") == [
        ("not_inferred", None, None),
        ("inferred", None, 640),
        ("inferred", None, None),
    ]
    assert results.detections.num_rows == 0
    assert results.frames.num_rows == 3


def test_a_failed_element_is_kept_and_counted_as_failed():
    results = load(document({"error": "out of memory"}, element(detection())))
    assert rows_of(results, "inferences", "state", "task") == [
        ("failed", None),
        ("inferred", "object-detection"),
    ]
    assert json.loads(only(results, "opaque")["json"]) == {"error": "out of memory"}


def test_a_field_that_was_not_sent_is_null():
    bare = without(detection(), "detection_id", "class_id", "confidence")
    row = only(first_element(element(bare)), "detections")
    assert (row["detection_id"], row["class_id"], row["confidence"]) == (None, None, None)


NULLS = dict.fromkeys(
    ("class_confidence", "tracker_id", "parent_id", "points", "rle", "rle_mask", "keypoints", "new")
)
HEAD_NULLS = dict.fromkeys(
    ("visualization", "frame_id", "resolved_model", "error", "embeddings", "mask_metadata")
)


def test_null_and_absent_are_the_same():
    sent = element(detection(**NULLS), **HEAD_NULLS)
    given, expected = first_element(sent), first_element(element(detection()))
    for table in ("detections", "inferences", "frames", "classes", "opaque"):
        columns = given.table(table).drop_columns("source_id")
        assert columns.equals(expected.table(table).drop_columns("source_id")), table


def test_a_null_grid_in_a_prediction_is_no_grid():
    results = first_element(element(detection(mask_metadata=None)))
    assert results.detections.num_rows == 1


def test_unknown_fields_are_kept_at_every_level():
    point = {"x": 1.0, "y": 2.0, "z": 3.0}
    keypoint = {"x": 1.0, "y": 2.0, "visible": True}
    rle = {"size": [2, 2], "counts": "04", "order": "F"}
    box = detection(points=[point], keypoints=[keypoint], rle=rle, speed={"kmh": [30, None]})
    results = load(
        document(
            element(box, image={"width": 640, "height": 360, "depth": 8}, stage="b"), note="top"
        )
    )
    assert extra_of(only(results, "detections")) == {
        "points": [point],
        "keypoints": [keypoint],
        "rle": rle,
        "speed": {"kmh": [30, None]},
    }
    inference = only(results, "inferences")
    assert extra_of(inference) == {
        "image": {"width": 640, "height": 360, "depth": 8},
        "stage": "b",
    }
    assert extra_of(only(results, "documents")) == {"note": "top"}


@pytest.mark.parametrize(
    "image",
    [
        pytest.param({"width": "Undefined", "height": "Undefined"}, id="undefined"),
        pytest.param([{"width": 640, "height": 360}], id="list"),
        pytest.param("iVBORw0KGgo", id="text"),
        pytest.param({}, id="empty"),
        pytest.param({"width": 640, "height": None, "unit": "px"}, id="unknown-key"),
    ],
)
def test_an_image_that_is_no_plain_size_is_kept_and_no_size_is_made_up(image):
    row = only(first_element(element(image=image)), "inferences")
    assert (row["image_width"], row["image_height"]) == (None, None)
    assert extra_of(row) == {"image": image}


def test_half_a_size_is_half_a_size():
    row = only(first_element(element(image={"width": 640, "height": None})), "inferences")
    assert (row["image_width"], row["image_height"], row["extra"]) == (640, None, None)


def test_points_become_one_ring():
    results = first_element(element(detection(points=SQUARE)))
    assert only(results, "inferences")["task"] == "instance-segmentation"
    row = only(results, "detections")
    assert row["polygons"] == [SQUARE]
    assert row["extra"] is None


def test_no_points_at_all_is_an_empty_ring():
    results = first_element(element(detection(points=[])))
    assert only(results, "inferences")["task"] == "instance-segmentation"
    assert only(results, "detections")["polygons"] == [[]]


# Two rows of three columns, read down the columns: 1 zero, 4 ones, 1 zero.
RUNS = [1, 4, 1]
RUNS_TEXT = "141"
MASK = {"height": 2, "width": 3, "counts": RUNS_TEXT}
PLAIN_RUNS = {"size": [2, 3], "counts": RUNS}
COMPRESSED = {"size": [2, 3], "counts": RUNS_TEXT}


@pytest.mark.parametrize(
    ("masks", "extra"),
    [
        pytest.param({"rle": COMPRESSED}, None, id="rle"),
        pytest.param({"rle_mask": COMPRESSED}, {"rle_mask": {}}, id="rle_mask"),
        pytest.param({"rle": PLAIN_RUNS}, {"rle": PLAIN_RUNS}, id="plain-runs"),
        pytest.param(
            {"rle_mask": PLAIN_RUNS}, {"rle": None, "rle_mask": PLAIN_RUNS}, id="plain-rle_mask"
        ),
        pytest.param(
            {"rle": COMPRESSED, "rle_mask": PLAIN_RUNS}, {"rle_mask": PLAIN_RUNS}, id="both"
        ),
    ],
)
def test_a_mask_is_the_same_in_every_spelling(masks, extra):
    results = first_element(element(detection(**masks)))
    assert only(results, "inferences")["task"] == "instance-segmentation"
    row = only(results, "detections")
    assert row["rle"] == MASK
    assert extra_of(row) == extra


def test_keypoints_are_kept_with_their_names():
    sent = [
        {"x": 1.0, "y": 2.0, "confidence": 0.019, "class_id": 0, "class": "nose"},
        {"x": 3.0, "y": 4.0},
    ]
    results = first_element(element(detection(keypoints=sent)))
    assert only(results, "inferences")["task"] == "keypoint-detection"
    assert only(results, "detections")["keypoints"] == [
        {"x": 1.0, "y": 2.0, "confidence": 0.019, "class_id": 0, "class_name": "nose"},
        {"x": 3.0, "y": 4.0, "confidence": None, "class_id": None, "class_name": None},
    ]


LABELS = ("rank", "class_name", "class_id", "confidence", "predicted")


def test_a_single_label_frame_has_a_row_for_each_class_and_one_answer():
    results = first_element(single_label())
    assert rows_of(results, "classifications", *LABELS) == [
        (0, "day", 1, 0.75, True),
        (1, "night", 0, 0.25, False),
    ]
    assert only(results, "inferences")["task"] == "classification"
    assert rows_of(results, "classes", "class_id", "class_name") == [(0, "night"), (1, "day")]


def test_a_single_label_frame_without_an_answer_predicts_nothing():
    results = first_element(single_label(top="", confidence=0.0))
    assert results.classifications["predicted"].to_pylist() == [False, False]
    assert extra_of(only(results, "inferences")) == {"top": "", "confidence": 0.0}


def test_of_two_equal_classes_the_first_is_the_answer():
    twice = [{"class": "day", "confidence": 0.75}, {"class": "day", "confidence": 0.25}]
    results = first_element(single_label(predictions=twice))
    assert results.classifications["predicted"].to_pylist() == [True, False]


def test_a_confidence_beside_top_that_differs_from_the_row_is_kept():
    results = first_element(single_label(confidence=0.7512))
    assert results.classifications["confidence"].to_pylist() == [0.75, 0.25]
    assert extra_of(only(results, "inferences")) == {"confidence": 0.7512}


def test_a_multi_label_frame_has_a_row_for_each_class_and_any_number_of_answers():
    results = first_element(multi_label())
    assert rows_of(results, "classifications", *LABELS) == [
        (0, "rain", 4, 0.25, False),
        (1, "snow", 5, 0.75, True),
    ]
    inference = only(results, "inferences")
    assert (inference["task"], inference["extra"]) == ("multi-label-classification", None)


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param(["snow", "rain"], id="another-order"),
        pytest.param(["rain", "hail"], id="unknown-class"),
    ],
)
def test_predicted_classes_that_the_rows_do_not_tell_are_kept(chosen):
    results = first_element(multi_label(predicted_classes=chosen))
    assert extra_of(only(results, "inferences")) == {"predicted_classes": chosen}


def test_a_labelled_frame_keeps_the_picture_and_the_names_of_its_numbers():
    results = first_element(semantic(present_class_ids=[0, 1], confidence_mask=PNG_TEXT))
    assert only(results, "inferences")["task"] == "semantic-segmentation"
    row = only(results, "semantic_masks")
    assert (row["mask_png"], row["confidence_png"]) == (PNG, PNG)
    assert row["class_map"] == [
        {"class_id": 0, "class_name": "background"},
        {"class_id": 1, "class_name": "road"},
    ]
    assert extra_of(row) == {"present_class_ids": [0, 1]}
    assert results.classes["class_name"].to_pylist() == ["background", "road"]


def test_a_mask_in_another_base64_spelling_is_read_and_kept_as_sent():
    wrapped = f"{PNG_TEXT[:8]}\n{PNG_TEXT[8:]}"
    row = only(first_element(semantic(segmentation_mask=wrapped)), "semantic_masks")
    assert row["mask_png"] == PNG
    assert extra_of(row) == {"segmentation_mask": wrapped}


@pytest.mark.parametrize(
    ("sent", "extra"),
    [
        pytest.param([0.5, -2, 1e-30], None, id="bare"),
        pytest.param(
            {"embeddings": [[0.5, -2, 1e-30]], "time": 0.25}, {"embeddings": []}, id="object"
        ),
    ],
)
def test_a_vector_is_kept_exactly(sent, extra):
    results = first_element(sent)
    assert only(results, "embeddings")["vector"] == [0.5, -2.0, 1e-30]
    inference = only(results, "inferences")
    assert inference["task"] == "clip-embed-image"
    assert extra_of(inference) == extra


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"predictions": [face()], "time": 0.5}, id="object"),
        pytest.param([face()], id="list-of-faces"),
        pytest.param([{"predictions": [face()], "time": 0.5}], id="list-of-one-answer"),
    ],
)
def test_a_face_is_one_row_in_every_form(sent):
    results = first_element(sent)
    row = only(results, "gazes")
    assert (row["x_center"], row["y_center"], row["width"], row["height"]) == (30, 40, 10, 12)
    assert (row["yaw_radians"], row["pitch_radians"], row["confidence"]) == (-0.5, 0.125, 0.5)
    assert row["landmarks"] == [{"x": 28.0, "y": 38.0}, {"x": 32.0, "y": 38.0}]
    inference = only(results, "inferences")
    assert inference["task"] == "gaze-detection"
    assert inference["batch_seconds"] == (0.5 if "time" in str(sent) else None)


def test_what_a_face_has_beyond_the_columns_is_kept():
    landmarks = [{"x": 1.0, "y": 2.0, "z": 3.0}]
    sent = face(landmarks=landmarks, class_id=0, tracker_id=None) | {"time_face_det": 0.01}
    row = only(first_element(element(sent)), "gazes")
    assert row["landmarks"] == [{"x": 1.0, "y": 2.0}]
    assert extra_of(row) == {
        "face": {"class_id": 0, "landmarks": landmarks},
        "time_face_det": 0.01,
    }


GRID = {"coordinate_system": "mask_grid", "width": 160, "height": 90}


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"predictions": [{"masks": [[[1, 2], [3, 4]]], "confidence": 0.9}]}, id="SAM"),
        pytest.param({"result": "STOP", "time": 0.1}, id="OCR"),
        pytest.param({"response": {"text": "a street"}}, id="LMM"),
        pytest.param(element(detection(points=SQUARE), mask_metadata=GRID), id="grid"),
        pytest.param(element(detection(points=SQUARE, mask_metadata=GRID)), id="grid-of-one"),
        pytest.param({"is_stub": True}, id="stub"),
        pytest.param({"normalized_depth": [[0.5]], "image": "iVBORw0K"}, id="depth"),
        pytest.param([{"timeline": []}], id="list-of-others"),
        pytest.param({}, id="empty-object"),
    ],
)
def test_a_kind_without_a_table_is_kept_whole(sent):
    results = first_element(sent)
    assert json.loads(only(results, "opaque")["json"]) == sent
    inference = only(results, "inferences")
    assert (inference["task"], inference["state"]) == ("opaque", "inferred")
    assert results.detections.num_rows == 0


def test_an_opaque_element_keeps_its_text_byte_for_byte():
    text = '{"result" : "a\\u00e9",  "n": 1.50}'
    results = load(f'{{"frame_offset":[0],"time_offset":[0],"ocr":[{text}]}}'.encode())
    assert only(results, "opaque")["json"] == text


def test_every_element_is_told_by_its_own_shape():
    mixed = [
        element(),
        element(detection()),
        None,
        element(detection(points=SQUARE)),
        single_label(),
        multi_label(),
        semantic(),
        [0.5],
        element(face()),
        {"response": "a street"},
        [],
    ]
    results = load(document(*mixed))
    assert results.inferences["task"].to_pylist() == [
        None,
        "object-detection",
        None,
        "instance-segmentation",
        "classification",
        "multi-label-classification",
        "semantic-segmentation",
        "clip-embed-image",
        "gaze-detection",
        "opaque",
        None,
    ]
    assert results.facts.rows == {
        "documents": 1,
        "classes": 7,  # car, car again is one, day, night, rain, snow, background, road
        "frames": 11,
        "inferences": 11,
        "detections": 2,
        "classifications": 4,
        "semantic_masks": 1,
        "embeddings": 1,
        "gazes": 1,
        "opaque": 1,
        "defects": 0,
    }


@pytest.mark.parametrize(
    ("elements", "task"),
    [
        pytest.param([element(), None], None, id="nothing-told"),
        pytest.param([element(), element(detection())], "object-detection", id="one-told"),
        pytest.param(
            [element(detection()), element(detection(points=SQUARE)), element(detection())],
            "instance-segmentation",
            id="most-telling",
        ),
        pytest.param([{"response": "x"}, element(detection())], "object-detection", id="opaque"),
    ],
)
def test_a_models_task_is_the_most_telling_of_its_elements(elements, task):
    (model,) = only(load(document(*elements)), "documents")["models"]
    assert model == {"model": "street", "version": None, "task": task, "params": None}


def test_classes_stand_by_model_then_number_then_those_without_one():
    def named(name, class_id):
        return detection(**{"class": name, "class_id": class_id})

    cars = [named("van", None), named("car", 3), named("bus", -1), named("car", 3)]
    results = load(document(element(*cars), model="z", a=[element(named("cat", 0))]))
    assert rows_of(results, "classes", "model", "class_id", "class_name") == [
        ("z", -1, "bus"),
        ("z", 3, "car"),
        ("z", None, "van"),
        ("a", 0, "cat"),
    ]
