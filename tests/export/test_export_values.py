"""The numbers in the exports are those of the document, read independently."""

from __future__ import annotations

import csv
import json

import duckdb
import numpy as np
import polars as pl
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
import supervision as sv
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO

from tests.support.sources import ODD_NAMES, box, document, element
from vidresults import scan
from vidresults.errors import OutputError, SelectionError
from vidresults.export import export
from vidresults.export.csv import HEADER
from vidresults.load import load
from vidresults.results import concat, merge


def plain_boxes(path):
    """(frame, prediction) of every box of a real document, by the standard library alone."""
    sent = json.loads(path.read_text(encoding="utf-8"))
    (model,) = sent.keys() - {"frame_offset", "time_offset"}
    triples = zip(sent["frame_offset"], sent["time_offset"], sent[model], strict=True)
    return [(model, f, t, box) for f, t, e in triples for box in e["predictions"]]


@pytest.fixture(params=["pallet_5fps.json", "forklift_5fps.json"])
def real(request, real_data):
    path = real_data / "results" / request.param
    return load(path), plain_boxes(path)


def test_every_number_in_the_csv_equals_the_documents(real, tmp_path):
    results, boxes = real
    export(results, tmp_path / "out.csv", format="csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert ",".join(header) == (
        "source_id,frame_index,time_seconds,model,class_name,class_id,confidence,"
        "x_min,y_min,x_max,y_max,tracker_id,detection_id"
    )
    assert len(rows) == len(boxes)
    for row, (model, frame, time, sent) in zip(rows, boxes, strict=True):
        cell = dict(zip(header, row, strict=True))
        assert int(cell["frame_index"]) == frame
        assert float(cell["time_seconds"]) == time
        assert (cell["model"], cell["class_name"]) == (model, sent["class"])
        assert int(cell["class_id"]) == sent["class_id"]
        assert float(cell["confidence"]) == sent["confidence"]
        assert float(cell["x_min"]) == sent["x"] - sent["width"] / 2
        assert float(cell["y_min"]) == sent["y"] - sent["height"] / 2
        assert float(cell["x_max"]) == sent["x"] + sent["width"] / 2
        assert float(cell["y_max"]) == sent["y"] + sent["height"] / 2
        assert (cell["tracker_id"], cell["detection_id"]) == ("", sent["detection_id"])


def test_every_number_in_the_parquet_equals_the_documents(real, tmp_path):
    results, boxes = real
    export(results, tmp_path / "out", format="parquet")
    (path,) = (tmp_path / "out" / "detections").rglob("*.parquet")
    rows = pq.ParquetFile(path).read().to_pylist()
    for row, (model, frame, time, sent) in zip(rows, boxes, strict=True):
        assert (row["model"], row["frame_index"], row["time_seconds"]) == (model, frame, time)
        names = {"x_center": "x", "y_center": "y", "width": "width", "height": "height"}
        names |= {"confidence": "confidence", "class_id": "class_id", "class_name": "class"}
        assert {ours: row[ours] for ours in names} == {o: sent[t] for o, t in names.items()}
        assert row["detection_id"] == sent["detection_id"]


def test_every_number_in_the_coco_file_equals_the_documents(real, tmp_path):
    results, boxes = real
    export(results, tmp_path / "out", format="coco")
    dataset = json.loads((tmp_path / "out" / "annotations.json").read_text(encoding="utf-8"))
    images = {image["id"]: image for image in dataset["images"]}
    names = {category["id"]: category["name"] for category in dataset["categories"]}
    assert [a["id"] for a in dataset["annotations"]] == list(range(1, len(boxes) + 1))
    for found, (_, frame, time, sent) in zip(dataset["annotations"], boxes, strict=True):
        image = images[found["image_id"]]
        assert (image["frame_index"], image["timestamp"]) == (frame, time)
        assert (image["width"], image["height"]) == (1920, 1080)
        assert found["category_id"] == sent["class_id"] + 1
        assert names[found["category_id"]] == sent["class"]
        left, top = sent["x"] - sent["width"] / 2, sent["y"] - sent["height"] / 2
        assert found["bbox"] == [left, top, sent["width"], sent["height"]]
        assert found["area"] == sent["width"] * sent["height"]
        assert (found["score"], found["iscrowd"]) == (sent["confidence"], 0)


def test_pycocotools_and_supervision_read_the_coco_file(real_data, tmp_path, capsys):
    results = load(real_data / "results" / "pallet_5fps.json")
    export(results, tmp_path, format="coco")
    path = tmp_path / "annotations.json"
    coco = COCO(str(path))
    capsys.readouterr()
    assert (len(coco.imgs), len(coco.anns)) == (195, 1098)
    dataset = sv.DetectionDataset.from_coco(str(tmp_path), str(path))
    assert len(dataset.annotations) == 195
    assert sum(len(found) for found in dataset.annotations.values()) == 1098
    assert dataset.classes == ["Cement floor", "pallet"]


def test_parquet_loads_back_equal_with_schema_and_metadata(real_data, tmp_path):
    for name in ("pallet_5fps.json", "forklift_5fps.json"):
        results = load(real_data / "results" / name)
        export(results, tmp_path / name, format="parquet")
        again = load(tmp_path / name)
        assert again.equals(results)
        field = again.detections.schema.field("x_center")
        assert field.metadata[b"unit"] == b"px"
        assert again.detections.schema.metadata[b"vidresults.schema_version"] == b"1"


def test_duckdb_and_polars_read_the_parquet_folder_as_it_is(tmp_path):
    odd = load(document(m=[element(box()), element(box(), box())]), source_id="a b/c=1%2F..")
    export(concat([odd, load(document(m=[element(box())]), source_id="plain")]), tmp_path / "o",
           format="parquet")  # fmt: skip
    files = str(tmp_path / "o" / "detections" / "**" / "*.parquet")
    wanted = [("a b/c=1%2F..", 3), ("plain", 1)]
    query = f"select source_id, count(*) from read_parquet('{files}') group by 1 order by 1"  # noqa: S608
    assert duckdb.sql(query).fetchall() == wanted
    counts = pl.read_parquet(files, hive_partitioning=False).group_by("source_id").len()
    assert sorted(counts.rows()) == wanted


@pytest.mark.parametrize("open_folder", [load, scan])
def test_the_csv_is_the_one_that_arrow_writes_of_the_whole_table(open_folder, tmp_path):
    odd = [box(detection_id=n, x=10.0**i, **{"class": n}) for i, n in enumerate(ODD_NAMES)]
    odd += [box(confidence=None, class_id=None, detection_id=None), box(detection_id="")]
    one = load(document(m=[element(*odd), None, element(box())]), source_id="a,b")
    results = concat([one, load(document(n=[element(*odd * 3)]), source_id='"c"')])
    export(results, tmp_path / "stored", format="parquet")
    export(open_folder(tmp_path / "stored"), tmp_path / "a.csv", format="csv")
    boxes = results.to_pandas()
    table = results.detections
    for name in ("x_min", "y_min", "x_max", "y_max"):
        table = table.append_column(name, [boxes[name].to_numpy()])
    pyarrow.csv.write_csv(table.select(HEADER), tmp_path / "b.csv",
                          pyarrow.csv.WriteOptions(quoting_header="none"))  # fmt: skip
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize("number", [0.1, 1e-7, 1 / 3, 123456789.123456789, 2**53 + 2.0, 5e-324])
def test_a_float_comes_back_from_the_csv_exactly(number, tmp_path):
    results = load(document(m=[element(box(x=number, width=0.0, height=0.0))]))
    export(results, tmp_path / "a.csv", format="csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert float(row["x_min"]) == number


def test_unknown_is_an_empty_cell_and_text_is_quoted(tmp_path):
    unknown = box(confidence=None, class_id=None, **{"class": 'a "b", c\nd'})
    export(load(document(m=[element(unknown)]), source_id="s"), tmp_path / "a.csv", format="csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert tuple(row) == HEADER
    assert (row["confidence"], row["class_id"], row["class_name"]) == ("", "", 'a "b", c\nd')


def coco_of(results, folder, **options):
    export(results, folder / "a.json", format="coco", **options)
    return json.loads((folder / "a.json").read_text(encoding="utf-8"))


def square(left, top, right, bottom):
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return [{"x": float(x), "y": float(y)} for x, y in corners]


def test_points_stay_the_same_polygon_and_the_area_is_that_of_the_raster(tmp_path):
    sent = box(x=15.0, y=20.0, width=10.0, height=20.0, points=square(10, 10, 20, 30))
    (found,) = coco_of(load(document(m=[element(sent)])), tmp_path)["annotations"]
    assert found["segmentation"] == [[10, 10, 20, 10, 20, 30, 10, 30]]
    assert found["area"] == 10 * 20
    assert found["bbox"] == [10, 10, 10, 20]


def test_run_lengths_stay_run_lengths(tmp_path):
    mask = np.zeros((48, 64), np.uint8, order="F")
    mask[10:20, 30:40] = 1
    mask[14:16, 34:36] = 0
    rle = coco_mask.encode(mask)
    sent = box(rle={"size": [48, 64], "counts": rle["counts"].decode()})
    (found,) = coco_of(load(document(m=[element(sent)])), tmp_path)["annotations"]
    assert found["area"] == 100 - 4
    assert np.array_equal(coco_mask.decode(found["segmentation"]), mask)


def test_an_outline_without_area_is_an_empty_mask_that_readers_accept(tmp_path, capsys):
    sent = box(points=[{"x": 3.0, "y": 4.0}])
    (found,) = coco_of(load(document(m=[element(sent)])), tmp_path)["annotations"]
    assert found["area"] == 0
    coco = COCO(str(tmp_path / "a.json"))
    capsys.readouterr()
    assert coco.annToMask(coco.anns[1]).sum() == 0


def point(name, number, x, confidence):
    return {"x": x, "y": 1.0, "confidence": confidence, "class": name, "class_id": number}


def test_keypoints_stand_in_the_order_of_their_class_and_missing_ones_are_zero(tmp_path):
    first = box(keypoints=[point("ear", 2, 7.0, 0.9), point("nose", 0, 5.0, 0.2)])
    second = box(keypoints=[point("eye", 1, 6.0, None)])
    dataset = coco_of(load(document(m=[element(first, second)])), tmp_path)
    assert dataset["categories"][0]["keypoints"] == ["nose", "eye", "ear"]
    one, two = dataset["annotations"]
    assert one["keypoints"] == [5, 1, 1, 0, 0, 0, 7, 1, 2]
    assert two["keypoints"] == [0, 0, 0, 6, 1, 2, 0, 0, 0]
    assert (one["num_keypoints"], two["num_keypoints"]) == (2, 1)
    assert one["keypoint_scores"] == [0.2, None, 0.9]


def category_table(dataset):
    return [(c["id"], c["name"]) for c in dataset["categories"]]


def test_one_model_numbers_categories_by_class_id_plus_one(tmp_path):
    sent = element(box(class_id=7, **{"class": "b"}), box(class_id=2, **{"class": "a"}))
    assert category_table(coco_of(load(document(m=[sent])), tmp_path)) == [(3, "a"), (8, "b")]


def test_several_models_are_numbered_in_order_and_named_where_they_collide(tmp_path):
    one = load(document(one=[element(box(class_id=4, **{"class": "car"}))]), source_id="s")
    two = load(
        document(two=[element(box(class_id=0, **{"class": "car"}), box(**{"class": "bus"}))])
    )
    dataset = coco_of(merge([one, two]), tmp_path)
    assert category_table(dataset) == [(1, "one/car"), (2, "two/car"), (3, "bus")]


def test_class_numbers_that_cannot_serve_are_counted_from_one(tmp_path):
    sent = element(box(class_id=-1, **{"class": "a"}), box(class_id=None, **{"class": "b"}))
    assert category_table(coco_of(load(document(m=[sent])), tmp_path)) == [(1, "a"), (2, "b")]


def test_a_list_of_classes_fixes_names_and_order(tmp_path):
    results = load(document(m=[element(box(**{"class": "car"}))]))
    dataset = coco_of(results, tmp_path, classes=["bus", "car", "dog"])
    assert category_table(dataset) == [(1, "bus"), (2, "car"), (3, "dog")]
    assert dataset["annotations"][0]["category_id"] == 2
    with pytest.raises(SelectionError, match="'car'"):
        coco_of(results, tmp_path, classes=["bus"])


def test_a_frame_that_was_not_inferred_is_no_image_and_an_empty_one_is(tmp_path):
    results = load(document(m=[element(box()), None, element()]))
    dataset = coco_of(results, tmp_path)
    assert [image["frame_index"] for image in dataset["images"]] == [0, 10]
    report = export(results, tmp_path / "b.json", format="coco")
    assert report.notes == ("1 frames that were not inferred are no images",)


def test_a_model_that_gave_no_answer_on_an_image_is_named_there(tmp_path):
    dataset = coco_of(load(document(a=[element(box())], b=[None])), tmp_path)
    assert dataset["images"][0]["models_without_answer"] == ["b"]


def test_boxes_on_frames_of_unknown_size_need_the_video(tmp_path):
    results = load(document(m=[{"predictions": [box()]}]))
    with pytest.raises(OutputError, match="--video"):
        coco_of(results, tmp_path)


def test_two_videos_with_equal_frame_numbers_share_no_image(tmp_path):
    first, second = (load(document(m=[element(box())]), source_id=s) for s in ("a/b", "a:b"))
    images = coco_of(concat([first, second]), tmp_path)["images"]
    assert [image["id"] for image in images] == [1, 2]
    assert [image["file_name"] for image in images] == ["a_b_000000.jpg", "a_b-2_000000.jpg"]
    assert [image["video_id"] for image in images] == [1, 2]


def test_several_videos_do_not_fit_the_apis_form(tmp_path):
    pair = concat(load(document(m=[None]), source_id=s) for s in ("a", "b"))
    with pytest.raises(SelectionError, match="one video"):
        export(pair, tmp_path / "x.json", format="video-inference")
