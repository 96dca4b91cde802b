"""On which frames a class is to be seen, told by the same scene that is drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from vidresults.errors import SelectionError
from vidresults.render.masks import labels_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.scene import Row, Sight
    from vidresults.render.stage import Stage


def appearances(stage: Stage, names: Sequence[str], frames: range) -> NDArray[np.bool_]:
    """Whether one of the classes is drawn, for each of the frames, shape (frames,).

    Raises:
        SelectionError: The results have no such class, or it is on none of the frames.
    """
    known = stage.results.facts.classes["class_name"].unique().to_pylist()
    for name in names:
        if name not in known:
            there = ", ".join(repr(n) for n in known) or "none"
            raise SelectionError(f"there is no class {name!r} in the results; there is {there}")
    wanted = frozenset(names)
    told: dict[str, tuple[Sight, bool]] = {}

    def shows(sight: Sight) -> bool:
        # A sight that is held is the same object on all its frames.
        if sight.model not in told or told[sight.model][0] is not sight:
            told[sight.model] = sight, _shows(sight, wanted)
        return told[sight.model][1]

    found = np.array([any(map(shows, stage.scene.at(index))) for index in frames], bool)
    if not found.any():
        raise SelectionError(
            f"{' or '.join(map(repr, names))} is never to be seen in the part that was asked for"
        )
    return found


def _shows(sight: Sight, names: Collection[str]) -> bool:
    named = (*sight.rows.get("detections", ()), *sight.rows.get("classifications", ()))
    if any(row["class_name"] in names for row in named):
        return True
    return any(_has_label(row, names) for row in sight.rows.get("semantic_masks", ()))


def _has_label(row: Row, names: Collection[str]) -> bool:
    """Whether a labelled frame has a pixel of a class; its list has also what is not there."""
    ids = [item["class_id"] for item in row["class_map"] if item["class_name"] in names]
    return bool(ids) and bool(np.isin(labels_of(row), ids).any())
