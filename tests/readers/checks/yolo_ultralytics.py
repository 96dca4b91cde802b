"""ultralytics: its own check of datasets and labels; every row as its trainer would take it."""

import facts
import numpy as np
from ultralytics.data.utils import check_det_dataset, verify_image_label


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


for export in facts.asked():
    about = check_det_dataset(str(export.path / "data.yaml"), autodownload=False)
    names = about["names"]
    facts.same(names, dict(enumerate(export.names)), "names")
    found = rows_of(export, about)
    scale = np.array([export.width, export.height, export.width, export.height])
    expected = export.labelled()
    facts.same(found.keys(), expected.keys(), "pictures")
    for picture, things in export.pictures().items():
        rows, outlines, keypoints = found[facts.stem(picture)]
        centres = [(names[int(n)], *(np.array(box) * scale)) for n, *box in rows]
        boxes = [(n, x - w / 2, y - h / 2, x + w / 2, y + h / 2) for n, x, y, w, h in centres]
        # rows that are there twice are one to it
        once = sorted(set(expected[facts.stem(picture)]))
        facts.same(sorted((n, *map(float, edges)) for n, *edges in boxes), once, picture,
                   within=1e-4)  # fmt: skip
        if export.folder.name == "yolo-outlines":
            clipped = [
                [[min(max(x, 0), export.width), min(max(y, 0), export.height)]
                 for x, y in thing["ring"]]
                for thing in things
            ]  # fmt: skip
            drawn = [(np.array(ring) * scale[:2]).tolist() for ring in outlines]
            facts.same(drawn, clipped, f"outlines of {picture}", within=1e-4)
        if export.folder.name == "yolo-poses" and things:
            poses = []
            for thing in things:
                for name in export.keypoints:
                    x, y, confidence = thing["keypoints"].get(name, (0, 0, None))
                    seen = 0 if confidence is None else 1 if confidence < 0.5 else 2
                    poses.append([x, y, seen])
            flat = (np.array(keypoints) * [export.width, export.height, 1]).reshape(-1, 3)
            facts.same(flat.tolist(), poses, f"poses of {picture}", within=1e-4)
