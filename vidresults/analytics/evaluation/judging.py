"""All measures of one model, of each source and of all sources together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from vidresults.analytics.evaluation import tracking
from vidresults.analytics.evaluation.average_precision import (
    curve_rows,
    curves_of,
    measures_of,
)
from vidresults.analytics.evaluation.confusion import Counts, confusion_of, rates_of
from vidresults.analytics.evaluation.overlaps import overlaps_of
from vidresults.errors import MissingExtraError

if TYPE_CHECKING:
    from vidresults.analytics.evaluation.comparison import Compared, Comparison
    from vidresults.analytics.evaluation.shapes import Iou

Value = tuple[str | None, str, float | None]
"""Class (None for all), measure and value (None where it is not defined)."""

MOST: Final[Mapping[Iou, int]] = {"box": 100, "mask": 100, "keypoints": 20}
"""How many detections of a class on a frame COCO counts."""


@dataclass(slots=True)
class Rows:
    """Rows of the three tables, and what was left out."""

    measures: list[dict[str, Any]] = field(default_factory=list)
    curves: list[dict[str, Any]] = field(default_factory=list)
    confusion: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _truth_of(part: Compared) -> list[dict[str, Any]]:
    return part.scene.truth


def _found_of(part: Compared) -> list[dict[str, Any]]:
    return part.scene.found


class Judge:
    """Evaluates one comparison.

    Attributes:
        notes: What could not be evaluated, one line each.
    """

    def __init__(
        self,
        comparison: Comparison,
        *,
        iou: Iou,
        threshold: float,
        min_confidence: float,
        mot: bool,
    ) -> None:
        """Count pairs of classes and evaluate tracks, source by source."""
        self._comparison = comparison
        self._iou = iou
        self._limits = {"threshold": threshold, "min_confidence": min_confidence}
        self.notes: list[str] = []
        self._counts = {
            part.source_id: confusion_of(
                overlaps_of(part.scene, iou, comparison.sigmas), **self._limits
            )
            for part in comparison.parts
        }
        self._metrics = self._track_metrics()
        self._tracks = {
            part.source_id: tracking.scores_of(self._tracked(part, mot=mot), self._metrics)
            for part in comparison.parts
            if self._metrics and part.scene.tracked
        }
        self._ranked = self._note_ranks()

    def add(self, rows: Rows, source_id: str | None, parts: Sequence[Compared]) -> None:
        """Add the rows of some sources, which are one group."""
        model = self._comparison.model
        of = {"source_id": source_id, "model": model, "iou": self._iou}
        by = ", ".join(sorted({part.by for part in parts}))
        counts: Counts = sum((self._counts[part.source_id] for part in parts), Counter())
        values = list(self._values(parts, counts))
        if self._ranked:
            curves = curves_of(
                [part.scene for part in parts],
                self._iou,
                self._comparison.categories,
                self._comparison.keypoints,
                self._comparison.sigmas,
            )
            values += measures_of(curves)
            rows.curves += [{**of, **row} for row in curve_rows(curves)]
        scores = {p.source_id: self._tracks[p.source_id]
                  for p in parts if p.source_id in self._tracks}  # fmt: skip
        if scores:
            values += tracking.measures_of(tracking.combined(scores, self._metrics), self._metrics)
        place = {name: i for i, name in enumerate([None, *self._comparison.categories])}
        values.sort(key=lambda value: place[value[0]])
        rows.measures += [
            {**of, "class_name": name, "measure": measure, "value": value, "aligned_by": by}
            for name, measure, value in values
        ]
        rows.confusion += [{**of, **row, **self._limits} for row in self._pairs(counts)]

    def _values(self, parts: Sequence[Compared], counts: Counts) -> Iterator[Value]:
        """Numbers of frames and objects, and the rates of the confusion matrix."""
        for measure in parts[0].counts:
            yield None, measure, float(sum(part.counts[measure] for part in parts))
        for name, number in ((None, None), *self._comparison.categories.items()):
            for measure, items in (
                ("truth_objects", [a for part in parts for a in part.scene.truth]),
                ("detections", [a for part in parts for a in part.scene.found]),
            ):
                own = [a for a in items if number in (None, a["category_id"])]
                yield name, measure, float(sum(not a["iscrowd"] for a in own))
            for measure, value in rates_of(counts, number).items():
                yield name, measure, value

    def _pairs(self, counts: Counts) -> Iterator[dict[str, Any]]:
        names = {number: name for name, number in self._comparison.categories.items()}
        last = len(names) + 1
        order = sorted(counts.items(), key=lambda item: [n or last for n in item[0]])
        for (true, found), count in order:
            yield {
                "true_class": None if true is None else names[true],
                "found_class": None if found is None else names[found],
                "count": count,
            }

    def _note_ranks(self) -> bool:
        """Whether all detections can be ranked; notes what cannot, or is beyond COCO's limit."""
        found = [item for part in self._comparison.parts for item in part.scene.found]
        bare = sum(item["score"] is None for item in found)
        if bare:
            self.notes.append(
                f"{self._comparison.model}: {bare} detections have no confidence: no average "
                "precision"
            )
            return False
        most = MOST[self._iou]
        crowded = Counter((item["image_id"], item["category_id"]) for item in found)
        beyond = sum(max(0, count - most) for count in crowded.values())
        if beyond:
            self.notes.append(
                f"{self._comparison.model}: AP and AR count {most} detections of a class on a "
                f"frame, as COCO: {beyond} are beyond"
            )
        return True

    def _track_metrics(self) -> dict[str, Any]:
        """TrackEval's metrics; empty where tracks cannot be evaluated, which is noted."""
        model, parts = self._comparison.model, self._comparison.parts
        truth, found = (
            [item for part in parts for item in items(part)] for items in (_truth_of, _found_of)
        )
        if all(item["track"] is None for item in truth):
            return {}
        bare = sum(item["track"] is None for item in found)
        if found and bare == len(found):
            self.notes.append(
                f"{model}: no detection has a track id: no HOTA, MOTA, IDF1 (vidresults tracks or "
                "vr.track gives them)"
            )
            return {}
        if bare:
            self.notes.append(
                f"{model}: {bare} detections without a track id are in no tracking measure"
            )
        twice = sum(
            count - 1
            for items in (truth, found)
            for count in Counter(
                (a["image_id"], a["category_id"], a["track"])
                for a in items
                if a["track"] is not None
            ).values()
        )
        if twice:
            self.notes.append(
                f"{model}: {twice} boxes repeat a track id on their frame: tracking measures take "
                "the first"
            )
        try:
            return tracking.metrics()
        except MissingExtraError as error:
            self.notes.append(str(error))
            return {}

    def _tracked(self, part: Compared, *, mot: bool) -> tracking.TrackedSource:
        categories = self._comparison.categories
        distractors = tracking.DISTRACTORS if mot else frozenset()
        return tracking.TrackedSource(
            name=part.source_id,
            frames=list(overlaps_of(part.scene, self._iou, self._comparison.sigmas, crowds=False)),
            classes=categories,
            distractors=frozenset(n for name, n in categories.items() if name in distractors),
        )
