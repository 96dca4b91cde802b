"""`vidresults info`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from vidresults.cli.app import one_line
from vidresults.cli.options import (
    document_option,
    far_dataset,
    open_result,
    picks_document,
    read_argument,
    reading_options,
    say_defects,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from vidresults.analytics import ModelSummary, Summary
    from vidresults.results import Source


@click.command()
@click.argument("result")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for scripts.")
@document_option
@reading_options
def command(*, result: str, as_json: bool, document: str | None, **reading: Any) -> None:
    """What RESULT holds: models, frames, boxes, classes, rates, lowest confidence.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input.
    """
    from vidresults.analytics import summarise
    from vidresults.load import scan_documents

    if document is None and not (picks_document(result) or far_dataset(result)):
        sources: Mapping[str, Source] = scan_documents(read_argument(result), **reading)
    else:
        sources = {"": open_result(result, document=document, **reading)}
    found = {name: summarise(source) for name, source in sources.items()}
    if as_json:
        click.echo(json.dumps(_as_json(found, result), ensure_ascii=False, indent=2))
    else:
        _print(found, result)
    if reading["lenient"]:
        for source in sources.values():
            say_defects(source)


def _print(found: dict[str, list[Summary]], result: str) -> None:
    if len(found) > 1:
        click.echo(f"{result} holds {len(found)} documents; --document NAME picks one")
    for name, summaries in found.items():
        for summary in summaries:
            for line in _lines(summary, name if len(found) > 1 else ""):
                click.echo(one_line(line))


def _as_json(found: dict[str, list[Summary]], result: str) -> dict[str, Any]:
    if len(found) > 1:
        documents = {name: _object(summaries[0]) for name, summaries in found.items()}
        return {"path": result, "documents": documents}
    (summaries,) = found.values()
    if len(summaries) > 1:
        return {"path": result, "sources": [_object(summary) for summary in summaries]}
    return _object(summaries[0])


def _object(summary: Summary) -> dict[str, Any]:
    width, height = summary.frame_size or (None, None)
    return {
        "path": summary.path,
        "source_id": summary.source_id,
        "sampled_frames": summary.frames,
        "first_frame": summary.first_frame,
        "last_frame": summary.last_frame,
        "last_time_seconds": summary.last_time_seconds,
        "detections": summary.detections,
        "video_fps": _rate(summary.video_fps),
        "video_fps_exact": None if summary.video_fps is None else str(summary.video_fps),
        "infer_fps": _rate(summary.infer_fps),
        "width": width,
        "height": height,
        "models": [
            {
                "model": model.model,
                "task": model.task,
                "states": model.states,
                "empty_frames": model.empty_frames,
                "rows": model.rows,
                "classes": dict(model.classes.most_common()),
                "lowest_confidence": model.lowest_confidence,
            }
            for model in summary.models
        ],
    }


def _lines(summary: Summary, document: str) -> list[str]:
    size = "x".join(map(str, summary.frame_size)) if summary.frame_size else "unknown size"
    rate = f"{_rate(summary.video_fps)} fps" if summary.video_fps else "unknown rate"
    sampled = f"{summary.frames} sampled"
    if summary.frames:
        sampled += f", numbers {summary.first_frame} to {summary.last_frame}"
    if summary.last_time_seconds is not None:
        sampled += f", the last at {summary.last_time_seconds} s"
    if summary.infer_fps is not None:
        sampled += f", {summary.infer_fps} a second"
    return [
        *([f"document  {document}"] if document else []),
        f"source    {summary.source_id}",
        f"video     {size}, {rate}",
        f"frames    {sampled}",
        *(line for model in summary.models for line in _model_lines(model)),
    ]


def _model_lines(model: ModelSummary) -> list[str]:
    states = ", ".join(f"{n} {state.replace('_', ' ')}" for state, n in model.states.items() if n)
    rows = ", ".join(f"{n} {table.replace('_', ' ')}" for table, n in model.rows.items())
    classes = ", ".join(f"{name} {n}" for name, n in model.classes.most_common(12))
    lines = [
        f"model     {model.model} ({model.task or 'task unknown: nothing was found'})",
        f"          {states}; {model.empty_frames} without anything found",
        f"          {rows or 'nothing found'}{f': {classes}' if classes else ''}",
    ]
    if model.lowest_in_words is not None:
        lines.append(f"          lowest confidence {model.lowest_in_words}")
    return lines


def _rate(rate: Fraction | None) -> float | None:
    return None if rate is None else float(rate)
