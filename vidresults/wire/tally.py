"""What is known of a document only after all its elements: the classes and tasks that occurred."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from vidresults.schema import TASKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

# A model's task is the most telling one that its elements show.
_PRECISION = {"opaque": 0, **{task: i for i, task in enumerate(TASKS[:-1], start=1)}}

Class = tuple[int | None, str]


class Tally:
    """Classes and tasks of each model, gathered batch by batch."""

    def __init__(self, models: Iterable[str]) -> None:
        self._classes: dict[str, dict[Class, None]] = {model: {} for model in models}
        self._tasks: dict[str, str] = {}

    def add(self, model: str, table: str, batch: pa.RecordBatch) -> None:
        """Take note of a batch of this model."""
        if table in ("detections", "classifications"):
            self._classes[model] |= dict.fromkeys(_classes(batch))
        elif table == "semantic_masks":
            maps = batch["class_map"].to_pylist()
            found = ((c["class_id"], c["class_name"]) for named in maps for c in named)
            self._classes[model] |= dict.fromkeys(found)
        elif table == "inferences":
            for task in batch["task"].unique().to_pylist():
                known = self._tasks.get(model)
                if task is not None and _PRECISION[task] > _PRECISION.get(known or "", -1):
                    self._tasks[model] = task

    def task(self, model: str) -> str | None:
        """The model's task; None where nothing tells it."""
        return self._tasks.get(model)

    def classes(self) -> Iterator[tuple[str, Class]]:
        """Model and class: in the order of models, by number, then those without a number."""
        for model, classes in self._classes.items():
            for found in sorted(classes, key=lambda c: (c[0] is None, c[0] or 0, c[1])):
                yield model, found


def _classes(batch: pa.RecordBatch) -> Iterator[Class]:
    """The pairs that occur; pyarrow's own way to group rows would import pandas."""
    names = batch["class_name"].dictionary_encode()
    ids = batch["class_id"].dictionary_encode(null_encoding="encode")
    count = len(ids.dictionary)
    pairs = np.unique(names.indices.to_numpy().astype(np.int64) * count + ids.indices.to_numpy())
    for name, number in zip(*np.divmod(pairs, count), strict=True):
        yield ids.dictionary[number].as_py(), names.dictionary[name].as_py()
