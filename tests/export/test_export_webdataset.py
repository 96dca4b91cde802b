"""WebDataset: members by hand from its naming rule, read by the standard library."""

from __future__ import annotations

import io
import itertools
import json
import tarfile

import pytest
from PIL import Image

from tests.support.grey_clips import clip_of
from tests.support.sources import box, document, element, full
from vidresults.errors import SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat


def results_of(*elements, source_id="street", **more):
    return load(document(boxes=list(elements)), source_id=source_id, **more)


def members(path):
    with tarfile.open(path) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def written(tmp_path, source, **options):
    """The members of the only shard, JSON parsed, and the notes."""
    report = export(source, tmp_path / "o", format="webdataset", **options)
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == [
        "categories.json", "shard-000000.tar",
    ]  # fmt: skip
    found = members(tmp_path / "o" / "shard-000000.tar")
    return {k: json.loads(v) if k.endswith(".json") else v for k, v in found.items()}, report.notes


def test_a_sample_by_hand(tmp_path):
    car = box(x=15.0, y=20.0, width=20.5, height=10.25, tracker_id=7)
    found, notes = written(tmp_path, results_of(element(car)))
    assert found == {
        "street_000000.json": {
            "video": "street",
            "file_name": "street_000000.jpg",
            "width": 64,
            "height": 48,
            "frame_index": 0,
            "timestamp": 0.0,
            "boxes": [
                {
                    "category_id": 3,
                    "category": "car",
                    "bbox": [4.75, 14.875, 20.5, 10.25],
                    "score": 0.8125,
                    "track_id": 7,
                    "model": "boxes",
                    "class_id": 2,
                    "detection_id": "d-1",
                }
            ],
        }
    }
    assert json.loads((tmp_path / "o/categories.json").read_text()) == [{"id": 3, "name": "car"}]
    (note,) = notes
    assert note.startswith("the shards have no pictures")


def test_masks_keypoints_and_the_rest_are_kept(tmp_path):
    found, _ = written(tmp_path, full())
    first, second, third = found["full_000000.json"]["boxes"]
    assert first["polygons"] == [
        [{"x": 20.0, "y": 15.0}, {"x": 41.0, "y": 15.0}, {"x": 41.0, "y": 25.0}]
    ]
    assert first["rotated_box"]["angle_degrees"] == 30.0
    assert first["extra"]["odd"] == "kept"
    assert second["keypoints"][0]["class_name"] == "nose"
    assert third["rle"]["height"] == 48


def test_boxes_stay_as_they_were_sent(tmp_path):
    beyond = box(x=-20.0, y=10.0, width=8.0, height=8.0, confidence=None)
    found, _ = written(tmp_path, results_of(element(beyond)))
    (one,) = found["street_000000.json"]["boxes"]
    assert one["bbox"] == [-24.0, 6.0, 8.0, 8.0]
    assert "score" not in one


def test_a_sample_for_each_frame_that_was_inferred(tmp_path):
    videos = [results_of(element(box()), None, element(), source_id=name) for name in ("a", "b")]
    found, notes = written(tmp_path, concat(videos))
    assert {name: len(about["boxes"]) for name, about in found.items()} == {
        "a_000000.json": 1, "a_000010.json": 0, "b_000000.json": 1, "b_000010.json": 0,
    }  # fmt: skip
    assert "2 frames that were not inferred are no images" in notes


def test_the_picture_stands_beside_its_json_and_keys_have_no_dots(tmp_path):
    video = clip_of([30, 30, 30, 30, 30, 90], tmp_path / "v.mp4", (64, 48))
    source = results_of(element(box()), element(), video=video, source_id="v1.2 ø.mp4")
    found, notes = written(tmp_path, source, images="copy")
    assert [name.split(".") for name in found] == [
        ["v1_2 ø_mp4_000000", "jpg"], ["v1_2 ø_mp4_000000", "json"],
        ["v1_2 ø_mp4_000005", "jpg"], ["v1_2 ø_mp4_000005", "json"],
    ]  # fmt: skip
    greys = [
        Image.open(io.BytesIO(data)).convert("L").getpixel((20, 20))
        for name, data in found.items()
        if name.endswith(".jpg")
    ]
    assert all(abs(grey - wanted) <= 3 for grey, wanted in zip(greys, (30, 90), strict=True)), greys
    assert notes == ("2 pictures are JPEG of quality 95",)


def test_pictures_may_be_png(tmp_path):
    video = clip_of([30], tmp_path / "v.mp4", (64, 48))
    source = results_of(element(box()), video=video)
    found, _ = written(tmp_path, source, images="copy", image_format="png")
    assert list(found) == ["street_000000.png", "street_000000.json"]
    assert Image.open(io.BytesIO(found["street_000000.png"])).format == "PNG"


def test_headers_tell_nothing_of_where_and_when(tmp_path):
    written(tmp_path, results_of(element(box())))
    with tarfile.open(tmp_path / "o" / "shard-000000.tar") as tar:
        (one,) = tar.getmembers()
    assert (one.mtime, one.uid, one.gid, one.uname, one.gname, one.mode) == (0, 0, 0, "", "", 0o644)


@pytest.mark.parametrize(("size", "counts"), [(1, [1, 1, 1]), (2, [2, 1]), (3, [3]), (None, [3])])
def test_shards_of_so_many_pictures(tmp_path, size, counts):
    source = results_of(element(box()), element(), element(box()))
    export(source, tmp_path / "o", format="webdataset", shard_size=size)
    shards = [tmp_path / "o" / f"shard-{i:06d}.tar" for i in range(len(counts))]
    assert [len(members(path)) for path in shards] == counts
    assert len(list((tmp_path / "o").iterdir())) == len(counts) + 1
    assert list(itertools.chain.from_iterable(map(members, shards))) == [
        "street_000000.json", "street_000005.json", "street_000010.json",
    ]  # fmt: skip


def test_nothing_sampled_is_an_empty_shard(tmp_path):
    found, _ = written(tmp_path, results_of(None))
    assert found == {}


def test_a_size_or_a_video_that_is_none_is_refused(tmp_path):
    source = results_of(element(box()))
    with pytest.raises(SelectionError, match="shard size -1: expected how many"):
        export(source, tmp_path / "o", format="webdataset", shard_size=-1)
    with pytest.raises(SelectionError, match=r"street has none: give it \(--video\)"):
        export(source, tmp_path / "o", format="webdataset", images="copy")
    assert list(tmp_path.iterdir()) == []
