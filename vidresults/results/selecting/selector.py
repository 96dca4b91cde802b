"""Holds a selection against the tables of results, and writes down that it did."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from vidresults.results.columns import coded
from vidresults.results.samples import whole_samples
from vidresults.results.selecting.conditions import WITH_BOX, columns_read, condition
from vidresults.results.selecting.renaming import Renaming
from vidresults.results.selecting.unknown import refuse_unknown
from vidresults.results.source import rows_of

if TYPE_CHECKING:
    from vidresults.results.columns import Wanted
    from vidresults.results.selecting.selection import Selection
    from vidresults.results.source import Source


class Selector:
    """A selection, with what has to be known of the results for it."""

    def __init__(self, source: Source, selection: Selection) -> None:
        """Take both; reads of the source what the selection needs, and no more.

        Raises:
            SelectionError: A model, class or track is not in the results.
            MatchError: The zone does not fit the frames.
        """
        refuse_unknown(source, selection)
        self._source = source
        self._selection = selection
        zone, names = selection.zone, selection.rename_classes
        self._scales = None if zone is None else zone.scales(_sizes(source))
        self._renaming = None if names is None else Renaming(names, rows_of(source, "classes"))

    def table(self, name: str) -> Any:
        """What is kept of a table."""
        return self._kept(name, self._source.table(name))

    def stream(self, tables: Collection[str]) -> Iterator[tuple[str, Any]]:
        """What is kept of every batch of some tables."""
        pairs = self._source.stream(tables)
        if self._renaming is not None and self._renaming.joins:
            pairs = whole_samples(pairs, "classifications")
        return ((name, self._kept(name, batch)) for name, batch in pairs)

    @property
    def is_filter(self) -> bool:
        """Whether it leaves out rows by their own values, and changes none."""
        return self._scales is None and self._renaming is None

    def columns(self, wanted: Wanted) -> Iterator[tuple[str, Any]]:
        """What is kept of some columns, of a filter; no others are read but those it looks at."""
        for table, batch in self.stream({"documents"} & wanted.keys()):
            yield table, coded(batch, wanted[table])
        needed = {
            table: dict.fromkeys([*names, *columns_read(table, self._selection)])
            for table, names in wanted.items()
            if table != "documents"
        }
        for table, batch in self._source.columns(needed):
            yield table, self._kept(table, batch).select(list(wanted[table]))

    def datasets(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        """The same of stored tables where they lie, of a filter."""
        kept = {}
        for name, dataset in stored.items():
            wanted = condition(name, self._selection)
            kept[name] = dataset if wanted is None else dataset.filter(wanted)
        return kept | {"documents": self.table("documents")}

    def _kept(self, table: str, rows: Any) -> Any:
        if table == "documents":
            return self._noted(rows)
        wanted = condition(table, self._selection)
        if wanted is not None:
            rows = rows.filter(wanted)
        if self._scales is not None and table in WITH_BOX:
            rows = rows.filter(self._selection.zone.holds(rows, self._scales))
        return rows if self._renaming is None else self._renaming.apply(table, rows)

    def _noted(self, documents: Any) -> Any:
        """Add the selection to what was done, and keep only the models that are left."""
        models = self._selection.models
        rows = noted(documents, str(self._selection)).to_pylist()
        for row in rows if models is not None else ():
            row["models"] = [m for m in row["models"] if m["model"] in (models or ())]
        return type(documents).from_pylist(rows, schema=documents.schema)


def noted(documents: Any, operation: str) -> Any:
    """The documents, a table or a batch, with one more of what was done to them."""
    done = [[*before, operation] for before in documents["operations"].to_pylist()]
    at = documents.schema.get_field_index("operations")
    field = documents.schema.field(at)
    return documents.set_column(at, field, pa.array(done, field.type))


def _sizes(source: Source) -> dict[str, frozenset[tuple[int, int]]]:
    """The sizes of the frames of each source: what was seen, else what the video tells."""
    facts = source.facts
    found = {}
    for name in facts.source_ids:
        told = facts.frame_size(name)
        found[name] = facts.sizes.get(name) or frozenset([told] if told else [])
    return found
