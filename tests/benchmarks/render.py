"""Drawing onto a video, beside a plain transcode and beside supervision: one run, ratios.

    python tests/benchmarks/render.py                  # 30 s of 1080p30, about ten minutes
    python tests/benchmarks/render.py --seconds 5 --runs 3

Needs ffmpeg. Every run is a process of its own, the sides take turns, and a ratio is that of two
neighbouring runs; shown are its median, lowest and highest. 15 boxes with labels are drawn on
every frame. In the first round all sides encode H.264 with libx264, preset veryfast, quality 23,
without B-frames, in as many threads as the encoder likes. In the second one supervision's
process_video writes what it always writes, MPEG-4 Part 2 without sound, and ours the same codec
in a file of about the same size.
"""

# ruff: noqa: T201, S311 - a program that prints and runs programs
from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENCODER = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-bf", "0"]
# The highest ratio of our time to theirs that the project holds itself to.
WANTED = {"ffmpeg": 1.25, "supervision": 0.8, "process_video": 0.95}
# The quantizer that gives a file of about the size of process_video's.
MPEG4_QUANTIZER = 3
OURS = """
import sys
import vidresults
how = {"codec": sys.argv[4], "crf": int(sys.argv[5])} if sys.argv[4:] else {}
vidresults.render(vidresults.load(sys.argv[2]), sys.argv[1], sys.argv[3], **how)
"""
PROCESS_VIDEO = """
import json, sys
import supervision as sv
video, result, out = sys.argv[1:]
with open(result) as file:
    elements = json.load(file)["boxes-1"]
box, label = sv.BoxAnnotator(), sv.LabelAnnotator()
def callback(picture, number):
    seen = sv.Detections.from_inference(elements[number])
    words = [f"{n} {c:.2f}" for n, c in zip(seen.data["class_name"], seen.confidence)]
    return label.annotate(box.annotate(picture, seen), seen, words)
sv.process_video(source_path=video, target_path=out, callback=callback)
"""
SUPERVISION = """
import json, sys
import av, numpy as np, supervision as sv
video, result, out = sys.argv[1:]
with open(result) as file:
    elements = json.load(file)["boxes-1"]
box, label = sv.BoxAnnotator(), sv.LabelAnnotator()
source, target = av.open(video), av.open(out, "w")
old = source.streams.video[0]
old.thread_type = "AUTO"
new = target.add_stream("libx264", rate=old.average_rate,
                        options={"preset": "veryfast", "crf": "23", "bf": "0"})
new.width, new.height, new.pix_fmt = old.width, old.height, "yuv420p"
for number, frame in enumerate(source.decode(old)):
    seen = sv.Detections.from_inference(elements[number])
    words = [f"{n} {c:.2f}" for n, c in zip(seen.data["class_name"], seen.confidence)]
    picture = frame.to_ndarray(format="bgr24")
    picture = label.annotate(box.annotate(picture, seen), seen, words)
    drawn = av.VideoFrame.from_ndarray(picture, format="bgr24")
    drawn.pts, drawn.time_base = frame.pts, frame.time_base
    target.mux(new.encode(drawn))
target.mux(new.encode(None))
target.close()
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--seconds", type=int, default=30)
    options.add_argument("--runs", type=int, default=5)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        video, result = Path(folder) / "clip.mp4", Path(folder) / "job.json"
        make_clip(video, asked.seconds)
        result.write_text(json.dumps(boxes(asked.seconds * 30)))
        out = str(Path(folder) / "out.mp4")
        given = [str(video), str(result), out]
        transcode = ["ffmpeg", "-loglevel", "error", "-y", "-i", str(video), *ENCODER, out]
        rounds = (
            {
                "vidresults": [sys.executable, "-c", OURS, *given],
                "ffmpeg": transcode,
                "supervision": [sys.executable, "-c", SUPERVISION, *given],
            },
            {
                "vidresults": [sys.executable, "-c", OURS, *given, "mpeg4", str(MPEG4_QUANTIZER)],
                "process_video": [sys.executable, "-c", PROCESS_VIDEO, *given],
            },
        )
        print(f"1080p30, {asked.seconds * 30} frames, 15 boxes with labels each, {asked.runs} runs")
        for sides in rounds:
            compare(sides, asked.runs, frames=asked.seconds * 30, out=Path(out))


def compare(sides: dict[str, list[str]], runs: int, *, frames: int, out: Path) -> None:
    seconds: dict[str, list[float]] = {side: [] for side in sides}
    peaks, sizes = dict.fromkeys(sides, 0.0), dict.fromkeys(sides, 0.0)
    for _ in range(runs):
        for side, command in sides.items():
            taken, peak = run(command)
            seconds[side].append(taken)
            peaks[side] = max(peaks[side], peak)
            sizes[side] = out.stat().st_size / 1e6
    print()
    for side, taken in seconds.items():
        line = f"  {side:13} {spread([frames / s for s in taken], '6.1f')} frames a second"
        line += f", {sizes[side]:.1f} MB, at most {peaks[side]:.0f} MB resident"
        if side != "vidresults":
            pairs = zip(seconds["vidresults"], taken, strict=True)
            ratio = spread([ours / theirs for ours, theirs in pairs], "5.2f")
            line += f"\n      vidresults takes {ratio} times as long, wanted {WANTED[side]}"
        print(line)


def run(command: list[str]) -> tuple[float, float]:
    """Run a command; return its seconds and its largest resident memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return time.perf_counter() - start, used.ru_maxrss / 1024


def spread(values: list[float], form: str) -> str:
    median, low, high = statistics.median(values), min(values), max(values)
    return f"{median:{form}} ({low:{form}} to {high:{form}})"


def make_clip(path: Path, seconds: int) -> None:
    """A moving texture with sound, as a camera over rough ground would send it."""
    texture = path.with_suffix(".png")
    ground = "nullsrc=size=2560x1440,geq=cb='128+40*sin(X/90)':cr='128+40*cos(Y/70)'"
    ground += ":lum='128+50*sin(X/23+3*sin(Y/41))*cos(Y/17)+70*(random(1)-0.5)',gblur=sigma=1.2"
    camera = "crop=1920:1080:x='320+300*sin(t*0.9)':y='180+170*cos(t*0.7)',noise=alls=4:allf=t"
    quiet = ["ffmpeg", "-loglevel", "error", "-y"]
    subprocess.run([*quiet, "-f", "lavfi", "-i", ground, "-frames:v", "1", texture], check=True)
    command = [*quiet, "-loop", "1", "-framerate", "30", "-i", texture]
    command += ["-f", "lavfi", "-i", "sine=frequency=440", "-t", str(seconds), "-vf", camera]
    command += ["-c:v", "libx264", "-preset", "fast", "-b:v", "6700k", "-pix_fmt", "yuv420p"]
    subprocess.run([*command, "-c:a", "aac", path], check=True)


def boxes(frames: int) -> dict[str, object]:
    """Fifteen boxes that wander, on every frame."""
    some = random.Random(1)
    starts = [(some.uniform(200, 1700), some.uniform(150, 900)) for _ in range(15)]
    steps = [(some.uniform(-2, 2), some.uniform(-2, 2)) for _ in range(15)]
    elements = []
    for number in range(frames):
        predictions = [
            {
                "x": x + dx * (number % 60),
                "y": y + dy * (number % 60),
                "width": 180.0,
                "height": 120.0,
                "confidence": 0.5 + index / 40,
                "class": ("car", "person", "bus")[index % 3],
                "class_id": index % 3,
                "detection_id": f"{number}-{index}",
            }
            for index, ((x, y), (dx, dy)) in enumerate(zip(starts, steps, strict=True))
        ]
        image = {"width": 1920, "height": 1080}
        elements.append({"time": 0.1, "image": image, "predictions": predictions})
    times = [round(n / 30, 4) for n in range(frames)]
    return {"frame_offset": list(range(frames)), "time_offset": times, "boxes-1": elements}


if __name__ == "__main__":
    main()
