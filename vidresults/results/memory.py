"""VideoResults: every table in memory, checked, immutable."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from vidresults.errors import SelectionError
from vidresults.results import frames as data_frames
from vidresults.results import sql as queries
from vidresults.results import supervision_view
from vidresults.results.columns import coded
from vidresults.results.selecting import Selection, Selector
from vidresults.results.shown import Shown
from vidresults.results.source import Facts, gather_facts, named
from vidresults.schema import TABLES, check_table

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import supervision as sv

_BATCH_ROWS = 16_384


class VideoResults(Shown):
    """The results of one or many videos as checked Arrow tables.

    Each table of the schema is an attribute: `results.detections`, `results.frames`, and so on.
    Nothing changes a VideoResults; what selects or joins returns another one.
    """

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        """Take the tables; one that is not given is empty.

        Raises:
            SchemaError: A table does not follow the published schema.
        """
        unknown = tables.keys() - TABLES.keys()
        if unknown:
            raise SelectionError(f"no such tables: {', '.join(sorted(unknown))}")
        self._tables = {
            name: check_table(name, tables[name]) if name in tables else schema.empty_table()
            for name, schema in TABLES.items()
        }

    @classmethod
    def from_batches(cls, batches: Iterable[tuple[str, pa.RecordBatch]]) -> VideoResults:
        """Collect (table, batch) pairs in any order of tables."""
        found: dict[str, list[pa.RecordBatch]] = {}
        for table, batch in batches:
            found.setdefault(table, []).append(batch)
        return cls({table: pa.Table.from_batches(parts) for table, parts in found.items()})

    def table(self, name: str) -> Any:
        """The table of that name.

        Raises:
            SelectionError: There is no such table; lists those there are.
        """
        if name not in self._tables:
            raise SelectionError(f"there is no table {name!r}; there are {', '.join(TABLES)}")
        return self._tables[name]

    def batches(self, table: str) -> Iterator[Any]:
        """The table in batches of bounded size; can be called again."""
        return iter(self.table(table).to_batches(max_chunksize=_BATCH_ROWS))

    def stream(self, tables: Collection[str]) -> Iterator[tuple[str, Any]]:
        """(table, batch) pairs of several tables, one table after the other."""
        return ((name, batch) for name in TABLES if name in tables for batch in self.batches(name))

    @functools.cached_property
    def facts(self) -> Facts:
        """Documents, classes, sizes and numbers of rows."""
        pairs = ((name, b) for name, table in self._tables.items() for b in table.to_batches())
        return gather_facts(pairs)

    documents = property(lambda self: self.table("documents"), doc="One row a result document.")
    classes = property(lambda self: self.table("classes"), doc="One row a class of a model.")
    frames = property(lambda self: self.table("frames"), doc="One row a sampled frame.")
    inferences = property(lambda self: self.table("inferences"), doc="One row a model and frame.")
    detections = property(lambda self: self.table("detections"), doc="One row a box.")
    classifications = property(lambda self: self.table("classifications"), doc="One row a class.")
    semantic_masks = property(lambda self: self.table("semantic_masks"), doc="One row a mask.")
    embeddings = property(lambda self: self.table("embeddings"), doc="One row a vector.")
    gazes = property(lambda self: self.table("gazes"), doc="One row a face.")
    opaque = property(lambda self: self.table("opaque"), doc="One row an element without table.")
    defects = property(lambda self: self.table("defects"), doc="One row a defect of the input.")

    def select(
        self,
        *,
        models: str | Iterable[str] | None = None,
        classes: str | Iterable[str] | None = None,
        drop_classes: str | Iterable[str] | None = None,
        min_confidence: float | Mapping[str, float] | None = None,
        start_seconds: float | None = None,
        end_seconds: float | None = None,
        frames: Iterable[int] | Mapping[str, Iterable[int]] | None = None,
        min_area: float | None = None,
        max_area: float | None = None,
        tracker_ids: int | Iterable[int] | None = None,
        zone: Any = None,
        rename_classes: Mapping[str, str] | None = None,
    ) -> VideoResults:
        """Keep a part of the rows; frames and inferences without a detection left stay.

        Args:
            models: Keys of models; other models' rows go.
            classes: Names of classes; detections and classifications of others go.
            drop_classes: Names of classes whose detections and classifications go.
            min_confidence: Rows under it go, and those whose confidence is unknown. Or the limit
                of each class by its name; "*" is that of all others, which without it stay.
            start_seconds: First time as sent that is kept.
            end_seconds: Times from here on go. Rows without a time go where either is given.
            frames: Numbers of sampled frames, or such by source; rows of other frames go.
            min_area: Boxes of a smaller area (width times height, in square pixels) go.
            max_area: Boxes of a larger area go.
            tracker_ids: Detections of other tracks go, and those that are not tracked.
            zone: Boxes whose anchor is outside go: the middle of their lower edge. Points
                [x, y] in pixels of the frames, or a Zone; or Zones, which say of which picture
                their pixels are, and the anchor.
            rename_classes: New name by old one; the other arguments take the old ones. Classes
                that get the same name become one.

        Raises:
            SelectionError: A model, class, frame or track is not in the results; lists those that
                are.
            MatchError: The zone is of a picture of another aspect ratio, or frames have several
                sizes.
        """
        selection = Selection(
            models=models,
            classes=classes,
            drop_classes=drop_classes,
            min_confidence=min_confidence,
            start_seconds=start_seconds,
            end_seconds=end_seconds,
            frames=frames,
            min_area=min_area,
            max_area=max_area,
            tracker_ids=tracker_ids,
            zone=zone,
            rename_classes=rename_classes,
        )
        kept = Selector(self, selection)
        return VideoResults({name: kept.table(name) for name in TABLES})

    def rename_classes(self, names: Mapping[str, str]) -> VideoResults:
        """Give classes other names; arguments and errors as `select`."""
        return self.select(rename_classes=names)

    def drop_classes(self, names: str | Iterable[str]) -> VideoResults:
        """Leave out detections and classifications of classes; errors as `select`."""
        return self.select(drop_classes=names)

    def to_pandas(self, table: str = "detections") -> pd.DataFrame:
        """A table as a data frame; detections get the columns x_min, y_min, x_max, y_max.

        Whole numbers stay whole: columns that can be null have pandas' nullable types.
        """
        return data_frames.to_pandas(self.table(table), corners=table == "detections")

    def to_polars(self, table: str = "detections") -> pl.DataFrame:
        """A table as a polars frame; detections get the corner columns.

        Raises:
            MissingExtraError: polars is not installed.
        """
        return data_frames.to_polars(self.table(table), corners=table == "detections")

    def to_supervision(
        self, *, frame_index: int, model: str | None = None, source_id: str | None = None
    ) -> sv.Detections:
        """The detections of one sampled frame as supervision's type.

        Confidences that are unknown are NaN; class_id and tracker_id are None where any is
        unknown; masks are there where every detection has one. Class names, detection ids and
        models stand in `data`, the frame in `metadata`.

        Raises:
            SelectionError: The frame was not sampled or not inferred, or the source or model is
                not there.
        """
        return supervision_view.to_supervision(self, frame_index, model=model, source_id=source_id)

    def iter_supervision(
        self, *, model: str | None = None, source_id: str | None = None
    ) -> Iterator[tuple[int, sv.Detections]]:
        """Frame number and detections of every frame on which a model ran, also without a box."""
        return supervision_view.iter_supervision(self, model=model, source_id=source_id)

    def arrow(self, name: str) -> Any:
        """The table for query engines; errors as `table`."""
        return self.table(name)

    def columns(self, wanted: Mapping[str, Collection[str]]) -> Iterator[tuple[str, Any]]:
        """(table, batch) pairs with some columns alone; texts are encoded as dictionaries."""
        return ((name, coded(batch, wanted[name])) for name, batch in self.stream(wanted))

    def sql(
        self,
        query: str,
        *,
        parameters: Mapping[str, Any] | None = None,
        timeout_seconds: float | None = None,
        memory_limit: str = queries.MEMORY_LIMIT,
    ) -> pa.Table:
        """Run one SQL query over the tables with DuckDB, which reads nothing else.

        `boxes` is the table of detections with x_min, y_min, x_max and y_max.

        Args:
            query: One statement that changes nothing.
            parameters: Values of `$name` in the query.
            timeout_seconds: After so long the query is stopped; None waits for it.
            memory_limit: Most memory that it may take; nothing goes to disk.

        Raises:
            QueryError: The query cannot be run.
        """
        return queries.run_sql(
            self._tables,
            query,
            parameters=parameters,
            timeout_seconds=timeout_seconds,
            memory_limit=memory_limit,
        )

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The detections as an Arrow stream, for every library that takes one."""
        return self.table("detections").__arrow_c_stream__(requested_schema)

    def equals(self, other: VideoResults) -> bool:
        """Whether all tables are equal, values and metadata."""
        return all(
            table.equals(other.table(name), check_metadata=True)
            for name, table in self._tables.items()
        )

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {name}" for name, n in self.facts.rows.items() if n)
        return f"<VideoResults of {named(self.facts.source_ids)}: {counts}>"
