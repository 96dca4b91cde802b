"""The pictures that the models saw: their sizes, and on which frames the models ran."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.by_model import ModelKey, by_model
from vidresults.analytics.checks.check import Check, Found, counted, place_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.errors import Place

Size = tuple[int, int]
_UNKNOWN = -1


@dataclass(slots=True)
class _Runs:
    """From which sample on the frames have which size; nearly always one run."""

    last_sample: int = -1
    starts: list[int] = field(default_factory=list)
    sizes: list[Size] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


class Sizes:
    """The size of the picture of every inference, as runs of equal sizes."""

    def __init__(self, video_size: Size | None = None) -> None:
        """Take the video's size, which counts where no size was told."""
        self._video_size = video_size
        self.runs: dict[ModelKey, _Runs] = {}

    def take(self, batch: pa.RecordBatch) -> None:
        """Note the sizes of a batch of inferences."""
        for key, rows in by_model(batch):
            runs = self.runs.setdefault(key, _Runs())
            runs.last_sample = max(runs.last_sample, pc.max(rows["sample_index"]).as_py())
            ran = rows.filter(pc.field("state") == "inferred")
            columns = (pc.fill_null(ran[name], _UNKNOWN) for name in _SIZE)
            widths, heights = (column.to_numpy() for column in columns)
            new = np.ones(len(widths), dtype=bool)
            new[1:] = (np.diff(widths) != 0) | (np.diff(heights) != 0)
            for at in np.flatnonzero(new):
                size = int(widths[at]), int(heights[at])
                if not runs.sizes or runs.sizes[-1] != size:
                    row = ran.slice(at, 1).to_pylist()[0]
                    runs.starts.append(row["sample_index"])
                    runs.sizes.append(size)
                    runs.places.append(place_of(row))

    def knows(self, batch: pa.RecordBatch) -> bool:
        """Whether the inferences of all these rows were taken already."""
        return all(
            key in self.runs and pc.max(rows["sample_index"]).as_py() <= self.runs[key].last_sample
            for key, rows in by_model(batch)
        )

    def of(self, key: ModelKey, samples: pa.Array) -> NDArray[np.float64]:
        """Width and height for each sample of a model, shape (n, 2); NaN where not known."""
        runs = self.runs.get(key) or _Runs()
        missing = self._video_size or (_UNKNOWN, _UNKNOWN)
        told = [missing if _UNKNOWN in size else size for size in runs.sizes]
        sizes = np.array([missing, *told], dtype=np.float64)
        sizes[sizes == _UNKNOWN] = np.nan
        at = np.searchsorted(np.array(runs.starts, dtype=np.int64), samples, side="right")
        return np.asarray(sizes[at], dtype=np.float64)


_SIZE = ("image_width", "image_height")


class Pictures:
    """Checks the inferences."""

    tables = ("inferences",)

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._states: dict[ModelKey, Counter[str]] = {}
        self._failed = Found()
        self._left_out = Found()

    def take(self, _table: str, batch: pa.RecordBatch) -> None:
        """Count states."""
        for key, rows in by_model(batch):
            counts = pc.value_counts(rows["state"]).to_pylist()
            states = {item["values"]: item["counts"] for item in counts}
            self._states.setdefault(key, Counter()).update(states)
        state = batch["state"]
        self._failed.add(batch, pc.equal(state, "failed").to_numpy(zero_copy_only=False))
        self._left_out.add(batch, pc.equal(state, "not_inferred").to_numpy(zero_copy_only=False))

    def checks(self) -> Iterator[Check]:
        """Where the models ran, and the sizes of what they saw."""
        yield self._inferences()
        yield self._frame_sizes()

    def _inferences(self) -> Check:
        name = "inferences"
        total = sum(self._states.values(), Counter[str]())
        words = ", ".join(f"{n} {state.replace('_', ' ')}" for state, n in total.items())
        idle = [key[1] for key, states in self._states.items() if not states["inferred"]]
        if self._failed.count:
            return self._failed.check(name, "warning", words, "a model's answer on every frame")
        if idle:
            found = f"{words}; never: {', '.join(map(repr, idle))}"
            return self._left_out.check(name, "warning", found, "models that ran on some frame")
        places = tuple(self._left_out.places)
        count = self._left_out.count
        return Check(name=name, outcome="ok", found=words or "none", count=count, places=places)

    def _frame_sizes(self) -> Check:
        name = "frame sizes"
        found: dict[str, dict[Size, Place]] = {}
        for (source_id, _), runs in self._sizes.runs.items():
            for size, place in zip(runs.sizes, runs.places, strict=True):
                if _UNKNOWN not in size:
                    found.setdefault(source_id, {}).setdefault(size, place)
        empty, several = Found(), Found()
        for sizes in found.values():
            for at, (size, place) in enumerate(sizes.items()):
                if 0 in size:
                    empty.note(words_of(size), place)
                elif at:
                    several.note(words_of(size), place)
        told = dict.fromkeys(words_of(size) for sizes in found.values() for size in sizes)
        if empty.count:
            return empty.check(name, "error", ", ".join(empty.words), "a picture of some pixels")
        if several.count:
            words = f"{counted(len(told), 'size')}: {', '.join(list(told)[:4])}"
            expected = "one size in all models and on all frames"
            return several.check(name, "warning", words, expected)
        return Check(name=name, outcome="ok", found=", ".join(told) or "not told")


def words_of(size: Size) -> str:
    """A size as 640x360."""
    return f"{size[0]}x{size[1]}"
