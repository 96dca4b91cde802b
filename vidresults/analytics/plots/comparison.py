"""The pictures of a comparison: by class, over frames, and of the moments."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

from vidresults.analytics.plots.figure import COLOURS, new_figure

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_CLASSES = 20
_LONGEST = 40  # letters of a name
_KINDS: Final = {
    "both": ("both", COLOURS[2]),
    "other_class": ("another class", COLOURS[1]),
    "only_a": ("only A", COLOURS[0]),
    "only_b": ("only B", COLOURS[3]),
}


def plot_comparison(table: pa.Table) -> Figure:
    """Draw what `compare` returned, whichever way it was asked.

    By class: what became of the boxes of each class, the most frequent classes first. By frames and
    by moments: what only A sees upwards and what only B sees downwards over time. Where the table
    is of several videos, the first is drawn, and the title says so.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = table.to_pylist()
    first = [row for row in rows if _who(row) == _who(rows[0])]
    if "class_name" in table.column_names:
        return _by_class(first, len({_who(row) for row in rows}))
    return _over_time(first, len({_who(row) for row in rows}), moments="kind" in table.column_names)


def _who(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row[name] for name in ("source_id", "model_a", "other_source_id", "model_b"))


def _title(rows: list[dict[str, Any]], videos: int) -> str:
    if not rows:
        return "No difference found"
    a, b = rows[0]["model_a"], rows[0]["model_b"]
    if a == b:
        a, b = (f"{name} of {rows[0][of]}" for name, of in ((a, "source_id"),
                                                            (b, "other_source_id")))  # fmt: skip
    more = f", first of {videos} videos" if videos > 1 else ""
    return f"A: {_short(a)}   B: {_short(b)}{more}"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 3]}..."


def _by_class(rows: list[dict[str, Any]], videos: int) -> Figure:
    figure, (axes,) = new_figure(_title(rows, videos), across="objects", up="")
    if not rows:
        return figure
    classes = [row for row in rows if row["class_name"] is not None]
    classes.sort(key=lambda row: -_objects(row))
    shown = [*(row for row in rows if row["class_name"] is None), *classes[:_MOST_CLASSES]]
    left = [0] * len(shown)
    for kind, (label, colour) in _KINDS.items():
        widths = [_count(row, kind) for row in shown]
        axes.barh(range(len(shown)), widths, left=left, color=colour, label=label, height=0.7)
        left = [a + b for a, b in zip(left, widths, strict=True)]
    for at, row in enumerate(shown):
        share = row["agreement"]
        words = "" if share is None else f" {share:.0%} agree"
        words += "" if row["mean_iou"] is None else f", mean IoU {row['mean_iou']:.2f}"
        axes.text(left[at], at, words, va="center", ha="left")
    names = [_short(row["class_name"] or "all classes") for row in shown]
    axes.set_yticks(range(len(shown)), names, parse_math=False)
    axes.set_xlim(0, max([*left, 1]) * 1.28)  # room for the words beside the bars
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.8)
    note = f"; {len(classes) - _MOST_CLASSES} more classes" if len(classes) > _MOST_CLASSES else ""
    if shown:
        frames = shown[0]["frames"]
        axes.set_xlabel(f"objects on {frames} frames that both inferred{note}")
    axes.legend(loc="lower right", frameon=False)
    return figure


def _count(row: dict[str, Any], kind: str) -> int:
    """How many objects of a kind; of all classes together a pair of two classes counts once."""
    if kind != "other_class":
        return int(row[kind])
    once = row["a_other_class"]
    return int(once if row["class_name"] is None else once + row["b_other_class"])


def _objects(row: dict[str, Any]) -> int:
    return sum(_count(row, kind) for kind in _KINDS)


def _over_time(rows: list[dict[str, Any]], videos: int, *, moments: bool) -> Figure:
    timed = all(row["start_seconds" if moments else "time_seconds"] is not None for row in rows)
    across = "time (s)" if timed else "frame"
    up = "boxes of the fullest frame" if moments else "boxes of a frame"
    figure, (axes,) = new_figure(_title(rows, videos), across=across, up=up)
    if not rows:
        return figure
    (_draw_moments if moments else _draw_frames)(axes, rows, timed=timed)
    axes.axhline(0, color="#222222", linewidth=0.8)
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, -1.2), max(high, 1.2))
    axes.yaxis.set_major_locator(_whole_numbers())
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    axes.legend(loc="upper right", frameon=False, ncols=4)
    return figure


def _whole_numbers() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=True)


def _draw_frames(axes: Axes, rows: list[dict[str, Any]], *, timed: bool) -> None:
    """A bar up and a bar down for each frame; frames that were not compared are grey."""
    x = [row["time_seconds" if timed else "frame_index"] for row in rows]
    width = _interval(x)
    for kind, sign in (("only_a", 1), ("only_b", -1)):
        label, colour = _KINDS[kind]
        axes.bar(x, [sign * (row[kind] or 0) for row in rows], width, color=colour, label=label)
    other = [(at, row["other_class"]) for at, row in zip(x, rows, strict=True)]
    marked = [(at, count) for at, count in other if count]
    label, colour = _KINDS["other_class"]
    axes.scatter(
        [at for at, _ in marked], [0] * len(marked), [30 * n for _, n in marked],
        color=colour, edgecolors="#222222", linewidths=0.5, label=label, zorder=3,
    )  # fmt: skip
    alone = [at for at, row in zip(x, rows, strict=True) if row["both"] is None]
    for number, at in enumerate(alone):
        axes.axvspan(at - width / 2, at + width / 2, color="#DDDDDD", linewidth=0,
                     label="not compared" if number == 0 else None, zorder=0)  # fmt: skip


def _draw_moments(axes: Axes, rows: list[dict[str, Any]], *, timed: bool) -> None:
    """A bar for each moment, as long as it lasts and as high as its peak."""
    names = ("start_seconds", "end_seconds") if timed else ("start_frame", "end_frame")
    spans = [tuple(row[name] for name in names) for row in rows]
    lone = max([end - start for start, end in spans] or [0]) / 100 or 0.2
    for kind, sign in (("only_a", 1), ("only_b", -1), ("other_class", 1)):
        label, colour = _KINDS[kind]
        here = [(row, span) for row, span in zip(rows, spans, strict=True) if row["kind"] == kind]
        if not here:
            continue
        heights = [sign * row["peak_boxes"] for row, _ in here]
        widths = [max(end - start, lone) for _, (start, end) in here]
        hatch = "//" if kind == "other_class" else None
        face = "none" if hatch else colour
        axes.bar([start for _, (start, _) in here], heights, widths, align="edge", color=face,
                 edgecolor=colour, hatch=hatch, label=label)  # fmt: skip
        for row, (start, _) in here[:3]:
            axes.annotate(
                f"{row['rank']}", (start, sign * row["peak_boxes"]), (0, 3 * sign),
                textcoords="offset points", va="bottom" if sign > 0 else "top",
            )  # fmt: skip


def _interval(x: list[float]) -> float:
    """The usual distance of neighbours."""
    apart = sorted(b - a for a, b in itertools.pairwise(x))
    return apart[len(apart) // 2] if apart else 1.0
