"""The facts of the page: what is named once, and what a person reads first."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.analytics import summarise
from vidresults.matching import HOLD_INTERVALS
from vidresults.report.payload import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vidresults.analytics import ModelSummary, Summary
    from vidresults.report.names import Names
    from vidresults.report.videos import PageVideo
    from vidresults.results import Facts, Source

Rows = list[tuple[str, str]]


def facts_of(
    source: Source,
    names: Names,
    video: PageVideo,
    title: str,
    *,
    zones: Sequence[dict[str, Any]] = (),
    events: Sequence[dict[str, Any]] = (),
    assumed: Sequence[str] = (),
) -> dict[str, Any]:
    """What the script reads as JSON."""
    (summary,) = summarise(source)
    tasks = {model.model: model.task for model in summary.models}
    return {
        "version": 1,
        "title": title,
        "video": video.facts(),
        "models": [{"name": name, "task": tasks.get(name)} for name in names.models],
        "classes": [{"name": name, "colour": colour} for name, colour in names.classes],
        "keypoints": names.keypoints,
        "skeleton": list(names.bones),
        "zones": list(zones),
        "events": list(events),
        "facts": [
            ("Source", _source(source.facts)),
            ("Video", _video(video)),
            ("Models", _models(source.facts)),
            ("Sampling", _sampling(summary, _asked(source.facts))),
        ],
        "assumed": list(assumed),
        "tables": list(TABLES),
        "hold_intervals": HOLD_INTERVALS,
    }


def _source(facts: Facts) -> Rows:
    documents = facts.documents.to_pylist()

    def told(column: str, short: Callable[[str], str] = str) -> str:
        values = [short(document[column]) for document in documents if document[column]]
        return ", ".join(dict.fromkeys(values))

    rows = [
        ("Job", told("job_id")),
        ("File", told("path", lambda path: PurePath(path).name)),
        ("SHA-256", told("sha256", lambda digest: digest[:12])),
        ("Form", told("kind")),
        ("Changed", ", ".join(dict.fromkeys(o for d in documents for o in d["operations"]))),
    ]
    return [("Name", facts.source_ids[0]), *(row for row in rows if row[1])]


def _video(video: PageVideo) -> Rows:
    about, times = video.about, video.seconds
    steps = np.diff(times)
    rate = "unknown"
    if about.average_rate is not None:
        whole = about.average_rate.denominator == 1
        exact = "" if whole else f" ({about.average_rate})"
        rate = f"{float(about.average_rate):.4g} fps{exact}"
    # Times in whole milliseconds, as some containers have them, are even.
    uneven = len(steps) > 1 and np.ptp(steps) > 0.0015  # noqa: PLR2004
    length = times[-1] - times[0] + (np.median(steps) if len(steps) else 0.0)
    return [
        ("Name", video.name),
        ("Size", f"{about.width}x{about.height}"),
        ("Rate", f"{rate}{', on average' if uneven else ''}"),
        ("Frames", str(len(times))),
        ("Length", f"{length:.2f} s"),
        ("Times", "those of the file"),
        ("Codec", about.codec),
        ("On this page", video.words),
    ]


def _models(facts: Facts) -> Rows:
    found: dict[str, str] = {}
    for document in facts.documents.to_pylist():
        for model in document["models"]:
            parts = [
                f"version {model['version']}" if model["version"] else "",
                model["task"] or "task unknown: nothing was found",
                *(f"{name} {json.dumps(value)}" for name, value in _params(model["params"])),
            ]
            found.setdefault(model["model"], ", ".join(part for part in parts if part))
    return list(found.items())


def _params(text: str | None) -> list[tuple[str, Any]]:
    """Parameters as they stand; a text that is no JSON object is one of its own."""
    try:
        params = json.loads(text or "{}")
    except ValueError:
        params = text
    return sorted(params.items()) if isinstance(params, dict) else [("parameters", params)]


def _asked(facts: Facts) -> str | None:
    """The rate of samples that the result tells was asked for."""
    row = facts.document_of[facts.source_ids[0]]
    if not row["infer_fps_numerator"]:
        return None
    return f"{row['infer_fps_numerator'] / row['infer_fps_denominator']:g} a second"


def _sampling(summary: Summary, asked: str | None) -> Rows:
    if asked is None and summary.infer_fps is not None:
        asked = f"{summary.infer_fps} a second, by the numbers of the frames"
    models = summary.models

    def each(value: Callable[[ModelSummary], Any]) -> str:
        values = [value(model) for model in models]
        if len(set(values)) <= 1:
            return str(values[0]) if values else "0"
        return "\n".join(f"{m.model}: {v}" for v, m in zip(values, models, strict=True))

    return [
        ("Rate asked for", asked or "unknown"),
        ("Frames sampled", str(summary.frames)),
        ("Inferred", each(lambda model: model.states["inferred"])),
        ("Failed", each(lambda model: model.states["failed"])),
        ("Not inferred", each(lambda model: model.states["not_inferred"])),
        ("Nothing found", each(lambda model: model.empty_frames)),
        ("Boxes", each(lambda model: model.rows.get("detections", 0))),
        ("Lowest confidence", each(lambda model: model.lowest_in_words or "unknown")),
    ]
