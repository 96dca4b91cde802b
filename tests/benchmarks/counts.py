"""Counts per class and second over stored detections, beside the pandas way: one run, ratios.

    python tests/benchmarks/counts.py                 # 20 million detections, some minutes
    python tests/benchmarks/counts.py --millions 2 --runs 3

Ten videos of one model with four classes, 25 samples a second, stored as `vidresults convert --to
parquet` stores them. Every side is a process of its own; what is timed is the reading and counting,
imports not. The sides take turns, so that a busy machine hits both. A ratio is that of two
neighbouring runs; shown are its median, lowest and highest. The pandas way counts detections alone:
it knows neither samples without one nor samples that were not inferred.
"""

# ruff: noqa: T201 - a program that prints
from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from vidresults import load
from vidresults.export.parquet import folder_name
from vidresults.schema import TABLES

WANTED_RATIO, WANTED_MB = 5.0, 400
VIDEOS, RATE, BOXES = 10, 25, 22  # boxes on an average sample
CLASSES = ("pallet", "forklift", "person", "Cement floor")
ROWS_OF_A_GROUP = 1 << 18

PROGRAMS = {
    "vidresults": """
import pyarrow.compute, pyarrow.parquet
import vidresults
from vidresults.analytics import count_over_time
# Parts are imported when they are first used, pandas by pyarrow among them.
count_over_time(vidresults.load({"frame_offset": [0], "time_offset": [0], "m": [None]}))
def count(folder):
    found = count_over_time(vidresults.scan(folder), bin_seconds=1.0)
    return pyarrow.compute.sum(found["detections"]).as_py()
""",
    "pandas": """
import pandas, pyarrow.dataset, pyarrow.parquet
def count(folder):
    columns = ["source_id", "class_name", "time_seconds"]
    boxes = pandas.read_parquet(f"{folder}/detections", columns=columns, partitioning=None)
    boxes["second"] = boxes["time_seconds"] // 1
    return int(boxes.groupby(["source_id", "class_name", "second"], observed=True).size().sum())
""",
}
# The peak is Linux's own word on this program: what getrusage tells is at least what the program
# that started it had, which has made the tables.
TIMED = """
import re, sys, time
start = time.perf_counter()
found = count(sys.argv[1])
seconds = time.perf_counter() - start
with open("/proc/self/status") as file:
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", file.read()).group(1)) / 1024
print(seconds, peak, found)
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--millions", type=float, default=20)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--folder", type=Path, help="keep the tables here")
    asked = options.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        if not (folder / "detections").exists():
            generate(int(asked.millions * 1e6), folder)
        compare(folder, asked.runs)


def compare(folder: Path, runs: int) -> None:
    measured: dict[str, list[tuple[float, float]]] = {side: [] for side in PROGRAMS}
    counts = set()
    for _ in range(runs):
        for side, program in PROGRAMS.items():
            command = [sys.executable, "-c", program + TIMED, str(folder)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            seconds, megabytes, found = map(float, done.stdout.split())
            measured[side].append((seconds, megabytes))
            counts.add(int(found))
    (rows,) = counts  # both count the same
    print(f"{rows} detections, {runs} runs")
    for side, taken in measured.items():
        rates = spread([rows / seconds / 1e6 for seconds, _ in taken], "6.1f")
        print(f"  {side:11} {rates} million a second, {max(m for _, m in taken):.0f} MB resident")
    pairs = zip(measured["pandas"], measured["vidresults"], strict=True)
    ratio = spread([theirs[0] / ours[0] for theirs, ours in pairs], "5.2f")
    print(f"  {ratio} times as fast, wanted {WANTED_RATIO} within {WANTED_MB} MB")


def spread(values: list[float], form: str) -> str:
    median, low, high = statistics.median(values), min(values), max(values)
    return f"{median:{form}} ({low:{form}} to {high:{form}})"


def generate(detections: int, folder: Path) -> None:
    """Store tables with about so many detections."""
    samples = max(detections // BOXES // VIDEOS, 1)
    some = np.random.default_rng(1)
    for number in range(VIDEOS):
        name = f"camera-{number:02}-2026-01-01T08-00-00"
        times = np.round(np.arange(samples) / RATE, 4)
        frames = pa.array(np.arange(samples), pa.int64())
        known = {
            "source_id": pa.array([name] * samples),
            "model": pa.array(["warehouse-objects"] * samples),
            "task": pa.array(["object-detection"] * samples),
            "sample_index": frames.cast(pa.int32()),
            "frame_index": frames,
            "time_seconds": pa.array(times),
            "state": pa.array(["inferred"] * samples),
            "image_width": pa.array([1920] * samples, pa.int32()),
            "image_height": pa.array([1080] * samples, pa.int32()),
        }
        for table in ("frames", "inferences"):
            store(folder, table, name, [filled(table, known)])
        store(folder, "detections", name, boxes(known, some))
        tiny = load(
            {"frame_offset": [0], "time_offset": [0], "warehouse-objects": [small()]},
            source_id=name,
        )
        for table in ("documents", "classes"):
            store(folder, table, name, [tiny.table(table)])


def small() -> dict[str, object]:
    box = {"x": 1.0, "y": 1.0, "width": 1.0, "height": 1.0, "confidence": 0.5}
    predictions = [{**box, "class": name, "class_id": n} for n, name in enumerate(CLASSES)]
    return {"image": {"width": 1920, "height": 1080}, "predictions": predictions}


def boxes(known: dict[str, pa.Array], some: np.random.Generator) -> list[pa.Table]:
    """The detections of one video, a row group each."""
    counts = some.integers(0, 2 * BOXES + 1, len(known["source_id"]))
    sample = np.repeat(np.arange(len(counts)), counts)
    groups = []
    for start in range(0, len(sample), ROWS_OF_A_GROUP):
        rows = sample[start : start + ROWS_OF_A_GROUP]
        at = pa.array(rows)
        number = some.integers(0, len(CLASSES), len(rows))
        place = {name: known[name].take(at) for name in TABLES["detections"].names if name in known}
        found = {
            "detection_index": pa.array(np.arange(len(rows)) % BOXES, pa.int32()),
            "class_name": pa.array(CLASSES).take(pa.array(number)),
            "class_id": pa.array(number),
            "confidence": pa.array(np.round(some.uniform(0.4, 1, len(rows)), 6)),
        }
        for side in ("x_center", "y_center", "width", "height"):
            found[side] = pa.array(some.integers(10, 2000, len(rows)) / 2)
        groups.append(filled("detections", place | found))
    return groups


def filled(table: str, columns: dict[str, pa.Array]) -> pa.Table:
    """A table with these columns; the others are unknown."""
    schema = TABLES[table]
    size = len(next(iter(columns.values())))
    arrays = [columns.get(f.name, unknown(size, f.type)) for f in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def unknown(size: int, kind: pa.DataType) -> pa.Array:
    """Nulls; a structure's members are none themselves, where they must not be null."""
    if not pa.types.is_struct(kind):
        return pa.nulls(size, kind)
    members = [pa.array(["" if f.type == pa.string() else 0] * size, f.type) for f in kind]
    none = pa.array(np.ones(size, np.bool_))
    return pa.StructArray.from_arrays(members, fields=list(kind), mask=none)


def store(folder: Path, table: str, source_id: str, groups: list[pa.Table]) -> None:
    target = folder / table / f"source_id={folder_name(source_id)}"
    target.mkdir(parents=True)
    with pq.ParquetWriter(target / "part-0.parquet", TABLES[table], compression="zstd") as writer:
        for group in groups:
            writer.write_table(group, row_group_size=max(group.num_rows, 1))


def machine() -> str:
    names = ("duckdb", "pyarrow", "pandas")
    there = [f"{name} {metadata.version(name)}" for name in names]
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {', '.join(there)}"


if __name__ == "__main__":
    main()
