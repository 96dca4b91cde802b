"""Many videos in one (concat); several jobs on one video as models of one result (merge)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from vidresults.errors import MatchError
from vidresults.results.memory import VideoResults
from vidresults.schema import TABLES


def concat(results: Iterable[VideoResults]) -> VideoResults:
    """Results of different videos in one; every row keeps its source.

    Sources stand in the order of their ids, whatever the order of the results, so that storing
    and loading gives the same tables.

    Raises:
        MatchError: Two of them have the same source id.
    """
    parts = sorted(results, key=lambda part: part.facts.source_ids[:1])
    counts = Counter(name for part in parts for name in part.facts.source_ids)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise MatchError(
            f"source {twice[0]!r} is there {counts[twice[0]]} times; jobs on the same video are "
            "put together by merge"
        )
    return VideoResults({name: pa.concat_tables([p.table(name) for p in parts]) for name in TABLES})


def merge(results: Iterable[VideoResults], *, source_id: str | None = None) -> VideoResults:
    """Several jobs on the same video as models of one result.

    The sampled frames become the union, numbered anew; a model has no inference on a frame that
    only another job sampled. The id is the first result's unless `source_id` gives one.

    Raises:
        MatchError: A result holds several sources, two have the same model, or the times of a
            frame differ, so that they cannot be of one video.
    """
    parts = list(results)
    if not parts:
        return VideoResults({})
    for part in parts:
        if len(part.facts.source_ids) != 1:
            raise MatchError(f"merge takes results of one source each, found {part!r}")
    _refuse_equal_models(parts)
    name = source_id or parts[0].facts.source_ids[0]
    frames = _union_of_frames(parts)
    place = {row["frame_index"]: index for index, row in enumerate(frames)}
    tables = {
        table: pa.concat_tables([_renumbered(part.table(table), name, place) for part in parts])
        for table in TABLES
        if table != "frames"
    }
    rows = [{**row, "source_id": name, "sample_index": i} for i, row in enumerate(frames)]
    tables["frames"] = pa.Table.from_pylist(rows, schema=TABLES["frames"])
    return VideoResults(tables)


def _refuse_equal_models(parts: Sequence[VideoResults]) -> None:
    counts = Counter(model for part in parts for model in part.facts.models)
    twice = [model for model, count in counts.items() if count > 1]
    if twice:
        raise MatchError(f"model {twice[0]!r} is in {counts[twice[0]]} of the results to merge")


def _union_of_frames(parts: Sequence[VideoResults]) -> list[dict[str, Any]]:
    union: dict[int, dict[str, Any]] = {}
    for part in parts:
        for row in part.frames.to_pylist():
            known = union.setdefault(row["frame_index"], row)
            known.update({k: v for k, v in row.items() if known[k] is None})
            if known["time_seconds"] != row["time_seconds"]:
                raise MatchError(
                    f"frame {row['frame_index']} is at {known['time_seconds']} s in one result "
                    f"and at {row['time_seconds']} s in another: they are not of one video"
                )
    return [union[number] for number in sorted(union)]


def _renumbered(table: pa.Table, source_id: str, place: dict[int, int]) -> pa.Table:
    """The table with the merged id, and the position of each row's frame in the union."""
    columns = {"source_id": pa.array([source_id] * table.num_rows, pa.string())}
    if "sample_index" in table.schema.names and "frame_index" in table.schema.names:
        numbers = pa.array(place, pa.int64())
        columns["sample_index"] = pc.index_in(table["frame_index"], value_set=numbers)
    for name, column in columns.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), column)
    return table
