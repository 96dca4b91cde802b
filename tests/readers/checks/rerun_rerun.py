"""rerun-sdk: boxes, labels, ids and masks on both lines of time; and its own check of the file."""

import subprocess
import sys
from pathlib import Path

import facts
import numpy as np
from rerun.chunk import RrdReader

(export,) = facts.asked()
program = Path(sys.executable).with_name("rerun")
subprocess.run([program, "rrd", "verify", export.path], check=True)
rows = {}
for chunk in RrdReader(str(export.path)).stream():
    rows.setdefault(chunk.entity_path, []).extend(chunk.to_record_batch().to_pylist())


def boxes_of(row):
    columns = ("Boxes2D:labels", "confidence", "tracker_id", "Boxes2D:centers",
               "Boxes2D:half_sizes")  # fmt: skip
    return [
        (label, score, track, [x - w, y - h, 2 * w, 2 * h])
        for label, score, track, (x, y), (w, h) in zip(*(row[c] for c in columns), strict=True)
    ]


def drawn(row, names):
    """The class of every pixel, "" where there is none."""
    (form,) = row["SegmentationImage:format"]
    facts.same([form["width"], form["height"]], [export.width, export.height], "size of masks")
    raw = np.array(row["SegmentationImage:buffer"][0], np.uint8).tobytes()
    numbers = np.frombuffer(raw, np.uint16).reshape(export.height, export.width)
    return [[names.get(number, "") for number in line] for line in numbers.tolist()]


for video in export.videos:
    entity = f"/{video['name']}/scene".replace("m/1", "m\\/1")
    (about,) = rows[entity]
    named = [one["class_description"]["info"] for one in about["AnnotationContext:context"][0]]
    names = {one["id"]: one["label"] for one in named}
    facts.same(sorted(names.values()), sorted(export.names), "classes")
    boxes = {row["frame"]: row for row in rows[f"{entity}/boxes"]}
    facts.same(list(boxes), [frame["number"] for frame in video["frames"]], "frames")
    masks = {row["frame"]: row for row in rows[f"{entity}/masks"]}
    for frame in video["frames"]:
        row, things = boxes[frame["number"]], frame["things"]
        what = f"{video['name']}, frame {frame['number']}"
        facts.same(row["time"].total_seconds(), frame["seconds"], what, within=1e-6)
        facts.same(row["state"], ["not_inferred" if things is None else "inferred"], what)
        expected = [(t["name"], t["confidence"], t["track"], t["box"]) for t in things or ()]
        facts.same(boxes_of(row), expected, what, within=1e-4)
        if frame["number"] not in masks or any(t["ring"] for t in things or ()):
            assert not any(t["mask"] for t in things or ()) or frame["number"] in masks, what
            continue
        wanted = [[""] * export.width for _ in range(export.height)]
        for thing in things or ():
            for y, line in enumerate(thing["mask"] or ()):
                for x, pixel in enumerate(line):
                    wanted[y][x] = thing["name"] if pixel == "1" else wanted[y][x]
        assert drawn(masks[frame["number"]], names) == wanted, f"masks, {what}"
