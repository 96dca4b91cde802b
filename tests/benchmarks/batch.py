"""What a batch costs, and that ten times the results take ten times as long.

    python tests/benchmarks/batch.py                                  # half an hour
    python tests/benchmarks/batch.py --results 200 400 --runs 1 --videos 2 --seconds 2
    python tests/benchmarks/batch.py --ray                            # with Ray beside processes

Results: a result of 195 frames (five a second of 39 s, some 270 boxes), under so many names as
hard links, converted into one Parquet dataset by two processes. Each run is a driver of its own;
shown are its wall time for 1 000 results and the memory that the driver itself came to hold.
Videos: the same clip under eight names, rendered by one process and by two, in turns; first as it
is, then with encoder and decoder held to one thread each on both sides.
"""

# ruff: noqa: T201 - a program that prints
from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from counts import machine, spread

DRIVER = """
import json, resource, sys, time
from vidresults.batch import run
asked = json.loads(sys.argv[1])
began = time.perf_counter()
report = run(**asked)
seconds = time.perf_counter() - began
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert not report.failed and not report.unchanged, report
print(json.dumps({"seconds": seconds, "megabytes": memory / 1024, "done": report.done}))
"""
FRAMES, RATE = 195, 5


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--results", type=int, nargs="*", default=[1000, 4000, 16000])
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--videos", type=int, default=8)
    options.add_argument("--seconds", type=int, default=20)
    options.add_argument("--ray", action="store_true")
    asked = options.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        growth(folder, asked.results, asked.runs)
        if asked.ray:
            engines(folder, min(asked.results, default=400), asked.runs)
        if asked.videos:
            videos(folder, asked.videos, asked.seconds, asked.runs)


def growth(folder: Path, counts: list[int], runs: int) -> None:
    """Wall time for 1 000 results, and the driver's memory, by the number of results."""
    cost: dict[int, list[float]] = {count: [] for count in counts}
    memory: dict[int, list[float]] = {count: [] for count in counts}
    for count in counts:
        results(folder / str(count), count)
    for _ in range(runs):
        for count in counts:
            told = driven(folder, "convert", f"{folder / str(count)}/*.json", workers=2)
            assert told["done"] == count
            cost[count].append(1000 * told["seconds"] / count)
            memory[count].append(told["megabytes"])
    for count in counts:
        print(
            f"{count:6} results: {spread(cost[count], '.1f')} s for 1 000, "
            f"driver {spread(memory[count], '.0f')} MB"
        )
    if counts:
        medians = [statistics.median(values) for values in cost.values()]
        print(f"dearest to cheapest of these medians: {max(medians) / min(medians):.2f}")


def engines(folder: Path, count: int, runs: int) -> None:
    """The same results in one process, in two, and on Ray."""
    results(folder / "engines", count)
    ways = {"one process": {"workers": 0}, "two processes": {"workers": 2}}
    ways["Ray"] = {"ray": "local", "workers": 2}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, how in ways.items():
            told = driven(folder, "convert", f"{folder / 'engines'}/*.json", **how)
            taken[name].append(told["seconds"])
    for name, seconds in taken.items():
        print(f"{count} results, {name}: {spread(seconds, '.1f')} s")


def videos(folder: Path, count: int, seconds: int, runs: int) -> None:
    """Videos rendered by one process and by two, with threads as they come and with one."""
    clip, result = make_clip(folder / "clip.mp4", seconds), folder / "clip.json"
    result.write_text(json.dumps(document(seconds * RATE)))
    listed = ["input,video"]
    for number in range(count):
        for source in (clip, result):
            os.link(source, folder / f"cam{number}{source.suffix}")
        listed.append(f"cam{number}.json,cam{number}.mp4")
    (folder / "videos.csv").write_text("\n".join(listed))
    for threads in (None, 1):
        drawing = {"threads": threads}
        taken: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(runs):
            for workers, times in taken.items():
                told = driven(
                    folder, "render", str(folder / "videos.csv"), workers=workers, drawing=drawing
                )
                times.append(told["seconds"])
        ratios = [two / one for one, two in zip(taken[1], taken[2], strict=True)]
        how = "threads as they come" if threads is None else f"{threads} thread each"
        print(f"{count} videos of {seconds} s, {how}: one process {spread(taken[1], '.1f')} s, two")
        print(f"    {spread(taken[2], '.1f')} s; two to one {spread(ratios, '.2f')}")


def driven(folder: Path, command: str, inputs: str, **how: object) -> dict[str, float]:
    """Run a batch in a driver of its own."""
    out = folder / "out"
    asked = json.dumps({"command": command, "inputs": inputs, "out": str(out), **how})
    ended = subprocess.run(
        [sys.executable, "-c", DRIVER, asked], stdout=subprocess.PIPE, check=True, text=True
    )
    shutil.rmtree(out)
    time.sleep(1)  # what was removed is still being written off
    told: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return told


def results(folder: Path, count: int) -> None:
    """Results under so many names."""
    folder.mkdir()
    first = folder / "r00000.json"
    first.write_text(json.dumps(document(FRAMES)))
    for number in range(1, count):
        os.link(first, folder / f"r{number:05}.json")


def document(frames: int) -> dict[str, object]:
    """A result at five frames a second of a video at 25."""
    names = ["forklift", "person", "pallet"]
    elements = [
        {
            "inference_id": f"0a1b2c3d-0000-4000-8000-{frame // 4:012}",
            "time": 0.1875,
            "image": {"width": 1280, "height": 720},
            "predictions": [
                {
                    "x": 40.5 + (frame * 7 + at * 311) % 1200, "y": 60.25 + (frame + at * 97) % 600,
                    "width": 80.0 + at, "height": 60.5, "confidence": 0.5 + (frame % 32) / 64,
                    "class": names[at % 3], "class_id": at % 3,
                    "detection_id": f"00000000-0000-4000-8000-{frame:06}{at:06}",
                }
                for at in range(frame % 4)
            ],
        }
        for frame in range(frames)
    ]  # fmt: skip
    return {
        "frame_offset": [5 * frame for frame in range(frames)],
        "time_offset": [frame / RATE for frame in range(frames)],
        "forklift": elements,
    }


def make_clip(path: Path, seconds: int) -> Path:
    """A moving picture of 1280 by 720 pixels at 25 frames a second."""
    source = f"testsrc2=size=1280x720:rate=25:duration={seconds}"
    words = ["-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", "-c:v", "libx264"]
    subprocess.run(["ffmpeg", "-v", "error", *words, str(path)], check=True)
    return path


if __name__ == "__main__":
    main()
