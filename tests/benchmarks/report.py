"""The page of an hour: 5 samples a second, 20 objects, 360 000 boxes, opened in Chromium.

    python tests/benchmarks/report.py                  # five minutes or so
    python tests/benchmarks/report.py --linked --runs 3
    python tests/benchmarks/report.py --small          # a minute of video, to see that it runs

Needs ffmpeg, chromium and playwright. The clip is 640x360 at 60 frames a second, so that more than
30 drawings a second can be told from fewer, and stands still, so that little but the page is
measured. Every run writes the page anew and opens it from its file in a new browser without
network. Times count from the navigation. A drawing is what is painted on the overlay in one go.
"""

# ruff: noqa: T201 - a program that prints
from __future__ import annotations

import argparse
import math
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.foreign import ffmpeg
from vidresults.load import load
from vidresults.report import report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from vidresults.results import VideoResults

SIZE, FPS, SAMPLES, OBJECTS = (640, 360), 60, 5, 20
CLASSES = ("car", "person", "bus", "bicycle", "dog", "truck")
PROBE = (Path(__file__).parent / "report_probe.js").read_text(encoding="utf-8")
WANTED_OPEN, WANTED_DRAWINGS = 3000, 30
# A page that had no long task for so many milliseconds has done what it does on opening.
QUIET = 1000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--seconds", type=float, default=10, help="how long it is played")
    options.add_argument("--linked", action="store_true", help="the video stays beside the page")
    options.add_argument("--small", action="store_true", help="one minute, one run, two seconds")
    given = options.parse_args()
    if given.small:
        given.minutes, given.runs, given.seconds = 1, 1, 2
    with tempfile.TemporaryDirectory() as folder:
        video = make_clip(Path(folder) / "clip.mp4", given.minutes)
        results = load(document(given.minutes), source_id="hour")
        print(
            f"{results.detections.num_rows} boxes, {given.minutes:g} minutes, "
            f"{SIZE[0]}x{SIZE[1]} at {FPS} frames a second, {video.stat().st_size / 1e6:.1f} MB, "
            f"{'linked' if given.linked else 'embedded'}, {given.runs} runs"
        )
        runs = [one_run(results, video, given) for _ in range(given.runs)]
    for name, unit, digits in FIGURES:
        print(f"  {name:34} {spread([run[name] for run in runs], digits)} {unit}")
    if statistics.median(run["first overlay"] for run in runs) > WANTED_OPEN:
        print("  OPENS TOO SLOWLY")
    if statistics.median(run["drawings in play"] for run in runs) < WANTED_DRAWINGS:
        print("  DRAWS TOO SELDOM")


FIGURES = (
    ("size of the page", "MB", 1), ("writing the page", "s", 2), ("first overlay", "ms", 0),
    ("last long task of opening ends", "ms", 0), ("longest task of opening", "ms", 0),
    ("drawings in play", "a second", 1), ("frames of the video in play", "a second", 1),
    ("95 % of drawings take at most", "ms", 1), ("longest task in play", "ms", 0),
    ("a seek until it is drawn", "ms", 0), ("heap", "MB", 1), ("arrays beside the heap", "MB", 1),
)  # fmt: skip


def one_run(results: VideoResults, video: Path, given: argparse.Namespace) -> dict[str, float]:
    path = video.with_name("page.html")
    start = time.perf_counter()
    report(results, video, path, **({"embed_megabytes": 0} if given.linked else {}))
    written = time.perf_counter() - start
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        try:
            figures = measure(browser, path, given)
        finally:
            browser.close()
    return {"size of the page": path.stat().st_size / 1e6, "writing the page": written, **figures}


def measure(browser: Browser, path: Path, given: argparse.Namespace) -> dict[str, float]:
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(PROBE)
    page.goto(path.as_uri())
    opened = page.evaluate(f"probe.opened({QUIET})")
    length = 60 * given.minutes
    sought = [page.evaluate(f"probe.seek({length * part})") for part in (0.9, 0.2, 0.7, 0.35, 0.5)]
    played = page.evaluate(f"probe.play({given.seconds})")
    heap = held(page)
    assert not faults, faults
    return {
        "first overlay": opened["first"],
        "last long task of opening ends": opened["quiet"],
        "longest task of opening": opened["longest"],
        "drawings in play": played["drawn"],
        "frames of the video in play": played["shown"],
        "95 % of drawings take at most": played["slow"],
        "longest task in play": played["longest"],
        "a seek until it is drawn": statistics.median(sought),
        "heap": heap["usedSize"] / 1e6,
        "arrays beside the heap": heap.get("backingStorageSize", math.nan) / 1e6,
    }


def held(page: Page) -> dict[str, float]:
    """What the script holds, after its litter was collected."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("HeapProfiler.collectGarbage")
    return devtools.send("Runtime.getHeapUsage")


def spread(values: list[float], digits: int) -> str:
    median, low, high = statistics.median(values), min(values), max(values)
    return f"{median:8.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def make_clip(path: Path, minutes: float) -> Path:
    """One minute of a picture that stands still, joined to itself."""
    minute = path.with_name("minute.mp4")
    picture = f"testsrc2=size={SIZE[0]}x{SIZE[1]}:rate={FPS},trim=end_frame=1,loop=-1:1"
    ffmpeg("-f", "lavfi", "-i", picture, "-t", "60", "-c:v", "libx264", "-preset", "veryfast",
           "-pix_fmt", "yuv420p", "-g", str(10 * FPS), minute)  # fmt: skip
    ffmpeg("-stream_loop", str(math.ceil(minutes) - 1), "-i", minute, "-c", "copy", path)
    return path


def document(minutes: float) -> dict[str, Any]:
    """Objects that go round; one leaves after 30 to 90 seconds, and another of its kind comes."""
    numbers = range(round(60 * minutes * SAMPLES))
    elements = [{"image": {"width": SIZE[0], "height": SIZE[1]},
                 "predictions": [box(thing, n / SAMPLES) for thing in range(OBJECTS)]}
                for n in numbers]  # fmt: skip
    return {
        "frame_offset": [n * FPS // SAMPLES for n in numbers],
        "time_offset": [round(n / SAMPLES, 4) for n in numbers],
        "objects": elements,
    }


def box(thing: int, at: float) -> dict[str, Any]:
    turn = math.tau * (at / (8 + 0.5 * thing) + thing / OBJECTS)
    return {
        "x": round(320 + (40 + 12 * thing) * math.cos(turn), 1),
        "y": round(180 + (20 + 6 * thing) * math.sin(turn), 1),
        "width": 30.0 + thing, "height": 20.0 + thing,
        "confidence": round(0.7 + 0.29 * math.sin(turn + thing), 3),
        "class": CLASSES[thing % len(CLASSES)], "class_id": thing % len(CLASSES),
        "tracker_id": thing + OBJECTS * int(at // (30 + 3 * thing)),
    }  # fmt: skip


if __name__ == "__main__":
    main()
