"""Brings results and truth together: sources, models, frames, classes, and their objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vidresults.analytics.evaluation.alignment import Align, Alignment, Side, align, sides_of
from vidresults.analytics.evaluation.left_out import left_out, nothing_common
from vidresults.analytics.evaluation.objects import Scene, rows_on, scene_of
from vidresults.analytics.evaluation.shapes import Iou, Shapes
from vidresults.analytics.evaluation.sigmas import names_of, sigmas_of
from vidresults.errors import MatchError, SelectionError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.results import Source

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compared:
    """One source of the model.

    Attributes:
        source_id: The source.
        scene: Its objects.
        by: How its frames were aligned.
        counts: How many frames were compared and left out, by name.
    """

    source_id: str
    scene: Scene
    by: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """A model's results beside the truth.

    Attributes:
        model: The model.
        parts: One for each source.
        categories: Id of each class of the truth.
        keypoints: Names of the truth's keypoints.
        sigmas: Their spread, None where no keypoints are compared.
        notes: What was left out.
    """

    model: str
    parts: Sequence[Compared]
    categories: Mapping[str, int]
    keypoints: Sequence[str]
    sigmas: NDArray[np.float64] | None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How results and truth are brought together; see `evaluate`."""

    iou: Iou
    align: Align
    class_map: Mapping[str, str]
    classes: Sequence[str] | None
    truth_model: str | None
    sigmas: Mapping[str, float] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sides:
    """The frames of both, and which source of the truth belongs to which of the results."""

    results: dict[Key, Side]
    truth: dict[str, tuple[Key, Side]]
    partners: dict[str, str]

    def of(self, source: str, model: str) -> tuple[Side, Side]:
        """Frames of the results and of the truth."""
        return self.results[source, model], self.truth[self.partners[source]][1]

    def truth_key(self, source: str) -> Key:
        """Source and model of the truth of a source of the results."""
        return self.truth[self.partners[source]][0]


def compare(
    results: Source, truth: Source, models: Sequence[str], rules: Rules
) -> list[Comparison]:
    """One comparison for each model.

    Raises:
        MatchError: No frame of a model has truth, or they cannot be compared.
        SelectionError: The truth holds several models and none is named, or a class is not known.
    """
    ours, theirs = sides_of(results), _of_one_model(sides_of(truth), rules.truth_model)
    partners = _partners(list(dict.fromkeys(name for name, _ in ours)), list(theirs))
    sides = _Sides(results=ours, truth=theirs, partners=partners)
    known = _class_names(truth, {key for key, _ in theirs.values()}, rules.classes)
    for old, new in rules.class_map.items():
        if new not in known:
            raise SelectionError(
                f"class map: {old}={new}: the truth has no class {new!r}; there is "
                f"{', '.join(sorted(known))}"
            )
    return [
        _comparison((results, truth), sides, model=model, known=known, rules=rules)
        for model in models
    ]


def _of_one_model(sides: dict[Key, Side], wanted: str | None) -> dict[str, tuple[Key, Side]]:
    """The truth's sides by source."""
    models = list(dict.fromkeys(model for _, model in sides))
    if wanted is None and len(models) > 1:
        raise SelectionError(
            f"the truth holds several models ({', '.join(models)}): name one (--truth-model, "
            "truth_model=...)"
        )
    if wanted is not None and wanted not in models:
        raise SelectionError(f"the truth has no model {wanted!r}; there is {', '.join(models)}")
    return {key[0]: (key, side) for key, side in sides.items() if wanted in (None, key[1])}


def _partners(ours: list[str], theirs: list[str]) -> dict[str, str]:
    """The truth's source of each of the results': the only one, else that of the same name."""
    if len(ours) == len(theirs) == 1:
        return {ours[0]: theirs[0]}
    common = {name: name for name in ours if name in theirs}
    if not common:
        raise MatchError(
            f"results are of {', '.join(ours[:5])} and the truth of {', '.join(theirs[:5])}: of "
            "several videos each needs the same source_id on both sides"
        )
    return common


def _class_names(truth: Source, keys: set[Key], wanted: Sequence[str] | None) -> list[str]:
    """All classes of the truth, in order."""
    rows = truth.facts.classes.to_pylist()
    names = list(
        dict.fromkeys(r["class_name"] for r in rows if (r["source_id"], r["model"]) in keys)
    )
    for name in wanted or ():
        if name not in names:
            raise SelectionError(
                f"the truth has no class {name!r}; there is {', '.join(sorted(names))}"
            )
    return names


def _comparison(
    sources: tuple[Source, Source],
    sides: _Sides,
    *,
    model: str,
    known: list[str],
    rules: Rules,
) -> Comparison:
    pairs: dict[str, Alignment] = {
        source: align(*sides.of(source, model), rules.align)
        for source, name in sides.results
        if name == model and source in sides.partners
    }
    if not any(len(found.found) for found in pairs.values()):
        tried = ((*sides.of(source, model), found) for source, found in pairs.items())
        raise MatchError(nothing_common(model, tried))
    found_rows, true_rows = _rows(sources, sides, model, pairs)
    points: list[str] = []
    sigmas = None
    if rules.iou == "keypoints":
        points = names_of([row for rows in true_rows.values() for row in rows])
        sigmas = sigmas_of(points, rules.sigmas)
    names = {name: i for i, name in enumerate(rules.classes or known, start=1)}
    shapes = Shapes(
        iou=rules.iou, categories=names, known=known, renamed=rules.class_map, keypoints=points
    )
    parts: list[Compared] = []
    first = 1
    for source, aligned in pairs.items():
        rows = found_rows[source, model], true_rows[sides.truth_key(source)]
        scene = scene_of(rows, sides.of(source, model), aligned, shapes, first)
        first += len(scene.images)
        counts = _counts(*sides.of(source, model), aligned)
        parts.append(Compared(source_id=source, scene=scene, by=aligned.by, counts=counts))
    for side, count in shapes.shapeless.items():
        if count and not shapes.shaped[side]:
            what = "keypoints" if rules.iou == "keypoints" else "masks"
            raise MatchError(f"{model}: the {side} has no {what}: compare boxes (iou='box')")
    alone = [s for s, name in sides.results if name == model and s not in sides.partners]
    return Comparison(
        model=model,
        parts=parts,
        categories=names,
        keypoints=points,
        sigmas=sigmas,
        notes=left_out(model, [part.counts for part in parts], shapes, alone),
    )


def _rows(
    sources: tuple[Source, Source], sides: _Sides, model: str, pairs: dict[str, Alignment]
) -> tuple[dict[Key, list[dict[str, Any]]], dict[Key, list[dict[str, Any]]]]:
    """The detections of the results and of the truth on the compared frames."""
    ours: dict[Key, Sequence[int]] = {}
    theirs: dict[Key, Sequence[int]] = {}
    for source, found in pairs.items():
        own, side = sides.of(source, model)
        ours[source, model] = own.samples[found.found].tolist()
        theirs[sides.truth_key(source)] = side.samples[found.truth].tolist()
    return rows_on(sources[0], ours), rows_on(sources[1], theirs)


def _counts(own: Side, side: Side, pairs: Alignment) -> dict[str, int]:
    return {
        "frames_compared": len(pairs.found),
        "samples_without_truth": len(own.samples) - len(pairs.found),
        "samples_not_inferred": own.not_inferred,
        "truth_frames_without_sample": len(side.samples) - len(pairs.truth),
    }
