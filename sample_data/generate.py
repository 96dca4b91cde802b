"""Renders the sample clip and writes results of every task for it, beside this file.

Run by hand: python sample_data/generate.py
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pixels
import result_labels
import result_people
import results
from clip import read_frames, write_clip
from motion import FPS, FRAMES
from results import Json, Server, document

HERE = Path(__file__).resolve().parent
NULL_SAMPLE = 57  # this sample of the detections was not inferred

Element = Callable[[Server, int, int], Json]

# File, key, samples a second, number of samples, seconds a batch takes, element
_TASKS: tuple[tuple[str, str, int, int, float, Element], ...] = (
    ("detection", "street-objects", 5, 100, 0.24, results.detection),
    ("segmentation", "street-outlines", 2, 40, 0.41, results.polygons),
    ("segmentation_rle", "street-masks", 2, 10, 0.43, results.run_lengths),
    ("keypoints", "street-people", 5, 100, 0.36, result_people.keypoints),
    ("classification", "street-traffic", 1, 20, 0.11, result_labels.classification),
    ("multilabel", "street-contents", 1, 20, 0.12, result_labels.multilabel),
    ("semantic", "street-areas", 1, 4, 0.62, pixels.semantic),
    ("gaze", "gaze", 1, 20, 0.33, result_people.gaze),
)


def write_json(path: Path, content: Json) -> None:
    """Writes compact UTF-8 JSON and says how large it became."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    path.write_text(text, encoding="utf-8", newline="")
    print(f"{path.name}: {path.stat().st_size} bytes")


def results_from_truth() -> None:
    """Writes the documents that follow from the scene."""
    for seed, (name, key, infer_fps, samples, pace, element) in enumerate(_TASKS):
        make = partial(element, Server(seed, pace))
        content = document(key, infer_fps, samples, make)
        if name == "detection":
            content[key][NULL_SAMPLE] = None
        write_json(HERE / f"street_{name}.json", content)


def results_from_pixels(clip: Path) -> None:
    """Writes the descriptors of the decoded clip, one a second."""
    pictures = read_frames(clip, set(range(0, FRAMES, FPS)))
    content = document("clip", 1, FRAMES // FPS, lambda *_: pixels.descriptor(next(pictures)))
    write_json(HERE / "street_clip.json", content)


def main() -> None:
    """Writes everything."""
    clip = HERE / "street.mp4"
    write_clip(clip)
    print(f"{clip.name}: {clip.stat().st_size} bytes")
    results_from_truth()
    results_from_pixels(clip)


if __name__ == "__main__":
    main()
