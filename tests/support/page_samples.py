"""Pages whose samples are written by hand, on a grey video."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tests.support.clips import X264
from tests.support.foreign import ffmpeg
from vidresults.matching import PALETTE
from vidresults.report.gazes import GAZES
from vidresults.report.page import page_of
from vidresults.report.payload import TABLES, Payload
from vidresults.report.semantic import SEMANTIC
from vidresults.report.shapes import SHAPES

_LABELS = {"model": pa.uint8(), "frame": pa.int32(), "class": pa.uint16(),
           "confidence": pa.float32(), "predicted": pa.uint8()}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of a model.

    Attributes:
        frame: Its frame in the video.
        boxes: (class, track) of each box; track -1 for none.
        state: 0 inferred, 1 not inferred, 2 failed.
        confidence: Of all its boxes.
    """

    frame: int
    boxes: Sequence[tuple[int, int]] = ()
    state: int = 0
    confidence: float = 0.9


def grey_video(path: Path, *, seconds: int, rate: int = 25) -> Path:
    """A video of 64x48 pixels in which nothing happens."""
    pictures = f"color=gray:size=64x48:rate={rate}:duration={seconds}"
    ffmpeg("-f", "lavfi", "-i", pictures, *X264, "-g", "25", path)
    return path


def page_of_samples(
    path: Path,
    video: Path,
    models: Mapping[str, Sequence[Sample]],
    *,
    classes: Sequence[str],
    frames: int,
    rate: int = 25,
    events: Sequence[dict[str, Any]] = (),
    labels: Sequence[tuple[int, int, int, float, bool]] = (),
) -> Path:
    """Write a page.

    Args:
        path: The page.
        video: What it plays.
        models: The samples of each model by name, in order of frames.
        classes: The names of the classes.
        frames: How many frames the video has.
        rate: Its frames a second.
        events: As in the page's facts.
        labels: (model, frame, class, confidence, predicted) of classified frames.
    """
    facts = {
        "version": 1, "title": "A page", "events": list(events), "facts": [], "assumed": [],
        "video": {"mode": "embedded", "href": None, "mime": "video/mp4", "width": 64, "height": 48,
                  "name": video.name, "words": "embedded"},
        "models": [{"name": name, "task": None} for name in models],
        "classes": [{"name": name, "colour": PALETTE[at % len(PALETTE)]}
                    for at, name in enumerate(classes)],
        "keypoints": [], "skeleton": [], "zones": [],
        "tables": list(TABLES), "hold_intervals": 1.5,
    }  # fmt: skip
    rows = [(at, sample) for at, samples in enumerate(models.values()) for sample in samples]
    columns = zip(*labels, strict=True) if labels else ([] for _ in _LABELS)
    tables = {
        "frames": pa.table({"time": np.arange(frames) / rate}),
        "samples": _samples(rows, rate),
        "boxes": _boxes([sample for _, sample in rows]),
        "shapes": SHAPES.empty_table(),
        "semantic": SEMANTIC.empty_table(),
        "gazes": GAZES.empty_table(),
        "labels": pa.table(
            {
                name: np.array(list(values), kind.to_pandas_dtype())
                for (name, kind), values in zip(_LABELS.items(), columns, strict=True)
            }
        ),
    }
    path.write_text(page_of(facts, Payload(tables=tables).packed(), video.read_bytes()))
    return path


def event(frame: int, words: str, *, rate: int = 25) -> dict[str, Any]:
    """An event of the page's facts."""
    return {"seconds": frame / rate, "frame": frame, "kind": "crossing", "words": words,
            "class": None, "model": None, "track": None}  # fmt: skip


def _samples(rows: Sequence[tuple[int, Sample]], rate: int) -> pa.Table:
    counts = np.array([len(sample.boxes) for _, sample in rows], np.int32)
    frames = np.array([sample.frame for _, sample in rows], np.int32)
    return pa.table(
        {
            "model": np.array([model for model, _ in rows], np.uint8),
            "frame": frames,
            "time": frames / rate,
            "state": np.array([sample.state for _, sample in rows], np.uint8),
            "first": (np.cumsum(counts) - counts).astype(np.int32),
            "count": counts,
        }
    )


def _boxes(samples: Sequence[Sample]) -> pa.Table:
    boxes = [(*box, sample.confidence) for sample in samples for box in sample.boxes]
    count = len(boxes)
    left = np.arange(count, dtype=np.float32) % 40
    return pa.table(
        {
            "x0": left, "y0": left / 2, "x1": left + 16, "y1": left / 2 + 16,
            "class": np.array([box[0] for box in boxes], np.uint16),
            "confidence": np.array([box[2] for box in boxes], np.float32),
            "track": np.array([box[1] for box in boxes], np.int32),
            "shape": np.full(count, -1, np.int32),
        }
    )  # fmt: skip
