"""Numbers of classes and objects in MOTS: an object's id is 1000 times its class plus its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from vidresults.errors import OutputError
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.export.labels.categories import Categories
    from vidresults.results import Source

IGNORED: Final = 10
"""The class of regions that readers ignore: none of ours."""

_MOST = 1000
_COLUMNS = ["source_id", "model", "tracker_id", "class_name", "class_id"]
_Key = tuple[str, str]


def labels_by_number(labels: list[str]) -> list[str]:
    """The names of classes, each on the line of its number; the ignored one has its own."""
    if len(labels) < IGNORED:
        return labels
    return [*labels[: IGNORED - 1], "ignored", *labels[IGNORED - 1 :]]


class Ids:
    """The numbers of all tracks, found in one pass."""

    def __init__(self, source: Source, categories: Categories, listed: Sequence[int]) -> None:
        """Number tracks by their tracker ids where these fit, else by their order.

        Args:
            source: The results.
            categories: Their classes.
            listed: The categories that MOTS numbers, in order.

        Raises:
            OutputError: A class has more than 1000 tracks in a sequence.
        """
        self._categories = categories
        self._classes = {
            category: number + (number >= IGNORED) for number, category in enumerate(listed, 1)
        }
        tracks: dict[tuple[_Key, int], set[int]] = {}
        for row in rows_of(source, "detections", _COLUMNS):
            if row["tracker_id"] is not None:
                key = (row["source_id"], row["model"])
                tracks.setdefault((key, self._category(row)), set()).add(row["tracker_id"])
        self._renumbered = 0
        self._places = {of: self._numbered(of, found) for of, found in tracks.items()}

    def of(self, row: dict[str, Any]) -> str:
        """Id and class of a detection, as they stand in a line."""
        category = self._category(row)
        place = self._places[(row["source_id"], row["model"]), category][row["tracker_id"]]
        number = self._classes[category]
        return f"{_MOST * number + place} {number}"

    def lines(self, key: _Key) -> list[str]:
        """Ids of a sequence, each with the tracker id it stands for."""
        found = [
            (_MOST * self._classes[category] + place, track)
            for (sequence, category), places in self._places.items()
            if sequence == key
            for track, place in places.items()
        ]
        return [f"{number} {track}" for number, track in sorted(found)]

    def notes(self) -> list[str]:
        """What is not as its tracker id, with numbers."""
        if not self._renumbered:
            return []
        count = f"{self._renumbered} tracks have other numbers than their tracker ids"
        return [f"{count} (tracks.txt): MOTS numbers 0 to 999 in a class"]

    def _category(self, row: dict[str, Any]) -> int:
        return self._categories.id_of(row["model"], row["class_id"], row["class_name"])

    def _numbered(self, of: tuple[_Key, int], tracks: set[int]) -> dict[int, int]:
        if min(tracks) >= 0 and max(tracks) < _MOST:
            return {track: track for track in tracks}
        if len(tracks) > _MOST:
            (source_id, model), category = of
            name = next(c.name for c in self._categories.all if c.id == category)
            raise OutputError(
                f"{len(tracks)} tracks of {name!r} in {source_id} ({model}): MOTS numbers {_MOST} "
                "of a class in a sequence, export parts of the video (--time)"
            )
        self._renumbered += len(tracks)
        return {track: place for place, track in enumerate(sorted(tracks))}
