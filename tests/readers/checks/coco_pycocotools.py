"""pycocotools: every fact of a COCO dataset; masks pixel for pixel; results against it."""

import json

import facts
import numpy as np
import scores
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

dataset, polygons, results, five, five_polygons, five_results, people, people_results = (
    facts.asked()
)


def opened(export):
    return COCO(str(export.path / "annotations.json"))


def check_dataset(export):
    coco = opened(export)
    names = {number + 1: name for number, name in export.classes.items()}
    facts.same({c["id"]: c["name"] for c in coco.loadCats(coco.getCatIds())}, names, "classes")
    by_name = {image["file_name"]: image for image in coco.loadImgs(coco.getImgIds())}
    facts.same(by_name.keys(), export.pictures().keys(), "pictures")
    facts.same(sorted(coco.getImgIds()), list(range(1, len(by_name) + 1)), "ids of images")
    facts.same(
        sorted(coco.getAnnIds()), list(range(1, len(export.things()) + 1)), "ids of annotations"
    )
    for number, video in enumerate(export.videos, start=1):
        for frame in video["frames"]:
            if frame["things"] is None:
                continue
            image = by_name[frame["picture"]]
            told = [image[key] for key in ("width", "height", "video_id", "frame_index")]
            facts.same(
                told, [export.width, export.height, number, frame["number"]], frame["picture"]
            )
            facts.same(image["timestamp"], frame["seconds"], "time")
            found = coco.loadAnns(coco.getAnnIds(imgIds=[image["id"]]))
            facts.same(len(found), len(frame["things"]), f"boxes of {frame['picture']}")
            for annotation, thing in zip(found, frame["things"], strict=True):
                check_annotation(export, coco, annotation, thing)


def check_annotation(export, coco, annotation, thing):
    what = f"{thing['name']} {thing['track']}"
    facts.same(annotation["category_id"], export.category(thing), what)
    facts.same(annotation["bbox"], thing["box"], what, within=1e-12)
    facts.same([annotation["score"], annotation["track_id"]],
               [thing["confidence"], thing["track"]], what)  # fmt: skip
    facts.same(annotation["iscrowd"], 0, what)
    if thing["mask"] is not None:
        mask = np.array([list(map(int, row)) for row in thing["mask"]])
        assert np.array_equal(coco.annToMask(annotation), mask), f"mask of {what}"
        facts.same(annotation["area"], int(mask.sum()), f"area of {what}")
    elif thing["ring"] is not None:
        flat = [value for point in thing["ring"] for value in point]
        if isinstance(annotation["segmentation"], list):
            facts.same(annotation["segmentation"], [flat], what)
        facts.same(annotation["area"], int(coco.annToMask(annotation).sum()), f"area of {what}")
    else:
        facts.same(annotation["area"], thing["box"][2] * thing["box"][3], f"area of {what}")
    if thing["keypoints"] is not None:
        check_pose(export, coco, annotation, thing)


def check_pose(export, coco, annotation, thing):
    category = coco.loadCats([annotation["category_id"]])[0]
    facts.same(category["keypoints"], export.keypoints, "names of keypoints")
    flat = []
    for name in export.keypoints:
        x, y, confidence = thing["keypoints"].get(name, (0, 0, None))
        seen = 0 if confidence is None else 2 if confidence >= 0.5 else 1
        flat += [x, y, seen]
    facts.same(annotation["keypoints"], flat, "keypoints")
    facts.same(annotation["num_keypoints"], len(thing["keypoints"]), "number of keypoints")


check_dataset(dataset)
check_dataset(polygons)
check_dataset(five)
check_dataset(people)
scores.check(COCO, COCOeval, [five, five_polygons], five_results, people, people_results)
facts.same(len(opened(dataset).loadRes(json.loads(results.path.read_text())).anns),
           len(dataset.things()), "results")  # fmt: skip
