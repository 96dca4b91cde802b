"""Reading a result, beside the ways that people use today: one run, both sides, ratios.

    python tests/benchmarks/parse.py                  # three files of 200 MB, about ten minutes
    python tests/benchmarks/parse.py --megabytes 20 --runs 3 --kinds boxes

Needs pandas, supervision and, for the limit, pysimdjson (`pip install pysimdjson`). Every reading
is a process of its own; what is timed is the reading alone, the file from the page cache included,
imports not. The sides take turns, so that a busy machine hits all of them. A ratio is that of two
neighbouring runs; shown are its median, lowest and highest.
"""

# ruff: noqa: T201, S311 - a program that prints, with numbers that repeat
from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import uuid
from importlib import metadata, util
from pathlib import Path

KINDS = ("boxes", "polygons", "vectors")
# The least ratio to each side that the project holds itself to.
WANTED = {
    "boxes": {"json_normalize": 7.0, "supervision": 4.0, "simdjson": 0.5},
    "polygons": {"json_normalize": 5.0, "simdjson": 0.45},
    "vectors": {"json_normalize": 3.0, "supervision": 3.0, "simdjson": 0.4},
}
PROGRAMS = {
    "vidresults": """
import vidresults
# Parts are imported when they are first used, pandas by pyarrow among them.
vidresults.load({"frame_offset": [0], "time_offset": [0], "m": [{"predictions": []}]})
def read(path):
    return vidresults.load(path).detections.num_rows
""",
    "json_normalize": """
import json, pandas
def read(path):
    with open(path, "rb") as file:
        document = json.loads(file.read())
    frames = [{**e, "frame": n} for n, e in zip(document["frame_offset"], document["model-1"])]
    boxes = pandas.json_normalize(
        frames, "predictions", ["frame", "time", ["image", "width"], ["image", "height"]]
    )
    vectors = pandas.DataFrame({"clip": document.get("clip", [])})
    return len(boxes)
""",
    "supervision": """
import json, supervision
def read(path):
    with open(path, "rb") as file:
        document = json.loads(file.read())
    return sum(len(supervision.Detections.from_inference(e)) for e in document["model-1"])
""",
    "simdjson": """
import simdjson
def read(path):
    with open(path, "rb") as file:
        document = simdjson.Parser().parse(file.read())
    return None
""",
}
TIMED = """
import sys, time
start = time.perf_counter()
rows = read(sys.argv[1])
print(time.perf_counter() - start, rows)
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--megabytes", type=float, default=200)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    asked = options.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        for kind in asked.kinds:
            path = Path(folder) / f"{kind}.json"
            rows = generate(kind, asked.megabytes * 1e6, path)
            compare(kind, path, rows, asked.runs)
            path.unlink()


def compare(kind: str, path: Path, rows: int, runs: int) -> None:
    size = path.stat().st_size / 1e6
    print(f"\n{kind}: {size:.0f} MB, {rows} boxes, {runs} runs")
    sides = [side for side in ("vidresults", *WANTED[kind]) if util.find_spec(package(side))]
    seconds: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(runs):
        for side in sides:
            taken, found = reading(side, path)
            assert found in (rows, None), f"{side} found {found} boxes"
            seconds[side].append(taken)
    for side in sides:
        rates = [size / s for s in seconds[side]]
        line = f"  {side:15} {spread(rates, '7.1f')} MB/s"
        if side != "vidresults":
            pairs = zip(seconds[side], seconds["vidresults"], strict=True)
            ratio = spread([theirs / ours for theirs, ours in pairs], "5.2f")
            line += f"   vidresults is {ratio} times as fast, wanted {WANTED[kind][side]}"
        print(line)


def reading(side: str, path: Path) -> tuple[float, int | None]:
    command = [sys.executable, "-c", PROGRAMS[side] + TIMED, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, rows = done.stdout.split()
    return float(seconds), None if rows == "None" else int(rows)


def spread(values: list[float], form: str) -> str:
    median, low, high = statistics.median(values), min(values), max(values)
    return f"{median:{form}} ({low:{form}} to {high:{form}})"


def package(side: str) -> str:
    return {"json_normalize": "pandas"}.get(side, side)


def generate(kind: str, size: float, path: Path) -> int:
    """Write a result of about this size; return the number of its boxes."""
    some = random.Random(1)
    pool = [element(kind, some) for _ in range(2000)]
    vectors = [compact([some.gauss(0, 0.4) for _ in range(512)]) for _ in range(500)]
    elements, clip, total, boxes = [], [], 0, 0
    while total < size:
        text, count = some.choice(pool)
        elements.append(text)
        boxes += count
        total += len(text) + 20
        if kind == "vectors":
            clip.append(some.choice(vectors))
            total += len(clip[-1])
    numbers = range(len(elements))
    lists = {
        "frame_offset": compact([n * 6 for n in numbers]),
        "time_offset": compact([round(n * 6 / 30, 4) for n in numbers]),
        "model-1": f"[{','.join(elements)}]",
    }
    if clip:
        lists["clip"] = f"[{','.join(clip)}]"
    path.write_text("{" + ",".join(f'"{key}":{text}' for key, text in lists.items()) + "}")
    return boxes


def element(kind: str, some: random.Random) -> tuple[str, int]:
    count = some.randrange(12 if kind == "polygons" else 38)
    sent = {
        "inference_id": identity(some),
        "time": some.random() / 5,
        "image": {"width": 1920, "height": 1080},
        "predictions": [box(kind, some) for _ in range(count)],
    }
    return compact(sent), count


def box(kind: str, some: random.Random) -> dict[str, object]:
    number = some.randrange(4)
    sent = {
        "x": some.randrange(3840) / 2,
        "y": some.randrange(2160) / 2,
        "width": float(some.randrange(10, 400)),
        "height": float(some.randrange(10, 400)),
        "confidence": some.uniform(0.4, 1),
        "class": ("pallet", "forklift", "person", "Cement floor")[number],
        "class_id": number,
        "detection_id": identity(some),
    }
    if kind == "polygons":
        corners = range(40)
        sent["points"] = [
            {"x": some.randrange(3840) / 2, "y": some.randrange(2160) / 2} for _ in corners
        ]
    return sent


def identity(some: random.Random) -> str:
    return str(uuid.UUID(int=some.getrandbits(128)))


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def machine() -> str:
    names = ("pyarrow", "msgspec", "pandas", "supervision", "pysimdjson")
    there = []
    for name in names:
        try:
            there.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            there.append(f"no {name}")
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {', '.join(there)}"


if __name__ == "__main__":
    main()
