"""YouTube-VIS, by its rules, by pycocotools and by TrackEval."""

import contextlib
import io
import json
import shutil

import numpy as np
import pytest
import trackeval
from pycocotools import mask as coco_mask

from tests.support.tracked import at, sampled
from vidresults.errors import OutputError
from vidresults.export import export
from vidresults.geometry import compress_runs
from vidresults.results import concat

BUS = {"class": "bus", "class_id": 5}
# 64x48 pixels, column by column: 3 pixels of column 2 from row 4; 6 of column 2 and 3.
SMALL = {"size": [48, 64], "counts": compress_runs([100, 3, 2969])}
LARGE = {"size": [48, 64], "counts": compress_runs([100, 3, 45, 3, 2921])}


def scene():
    """Two tracks; the second frame was not inferred, on the last one nothing was found."""
    return sampled(
        [0, 6, 12, 18],
        boxes=[[at(1, rle=SMALL), at(30, 8)], None, [at(3.25, rle=LARGE, confidence=None)], []],
    )


def written(source, folder, **options):
    report = export(source, folder / "out", format="youtube-vis", **options)
    return report, json.loads((folder / "out" / "instances.json").read_text(encoding="utf-8"))


def test_a_track_has_an_entry_for_each_inferred_frame_and_null_where_it_is_not(tmp_path):
    report, data = written(scene(), tmp_path)
    assert data["videos"] == [{
        "id": 1, "width": 64, "height": 48, "length": 3,
        "file_names": [f"street/street_{n:06d}.jpg" for n in (0, 12, 18)],
        "frame_indices": [0, 12, 18], "fps": 25.0, "source_id": "street", "model": "boxes",
    }]  # fmt: skip
    first, second = data["annotations"]
    assert first == {
        "id": 1, "video_id": 1, "category_id": 3, "iscrowd": 0, "width": 64, "height": 48,
        "length": 3, "track_id": 7,
        "segmentations": [
            {"size": [48, 64], "counts": [100, 3, 2969]},
            {"size": [48, 64], "counts": [100, 3, 45, 3, 2921]},
            None,
        ],
        "bboxes": [[1.0, 15.0, 20.0, 10.0], [3.25, 15.0, 20.0, 10.0], None],
        "areas": [3, 6, None],
        "scores": [0.8125, None, None],
    }  # fmt: skip
    assert second["bboxes"] == [[30.0, 15.0, 20.0, 10.0], None, None]
    assert second["segmentations"] == [None, None, None]
    assert second["areas"] == [200.0, None, None]
    assert data["categories"] == [{"id": 3, "name": "car", "supercategory": "boxes"}]
    assert report.notes == (
        "1 frames that a model was not inferred on are none of its video's",
        "1 boxes have no mask: readers of masks alone see no object there",
    )


def test_outlines_are_written_as_the_pixels_that_pycocotools_counts(tmp_path):
    square = [{"x": x, "y": y} for x, y in ((2, 4), (6, 4), (6, 10), (2, 10))]
    report, data = written(sampled([0], boxes=[[at(1, points=square)]]), tmp_path)
    rle = coco_mask.frPyObjects(data["annotations"][0]["segmentations"][0], 48, 64)
    wanted = np.zeros((48, 64), np.uint8)
    wanted[4:10, 2:6] = 1
    assert (coco_mask.decode(rle) == wanted).all()
    assert "detections.polygons (1)" in map(str, report.losses)


def test_a_track_that_changes_its_class_is_an_annotation_for_each(tmp_path):
    source = sampled([0, 5], boxes=[[at(1, rle=SMALL)], [at(2, rle=SMALL, **BUS)]])
    report, data = written(source, tmp_path, classes=["bus", "car"])
    found = [(a["id"], a["track_id"], a["category_id"]) for a in data["annotations"]]
    assert found == [(1, 7, 2), (2, 7, 1)]
    assert report.notes == ("1 annotations more than tracks: a class of a track is one each",)


def test_each_model_on_each_source_is_a_video_and_boxes_without_id_are_left_out(tmp_path):
    two = sampled([0, 5], boxes=[[at(1)], [at(1, None)]], others=[[at(2)], None])
    report, data = written(concat([two, sampled([0], source_id="b", boxes=[[at(3)]])]), tmp_path)
    assert [v["file_names"][0] for v in data["videos"]] == [
        "b/b_000000.jpg", "street_boxes/street_000000.jpg", "street_others/street_000000.jpg"
    ]  # fmt: skip
    assert [v["length"] for v in data["videos"]] == [1, 2, 1]
    assert [(a["video_id"], len(a["bboxes"])) for a in data["annotations"]] == [
        (1, 1), (2, 2), (3, 1)
    ]  # fmt: skip
    assert "detections without tracker_id (1)" in map(str, report.losses)


def test_an_id_that_stands_twice_on_a_frame_is_refused(tmp_path):
    with pytest.raises(OutputError, match="tracker id 7 stands twice on frame 6 of street"):
        written(sampled([0, 6], boxes=[[], [at(1), at(9)]]), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_trackeval_finds_the_export_equal_to_itself_and_not_to_another(tmp_path):
    source = sampled([0, 5], boxes=[[at(1, rle=SMALL)], [at(2, rle=LARGE)]])
    worse = sampled([0, 5], boxes=[[at(1, rle=SMALL)], []])
    assert _hota(tmp_path / "same", source, source) == pytest.approx(1)
    # Half of the masks: DetA 1/2, AssA 1/2 (1 of 2 frames), so HOTA is 1/2.
    assert _hota(tmp_path / "worse", source, worse) == pytest.approx(0.5)


def _hota(folder, truth, found):
    """HOTA by TrackEval of masks found against the truth."""
    written(truth, folder / "truth")
    (folder / "gt" / "youtube_vis_all").mkdir(parents=True)
    shutil.copy(folder / "truth/out/instances.json", folder / "gt/youtube_vis_all/gt.json")
    _, data = written(found, folder / "found")
    place = folder / "trackers" / "youtube_vis_all" / "ours" / "data"
    place.mkdir(parents=True)
    results = [_result(annotation) for annotation in data["annotations"]]
    (place / "results.json").write_text(json.dumps(results))
    quiet = {"PRINT_CONFIG": False, "SPLIT_TO_EVAL": "all", "GT_FOLDER": f"{folder}/gt/",
             "TRACKERS_FOLDER": f"{folder}/trackers/", "TRACKERS_TO_EVAL": ["ours"]}  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()):
        data = trackeval.datasets.YouTubeVIS(quiet)
        raw = data.get_raw_seq_data("ours", "street")
        scores = trackeval.metrics.HOTA().eval_sequence(data.get_preprocessed_seq_data(raw, "car"))
    return scores["HOTA"].mean()


def _result(annotation):
    """A track as results have it: compressed run lengths and one score."""
    masks = [
        None if rle is None else coco_mask.frPyObjects(rle, *rle["size"])
        for rle in annotation["segmentations"]
    ]
    texts = [m and {**m, "counts": m["counts"].decode()} for m in masks]
    kept = {name: annotation[name] for name in ("video_id", "category_id")}
    return kept | {"score": 0.5, "segmentations": texts}
