"""Results as the output of a notebook's cell: short facts, and a small timeline without scripts.

Everything is markup that any front end shows: styles stand on the elements, colours follow the
text's own, and every text of a result is escaped.
"""

from __future__ import annotations

import html
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from vidresults.matching import sampling_rate, source_rate
from vidresults.report.bars import bar_of, state_of
from vidresults.report.spread import spread_of
from vidresults.results import VideoResults
from vidresults.schema import CONTENT, STATES, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vidresults.report.spread import Spread
    from vidresults.results import Source

_MOST_CLASSES: Final = 20
_MOST_NAMES: Final = 8
_LONGEST: Final = 60
_GRID: Final = (
    "display:grid;grid-template-columns:minmax(4em,14em) minmax(8em,1fr) max-content;"
    "gap:2px 12px;align-items:center;max-width:60em;line-height:1.5;text-align:left"
)
_CUT: Final = "overflow:hidden;text-overflow:ellipsis;white-space:nowrap"
_SOFT: Final = "opacity:.7"
_NOUNS: Final = {
    "detections": "boxes", "classifications": "labels with their confidences",
    "semantic_masks": "masks of whole frames", "embeddings": "vectors", "gazes": "faces with gaze",
    "opaque": "elements of other tasks",
}  # fmt: skip


def card_of(results: Source) -> str:
    """The HTML of results; those of one video are loaded, of many only what is counted."""
    sources = results.facts.source_ids
    lines = [_line(label, words) for label, words in _facts(results)]
    spread = spread_of(_loaded(results), _MOST_CLASSES) if len(sources) == 1 else None
    if spread is not None:
        lines += _timeline(spread)
    elif len(sources) > 1:
        lines.append(_line("Timeline", "of one video: select or load one"))
    return f'<div style="{_GRID}">{"".join(lines)}</div>'


def _loaded(results: Source) -> VideoResults:
    if isinstance(results, VideoResults):
        return results
    return VideoResults({name: results.table(name) for name in TABLES})


def _facts(results: Source) -> Iterator[tuple[str, str]]:
    facts = results.facts
    yield "Results of", _listed(facts.source_ids) or "nothing"
    yield from _video(results)
    yield from _models(results)
    yield "Found", _contents(results)
    if facts.rows["defects"]:
        yield "Defects", f"{facts.rows['defects']:,} in the input, see .defects"


def _video(results: Source) -> Iterator[tuple[str, str]]:
    facts = results.facts
    if len(facts.source_ids) != 1:
        return
    document = facts.document_of[facts.source_ids[0]]
    if document["video_path"] is not None:
        yield "Video", document["video_path"]
    size = facts.frame_size(facts.source_ids[0])
    frames = results.table("frames")
    numbers = frames["frame_index"].to_numpy()
    if document["video_fps_numerator"] is None:
        rate = source_rate(numbers, frames["time_seconds"].to_pylist())
    else:
        rate = Fraction(document["video_fps_numerator"], document["video_fps_denominator"])
    asked = sampling_rate(numbers, rate)
    told = [
        f"{facts.rows['frames']:,} sampled",
        "sampling rate not told" if asked is None else f"{_number(asked)} a second",
        "the video's rate not told" if rate is None else f"the video has {_number(rate)}",
        "size not told" if size is None else f"{size[0]}x{size[1]}",
    ]
    yield "Frames", ", ".join(told)


def _models(results: Source) -> Iterator[tuple[str, str]]:
    """Each model with how many frames it was run on; the three states are three facts."""
    counts: dict[str, Counter[str]] = {}
    for _, batch in results.columns({"inferences": ["model", "state"]}):
        grouped = pa.table(batch).group_by(["model", "state"]).aggregate([([], "count_all")])
        for row in grouped.to_pylist():
            counts.setdefault(row["model"], Counter())[row["state"]] += row["count_all"]
    models = results.facts.models
    tasks = {
        model["model"]: model["task"]
        for listed in results.facts.documents["models"].to_pylist()
        for model in listed
        if model["task"]
    }
    for model in models[:_MOST_NAMES]:
        states = counts.get(model, Counter())
        words = ", ".join(
            f"{states.get(state, 0):,} {state.replace('_', ' ')}"
            for state in STATES
            if state == STATES[0] or states.get(state)
        )
        yield "Model", f"{_short(model)} ({tasks.get(model) or 'task not told'}): {words}"
    if len(models) > _MOST_NAMES:
        yield "", f"and {len(models) - _MOST_NAMES} more models"


def _contents(results: Source) -> str:
    facts = results.facts
    found = [f"{facts.rows[name]:,} {_NOUNS[name]}" for name in CONTENT if facts.rows[name]]
    if facts.rows["detections"]:
        on = facts.rows["frames"] - facts.frames_without_detections
        found[0] += f" on {on:,} of {facts.rows['frames']:,} frames"
    named = results.columns({table: ["class_name"] for table in ("detections", "classifications")})
    kinds = len({name for _, batch in named for name in batch["class_name"].unique().to_pylist()})
    if kinds:
        found.append(f"{kinds:,} class{'' if kinds == 1 else 'es'}")
    return ", ".join(found) or "nothing"


def _timeline(spread: Spread) -> Iterator[str]:
    yield _cells(_soft("inferred"), state_of(spread), "")
    for item in spread.classes:
        yield _cells(
            _name(item.name), bar_of(spread, item),
            _soft(f"{item.found:,}, up to {item.most:,} a frame"),
        )  # fmt: skip
    clock = spread.clock
    first, last = (
        f"<span>{value:.2f} s</span>" if clock else f"<span>frame {value:.0f}</span>"
        for value in (spread.first, spread.last)
    )
    axis = f'<span style="display:flex;justify-content:space-between;{_SOFT}">{first}{last}</span>'
    yield _cells("", axis, _soft(clock or "numbers of frames"))
    if spread.classes_left_out:
        more = f"{spread.classes_left_out:,} more classes with {spread.found_left_out:,}"
        yield _line("", more)
    if not spread.inferred.all():
        yield _line("", "A line is: looked at, nothing found. Where it is missing no model ran.")


def _line(label: str, words: str) -> str:
    return (
        f'<span style="{_SOFT}">{html.escape(label)}</span>'
        f'<span dir="auto" style="grid-column:2/4;overflow-wrap:anywhere">{html.escape(words)}'
        "</span>"
    )


def _cells(label: str, middle: str, right: str) -> str:
    return f"{label or '<span></span>'}{middle}{right or '<span></span>'}"


def _name(name: str) -> str:
    short, whole = html.escape(_short(name)), html.escape(name)
    return f'<span dir="auto" style="{_CUT}" title="{whole}">{short}</span>'


def _soft(words: str) -> str:
    return f'<span style="{_SOFT}">{html.escape(words)}</span>'


def _listed(names: list[str]) -> str:
    shown = ", ".join(_short(name) for name in names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"


def _number(value: Fraction) -> str:
    return f"{float(value):.4g}"
