"""The picture of quality: when each measure has its bad moments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vidresults.analytics.plots.figure import new_figure, series_colours

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

_BAD_NEWS = (
    "failed", "not_inferred", "flicker", "track_breaks", "class_swaps", "centre_jitter",
    "size_jitter", "confidence", "confidence_near_threshold", "time_difference",
)  # fmt: skip
_LARGEST = 160.0  # area of the worst moment's mark, in points
_SMALLEST = 2.0
_LONGEST = 40  # letters of a name


def plot_quality(table: pa.Table) -> Figure:
    """Draw one lane a measure over time, with a mark for each of its worst moments.

    The larger the mark, the worse the moment among those of its lane; call `quality` with
    `worst=None` to have them all. The lane's value stands at its end. Drawn are all classes
    together, and the model with most rows of moments first; of several videos the first.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = [row for row in table.to_pylist() if row["class_name"] is None]
    rows = [row for row in rows if row["source_id"] == rows[0]["source_id"]]
    lanes = [
        row for measure in _BAD_NEWS for row in rows
        if row["measure"] == measure and row["value"] is not None
    ]  # fmt: skip
    models = list(dict.fromkeys(row["model"] for row in rows if row["model"] is not None))
    moments = [moment for row in lanes for moment in row["worst"]]
    timed = all(moment["time_seconds"] is not None for moment in moments)
    across = "time (s)" if timed else "frame"
    title = "Bad moments, the larger the worse"
    if len(models) == 1:
        title += f": {_short(models[0])}"
    figure, (axes,) = new_figure(title, across=across, up="")
    colours = series_colours(models)
    for lane, row in enumerate(lanes):
        x = [moment["time_seconds" if timed else "frame_index"] for moment in row["worst"]]
        colour = colours.get(row["model"], "#222222")
        axes.scatter(x, [lane] * len(x), _areas(row), color=colour, alpha=0.6, linewidths=0)
        axes.text(1.01, lane, _value(row), transform=axes.get_yaxis_transform(), va="center")
    names = [_name(row, models) for row in lanes]
    axes.set_yticks(range(len(lanes)), names, parse_math=False)
    axes.set_ylim(max(len(lanes), 1) - 0.5, -0.5)
    return figure


def _areas(row: dict[str, Any]) -> list[float]:
    """The area of each mark: the worst moment of its lane has the largest."""
    values = [moment["value"] for moment in row["worst"]]
    if row["measure"] == "confidence":  # what matters is how far it falls
        values = [max(values) - value for value in values]
    most = max(map(abs, values), default=0.0)
    return [max(_SMALLEST, _LARGEST * abs(value) / most) if most else _SMALLEST for value in values]


def _value(row: dict[str, Any]) -> str:
    if row["found"] is not None:
        return f"{row['found']} of {row['samples']}"
    return f"{row['value']:.3g} {row['unit']}".rstrip()


def _name(row: dict[str, Any], models: list[str]) -> str:
    words = str(row["measure"]).replace("_", " ")
    several = len(models) > 1 and row["model"] is not None
    return f"{words} ({_short(row['model'])})" if several else words


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 3]}..."
