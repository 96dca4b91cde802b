"""JSON lines: every value of the document stands in the line of its frame and model."""

from __future__ import annotations

import base64
import json

import duckdb
import polars as pl
import pytest

from tests.support.sources import box, document, element, full
from vidresults.export import export
from vidresults.load import load
from vidresults.results import VideoResults, concat
from vidresults.schema import TABLES


def lines_of(results, folder):
    path = folder / "out.jsonl"
    export(results, path, format="jsonl")
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n") or not text
    return [json.loads(line) for line in text.split("\n")[:-1]]


def test_a_line_is_a_frame_of_a_model_with_its_boxes_and_their_corners(tmp_path):
    sent = document(boxes=[element(box(x=30.5, y=20.0, width=21.0, height=10.0)), None, element()])
    first, second, third = lines_of(load(sent, source_id="a"), tmp_path)
    assert first["source_id"] == "a"
    assert (first["model"], first["sample_index"], first["frame_index"]) == ("boxes", 0, 0)
    assert (first["state"], first["time_seconds"]) == ("inferred", 0.0)
    assert (first["image_width"], first["image_height"], first["batch_seconds"]) == (64, 48, 0.25)
    (found,) = first["detections"]
    assert [found[name] for name in ("x_min", "y_min", "x_max", "y_max")] == [20, 15, 41, 25]
    assert (found["x_center"], found["width"], found["confidence"]) == (30.5, 21, 0.8125)
    assert found["tracker_id"] is None
    assert (second["frame_index"], second["state"]) == (5, "not_inferred")
    assert second["detections"] is None
    assert (third["frame_index"], third["time_seconds"], third["detections"]) == (10, 0.4, [])


def test_what_a_model_does_not_make_is_null_and_not_an_empty_list(tmp_path):
    lines = {line["model"]: line for line in lines_of(full(), tmp_path)}
    labels = lines["labels"]
    assert labels["detections"] is None
    assert labels["classifications"][0]["class_name"] == "day"
    assert labels["classifications"][0]["extra"] == {"odd": 1}
    assert lines["clip"]["embeddings"][0]["vector"] == [0.5, -0.25]
    mask = base64.b64decode(lines["areas"]["semantic_masks"][0]["mask_png"])
    assert mask.startswith(b"\x89PNG")
    assert lines["gaze"]["gazes"][0]["landmarks"] == [{"x": 1.0, "y": 2.0}]
    assert lines["other"]["opaque"][0]["json"] == {"response": "a street"}


def test_the_videos_own_time_and_what_else_was_sent_stand_in_the_line(tmp_path):
    first, second, *_ = lines_of(full(), tmp_path)
    assert (first["video_pts"], first["video_time_seconds"]) == (0, 0.0)
    assert (second["video_pts"], second["video_time_seconds"]) == (500, 0.2)
    assert (first["frame_extra"], second["frame_extra"]) == ({"odd": 3}, None)


def test_a_frame_without_any_model_is_a_line_of_its_own(tmp_path):
    asked = load(document(boxes=[element(), None]))
    tables = {name: asked.table(name) for name in TABLES}
    tables["inferences"] = tables["inferences"].slice(0, 1)
    first, second = lines_of(VideoResults(tables), tmp_path)
    assert (first["model"], first["frame_index"]) == ("boxes", 0)
    assert (second["model"], second["state"], second["detections"]) == (None, None, None)
    assert (second["frame_index"], second["time_seconds"]) == (5, 0.2)


def test_two_videos_with_the_same_frame_numbers_keep_their_own_rows(tmp_path):
    one = load(document(boxes=[element(box(**{"class": "car"}))]), source_id="one")
    two = load(document(boxes=[element(box(**{"class": "bus"}))]), source_id="two")
    lines = lines_of(concat([one, two]), tmp_path)
    assert [(line["source_id"], line["detections"][0]["class_name"]) for line in lines] == [
        ("one", "car"),
        ("two", "bus"),
    ]


def test_line_breaks_in_names_and_in_unknown_json_stay_on_one_line(tmp_path):
    sent = json.dumps(document(other=[{"a": "x\ny", "b": [1]}]), indent=2).encode()
    (line,) = lines_of(load(sent), tmp_path)
    assert line["opaque"][0]["json"] == {"a": "x\ny", "b": [1]}


@pytest.fixture(params=["pallet_5fps.json", "forklift_5fps.json"])
def real(request, real_data):
    return real_data / "results" / request.param


def test_duckdb_and_polars_read_the_boxes_of_real_results(real, tmp_path):
    sent = json.loads(real.read_text(encoding="utf-8"))
    (model,) = sent.keys() - {"frame_offset", "time_offset"}
    confidences = [p["confidence"] for e in sent[model] for p in e["predictions"]]
    path = tmp_path / "out.jsonl"
    export(load(real), path, format="jsonl")
    boxes = f"select unnest(detections, recursive := true) from read_json('{path}')"  # noqa: S608
    rows = duckdb.sql(f"select confidence from ({boxes})").fetchall()  # noqa: S608
    assert [value for (value,) in rows] == confidences
    frame = pl.read_ndjson(path, infer_schema_length=None)
    assert frame["frame_index"].to_list() == sent["frame_offset"]
    assert frame["time_seconds"].to_list() == sent["time_offset"]
    found = frame.explode("detections").drop_nulls("detections")["detections"]
    assert found.struct.field("confidence").to_list() == confidences
