"""panlabel: the boxes of a dataset of labels, as its own converter reads them.

It refuses boxes that reach beyond their pictures, masks in CVAT and points in LabelMe: of such
formats others are the readers. Edges of VOC are its whole pixels, from 1.
"""

import json
import subprocess
import sys
from pathlib import Path

import facts

NAMES = {
    "createml": "create-ml", "kitti": "kitti", "tfrecord": "tfrecord", "voc": "voc",
    "yolo": "yolo",
}  # fmt: skip
FILES = {"createml": "_annotations.createml.json", "tfrecord": "data.tfrecord"}
WHOLE = {"voc"}

panlabel = Path(sys.executable).with_name("panlabel")


def converted(export):
    """What it reads, as its own JSON."""
    out = Path(f"{export.folder.name}.json")
    path = export.path / FILES.get(export.format, "")
    command = [panlabel, "convert", "--from", NAMES[export.format], "--to", "ir-json"]
    subprocess.run([*command, "--input", path, "--output", out, "--allow-lossy"], check=True)
    return json.loads(out.read_text(encoding="utf-8"))


def kitti_names(export):
    """Names in a column cannot have spaces."""
    return {name: "_".join(name.split()) for name in export.names}


for export in facts.asked():
    found = converted(export)
    names = {c["id"]: c["name"] for c in found["categories"]}
    pictures = {image["id"]: image for image in found["images"]}
    for image in pictures.values():
        facts.same([image["width"], image["height"]], [export.width, export.height], "size")
    labels = {facts.stem(image["file_name"]): set() for image in pictures.values()}
    for annotation in found["annotations"]:
        box = annotation["bbox"]
        edges = [box[edge] for edge in ("xmin", "ymin", "xmax", "ymax")]
        if export.format == "voc":
            edges = [edges[0] - 1, edges[1] - 1, *edges[2:]]
        picture = facts.stem(pictures[annotation["image_id"]]["file_name"])
        # train and val of YOLO are the same pictures: read twice
        row = (names[annotation["category_id"]], *(round(edge, 6) for edge in edges))
        labels[picture].add(row)
    expected = export.labelled(whole=export.format in WHOLE)
    changed = kitti_names(export) if export.format == "kitti" else {}
    expected = {
        picture: sorted({(changed.get(name, name), *edges) for name, *edges in rows})
        for picture, rows in expected.items()
    }
    found = {picture: sorted(rows) for picture, rows in labels.items()}
    facts.same(found, expected, export.format, within=1e-5)
