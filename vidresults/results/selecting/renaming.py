"""New names for classes; several that get the same name become one class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Class = tuple[str, str, str]  # source, model, name


class Renaming:
    """New names, and the one number that a class has under its new name."""

    def __init__(self, names: Mapping[str, str], classes: Iterable[Mapping[str, Any]]) -> None:
        """Take the names and the classes that there are.

        A class keeps its number. Where several get one name, they get the number of the class
        that had the name before, else that of the first of them.

        Args:
            names: New name by old one.
            classes: Rows of the classes table, in order.
        """
        self._names = dict(names)
        rows = list(classes)
        numbers: dict[_Class, int | None] = {}
        for kept in (True, False):  # those that have the name already come first
            for row in rows:
                if (row["class_name"] not in self._names) == kept:
                    key = (row["source_id"], row["model"], self._new(row["class_name"]))
                    if numbers.get(key) is None:
                        numbers[key] = row["class_id"]
        self._numbers = {
            (row["source_id"], row["model"], row["class_name"]): numbers[
                row["source_id"], row["model"], self._new(row["class_name"])
            ]
            for row in rows
            if row["class_name"] in self._names
        }
        olds: dict[_Class, set[str]] = {}
        for row in rows:
            key = (row["source_id"], row["model"], self._new(row["class_name"]))
            olds.setdefault(key, set()).add(row["class_name"])
        self.joins = any(len(names) > 1 for names in olds.values())
        self._first: dict[tuple[Any, ...], tuple[str, int | None]] = {}
        for row in rows:
            self._first.setdefault(self._renamed_key(row), (row["class_name"], row["class_id"]))

    def apply(self, table: str, rows: Any) -> Any:
        """The rows of a table (or batch) under their new names."""
        if table == "classes":
            return self._classes(rows)
        if table == "semantic_masks":
            return self._maps(rows)
        if table not in ("detections", "classifications"):
            return rows
        renamed = self._rows(rows)
        return best_labels(renamed) if table == "classifications" and self.joins else renamed

    def _new(self, name: str) -> str:
        return self._names.get(name, name)

    def _renamed_key(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        key = (row["source_id"], row["model"], row["class_name"])
        return (*key[:2], self._new(key[2]), self._numbers.get(key, row["class_id"]))

    def _rows(self, rows: Any) -> Any:
        old = pa.array(self._names, pa.string())
        at = pc.index_in(rows["class_name"], old)
        new = pa.array(list(self._names.values()), pa.string())
        names = pc.coalesce(new.take(at), rows["class_name"])
        keys = pa.array(["\0".join(key) for key in self._numbers], pa.string())
        parts = [rows[name] for name in ("source_id", "model", "class_name")]
        place = pc.index_in(pc.binary_join_element_wise(*parts, "\0"), keys)
        numbers = pa.array(list(self._numbers.values()), pa.int64())
        ids = pc.if_else(pc.is_valid(place), numbers.take(place), rows["class_id"])
        return _with(rows, class_name=names, class_id=ids)

    def _classes(self, rows: Any) -> Any:
        kept = []
        for row in rows.to_pylist():
            key = self._renamed_key(row)
            if self._first[key] == (row["class_name"], row["class_id"]):
                kept.append(row | {"class_name": key[2], "class_id": key[3]})
        return type(rows).from_pylist(kept, schema=rows.schema)

    def _maps(self, rows: Any) -> Any:
        """Numbers in a class map are pixel values: they stay."""
        maps = [
            [item | {"class_name": self._new(item["class_name"])} for item in one]
            for one in rows["class_map"].to_pylist()
        ]
        kind = rows.schema.field("class_map").type
        return _with(rows, class_map=pa.array(maps, kind))


def best_labels(rows: Any) -> Any:
    """Of the labels of one frame with the same name the best alone: predicted, most confident."""
    if not len(rows):
        return rows
    keys = [_codes(rows[name]) for name in ("source_id", "model", "class_name")]
    sample = rows["sample_index"].to_numpy()
    predicted = np.asarray(rows["predicted"].to_numpy(zero_copy_only=False), np.bool_)
    confidence = np.nan_to_num(_floats(rows["confidence"]), nan=-1.0)
    order = np.lexsort((-confidence, ~predicted, keys[2], sample, keys[1], keys[0]))
    same = np.ones(len(rows), np.bool_)
    for key in (*keys, sample):
        same[1:] &= key[order][1:] == key[order][:-1]
    same[0] = False
    kept = np.empty(len(rows), np.bool_)
    kept[order] = ~same
    return rows.filter(pa.array(kept))


def _codes(column: Any) -> NDArray[np.int64]:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    found = whole.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    return np.asarray(found, np.int64)


def _floats(column: Any) -> NDArray[np.float64]:
    return np.asarray(column.to_numpy(zero_copy_only=False), np.float64)


def _with(rows: Any, **columns: Any) -> Any:
    for name, column in columns.items():
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, rows.schema.field(at), column)
    return rows
