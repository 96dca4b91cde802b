"""What services found: small answers of the shapes that their descriptions give."""

from __future__ import annotations

import json

import pytest

from tests.wire.datasets.test_datasets_odd import INTELLIGENCE, REKOGNITION
from vidresults import import_dataset
from vidresults.errors import FormatError, VidResultsWarning

BOX = ("class_name", "confidence", "tracker_id", "x_center", "y_center", "width", "height")


def imported(folder, document, name, **options):
    path = folder / "answer.json"
    path.write_text(json.dumps(document))
    with pytest.warns(VidResultsWarning) as told:
        results = import_dataset(path, format=name, **options)
    said = [str(one.message) for one in told]
    assert any("nothing says which frames were looked at" in line for line in said)
    kept = any("shotLabelAnnotations are of no single frame" in line for line in said)
    assert kept == ("shotLabelAnnotations" in path.read_text())
    return results


def boxes(results):
    return [
        (row["frame_index"], row["time_seconds"], *(row[name] for name in BOX))
        for row in results.detections.to_pylist()
    ]


def labels(results):
    return [
        (row["frame_index"], row["class_name"], row["confidence"], json.loads(row["extra"] or "0"))
        for row in results.classifications.to_pylist()
    ]


def test_rekognition_instances_are_boxes_and_labels_are_of_the_frame(tmp_path):
    results = imported(tmp_path, REKOGNITION, "rekognition")
    assert boxes(results) == [
        (5, 0.2, "Car", 0.75, None, 32.0, 30.0, 32.0, 12.0),
        (10, 0.4, "person", None, 3, 32.0, 24.0, 64.0, 48.0),
    ]
    assert labels(results) == [(5, "Car", 0.5, {"Parents": [{"Name": "Vehicle"}]})]
    assert set(results.inferences["model"].to_pylist()) == {"rekognition"}
    assert json.loads(results.documents["extra"][0].as_py())["JobStatus"] == "SUCCEEDED"


def test_rekognition_pages_are_one_video(tmp_path):
    later = {"Faces": [{"Timestamp": 1000, "Face": {
        "Confidence": 25, "Pose": {"Yaw": 3.5},
        "BoundingBox": {"Left": -0.25, "Top": 0, "Width": 0.5, "Height": 0.5}}}]}  # fmt: skip
    results = imported(tmp_path, [REKOGNITION, later], "rekognition")
    assert boxes(results)[-1] == (25, 1.0, "face", 0.25, None, 0.0, 12.0, 32.0, 24.0)
    assert results.detections["extra"].to_pylist()[-1] == '{"Pose":{"Yaw":3.5}}'


def test_rekognition_further_pages_are_missed(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(REKOGNITION | {"NextToken": "abc"}))
    with pytest.warns(VidResultsWarning) as told:
        import_dataset(path, format="rekognition")
    assert any("there are further pages" in str(one.message) for one in told)


def test_rekognition_without_a_rate_or_with_another_answer_says_what_is_right(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(REKOGNITION | {"VideoMetadata": None}))
    with pytest.raises(FormatError, match=r"Labels\[0\].Timestamp.*--fps"):
        import_dataset(path, format="rekognition")
    path.write_text(json.dumps({"TextDetections": []}))
    with pytest.raises(FormatError, match="holds TextDetections, expected one of Labels, Faces"):
        import_dataset(path, format="rekognition")


@pytest.mark.parametrize("spelling", ["objectAnnotations", "object_annotations"])
def test_video_intelligence_tracks_and_labels(tmp_path, spelling):
    text = json.dumps({"done": True, "response": INTELLIGENCE})
    document = json.loads(text.replace("objectAnnotations", spelling))
    results = imported(tmp_path, document, "video-intelligence", size=(64, 48), fps=25)
    assert boxes(results) == [
        (5, 0.2, "car", 0.5, 7, 32.0, 30.0, 32.0, 12.0),
        (25, 1.000000005, "person", 0.5, 1, 32.0, 0.0, 64.0, 0.0),
    ]
    assert labels(results) == [(5, "street", 0.5, {"entity": {"description": "street"}})]
    extra = json.loads(results.documents["extra"][0].as_py())
    assert extra["shotLabelAnnotations"] == [[{"entity": {"description": "day"}}]]
    assert json.loads(results.detections["extra"][0].as_py()) == {"entityId": "/m/1"}


def test_video_intelligence_results_of_one_video_are_joined(tmp_path):
    (first,) = INTELLIGENCE["annotationResults"]
    other = {"inputUri": "/bucket/b.mp4", "objectAnnotations": first["objectAnnotations"]}
    labelled = {"inputUri": "/bucket/a.mp4", "frameLabelAnnotations": [
        {"entity": {"description": "rain"}, "frames": [{"timeOffset": "2s"}]}]}  # fmt: skip
    document = {"annotationResults": [first, other, labelled]}
    results = imported(tmp_path, document, "video-intelligence", size=(64, 48), fps=25)
    assert results.facts.source_ids == ["a.mp4", "b.mp4"]
    assert [row[:3] for row in labels(results)] == [(5, "street", 0.5), (50, "rain", None)]


def test_video_intelligence_needs_rate_and_size(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(INTELLIGENCE))
    with pytest.raises(FormatError, match="unknown size"):
        import_dataset(path, format="video-intelligence", fps=25)
    with pytest.raises(FormatError, match="--fps"):
        import_dataset(path, format="video-intelligence", size=(64, 48))
    path.write_text(json.dumps({"name": "1", "error": {"code": 3, "message": "no such video"}}))
    with pytest.raises(FormatError, match="is a failed operation: no such video"):
        import_dataset(path, format="video-intelligence", size=(64, 48), fps=25)
