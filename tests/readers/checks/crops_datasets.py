"""Hugging Face datasets' imagefolder: a picture of each box, with what is known of it."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"

import datasets
import facts

datasets.disable_progress_bars()
(export,) = facts.asked()
found = datasets.load_dataset("imagefolder", data_dir=str(export.path), split="train",
                              cache_dir="cache")  # fmt: skip
rows = []
for row in found:
    left, right = (min(max(row[name], 0), export.width) for name in ("x_min", "x_max"))
    top, bottom = (min(max(row[name], 0), export.height) for name in ("y_min", "y_max"))
    inside = (float(right - left), float(bottom - top))
    facts.same(row["image"].size, inside, f"picture of {row['class_name']}", within=1)
    rows.append((row["source_id"], row["frame_index"], row["time_seconds"], row["class_name"],
                 row["confidence"], row["tracker_id"], row["x_min"], row["y_min"]))  # fmt: skip
expected = [
    (video["name"], frame["number"], frame["seconds"], t["name"], t["confidence"], t["track"],
     *t["box"][:2])
    for video, frame, t in export.things()
    if export.inside(t)
]  # fmt: skip
facts.same(sorted(rows), sorted(expected), "crops", within=1e-9)
