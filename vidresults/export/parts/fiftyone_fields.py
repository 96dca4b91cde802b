"""The names of FiftyOne's fields: some for each model, in letters, digits and underlines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from vidresults.export.tracks.tracking import looked_at

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]
_KINDS: Final = {"": "Detections", "_keypoints": "Keypoints", "_classes": "Classifications"}
_PRESENCE: Final = "_presence"
_TAKEN: Final = frozenset(
    {
        "id", "filepath", "media_reference", "tags", "metadata", "created_at", "last_modified_at",
        "frames", "frame_number", "sample_id", "media_type", "dataset_id", "rand", "name",
    }
)  # fmt: skip


class Fields:
    """Which fields there are for each model."""

    def __init__(self, source: Source) -> None:
        """Find out what each model makes."""
        self._kinds: dict[str, set[str]] = {one.model: {""} for one in looked_at(source)}
        for table, suffix, column in (
            ("classifications", "_classes", "class_name"),
            ("detections", "_keypoints", "keypoints"),
        ):
            for batch in source.batches(table):
                told = batch.filter(batch[column].is_valid())
                for model in told["model"].unique().to_pylist():
                    self._kinds.setdefault(model, set()).add(suffix)
        taken = set(_TAKEN)
        self._stems = {model: _free(model, taken) for model in self._kinds}

    def of(self, inference: Row, rows: dict[str, list[Row]]) -> dict[str, str]:
        """The fields of an inference with their kinds; keypoints where there are some."""
        found = self._of(inference["model"])
        pointed = any(row["keypoints"] is not None for row in rows["detections"])
        return {name: kind for name, kind in found.items() if kind != "Keypoints" or pointed}

    def kinds(self) -> dict[str, str]:
        """All fields of frames with their kinds."""
        return {name: kind for model in self._stems for name, kind in self._of(model).items()}

    def presence(self, model: str) -> str | None:
        """The field of a model's presences, None where it finds no classes."""
        return f"{self._stems[model]}{_PRESENCE}" if model in self._stems else None

    def presences(self) -> list[str]:
        """All fields of videos."""
        return [f"{stem}{_PRESENCE}" for stem in self._stems.values()]

    def _of(self, model: str) -> dict[str, str]:
        return {
            f"{self._stems[model]}{suffix}": kind
            for suffix, kind in _KINDS.items()
            if suffix in self._kinds.get(model, ())
        }


def _free(model: str, taken: set[str]) -> str:
    """A name for a model of which no field is taken yet; takes them."""
    plain = re.sub(r"\W+", "_", model, flags=re.ASCII).strip("_")
    plain = plain if plain and not plain[0].isdigit() else f"model_{plain}".rstrip("_")
    stem, number = plain, 1
    while taken & (fields := {f"{stem}{suffix}" for suffix in (*_KINDS, _PRESENCE)}):
        number += 1
        stem = f"{plain}_{number}"
    taken |= fields
    return stem
