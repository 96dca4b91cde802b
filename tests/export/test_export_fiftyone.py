"""FiftyOne's folder by its documents; FiftyOne itself opens it among the foreign readers."""

import base64
import io
import json
import zlib

import numpy as np
import pytest

from tests.support.sources import box, element
from tests.support.tracked import at, sampled
from vidresults.errors import OutputError
from vidresults.export import export
from vidresults.geometry import compress_runs
from vidresults.load import load
from vidresults.results import concat

# 64x48 pixels, column by column: rows 4 to 6 of column 2, row 4 of column 3.
BENT = {"size": [48, 64], "counts": compress_runs([100, 3, 45, 1, 2923])}


def written(source, folder, **options):
    report = export(source, folder / "out", format="fiftyone", **options)
    read = {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in (folder / "out").iterdir()
    }
    return report, read["metadata"], read["samples"]["samples"], read["frames"]["frames"]


def array(stored):
    content = zlib.decompress(base64.b64decode(stored["$binary"]["base64"]))
    return np.load(io.BytesIO(content))


def test_frames_have_boxes_as_shares_and_the_tracker_id_as_index(tmp_path):
    source = sampled([0, 6, 12], boxes=[[at(16)], None, []])
    report, metadata, samples, frames = written(source, tmp_path)
    (sample,) = samples
    first, last = frames
    assert [frame["frame_number"] for frame in frames] == [1, 13]
    assert {frame["_sample_id"]["$oid"] for frame in frames} == {sample["_id"]["$oid"]}
    (found,) = first["boxes"]["detections"]
    assert found.pop("_id")["$oid"] != first["_id"]["$oid"]
    assert found == {
        "_cls": "Detection", "tags": [], "attributes": {}, "label": "car",
        "bounding_box": [0.25, 0.3125, 0.3125, 10 / 48],
        "confidence": 0.8125, "index": 7, "detection_id": "d-1",
    }  # fmt: skip
    assert last["boxes"] == {"_cls": "Detections", "detections": []}
    assert sample["metadata"] == {
        "_cls": "VideoMetadata", "frame_width": 64, "frame_height": 48, "frame_rate": 25.0
    }  # fmt: skip
    assert (sample["filepath"], sample["_media_type"]) == ("data/street.mp4", "video")
    assert metadata["media_type"] == "video"
    assert report.notes == (
        "put the videos into data, named as in samples.json",
        "1 times a model gave no answer on a frame: no field of it there",
    )


def test_a_mask_lies_in_the_box_of_its_pixels_and_the_predicted_box_is_kept(tmp_path):
    _, _, _, frames = written(sampled([0], boxes=[[at(16, rle=BENT)]]), tmp_path)
    (found,) = frames[0]["boxes"]["detections"]
    assert found["bounding_box"] == [2 / 64, 4 / 48, 2 / 64, 3 / 48]
    mask = array(found["mask"])
    assert mask.dtype == np.bool_
    assert mask.tolist() == [[True, True], [True, False], [True, False]]
    assert found["predicted_box"] == [0.25, 0.3125, 0.3125, 10 / 48]


def test_presences_are_spans_of_frames_that_end_where_nobody_looked(tmp_path):
    source = sampled([0, 5, 10, 15, 20], boxes=[[at(1)], [at(2)], None, [at(3)], []])
    _, metadata, samples, _ = written(source, tmp_path)
    found = [one["support"] for one in samples[0]["boxes_presence"]["detections"]]
    assert found == [[1, 6], [16, 16]]
    declared = {field["name"]: field["embedded_doc_type"] for field in metadata["sample_fields"]}
    assert declared["boxes_presence"] == "fiftyone.core.labels.TemporalDetections"


def test_keypoints_and_classes_of_frames_are_fields_of_their_own(tmp_path):
    nose = {"x": 32.0, "y": 12.0, "confidence": 0.75, "class_id": 4, "class": "nose"}
    scores = [{"class": "day", "class_id": 0, "confidence": 0.9},
              {"class": "night", "class_id": 1, "confidence": 0.1}]  # fmt: skip
    source = load({
        "frame_offset": [0], "time_offset": [0.0],
        "pose": [element(box(keypoints=[nose]))],
        "sky": [element(*scores, top="day", confidence=0.9)],
    })  # fmt: skip
    _, metadata, _, (frame,) = written(source, tmp_path)
    (points,) = frame["pose_keypoints"]["keypoints"]
    assert (points["points"], points["confidence"]) == ([[0.5, 0.25]], [0.75])
    assert points["names"] == ["nose"]
    (day,) = frame["sky_classes"]["classifications"]
    assert (day["label"], day["confidence"]) == ("day", 0.9)
    names = [field["name"] for field in metadata["frame_fields"]]
    assert names[4:] == ["pose", "pose_keypoints", "sky_classes"]


def test_models_and_sources_get_names_and_ids_of_their_own(tmp_path):
    models = {"a/b": [[at(1)]], "a.b": [[at(2)]], "tags": [[at(3)]]}
    one, two = (sampled([0], source_id=name, **models) for name in ("x/1", "x:1"))
    _, metadata, samples, frames = written(concat([one, two]), tmp_path)
    fields = [field["name"] for field in metadata["frame_fields"]][4:]
    assert len(set(fields)) == 3
    assert set(fields) == {"a_b", "a_b_2", "tags_2"}
    assert sorted(sample["filepath"] for sample in samples) == ["data/x_1-2.mp4", "data/x_1.mp4"]
    ids = [document["_id"]["$oid"] for document in [*samples, *frames]]
    ids += [one["_id"]["$oid"] for f in frames for n in fields for one in f[n]["detections"]]
    assert len(set(ids)) == 2 + 2 + 6
    assert all(len(number) == 24 for number in ids)


def test_boxes_on_frames_of_unknown_size_are_refused(tmp_path):
    sent = element(box())
    del sent["image"]
    source = load({"frame_offset": [3], "time_offset": [0.1], "m": [sent]}, source_id="s")
    with pytest.raises(OutputError, match="the size of frame 3 of s is not in the result"):
        written(source, tmp_path)
    assert list(tmp_path.iterdir()) == []
