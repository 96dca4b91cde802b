"""ultralytics: its own check of datasets and labels; every row as its trainer would take it.

Masks as it paints them have all pixels of ours. It also paints the bridges that join the parts of
an object and lead into holes.
"""

import facts
import numpy as np
from ultralytics.data.utils import check_det_dataset, polygon2mask, verify_image_label
from ultralytics.utils.ops import xyxyxyxy2xywhr

SEEN_FROM = 0.5
LONGEST_BRIDGE = 12


def rows_of(export, about):
    """{stem: classes, boxes (centre, size), outlines, keypoints} in pixels; nothing is refused."""
    twice = {stem: len(rows) - len(set(rows)) for stem, rows in export.labelled().items()}
    points, dimensions = about.get("kpt_shape", (0, 0))
    found = {}
    for picture in sorted((export.path / "images").iterdir()):
        label = export.path / "labels" / f"{picture.stem}.txt"
        job = (str(picture), str(label), "", points > 0, about["nc"], points, dimensions, False)
        _, rows, shape, outlines, keypoints, missing, found_, empty, corrupt, said = (
            verify_image_label(job)
        )
        facts.same((missing, found_, corrupt), (0, 1, 0), picture.name)
        told = f"{picture}: {twice[picture.stem]} duplicate labels removed"
        facts.same(said, told if twice[picture.stem] else "", picture.name)
        facts.same(tuple(shape), (export.height, export.width), "size")
        facts.same(empty, int(not len(rows)), "an empty label")
        found[picture.stem] = (rows, outlines, keypoints)
    return found


def check_outlines(export, outlines, things):
    clipped = [
        [[min(max(x, 0), export.width), min(max(y, 0), export.height)] for x, y in thing["ring"]]
        for thing in things
    ]
    drawn = [(ring * [export.width, export.height]).tolist() for ring in outlines]
    facts.same(drawn, clipped, "outlines", within=1e-4)


def check_masks(export, outlines, things):
    size = (export.height, export.width)
    for outline, thing in zip(outlines, things, strict=True):
        ring = (outline * [export.width, export.height]).reshape(-1)
        painted = polygon2mask(size, [ring]).astype(bool)
        mask = np.array([list(map(int, row)) for row in thing["mask"]], bool)
        assert not (mask & ~painted).any(), f"{thing['name']} {thing['track']} lacks pixels"
        more = int((painted & ~mask).sum())
        bridged = thing["track"] in {1, 2}
        assert more <= (LONGEST_BRIDGE if bridged else 0), f"{thing['name']}: {more} pixels more"


def check_turned(export, outlines, things):
    corners = [(ring * [export.width, export.height]).tolist() for ring in outlines]
    facts.same(len(corners), len(things), "oriented boxes")
    boxes = xyxyxyxy2xywhr(np.array(corners).reshape(-1, 8))
    for ring, (x, y, *_), thing in zip(corners, boxes.tolist(), things, strict=True):
        if all(0 <= a <= export.width and 0 <= b <= export.height for a, b in thing["corners"]):
            facts.same(ring, thing["corners"], thing["name"], within=1e-4)
            facts.same([x, y], thing["turned"][:2], "centre", within=0.01)
        else:
            inside = [[min(max(a, 0), export.width), min(max(b, 0), export.height)]
                      for a, b in thing["corners"]]  # fmt: skip
            facts.same(ring, inside, thing["name"], within=1e-4)


def check_poses(export, keypoints, things):
    poses = []
    for thing in things:
        for name in export.keypoints:
            x, y, confidence = thing["keypoints"].get(name, (0, 0, None))
            seen = 0 if confidence is None else 1 if confidence < SEEN_FROM else 2
            poses.append([x, y, seen])
    flat = (np.array(keypoints) * [export.width, export.height, 1]).reshape(-1, 3)
    facts.same(flat.tolist(), poses, "poses", within=1e-4)


def check_boxes(export, rows, names, expected):
    scale = np.array([export.width, export.height, export.width, export.height])
    centres = [(names[int(n)], *(np.array(box) * scale)) for n, *box in rows]
    boxes = [(n, x - w / 2, y - h / 2, x + w / 2, y + h / 2) for n, x, y, w, h in centres]
    # rows that are there twice are one to it
    found = sorted((n, *map(float, edges)) for n, *edges in boxes)
    facts.same(found, sorted(set(expected)), "boxes", within=1e-4)


for export in facts.asked():
    about = check_det_dataset(str(export.path / "data.yaml"), autodownload=False)
    facts.same(about["names"], dict(enumerate(export.names)), "names")
    found = rows_of(export, about)
    expected = export.labelled()
    facts.same(found.keys(), expected.keys(), "pictures")
    for picture, things in export.pictures().items():
        rows, outlines, keypoints = found[facts.stem(picture)]
        if export.folder.name == "yolo-oriented":
            check_turned(export, outlines, things)
            continue
        if export.folder.name == "yolo-masks":
            check_masks(export, outlines, things)
            continue
        check_boxes(export, rows, about["names"], expected[facts.stem(picture)])
        if export.folder.name == "yolo-outlines":
            check_outlines(export, outlines, things)
        if export.folder.name == "yolo-poses" and things:
            check_poses(export, keypoints, things)
