"""Any number of results for a batch, made of real ones; some are broken, in ten ways.

Which ones are real cuts, which are packed and which are broken follows from their number alone, so
that two calls make the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.batch_broken import BROKEN, WORDS
from tests.support.documents import text_of

DOCUMENTS = ("forklift_5fps", "pallet_5fps")
RESPONSES = ("yolov8_det", "yolov8_pose", "sam2_multipolygon", "vit_multi_class", "vit_multi_label")
FRAMES = (24, 40, 60)  # lengths of the cuts
EVERY = 20  # one of so many is broken


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was made.

    Attributes:
        listed: A list in CSV of all of them, as `run` takes it.
        whole: Paths of those that can be read.
        broken: Of the path of every other one, the way in which it is broken.
    """

    listed: Path
    whole: tuple[str, ...]
    broken: dict[str, str]


def make_inputs(real: Path, folder: Path, count: int, *, every: int = EVERY) -> Inputs:
    """Make `count` inputs in a new folder, one of `every` broken, the ways in turns.

    Args:
        real: The folder of real material.
        folder: Where the results go, and the list of them.
        count: How many, in all.
        every: One of so many is broken.
    """
    folder.mkdir(parents=True)
    cuts = itertools.cycle(_cuts(real))
    whole, broken = [], {}
    for number in range(count):
        document = varied(next(cuts), number)
        if number % every == every // 3:
            way = list(BROKEN)[number // every % len(BROKEN)]
            path = folder / f"cam{number:05}.json"
            BROKEN[way](path, document)
            broken[str(path)] = way
        else:
            whole.append(str(_written(folder / f"cam{number:05}.json", document, number)))
    listed = folder / "inputs.csv"
    with listed.open("w", newline="") as file:
        csv.writer(file).writerows([["input"], *([path] for path in sorted([*whole, *broken]))])
    return Inputs(listed, tuple(whole), broken)


def named_with_reason(broken: dict[str, str], reasons: dict[str, str]) -> list[str]:
    """What is wrong with the reasons given for the broken inputs; nothing is as it should be.

    Args:
        broken: The way in which each is broken, by path.
        reasons: The reason that was given for each that failed, by path.
    """
    wrong = [f"{path} ({way}) did not fail" for path, way in broken.items() if path not in reasons]
    wrong += [f"{path} failed: {why}" for path, why in reasons.items() if path not in broken]
    both = ((path, way) for path, way in broken.items() if path in reasons)
    for path, way in both:
        if WORDS[way] not in reasons[path]:
            wrong.append(f"{path}: {reasons[path]!r} does not say {WORDS[way]!r}")
    return wrong


def varied(document: dict[str, Any], number: int) -> dict[str, Any]:
    """The document with its boxes moved and its confidences lowered a little, as of `number`."""
    changed = json.loads(json.dumps(document))
    for elements in changed.values():
        for element in elements:
            predictions = element.get("predictions") if isinstance(element, dict) else None
            for prediction in predictions if isinstance(predictions, list) else []:
                _moved(prediction, number)
    return changed


def _moved(prediction: dict[str, Any], number: int) -> None:
    by = number % 64 / 8
    for name in ("x", "y"):
        if name in prediction:
            prediction[name] += by
    for name in ("points", "keypoints"):
        for point in prediction.get(name) or []:
            if isinstance(point, dict):
                point["x"] += by
                point["y"] += by
    prediction["confidence"] = prediction["confidence"] * (1 - number % 50 / 100)


def _cuts(real: Path) -> list[dict[str, Any]]:
    """Real documents, some seconds of each, and real answers as documents of some frames."""
    cuts = []
    for name in DOCUMENTS:
        document = json.loads((real / "results" / f"{name}.json").read_text())
        for at, length in enumerate(FRAMES):
            cuts += [_part(document, 30 * at + 15 * n, length) for n in range(2)]
    for name in RESPONSES:
        answer = json.loads((real / "server_responses" / f"{name}.json").read_text())
        cuts.append({
            "frame_offset": [0, 5, 10],
            "time_offset": [0.0, 0.2, 0.4],
            name: [answer, None, answer],
        })  # fmt: skip
    return cuts


def _part(document: dict[str, Any], first: int, count: int) -> dict[str, Any]:
    """`count` elements from the `first` on, with their true frame numbers and times."""
    return {name: values[first : first + count] for name, values in document.items()}


def _written(path: Path, document: dict[str, Any], number: int) -> Path:
    """The document as a file: every seventh packed."""
    text = text_of(document)
    if number % 7:
        path.write_bytes(text)
        return path
    packed = path.with_name(f"{path.name}.gz")
    packed.write_bytes(gzip.compress(text, mtime=0))
    return packed
