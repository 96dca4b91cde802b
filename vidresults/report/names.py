"""Numbers for what the page names once: models, classes, tracks' ids and keypoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from vidresults.errors import SelectionError
from vidresults.matching import PALETTE, coco_name, colour_key, usual_skeleton

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from vidresults.results import Facts

_MOST_CLASSES = 2**16
_MOST_MODELS = 2**8
_LARGEST_TRACK = 2**31


class Names:
    """The models and classes of a result in order, each with its number on the page.

    Attributes:
        models: The models' keys.
        classes: (name, colour) of the classes; a class of two models that have it by one name is
            one class.
        keypoints: Names of the keypoints.
        bones: Pairs of keypoints' numbers to join: those of detections that are named as COCO's.
    """

    def __init__(self, facts: Facts) -> None:
        """Take the models; classes and keypoints are numbered as they come."""
        self.models = list(facts.models)
        if len(self.models) > _MOST_MODELS:
            raise SelectionError(
                f"the results are of {len(self.models)} models, a page shows {_MOST_MODELS} at "
                "most: choose some (--model, select(models=...))"
            )
        self.classes: list[tuple[str, str]] = []
        self.keypoints: list[str] = []
        self.bones: dict[tuple[int, int], None] = {}  # ordered, as sets are not
        self._class_numbers: dict[str, int] = {}
        self._keypoint_numbers: dict[str, int] = {}
        self._track_numbers: dict[int, int] = {}
        self._known_sets: set[tuple[str, ...]] = set()

    @property
    def renumbered(self) -> int:
        """How many tracker ids do not fit the page and have numbers of its own."""
        return len(self._track_numbers)

    def models_of(self, batch: pa.RecordBatch) -> NDArray[np.uint8]:
        """The number of each row's model."""
        coded = batch["model"].dictionary_encode()
        numbers = np.array([self.models.index(m) for m in coded.dictionary.to_pylist()], np.uint8)
        return numbers[coded.indices.to_numpy()] if len(numbers) else np.empty(0, np.uint8)

    def classes_of(self, batch: pa.RecordBatch) -> NDArray[np.uint16]:
        """The number of each row's class; a new class gets the next one."""
        coded = batch["class_name"].dictionary_encode()
        names = coded.dictionary.to_pylist()
        for at, name in enumerate(names):
            if name not in self._class_numbers:
                first = pc.index(coded.indices, at).as_py()
                self._add_class(name, batch["class_id"][first].as_py())
        numbers = np.array([self._class_numbers[name] for name in names], np.uint16)
        return numbers[coded.indices.to_numpy()] if len(numbers) else np.empty(0, np.uint16)

    def tracks_of(self, batch: pa.RecordBatch) -> NDArray[np.int32]:
        """The tracker id of each row, -1 where it has none.

        Ids that do not fit 32 bits become numbers in the order in which they come.
        """
        column = batch["tracker_id"]
        ids = column.fill_null(-1).to_numpy(zero_copy_only=False)
        known = column.is_valid().to_numpy(zero_copy_only=False)
        odd = known & ((ids < 0) | (ids >= _LARGEST_TRACK))
        ids = ids.copy()
        for row in np.flatnonzero(odd).tolist():
            ids[row] = self.track(int(column[row].as_py()))
        return np.asarray(ids, np.int32)

    def track(self, tracker_id: int) -> int:
        """The number of a tracker id: itself where it fits."""
        if 0 <= tracker_id < _LARGEST_TRACK:
            return tracker_id
        number = _LARGEST_TRACK - 1 - len(self._track_numbers)
        return self._track_numbers.setdefault(tracker_id, number)

    def class_number(self, name: str) -> int:
        """The number of a class that has one."""
        return self._class_numbers[name]

    def keypoints_of(self, named: list[str]) -> list[int]:
        """The numbers of the keypoints of one detection; new ones get the next."""
        for name in named:
            if name not in self._keypoint_numbers:
                self._keypoint_numbers[name] = len(self.keypoints)
                self.keypoints.append(name)
        numbers = [self._keypoint_numbers[name] for name in named]
        if tuple(named) not in self._known_sets:
            self._known_sets.add(tuple(named))
            places = {coco_name(name): at for name, at in zip(named, numbers, strict=True)}
            for start, end in usual_skeleton(places):
                if start in places and end in places:
                    self.bones[places[start], places[end]] = None
        return numbers

    def _add_class(self, name: str, class_id: int | None) -> None:
        if len(self.classes) == _MOST_CLASSES:
            raise SelectionError(
                f"a page shows {_MOST_CLASSES} classes at most: choose some (--class, "
                "select(classes=...))"
            )
        self._class_numbers[name] = len(self.classes)
        self.classes.append((name, PALETTE[colour_key(class_id, name) % len(PALETTE)]))
