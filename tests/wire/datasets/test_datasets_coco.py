"""COCO into tables: what this package wrote comes back, and what others write is understood."""

import json

import pytest
from pycocotools import mask as coco_mask

from tests.support.documents import detection, document, element, rows_of
from tests.support.sources import full
from vidresults import concat, export, import_dataset, load
from vidresults.errors import FormatError, SelectionError
from vidresults.geometry import mask_from_rle


def coco(tmp_path, name="truth.json", **members):
    whole = {
        "images": [{"id": 1, "file_name": "street_000000.jpg", "width": 64, "height": 48}],
        "annotations": [],
        "categories": [{"id": 3, "name": "car"}],
        **members,
    }
    path = tmp_path / name
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def annotation(**changes):
    box = {"bbox": [10, 20, 30, 5], "area": 150, "iscrowd": 0}
    return {"id": 1, "image_id": 1, "category_id": 3, **box, **changes}


def read(tmp_path, *annotations, images=None, categories=None, **options):
    members = {"annotations": annotations}
    members |= {"images": images} if images else {}
    members |= {"categories": categories} if categories else {}
    return import_dataset(coco(tmp_path, **members), format="coco", **options)


def image(number, **changes):
    name = f"street_{number:06d}.jpg"
    return {"id": number + 1, "file_name": name, "width": 64, "height": 48, **changes}


def test_what_this_package_wrote_comes_back(tmp_path):
    model = full().facts.models[0]
    sent = full().select(models=[model])
    export(sent, tmp_path / "set", format="coco")
    back = import_dataset(tmp_path / "set" / "annotations.json", format="coco", model=model)
    columns = ("source_id", "model", "class_name", "class_id", "confidence", "tracker_id",
               "detection_id", "frame_index", "time_seconds", "x_center", "y_center", "width",
               "height", "polygons", "rle")  # fmt: skip
    assert rows_of(back, "detections", *columns) == rows_of(sent, "detections", *columns)
    assert back.detections["keypoints"].to_pylist()[1][0]["confidence"] == 0.75
    assert back.documents["kind"].to_pylist() == ["coco"]


def test_several_videos_come_back_as_several_sources(tmp_path):
    parts = [load(document(element(detection()), element()), source_id=name) for name in "ab"]
    export(concat(parts), tmp_path / "set", format="coco")
    back = import_dataset(tmp_path / "set" / "annotations.json", format="coco")
    assert rows_of(back, "frames", "source_id", "frame_index", "time_seconds") == [
        ("a", 0, 0.0), ("a", 5, 0.2), ("b", 0, 0.0), ("b", 5, 0.2)
    ]  # fmt: skip
    assert back.detections["source_id"].to_pylist() == ["a", "b"]


def test_a_box_is_its_centre_and_no_confidence_is_unknown(tmp_path):
    row = read(tmp_path, annotation()).detections.to_pylist()[0]
    assert (row["x_center"], row["y_center"], row["width"], row["height"]) == (25, 22.5, 30, 5)
    assert (row["class_name"], row["class_id"], row["confidence"]) == ("car", 3, None)
    assert row["detection_id"] == "1"
    assert json.loads(row["extra"]) == {"area": 150}


def test_the_corner_comes_back_to_the_last_bit_or_stands_in_extra(tmp_path):
    corners = [(0.1 * i, 0.3 * i, 1.7 * i + 0.1, 0.01 * i + 1e-3) for i in range(200)]
    given = [annotation(id=i + 1, bbox=list(box)) for i, box in enumerate(corners)]
    for row, box in zip(read(tmp_path, *given).detections.to_pylist(), corners, strict=True):
        back = (row["x_center"] - row["width"] / 2, row["y_center"] - row["height"] / 2)
        kept = json.loads(row["extra"]).get("bbox")
        assert kept == list(box) or (kept is None and back == box[:2])


def test_crowds_areas_and_what_nobody_knows_are_kept(tmp_path):
    extra = read(tmp_path, annotation(iscrowd=1, attributes={"track_id": 7, "occluded": True}))
    row = extra.detections.to_pylist()[0]
    assert row["tracker_id"] == 7, "as CVAT writes it"
    assert json.loads(row["extra"]) == {
        "area": 150, "attributes": {"track_id": 7, "occluded": True}, "iscrowd": 1
    }  # fmt: skip


def test_an_image_without_annotation_is_a_picture_with_nothing_on_it(tmp_path):
    found = read(tmp_path, annotation(), images=[image(0), image(4)])
    assert rows_of(found, "inferences", "frame_index", "state") == [
        (0, "inferred"),
        (4, "inferred"),
    ]
    assert found.detections.num_rows == 1


def test_masks_in_four_spellings(tmp_path):
    plain = {"size": [48, 64], "counts": [48, 2, 3022]}
    text = coco_mask.frPyObjects(plain, 48, 64)
    packed = {**text, "counts": text["counts"].decode()}
    ring = [10, 20, 40, 20, 40, 25]
    found = read(tmp_path, annotation(segmentation=plain),
                 annotation(id=2, segmentation=[ring]), annotation(id=3, segmentation=[]),
                 annotation(id=4, segmentation=packed))  # fmt: skip
    first, second, third, fourth = found.detections.to_pylist()
    mask = mask_from_rle(first["rle"]["counts"], 48, 64)
    assert mask.nonzero()[0].tolist() == [0, 1]
    assert mask.nonzero()[1].tolist() == [1, 1], "column by column"
    assert second["polygons"] == [[{"x": 10, "y": 20}, {"x": 40, "y": 20}, {"x": 40, "y": 25}]]
    assert (third["polygons"], third["rle"]) == (None, None)
    assert fourth["rle"] == first["rle"]


def test_keypoints_have_names_and_those_not_labelled_are_not_there(tmp_path):
    person = {"id": 3, "name": "person", "keypoints": ["nose", "tail"], "skeleton": [[1, 2]]}
    flat = annotation(keypoints=[12, 21, 1, 0, 0, 0], num_keypoints=1)
    row = read(tmp_path, flat, categories=[person]).detections.to_pylist()[0]
    assert row["keypoints"] == [
        {"x": 12, "y": 21, "confidence": None, "class_id": 0, "class_name": "nose"}
    ]
    assert json.loads(row["extra"])["visibility"] == [1, 0]


@pytest.mark.parametrize(
    ("names", "frames"),
    [
        (["b_000012.jpg", "b_000003.png"], [("b", 3), ("b", 12)]),
        (["000012.jpg", "3.jpg"], [("", 3), ("", 12)]),
        (["x/street-7_jpg.rf.0123456789abcdef0123456789abcdef.jpg"], [("", 7)]),
    ],
)
def test_names_number_the_frames(tmp_path, names, frames):
    images = [image(i, file_name=name) for i, name in enumerate(names)]
    found = read(tmp_path, images=images)
    assert found.frames["frame_index"].to_pylist() == [number for _, number in frames]


def test_names_of_two_videos_are_two_sources(tmp_path):
    images = [image(0, file_name="a_5.jpg"), image(1, file_name="b_5.jpg")]
    found = read(tmp_path, images=images)
    assert rows_of(found, "frames", "source_id", "frame_index") == [("a", 5), ("b", 5)]


def test_without_digits_a_stride_is_needed_and_fps_gives_times(tmp_path):
    images = [image(0, file_name="b.jpg"), image(1, file_name="a.jpg")]
    with pytest.raises(FormatError, match=r"truth.json: the 2 images carry no frame numbers"):
        read(tmp_path, images=images)
    found = read(tmp_path, annotation(), images=images, stride=6, fps=25)
    assert rows_of(found, "frames", "frame_index", "time_seconds") == [(0, 0.0), (6, 0.24)]
    assert found.detections["frame_index"].to_pylist() == [6], "b comes after a"


def test_the_rate_of_kwcoco_videos_gives_times(tmp_path):
    images = [image(3, video_id=1, frame_index=3)]
    path = coco(tmp_path, images=images, videos=[{"id": 1, "name": "v", "framerate": 29.97}])
    frames = import_dataset(path, format="coco").frames.to_pylist()
    assert frames[0]["time_seconds"] == pytest.approx(3 / 29.97)
    assert frames[0]["source_id"] == "v"


def test_a_list_of_results_takes_images_and_categories_of_another_file(tmp_path):
    truth = coco(tmp_path)
    path = tmp_path / "results.json"
    path.write_text(json.dumps([{"image_id": 1, "category_id": 3, "bbox": [0, 0, 2, 2],
                                 "score": 0.25}]), encoding="utf-8")  # fmt: skip
    with pytest.raises(SelectionError, match="--images FILE"):
        import_dataset(path, format="coco")
    row = import_dataset(path, format="coco", images=truth, model="mine").detections.to_pylist()[0]
    assert (row["model"], row["class_name"], row["confidence"], row["x_center"]) == (
        "mine", "car", 0.25, 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"annotations": [annotation(image_id=9)]}, r"field annotations\[0\].image_id: found 9"),
        ({"annotations": [annotation(category_id=9)]}, r"annotations\[0\].category_id: found 9"),
        ({"annotations": [annotation(bbox=[1, 2, 3])]}, r"annotations\[0\].bbox: "),
        ({"annotations": [annotation(bbox=[1, 2, -3, 4])]}, "not below 0"),
        ({"annotations": [annotation(), annotation(score="high")]}, r"annotations\[1\].score"),
        ({"annotations": [annotation(segmentation=[[1, 2, 3, 4]])]}, "at least 3 points"),
        (
            {"annotations": [annotation(segmentation={"size": [48, 64], "counts": [5]})]},
            "runs fill 5 pixels",
        ),
        ({"images": [image(0), image(0)]}, "id 1 stands twice"),
        ({"images": [image(0), image(1, file_name="street_0.jpg")]}, "are both frame 0"),
        ({"images": 5}, "field images: expected a list of objects"),
        ({"categories": [{"id": 3, "name": "a"}, {"id": 3, "name": "b"}]}, "stands twice"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_its_place(tmp_path, members, said):
    with pytest.raises(FormatError, match=said) as error:
        import_dataset(coco(tmp_path, **members), format="coco")
    assert "truth.json" in str(error.value)
    assert "\n" not in str(error.value)


def test_other_json_is_no_coco(tmp_path):
    path = tmp_path / "a.json"
    for text in ("{}", "[", '"x"'):
        path.write_text(text)
        with pytest.raises(FormatError, match=r"a\.json"):
            import_dataset(path, format="coco")


def test_an_unknown_format_lists_those_there_are(tmp_path):
    with pytest.raises(SelectionError, match=r"there are coco, cvat-video, .*, yolo"):
        import_dataset(tmp_path, format="voc")


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        (
            "mot",
            {"stride": 5},
            "takes no option 'stride'; coco, cvat-video, ultralytics, yolo does",
        ),
        ("coco", {"classes": ["a"]}, "takes no option 'classes'; mot, ultralytics, yolo does"),
        ("yolo", {"images": "a.json"}, "takes no option 'images'; coco does"),
    ],
)
def test_an_option_of_other_formats_is_refused(tmp_path, name, options, said):
    with pytest.raises(SelectionError, match=said):
        import_dataset(tmp_path, format=name, **options)


def test_a_stride_for_frames_that_are_numbered_is_refused(tmp_path):
    with pytest.raises(SelectionError, match="numbers its frames itself"):
        read(tmp_path, images=[image(0, frame_index=0)], stride=5)
