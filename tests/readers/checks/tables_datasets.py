"""Hugging Face datasets: the rows of Parquet, CSV and JSON lines."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"

import datasets
import facts

datasets.disable_progress_bars()
READERS = {"parquet": "parquet", "csv": "csv", "jsonl": "json"}

for export in facts.asked():
    files = str(export.path)
    if export.format == "parquet":
        files = [str(file) for file in sorted((export.path / "detections").rglob("*.parquet"))]
    rows = datasets.load_dataset(
        READERS[export.format], data_files=files, split="train", cache_dir="cache"
    )
    if export.format == "jsonl":
        rows = [{**line, **detection} for line in rows for detection in line["detections"] or ()]
    found = []
    for row in rows:
        left, top = (
            (row["x_min"], row["y_min"])
            if "x_min" in row
            else (row["x_center"] - row["width"] / 2, row["y_center"] - row["height"] / 2)
        )
        found.append((row["source_id"], row["frame_index"], row["time_seconds"], row["class_name"],
                      row["tracker_id"], row["confidence"], left, top))  # fmt: skip
    expected = [
        (video["name"], frame["number"], frame["seconds"], thing["name"], thing["track"],
         thing["confidence"], *thing["box"][:2])
        for video, frame, thing in export.things()
    ]  # fmt: skip
    facts.same(sorted(found), sorted(expected), export.format, within=1e-12)
