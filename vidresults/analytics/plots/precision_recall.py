"""Curves of precision over recall."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from vidresults.analytics.plots.figure import new_figure, series_colours

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

_MOST = 16
_LONGEST = 22
_DASHES = ("-", "--", ":", "-.")


def plot_precision_recall(table: pa.Table, *, threshold: float = 0.5) -> Figure:
    """Draw the curves of all classes at one threshold; the area under each is its AP.

    Args:
        table: The `precision_recall` of an evaluation; of several sources those together.
        threshold: From which overlap on a detection is right.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = [row for row in table.to_pylist() if abs(row["threshold"] - threshold) < 1e-6]  # noqa: PLR2004 - a rounded number
    together = any(row["source_id"] is None for row in rows)
    curves: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        if (row["source_id"] is None) == together:
            curves.setdefault((row["model"], row["class_name"]), []).append(row)
    models = list(dict.fromkeys(model for model, _ in curves))
    kind = rows[0]["iou"] if rows else "box"
    title = f"Precision and recall, {kind}, overlap {threshold:g}"
    if len(models) == 1:
        title += f", {models[0]}"
    figure, (panel,) = new_figure(title, across="recall", up="precision")
    colours = series_colours(name for _, name in curves)
    best = sorted(curves, key=lambda key: -_area(curves[key]))
    for model, name in best[:_MOST]:
        points = _until_nothing(curves[model, name])
        words = _short(name) if len(models) == 1 else f"{_short(name)} ({_short(model)})"
        panel.plot(
            [row["recall"] for row in points],
            [row["precision"] for row in points],
            color=colours[name],
            linestyle=_DASHES[(models.index(model) + _round(colours, name)) % len(_DASHES)],
            linewidth=2.5,
            label=f"{words}  {_area(curves[model, name]):.3f}",
        )
    panel.set_xlim(0, 1.005)
    panel.set_ylim(0, 1.02)
    if curves:
        more = len(curves) - _MOST
        ending = f" (best {_MOST} of {len(curves)})" if more > 0 else ""
        legend = panel.legend(title=f"AP{threshold * 100:g}{ending}", frameon=False,
                              loc="center left", bbox_to_anchor=(1.01, 0.5))  # fmt: skip
        for text in legend.get_texts():
            text.set_parse_math(False)
    else:
        panel.text(0.5, 0.5, "nothing to draw", ha="center", va="center")
    return figure


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _until_nothing(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points up to the first that is not reached."""
    end = next((i for i, row in enumerate(points) if row["precision"] == 0), len(points))
    return points[: end + 1]


def _area(points: Iterable[dict[str, Any]]) -> float:
    values = [row["precision"] for row in points]
    return float(sum(values) / len(values))


def _round(colours: dict[str, str], name: str) -> int:
    """How often the colours came round before this one."""
    names = list(colours)
    return sum(colours[other] == colours[name] for other in names[: names.index(name)])
