"""What a result holds: models, frames, boxes, classes, rates, sizes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.by_model import by_model
from vidresults.matching import sampling_rate, source_rate
from vidresults.schema import CONTENT, STATES

if TYPE_CHECKING:
    from vidresults.results import Source


# The service leaves out what is under this unless a job asks for less.
_SERVER_DEFAULT = 0.40


@dataclass(slots=True, kw_only=True)
class ModelSummary:
    """One model of one source.

    Attributes:
        model: Its key in the document.
        task: What it does; None where no element told.
        states: Number of frames by state: inferred, not_inferred, failed.
        empty_frames: Inferred frames without a row in any table.
        rows: Number of rows by table (detections, classifications, ...).
        classes: Number of detections, or of predicted labels, by class name.
        lowest_confidence: The lowest in detections, None where none is known.
    """

    model: str
    task: str | None
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    empty_frames: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    classes: Counter[str] = field(default_factory=Counter)
    lowest_confidence: float | None = None

    @property
    def lowest_in_words(self) -> str | None:
        """The lowest confidence, and where it looks like the service's own threshold, that."""
        lowest = self.lowest_confidence
        if lowest is None:
            return None
        near = _SERVER_DEFAULT <= lowest < _SERVER_DEFAULT + 0.01
        why = " (nothing under 0.40: the server's default)" if near else ""
        return f"{lowest:.5f}{why}"


@dataclass(slots=True, kw_only=True)
class Summary:
    """One source.

    Attributes:
        source_id: The source.
        path: Where it was read from, None for memory.
        frames: Number of sampled frames.
        first_frame: The first sampled frame's number, None without frames.
        last_frame: The last sampled frame's number.
        last_time_seconds: Its time as sent.
        video_fps: Frames per second of the video: the joined video's, else the one behind frame
            numbers and times; None where neither tells.
        infer_fps: Samples per second that were asked for, None where the numbers do not tell.
        frame_size: Width and height in pixels, None where not told or several.
        models: Its models, in the document's order.
    """

    source_id: str
    path: str | None
    frames: int
    first_frame: int | None
    last_frame: int | None
    last_time_seconds: float | None
    video_fps: Fraction | None
    infer_fps: Fraction | None
    frame_size: tuple[int, int] | None
    models: list[ModelSummary]

    @property
    def detections(self) -> int:
        """Number of detections of all models."""
        return sum(model.rows.get("detections", 0) for model in self.models)


def summarise(source: Source) -> list[Summary]:
    """Summarise every source, batch by batch."""
    models: dict[tuple[str, str], ModelSummary] = {}
    for document in source.facts.documents.to_pylist():
        for item in document["models"]:
            summary = ModelSummary(model=item["model"], task=item["task"])
            models[document["source_id"], item["model"]] = summary
    inferred: dict[tuple[str, str], set[int]] = {key: set() for key in models}
    filled: dict[tuple[str, str], set[int]] = {key: set() for key in models}
    for table, batch in source.stream(("inferences", *CONTENT)):
        if table == "inferences":
            _count_states(batch, models, inferred)
        else:
            _count_rows(table, batch, models, filled)
    for key, summary in models.items():
        summary.empty_frames = len(inferred[key] - filled[key])
    frames: dict[str, _Frames] = {name: _Frames() for name in source.facts.source_ids}
    for batch in source.batches("frames"):
        columns = ("source_id", "frame_index", "time_seconds")
        for source_id, number, time in zip(*_lists(batch, columns), strict=True):
            frames[source_id].numbers.append(number)
            frames[source_id].times.append(time)
    by_source: dict[str, list[ModelSummary]] = {}
    for (source_id, _), summary in models.items():
        by_source.setdefault(source_id, []).append(summary)
    return [
        _of_source(source, name, found, by_source.get(name, [])) for name, found in frames.items()
    ]


def _count_states(
    batch: pa.RecordBatch,
    models: dict[tuple[str, str], ModelSummary],
    inferred: dict[tuple[str, str], set[int]],
) -> None:
    columns = ("source_id", "model", "state", "sample_index")
    for source_id, model, state, index in zip(*_lists(batch, columns), strict=True):
        models[source_id, model].states[state] += 1
        if state == "inferred":
            inferred[source_id, model].add(index)


def _count_rows(
    table: str,
    batch: pa.RecordBatch,
    models: dict[tuple[str, str], ModelSummary],
    filled: dict[tuple[str, str], set[int]],
) -> None:
    for key, rows in by_model(batch):
        summary = models[key]
        summary.rows[table] = summary.rows.get(table, 0) + rows.num_rows
        filled[key].update(rows["sample_index"].to_pylist())
        if table == "detections":
            summary.classes.update(rows["class_name"].to_pylist())
            known = [summary.lowest_confidence, pc.min(rows["confidence"]).as_py()]
            summary.lowest_confidence = min((c for c in known if c is not None), default=None)
        elif table == "classifications":
            summary.classes.update(rows.filter(pc.field("predicted"))["class_name"].to_pylist())


@dataclass(slots=True)
class _Frames:
    """The sampled frames of one source."""

    numbers: list[int] = field(default_factory=list)
    times: list[float | None] = field(default_factory=list)


def _of_source(
    source: Source, source_id: str, frames: _Frames, models: list[ModelSummary]
) -> Summary:
    numbers, times = frames.numbers, frames.times
    document = source.facts.document_of[source_id]
    rate = _rate_of(document) or source_rate(numbers, times)
    return Summary(
        source_id=source_id,
        path=document["path"],
        frames=len(numbers),
        first_frame=numbers[0] if numbers else None,
        last_frame=numbers[-1] if numbers else None,
        last_time_seconds=times[-1] if times else None,
        video_fps=rate,
        infer_fps=sampling_rate(numbers, rate),
        frame_size=source.facts.frame_size(source_id),
        models=models,
    )


def _rate_of(document: dict[str, Any]) -> Fraction | None:
    if document["video_fps_numerator"] is None:
        return None
    return Fraction(document["video_fps_numerator"], document["video_fps_denominator"])


def _lists(batch: pa.RecordBatch, columns: tuple[str, ...]) -> list[list[Any]]:
    return [batch[name].to_pylist() for name in columns]
