"""supervision: the boxes of COCO, YOLO and VOC datasets, and of the service's own answers."""

import json
import warnings

import facts
import numpy as np
import supervision as sv

warnings.simplefilter("ignore")


def read_coco(export):
    return sv.DetectionDataset.from_coco(
        str(export.path / "images"), str(export.path / "annotations.json")
    )


def read_yolo(export):
    return sv.DetectionDataset.from_yolo(
        str(export.path / "images"), str(export.path / "labels"), str(export.path / "data.yaml")
    )


def read_voc(export):
    return sv.DetectionDataset.from_pascal_voc(
        str(export.path / "JPEGImages"), str(export.path / "Annotations")
    )


def check_dataset(export, dataset):
    found = {
        facts.stem(path): sorted(
            (dataset.classes[number], *map(float, box))
            for number, box in zip(labels.class_id, labels.xyxy, strict=True)
        )
        for path, _, labels in dataset
    }
    expected = export.labelled(whole=export.format == "voc")
    if export.format == "coco":
        expected = {
            facts.stem(picture): sorted(
                (t["name"], t["box"][0], t["box"][1], t["box"][0] + t["box"][2],
                 t["box"][1] + t["box"][3])
                for t in things
            )
            for picture, things in export.pictures().items()
        }  # fmt: skip
    facts.same(found, expected, export.format, within=1e-4)


def check_answers(export):
    document = json.loads(export.path.read_text(encoding="utf-8"))
    (video,) = export.videos
    facts.same(document["frame_offset"], [f["number"] for f in video["frames"]], "frames")
    facts.same(document["time_offset"], [f["seconds"] for f in video["frames"]], "times")
    sent = json.loads((export.folder / "sent.json").read_text(encoding="utf-8"))
    for answer, frame, first in zip(document["scene"], video["frames"], sent["scene"], strict=True):
        if frame["things"] is None:
            facts.same(answer, None, "a frame that was not inferred")
            continue
        facts.same(answer["predictions"], first["predictions"], "predictions")
        # with outlines or keypoints among them it takes no others
        boxes = [t for t in frame["things"] if t["keypoints"] is None and t["ring"] is None]
        plain = [p for p in answer["predictions"] if "keypoints" not in p and "points" not in p]
        labels = sv.Detections.from_inference({**answer, "predictions": plain})
        names = labels.data.get("class_name", np.array([])).tolist()
        facts.same(names, [t["name"] for t in boxes], "classes")
        found = [[left, top, right - left, low - top] for left, top, right, low in labels.xyxy]
        facts.same(found, [t["box"] for t in boxes], "boxes", within=1e-4)


readers = {"coco": read_coco, "yolo": read_yolo, "voc": read_voc}
for export in facts.asked():
    if export.format == "video-inference":
        check_answers(export)
    else:
        check_dataset(export, readers[export.format](export))
