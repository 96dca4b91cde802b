"""What is known of every frame that could be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vidresults.analytics.by_model import by_model
from vidresults.analytics.choosing.doubt import Doubt
from vidresults.analytics.choosing.likeness import FrameDistances, VectorDistances
from vidresults.analytics.choosing.scenes import Scenes
from vidresults.analytics.sampled import INFERRED, Sampled, sampled_of
from vidresults.analytics.searching.vectors import vector_blocks
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.by_model import ModelKey
    from vidresults.analytics.choosing.table import Distances
    from vidresults.results import Source

_TABLES = ("detections", "classifications", "gazes")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """The sampled frames of one video.

    Attributes:
        sampled: When they are.
        seconds: Times, NaN where not known, shape (n,).
        clock: Whose.
        ran: Whether any model ran on each, shape (n,).
        uncertainty: Doubts of all models that tell confidences, NaN where none of them ran.
        distances: From each other.
        doubts: By model.
    """

    sampled: Sampled
    seconds: NDArray[np.float64]
    clock: str | None
    ran: NDArray[np.bool_]
    uncertainty: NDArray[np.float64]
    distances: FrameDistances
    doubts: dict[str, Doubt]

    def why_uncertain(self, at: int) -> str:
        """What the models are in doubt of, in words."""
        said = (doubt.reason(at, model) for model, doubt in self.doubts.items())
        return ", ".join(words for words in said if words)


def candidates_of(
    source: Source, *, distances: Distances, threshold: float, margin: float
) -> list[Candidates]:
    """The candidates of each source, from three passes.

    Raises:
        SelectionError: Vectors are asked for and there are none, or those of several models.
        MatchError: A model has vectors of several lengths.
    """
    samples = sampled_of(source)
    doubts: dict[ModelKey, Doubt] = {}
    scenes = {name: Scenes(len(sampled.numbers)) for name, sampled in samples.items()}
    for table, batch in source.stream(_TABLES):
        for key, rows in by_model(batch):
            sampled = samples[key[0]]
            samples_of, places = sampled.models[key[1]], sampled.places(rows)
            if key not in doubts:
                doubts[key] = Doubt(samples_of, threshold=threshold, margin=margin)
            doubts[key].add(table, rows, places)
            scenes[key[0]].add(table, key[1], rows, places, samples_of.sizes)
    telling = {model for (_, model), doubt in doubts.items() if doubt.tells}
    seeing = {model for _, model in doubts}
    vectors = {} if distances == "scenes" else _vectors(source, samples)
    if distances == "vectors" and not vectors:
        raise SelectionError("there are no vectors in the results: choose by scenes")
    found = []
    for name, sampled in samples.items():
        for model, became in sampled.models.items():  # one that found nothing is sure of that
            own = Doubt(became, threshold=threshold, margin=margin)
            doubts.setdefault((name, model), own)
        by_key = {model: doubts[name, model] for model in sampled.models if model in telling}
        apart = vectors.get(name) if vectors else _scene_distances(scenes[name], sampled, seeing)
        found.append(_candidates(sampled, by_key, apart or VectorDistances(len(sampled.numbers))))
    return found


def _candidates(
    sampled: Sampled, doubts: dict[str, Doubt], distances: FrameDistances
) -> Candidates:
    seconds, clock = sampled.times(np.arange(len(sampled.numbers)))
    states = [model.states for model in sampled.models.values()]
    ran = np.zeros(len(sampled.numbers), np.bool_)
    uncertainty = np.full(len(sampled.numbers), np.nan)
    for state in states:
        ran |= state == INFERRED
    for doubt in doubts.values():
        own = doubt.uncertainty()
        uncertainty = np.where(np.isnan(uncertainty), own, uncertainty + np.nan_to_num(own))
    return Candidates(
        sampled=sampled,
        seconds=seconds,
        clock=clock,
        ran=ran,
        uncertainty=uncertainty,
        distances=distances,
        doubts=doubts,
    )


def _vectors(source: Source, samples: dict[str, Sampled]) -> dict[str, VectorDistances]:
    """Distances by vector of each source that has vectors."""
    found: dict[str, VectorDistances] = {}
    model_of: dict[str, str] = {}
    for (name, model), rows, vectors in vector_blocks(source):
        first = model_of.setdefault(name, model)
        if first != model:
            raise SelectionError(
                f"{name!r} has vectors of the models {first!r} and {model!r}: keep one (select, "
                "--model), or choose by scenes"
            )
        count = len(samples[name].numbers)
        found.setdefault(name, VectorDistances(count)).add(vectors, samples[name].places(rows))
    return found


def _scene_distances(scenes: Scenes, sampled: Sampled, seeing: set[str]) -> FrameDistances:
    """Distances by scene; a frame has one where every model with boxes or classes ran."""
    known = np.ones(len(sampled.numbers), np.bool_)
    models = [samples for model, samples in sampled.models.items() if model in seeing]
    for samples in models or sampled.models.values():
        known &= samples.states == INFERRED
    return scenes.distances(known)
