"""TFRecord: bytes by hand from protobuf's and TensorFlow's descriptions, and read by protobuf."""

from __future__ import annotations

import io
import math

import pytest
from PIL import Image

from tests.support.grey_clips import clip_of
from tests.support.sources import ODD_NAMES, box, document, element
from tests.support.tf_records import read_label_map, read_records, values_of
from vidresults.errors import SelectionError
from vidresults.export import export
from vidresults.export.parts.tf_example import example, record
from vidresults.load import load
from vidresults.results import concat


def results_of(*elements, source_id="street", **more):
    return load(document(boxes=list(elements)), source_id=source_id, **more)


def written(tmp_path, source, **options):
    report = export(source, tmp_path / "o", format="tfrecord", **options)
    return list(read_records(tmp_path / "o" / "data.tfrecord")), report.notes


def test_a_message_by_hand():
    feature = "1a 03 0a 01 01"  # field 3, int64_list { value: [1] }
    entry = f"0a 0a  0a 01 61  12 05 {feature}"  # map entry "a"
    assert example({"a": (int, [1])}) == bytes.fromhex(f"0a 0c {entry}")


def test_a_record_is_framed_by_masked_checksums():
    # CRC32C of "123456789" is e3069283: turned right by 15 bits 2507c60d, plus a282ead8 c78ab0e5.
    framed = record(b"123456789")
    assert framed[:8] == bytes([9, 0, 0, 0, 0, 0, 0, 0])
    assert framed[12:21] == b"123456789"
    assert framed[21:] == bytes.fromhex("e5b08ac7")


def test_protobuf_reads_what_is_written():
    sent = {
        "bytes": (bytes, [b"", b"x" * 300]),
        "float": (float, [0.5, -1e30]),
        "int": (int, [0, -1, 300, 2**62]),
        "none": (float, []),
    }
    read = values_of(example(sent))
    assert read.pop("float") == pytest.approx([0.5, -1e30])
    assert read == {"bytes": [b"", b"x" * 300], "int": [0, -1, 300, 2**62], "none": []}


def test_edges_are_shares_and_classes_count_from_one(tmp_path):
    car = box(x=16.0, y=24.0, width=16.0, height=12.0)  # 8..24 of 64, 18..30 of 48
    bus = box(x=48.0, y=6.0, width=32.0, height=12.0, class_id=0, **{"class": "bus"})
    (one,), notes = written(tmp_path, results_of(element(car, bus)))
    assert one == {
        "image/filename": [b"street_000000.jpg"],
        "image/source_id": [b"street_000000.jpg"],
        "image/height": [48],
        "image/width": [64],
        "image/object/bbox/xmin": [0.125, 0.5],
        "image/object/bbox/ymin": [0.375, 0.0],
        "image/object/bbox/xmax": [0.375, 1.0],
        "image/object/bbox/ymax": [0.625, 0.25],
        "image/object/class/label": [3, 1],
        "image/object/class/text": [b"car", b"bus"],
        "image/object/score": [0.8125, 0.8125],
    }
    assert read_label_map(tmp_path / "o" / "label_map.pbtxt") == {1: "bus", 3: "car"}
    assert notes == (
        "the records have no pictures: trainers need them (--images copy puts them inside)",
        "edges and scores are rounded to 32 bits, as the format has them",
    )


def test_what_is_unknown_is_no_number(tmp_path):
    tracked, unknown = box(tracker_id=7), box(confidence=None)
    (one,), notes = written(tmp_path, results_of(element(tracked, unknown)))
    assert one["image/object/track/label"] == [7, -1]
    score, missing = one["image/object/score"]
    assert score == 0.8125
    assert math.isnan(missing)
    assert "1 boxes have the score NaN, because theirs is unknown" in notes


def test_a_record_for_each_frame_that_was_inferred(tmp_path):
    videos = [results_of(element(box()), None, element(), source_id=name) for name in ("a", "b")]
    records, notes = written(tmp_path, concat(videos))
    assert [(r["image/filename"][0].decode(), len(r["image/object/score"])) for r in records] == [
        ("a_000000.jpg", 1),
        ("a_000010.jpg", 0),
        ("b_000000.jpg", 1),
        ("b_000010.jpg", 0),
    ]
    assert "2 frames that were not inferred are no images" in notes


def test_boxes_end_at_the_picture(tmp_path):
    over = box(x=64.0, y=48.0, width=32.0, height=24.0)  # 48..80, 36..60 of 64 x 48
    beyond = box(x=-20.0, y=10.0, width=8.0, height=8.0)
    (one,), notes = written(tmp_path, results_of(element(over, beyond)))
    edges = [one[f"image/object/bbox/{e}"] for e in ("xmin", "ymin", "xmax", "ymax")]
    assert edges == [[0.75], [0.75], [1.0], [1.0]]
    assert "1 boxes were clipped to their pictures" in notes
    assert "1 boxes without area on their pictures are left out" in notes


def test_odd_names_come_back(tmp_path):
    names = (*ODD_NAMES, "back\\slash", "\x01 bell \x07", "tab\t")
    boxes = [box(class_id=i, **{"class": name}) for i, name in enumerate(names)]
    (one,), _ = written(tmp_path, results_of(element(*boxes)))
    assert read_label_map(tmp_path / "o" / "label_map.pbtxt") == dict(enumerate(names, start=1))
    assert [text.decode() for text in one["image/object/class/text"]] == list(names)


def test_the_pictures_are_inside(tmp_path):
    video = clip_of([30, 30, 30, 30, 30, 90], tmp_path / "v.mp4", (64, 48))
    source = results_of(element(box()), element(), video=video)
    records, notes = written(tmp_path, source, images="copy", image_quality=90)
    for one, grey in zip(records, (30, 90), strict=True):
        assert one["image/format"] == [b"jpeg"]
        picture = Image.open(io.BytesIO(one["image/encoded"][0])).convert("L")
        assert picture.size == (64, 48)
        assert abs(picture.getpixel((20, 20)) - grey) <= 3
    assert "2 pictures are JPEG of quality 90" in notes
    assert not any("no pictures" in note for note in notes)
    assert sorted(p.name for p in (tmp_path / "o").iterdir()) == [
        "data.tfrecord", "label_map.pbtxt",
    ]  # fmt: skip


def test_pictures_may_be_png(tmp_path):
    video = clip_of([30], tmp_path / "v.mp4", (64, 48))
    source = results_of(element(box()), video=video)
    (record,), _ = written(tmp_path, source, images="copy", image_format="png")
    assert record["image/format"] == [b"png"]
    assert record["image/filename"] == [b"street_000000.png"]
    assert Image.open(io.BytesIO(record["image/encoded"][0])).format == "PNG"


def test_without_a_video_there_are_no_pictures_and_no_output(tmp_path):
    with pytest.raises(SelectionError, match=r"street has none: give it \(--video\)"):
        written(tmp_path, results_of(element(box())), images="copy")
    assert list(tmp_path.iterdir()) == []


def test_files_of_so_many_pictures(tmp_path):
    source = results_of(element(box()), element(), element(box()))
    export(source, tmp_path / "o", format="tfrecord", shard_size=2)
    parts = sorted((tmp_path / "o").glob("data*"))
    assert [path.name for path in parts] == [
        "data.tfrecord-00000-of-00002", "data.tfrecord-00001-of-00002",
    ]  # fmt: skip
    assert [[r["image/filename"] for r in read_records(path)] for path in parts] == [
        [[b"street_000000.jpg"], [b"street_000005.jpg"]], [[b"street_000010.jpg"]],
    ]  # fmt: skip
    with pytest.raises(SelectionError, match="shard size 0: expected how many pictures"):
        export(source, tmp_path / "p", format="tfrecord", shard_size=0)


def test_parts_have_the_same_classes(tmp_path):
    elements = [element(box())] * 20 + [element(box(class_id=0, **{"class": "bus"}))] * 20
    export(results_of(*elements), tmp_path / "o", format="tfrecord", split=(0.5, 0.5))
    maps = [read_label_map(p) for p in (tmp_path / "o").rglob("label_map.pbtxt")]
    assert maps == [{1: "bus", 3: "car"}] * 2
