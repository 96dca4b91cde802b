"""The ids of classes in datasets, by one rule for all formats.

One model: category = class_id + 1. Several models, or class numbers that cannot serve (unknown,
negative, one number for two names): counted from 1 in the order of (model, class_id, name).
A list that the user gives fixes names and order. Names get their model only where they collide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Facts

_Key = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One class of a dataset.

    Attributes:
        id: From 1; dense only by the rule above.
        name: Unique in the dataset.
        model: The model it comes from, None for a class of the user's list.
        class_id: Its number in the model, None where unknown.
    """

    id: int
    name: str
    model: str | None
    class_id: int | None


class Categories:
    """All categories of a dataset, and the way from a detection's class to its category."""

    def __init__(self, facts: Facts, names: Sequence[str] | None = None) -> None:
        """Number the classes of a source, or follow the user's list of names.

        Raises:
            SelectionError: The list lacks a class of the source, or has a name twice.
        """
        keys = _ordered_keys(facts)
        found = _numbered(keys) if names is None else _listed(keys, names)
        self._by_key = dict(zip(keys, found, strict=True))
        listed = [Category(id=i, name=n, model=None, class_id=None) for i, n in _count(names or ())]
        self.all = listed or found

    def id_of(self, model: str, class_id: int | None, class_name: str) -> int:
        """The category of a class of the source."""
        return self._by_key[model, class_id, class_name].id

    def ids_of(self, detections: pa.RecordBatch) -> NDArray[np.int64]:
        """The categories of a batch of detections."""
        keys = detections.select(["model", "class_id", "class_name"])
        codes = np.zeros(len(keys), np.int64)
        for column in keys.columns:
            coded = column.dictionary_encode()
            null = len(coded.dictionary)
            codes = codes * (null + 1) + coded.indices.fill_null(null).to_numpy()
        distinct = pa.array(codes).dictionary_encode()
        place = distinct.indices.to_numpy()
        example = np.zeros(len(distinct.dictionary), np.int64)
        example[place] = np.arange(len(place))
        rows = keys.take(pa.array(example)).to_pylist()
        found: NDArray[np.int64] = np.array([self.id_of(**row) for row in rows], np.int64)[place]
        return found


def _ordered_keys(facts: Facts) -> list[_Key]:
    place = {model: position for position, model in enumerate(facts.models)}
    keys = {(r["model"], r["class_id"], r["class_name"]) for r in facts.classes.to_pylist()}
    return sorted(keys, key=lambda k: (place.get(k[0], -1), k[1] is None, k[1] or 0, k[2]))


def _numbered(keys: list[_Key]) -> list[Category]:
    numbers = [class_id for _, class_id, _ in keys]
    one_model = len({model for model, _, _ in keys}) == 1
    known = [n for n in numbers if n is not None and n >= 0]
    if one_model and len(set(known)) == len(keys):
        ids = [n + 1 for n in known]
    else:
        ids = list(range(1, len(keys) + 1))
    return [
        Category(id=i, name=name, model=model, class_id=class_id)
        for i, name, (model, class_id, _) in zip(ids, _unique_names(keys), keys, strict=True)
    ]


def _unique_names(keys: list[_Key]) -> list[str]:
    """Names, with the model where two models share one, and the number where one model does."""
    plain = Counter(name for _, _, name in keys)
    in_model = Counter((model, name) for model, _, name in keys)
    names = []
    for model, class_id, name in keys:
        unique = name if plain[name] == 1 else f"{model}/{name}"
        names.append(unique if in_model[model, name] == 1 else f"{unique}/{class_id}")
    return names


def _listed(keys: list[_Key], names: Sequence[str]) -> list[Category]:
    numbers = {name: number for number, name in _count(names)}
    if len(numbers) != len(names):
        raise SelectionError("the list of classes has a name twice")
    missing = sorted({name for _, _, name in keys if name not in numbers})
    if missing:
        raise SelectionError(f"the list of classes lacks {', '.join(map(repr, missing))}")
    return [
        Category(id=numbers[name], name=name, model=model, class_id=class_id)
        for model, class_id, name in keys
    ]


def _count(names: Sequence[str]) -> list[tuple[int, str]]:
    return list(enumerate(names, start=1))
