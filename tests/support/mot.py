"""How well ids agree with the truth, by the evaluator of the package `trackers`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trackers.eval import evaluate_mot_sequence

if TYPE_CHECKING:
    from vidresults.results import VideoResults


def idf1(truth: VideoResults, found: VideoResults, folder: Path) -> float:
    """IDF1 at an overlap of one half; the truth of a box is the number in its detection's id."""
    _write(folder / "truth.txt", truth, lambda row: int(row["detection_id"].partition("-")[0]))
    _write(folder / "found.txt", found, lambda row: row["tracker_id"])
    scores = evaluate_mot_sequence(
        folder / "truth.txt", folder / "found.txt", metrics=["Identity"]
    ).Identity
    return float(scores.IDF1)


def _write(path: Path, results: VideoResults, id_of) -> None:
    lines = [
        f"{row['sample_index'] + 1},{id_of(row)},{row['x_center'] - row['width'] / 2},"
        f"{row['y_center'] - row['height'] / 2},{row['width']},{row['height']},1,1,1\n"
        for row in results.detections.to_pylist()
        if id_of(row) is not None
    ]
    path.write_text("".join(lines), encoding="ascii")
