"""COCO's annotations of plain boxes are made column by column: the bytes of one by one."""

from __future__ import annotations

import json

import msgspec
import pyarrow as pa
import pytest

from tests.support.sources import ODD_NAMES, box, document, element, full
from vidresults import scan
from vidresults.errors import OutputError
from vidresults.export import export
from vidresults.export.labels.coco_shapes import annotation
from vidresults.geometry import compress_runs
from vidresults.load import load
from vidresults.results import Scan, VideoResults, concat
from vidresults.schema import TABLES

NUMBERS = (0.0, -0.0, 542.0, 30.5, 1 / 3, 1e-5, 1e-7, 5e-324, 1e15, 1e16, 123456789.123456789)
IDS = (None, "d-1", 'say "hi"', "back\\slash", "two\nlines", "\x01", "叉车 🦊", "")
MASK = {"size": [48, 64], "counts": compress_runs([100, 20, 2952])}
OUTLINE = [{"x": 20.0, "y": 15.0}, {"x": 41.0, "y": 15.0}, {"x": 41.0, "y": 25.0}]
NOSE = [{"x": 31.0, "y": 16.0, "confidence": 0.75, "class_id": 4, "class": "nose"}]
SHAPES = ({"rle": MASK}, {"points": OUTLINE}, {"keypoints": NOSE}, {"points": []})


def plain():
    """Boxes alone, with numbers that are written in every form, odd ids, and values unknown."""
    found = [box(x=x, y=-x, width=w, height=x) for x in NUMBERS for w in NUMBERS]
    found += [box(detection_id=i, tracker_id=n) for n, i in enumerate(IDS)]
    found += [
        box(confidence=c, class_id=None, **{"class": n})
        for c in (1.0, 0.1, 1e-7)
        for n in ODD_NAMES
    ]
    return [
        *found,
        box(confidence=None, tracker_id=None, detection_id=None),
        box(tracker_id=-(2**63)),
    ]


def mixed():
    """The same with a mask, an outline or keypoints at every third one."""
    return [
        sent | SHAPES[at // 3 % len(SHAPES)] if at % 3 == 0 else sent
        for at, sent in enumerate(plain())
    ]


def of_two_videos(boxes):
    frames = [element(*boxes[::2]), None, element(), element(*boxes[1::2])]
    answers = [element(), element(), None, None]
    one = load(document(m=frames, other=answers), source_id="one")
    return concat([one, load(document(m=frames[::-1]), source_id="two")])


SCENES = {"plain": plain(), "mixed": mixed()}


@pytest.fixture(params=SCENES)
def scene(request):
    return of_two_videos(SCENES[request.param])


def exported(source, path, format="coco", **options):  # noqa: A002
    export(source, path, format=format, **options)
    return path.read_bytes()


def one_by_one(scene, dataset, segmentation=None):
    """(row, annotation) of every detection."""
    videos = {video["id"]: video["name"] for video in dataset["videos"]}
    images = {(videos[i["video_id"]], i["frame_index"]): i for i in dataset["images"]}
    classes = {(c["supercategory"], c.get("class_id"), c["name"]): c for c in dataset["categories"]}
    for row in scene.detections.to_pylist():
        image = images[row["source_id"], row["frame_index"]]
        names = {
            (row["model"], row["class_id"], n)
            for n in (row["class_name"], f"m/{row['class_name']}")
        }
        (category,) = (classes[key] for key in names & classes.keys())
        shape = annotation(row, image, category.get("keypoints", []), segmentation)
        yield row, {"image_id": image["id"], "category_id": category["id"], **shape}


@pytest.mark.parametrize("segmentation", [None, "rle"])
def test_every_annotation_is_the_one_that_is_made_alone(scene, tmp_path, segmentation):
    data = exported(scene, tmp_path / "a.json", segmentation=segmentation)
    wanted = [
        msgspec.json.encode({"id": number, **found})
        for number, (_, found) in enumerate(one_by_one(scene, json.loads(data), segmentation), 1)
    ]
    _, _, found = data.partition(b'"annotations": [\n')
    assert found.partition(b'\n],\n"categories"')[0].split(b",\n") == wanted


def test_every_result_is_the_one_that_is_made_alone(scene, tmp_path):
    dataset = json.loads(exported(scene, tmp_path / "a.json"))
    wanted = [
        msgspec.json.encode({k: v for k, v in found.items() if k in RESULT})
        for row, found in one_by_one(scene, dataset, "rle")
        if row["confidence"] is not None
    ]
    data = exported(scene, tmp_path / "r.json", "coco-results")
    assert data == b"[\n" + b",\n".join(wanted) + b"\n]\n"


RESULT = {
    "image_id", "category_id", "bbox", "segmentation", "keypoints", "keypoint_scores", "score",
    "track_id",
}  # fmt: skip


@pytest.mark.parametrize("name", ["coco", "coco-results"])
def test_tables_in_memory_in_any_batches_and_on_disk_give_the_same_bytes(scene, tmp_path, name):
    def read(tables):
        for table in TABLES:
            for batch in scene.table(table).to_batches(max_chunksize=7) if table in tables else ():
                yield table, batch

    export(scene, tmp_path / "stored", format="parquet")
    wanted = exported(scene, tmp_path / "a.json", name)
    assert exported(Scan(read), tmp_path / "b.json", name) == wanted
    assert exported(scan(tmp_path / "stored"), tmp_path / "c.json", name) == wanted


def test_images_are_those_that_are_made_alone(tmp_path):
    sources = concat([of_two_videos(plain()), full()])
    data = exported(sources, tmp_path / "a.json")
    _, _, found = data.partition(b'"images": [\n')
    lines = found.partition(b'\n],\n"annotations"')[0].split(b",\n")
    assert lines == [msgspec.json.encode(image) for image in json.loads(data)["images"]]
    images = {image["file_name"]: image for image in map(json.loads, lines)}
    assert images["one_000000.jpg"] == {
        "id": images["full_000000.jpg"]["id"] + 3, "file_name": "one_000000.jpg", "width": 64,
        "height": 48, "video_id": 2, "frame_index": 0, "timestamp": 0.0,
    }  # fmt: skip
    assert images["one_000010.jpg"]["models_without_answer"] == ["other"]
    assert images["full_000005.jpg"]["video_timestamp"] == 0.2


def test_a_box_on_a_frame_of_unknown_size_is_named(tmp_path):
    known = load(document(m=[element(box())]), source_id="v")
    unknown = load(document(m=[element(), {"predictions": [box()]}]), source_id="w")
    tables = {name: unknown.table(name) for name in TABLES}
    sizes = [pa.nulls(2, pa.int32())] * 2
    for name, column in zip(("image_width", "image_height"), sizes, strict=True):
        at = TABLES["inferences"].get_field_index(name)
        field = TABLES["inferences"].field(name)
        tables["inferences"] = tables["inferences"].set_column(at, field, column)
    both = concat([known, VideoResults(tables)])
    with pytest.raises(OutputError, match="size of frame 5 of w is not in the result"):
        export(both, tmp_path / "a.json", format="coco")
