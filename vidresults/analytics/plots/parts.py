"""A table of counts in the parts that a picture shows: panels of models, series of classes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes

MOST_PANELS: Final = 4
"""How many models a picture shows, one above the other."""
MOST_CLASSES: Final = 8
"""How many classes have a colour of their own."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """The rows of one model.

    Attributes:
        title: Which model, and of which source where there are several.
        columns: The columns of each class, floats with NaN for null, or lists of texts.
    """

    title: str
    columns: dict[str, dict[str, Any]]


def panels_of(table: pa.Table) -> tuple[list[Panel], str]:
    """The panels of a picture, and what it leaves out in words, for under the title."""
    groups: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}
    for row in table.to_pylist():
        if row["detections"] is not None:
            own = groups.setdefault((row["source_id"], row["model"]), {})
            own.setdefault(row["class_name"] or "no class", []).append(row)
    several = len({source_id for source_id, _ in groups}) > 1
    shown = _most_frequent(table)
    found, left = [], 0
    for (source_id, model), classes in list(groups.items())[:MOST_PANELS]:
        names = [name for name in classes if name in shown or name == "no class"]
        left = max(left, len(classes) - len(names))
        columns = {name: _columns(classes[name]) for name in names}
        found.append(Panel(title=f"{model}, {source_id}" if several else model, columns=columns))
    said = [] if groups else ["nothing that is counted"]
    if len(groups) > MOST_PANELS:
        said.append(f"the first {MOST_PANELS} of {len(groups)} models")
    if left:
        said.append(f"the {MOST_CLASSES} most frequent classes")
    return found, f" ({', '.join(said)})" if said else ""


def name_panel(axes: Axes, panel: Panel) -> None:
    """Write over a panel whose it is."""
    axes.set_title(panel.title, loc="left", fontsize=10, color="#555555", parse_math=False)


def _most_frequent(table: pa.Table) -> set[str]:
    counts: Counter[str] = Counter()
    for name, count in zip(
        table["class_name"].to_pylist(), table["detections"].to_pylist(), strict=True
    ):
        if name is not None:
            counts[name] += count or 0
    return {name for name, _ in counts.most_common(MOST_CLASSES)}


def _columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = {}
    for name in rows[0]:
        values = [row[name] for row in rows]
        texts = any(isinstance(value, str) for value in values)
        columns[name] = values if texts else np.array(values, np.float64)
    return columns
