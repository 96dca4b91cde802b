"""COCO, CSV and Parquet from stored detections, beside json.dump and pyarrow's own writers.

    python tests/benchmarks/export.py                 # 2 million detections, some minutes
    python tests/benchmarks/export.py --millions 0.2 --runs 3

The tables are those of the benchmark of counts. Every side is a process of its own that reads the
tables and writes a file; imports are not timed. The sides take turns, so that a busy machine hits
both. A ratio is theirs to ours of two neighbouring runs; shown are its median, lowest and highest.
json.dump is given the annotations alone, as dicts of id, image, category, box, area and score.
"""

# ruff: noqa: T201 - a program that prints
from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from counts import TIMED, generate, machine, spread

OURS = """
import vidresults.export.{module}, pyarrow.compute, pyarrow.dataset, pyarrow.parquet
from vidresults import export, scan
def count(folder):
    export(scan(folder), {out!r}, format={name!r})
    return pyarrow.dataset.dataset(f"{{folder}}/detections").count_rows()
"""
JSON = """
import json, pyarrow.dataset
def count(folder):
    rows = pyarrow.dataset.dataset(f"{{folder}}/detections").to_table().to_pylist()
    annotations = [
        {{
            "id": number, "image_id": row["frame_index"] + 1, "category_id": row["class_id"] + 1,
            "bbox": [
                row["x_center"] - row["width"] / 2, row["y_center"] - row["height"] / 2,
                row["width"], row["height"],
            ],
            "area": row["width"] * row["height"], "iscrowd": 0, "score": row["confidence"],
        }}
        for number, row in enumerate(rows, start=1)
    ]
    with open({out!r}, "w") as file:
        json.dump({{"annotations": annotations}}, file)
    return len(rows)
"""
ARROW = """
import pyarrow.csv, pyarrow.dataset, pyarrow.parquet
def count(folder):
    boxes = pyarrow.dataset.dataset(f"{{folder}}/detections").scanner({columns})
    with {writer} as writer:
        rows = 0
        for batch in boxes.to_batches():
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows
"""
PLAIN = [
    "source_id", "model", "sample_index", "frame_index", "time_seconds", "detection_index",
    "class_name", "class_id", "confidence", "x_center", "y_center", "width", "height",
]  # fmt: skip
WANTED = {"coco": 15, "csv": 1 / 1.2, "parquet": 1 / 1.2}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--millions", type=float, default=2)
    options.add_argument("--runs", type=int, default=5)
    asked = options.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as scratch:
        tables, out = Path(scratch, "tables"), Path(scratch, "out")
        out.mkdir()
        generate(int(asked.millions * 1e6), tables)
        for name in WANTED:
            compare(name, tables, out, asked.runs)


def compare(name: str, tables: Path, out: Path, runs: int) -> None:
    target, other = str(out / {"coco": "a.json"}.get(name, f"a.{name}")), str(out / f"b.{name}")
    writers = {
        "csv": f"pyarrow.csv.CSVWriter({other!r}, boxes.projected_schema)",
        "parquet": f"pyarrow.parquet.ParquetWriter({other!r}, boxes.projected_schema, "
        "compression='zstd')",
    }
    columns = f"columns={PLAIN}" if name == "csv" else ""
    sides = {
        "vidresults": OURS.format(module=name, out=target, name=name),
        "theirs": JSON.format(out=other)
        if name == "coco"
        else ARROW.format(writer=writers[name], columns=columns),
    }
    measured: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
    counts = set()
    for _ in range(runs):
        for side, program in sides.items():
            command = [sys.executable, "-c", program + TIMED, str(tables)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            seconds, megabytes, found = map(float, done.stdout.split())
            measured[side].append((seconds, megabytes))
            counts.add(int(found))
    (rows,) = counts  # both wrote the same
    print(f"{name}: {rows} detections, {runs} runs")
    for side, taken in measured.items():
        seconds = spread([seconds for seconds, _ in taken], "6.2f")
        print(f"  {side:11} {seconds} s, {max(m for _, m in taken):.0f} MB resident")
    pairs = zip(measured["theirs"], measured["vidresults"], strict=True)
    ratio = spread([theirs[0] / ours[0] for theirs, ours in pairs], "5.2f")
    print(f"  {ratio} times as fast, wanted {WANTED[name]:.2f}")


if __name__ == "__main__":
    main()
