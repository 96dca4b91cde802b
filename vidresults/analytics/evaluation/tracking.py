"""HOTA, MOTA and IDF1, computed by TrackEval's own metrics.

A class is evaluated by itself, as TrackEval does; all classes together sum up their detections. As
there, a detection that fits best (half overlap, one to one) a distractor of MOT Challenge counts as
nothing, and truth that is not to be considered is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vidresults.errors import MissingExtraError

if TYPE_CHECKING:
    from vidresults.analytics.evaluation.overlaps import Overlaps

DISTRACTORS: Final = frozenset({"person on vehicle", "static person", "distractor", "reflection"})
"""Classes of MOT Challenge that a detection may take for a person and is not blamed for."""

_RATES = {
    "HOTA": ("HOTA", "DetA", "AssA", "DetRe", "DetPr", "AssRe", "AssPr", "LocA"),
    "CLEAR": ("MOTA", "MOTP", "CLR_TP", "CLR_FN", "CLR_FP", "IDSW", "MT", "PT", "ML", "Frag"),
    "Identity": ("IDF1", "IDP", "IDR"),
}
_NAMES = {"CLR_TP": "track_TP", "CLR_FN": "track_FN", "CLR_FP": "track_FP"}
_HALF = 0.5


def metrics() -> dict[str, Any]:
    """TrackEval's metrics by name.

    Raises:
        MissingExtraError: TrackEval is not installed.
    """
    try:
        from trackeval.metrics import CLEAR, HOTA, Identity
    except ImportError:
        raise MissingExtraError(
            "HOTA, MOTA and IDF1 need TrackEval: pip install 'vidresults[eval]'"
        ) from None
    quiet = {"PRINT_CONFIG": False}
    return {"HOTA": HOTA(), "CLEAR": CLEAR(quiet), "Identity": Identity(quiet)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedSource:
    """The frames of one source of one model.

    Attributes:
        name: The source.
        frames: Overlaps without crowds, in order.
        classes: Id of each class of the truth.
        distractors: Ids of classes that count as nothing.
    """

    name: str
    frames: Sequence[Overlaps]
    classes: Mapping[str, int]
    distractors: frozenset[int]


Scores = dict[str, dict[str, dict[str, Any]]]
"""TrackEval's result by class and metric."""


def scores_of(sequence: TrackedSource, known: Mapping[str, Any]) -> Scores:
    """The scores of each class that is there on either side."""
    scores: Scores = {}
    for name, number in sequence.classes.items():
        data = _data(sequence, number)
        if data["num_gt_dets"] or data["num_tracker_dets"]:
            scores[name] = {key: metric.eval_sequence(data) for key, metric in known.items()}
    return scores


def combined(parts: Mapping[str, Scores], known: Mapping[str, Any]) -> Scores:
    """The scores of several sources together."""
    names = list(dict.fromkeys(name for scores in parts.values() for name in scores))
    return {
        name: {
            key: metric.combine_sequences(
                {source: scores[name][key] for source, scores in parts.items() if name in scores}
            )
            for key, metric in known.items()
        }
        for name in names
    }


def measures_of(
    scores: Scores, known: Mapping[str, Any]
) -> Iterator[tuple[str | None, str, float]]:
    """Class (None for all), name and value; HOTA and its parts are means over the thresholds."""
    if not scores:
        return
    whole = {
        key: metric.combine_classes_det_averaged({n: s[key] for n, s in scores.items()})
        for key, metric in known.items()
    }
    for name, found in ((None, whole), *scores.items()):
        for key, measures in _RATES.items():
            for measure in measures:
                value = float(np.mean(found[key][measure]))
                yield name, _NAMES.get(measure, measure), value


def _data(sequence: TrackedSource, category: int) -> dict[str, Any]:
    """One class as TrackEval's metrics take it."""
    ids: tuple[dict[int, int], dict[int, int]] = {}, {}
    data: dict[str, Any] = {"gt_ids": [], "tracker_ids": [], "similarity_scores": []}
    for frame in sequence.frames:
        blameless = _on_distractors(frame, category, sequence.distractors)
        ours = [i for i, item in enumerate(frame.found)
                if item["category_id"] == category and item["track"] is not None
                and i not in blameless]  # fmt: skip
        theirs = [i for i, item in enumerate(frame.truth)
                  if item["category_id"] == category and item["track"] is not None
                  and not item["iscrowd"]]  # fmt: skip
        for key, chosen, items, known in (
            ("gt_ids", theirs, frame.truth, ids[0]),
            ("tracker_ids", ours, frame.found, ids[1]),
        ):
            _keep_first(chosen, items)
            numbers = [known.setdefault(items[i]["track"], len(known)) for i in chosen]
            data[key].append(np.array(numbers, np.int64))
        data["similarity_scores"].append(frame.shares[np.ix_(ours, theirs)].T)
    return {
        **data,
        "num_timesteps": len(sequence.frames),
        "num_gt_ids": len(ids[0]),
        "num_tracker_ids": len(ids[1]),
        "num_gt_dets": sum(map(len, data["gt_ids"])),
        "num_tracker_dets": sum(map(len, data["tracker_ids"])),
        "seq": sequence.name,
    }


def _keep_first(chosen: list[int], items: Sequence[dict[str, Any]]) -> None:
    """Of several boxes of one track on a frame keep the first: a track is at one place."""
    seen: set[int] = set()
    for i in list(chosen):
        if items[i]["track"] in seen:
            chosen.remove(i)
        seen.add(items[i]["track"])


def _on_distractors(frame: Overlaps, category: int, distractors: frozenset[int]) -> set[int]:
    """Detections of the class that fit best what is to count as nothing."""
    if not distractors or not frame.shares.size:
        return set()
    from scipy.optimize import linear_sum_assignment

    ours = [i for i, item in enumerate(frame.found)
            if item["category_id"] == category and item["track"] is not None]  # fmt: skip
    fit = frame.shares[ours].T.copy()  # as TrackEval has it, for equal ones
    fit[fit < _HALF - np.finfo(float).eps] = 0
    rows, columns = linear_sum_assignment(-fit)
    return {
        ours[c]
        for r, c in zip(rows, columns, strict=True)
        if fit[r, c] > 0 and frame.truth[r]["category_id"] in distractors
    }
