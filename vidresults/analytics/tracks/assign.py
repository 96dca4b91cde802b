"""Tracker ids for boxes that have none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.anchors import anchors_of
from vidresults.analytics.tracks.following import UNTRACKED
from vidresults.analytics.tracks.linking import link
from vidresults.analytics.tracks.thresholds import Thresholds
from vidresults.errors import SelectionError
from vidresults.results import Scan, VideoResults
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from vidresults.analytics.by_model import ModelKey
    from vidresults.results import Source

_IDS = "tracker_id"
_KEY = ["source_id", "model"]
R = TypeVar("R", bound=VideoResults | Scan)


def track(source: R, method: str = "bytetrack", *, again: bool = False, **thresholds: Any) -> R:
    """Give boxes that belong to one object the same tracker id, from sample to sample.

    Models that came with ids keep them as they are. For the others each model of each video is
    tracked by itself, with the package `trackers` and the time of each sample: the video's own
    where it is joined, else as sent. Ids count from 1 by first sight and are unique in their
    model, over all of its classes. What was done stands in the documents' `operations`.

    Args:
        source: Results of any number of videos.
        method: "bytetrack", "ocsort", "sort", "botsort" (without the camera's motion), "cbiou".
        again: Track anew what has ids, too; those that were sent go.
        thresholds: Of what is one object. `class_aware` (True): boxes of different classes never
            are. `high_confidence` (0.4): from here on boxes begin tracks, those under it only go
            on with one. `buffer_ratio` (7.5 times the seconds between samples, from 0.5 to 2): by
            how many widths and heights boxes are made larger before their overlap is taken.
            `min_iou` (0.1): the least overlap then. `lost_seconds` (1, or over two missed samples
            where that is longer): how long what is not seen is waited for. `min_samples` (1): a
            track seen less often gets no id.

    Returns:
        The same results with ids; of a scan another scan.

    Raises:
        SelectionError: There is no such tracker or threshold, or not with such a value.
        MissingExtraError: The package `trackers` is not installed.
        MatchError: The frames of a video have different aspect ratios.
    """
    told = _thresholds(method, thresholds)
    assigned = dict(_assigned(source, told, again=again))
    tracked = Scan(lambda tables: _with_ids(source, tables, assigned, told))
    return cast("R", tracked.load() if isinstance(source, VideoResults) else tracked)


def _thresholds(method: str, given: dict[str, Any]) -> Thresholds:
    known = [item.name for item in fields(Thresholds) if item.name != "method"]
    for name in given:
        if name not in known:
            raise SelectionError(f"there is no threshold {name!r}; there is {', '.join(known)}")
    return Thresholds(method=method, **given)


def _assigned(
    source: Source, thresholds: Thresholds, *, again: bool
) -> Iterator[tuple[ModelKey, pa.Array]]:
    """The new ids of the boxes of each model that gets some, in their order; null for none."""
    for anchors in anchors_of(source, largest=True):
        if again or all(sent is None for sent in anchors.tracker_ids):
            ids = np.full(int(anchors.rows.max(initial=-1)) + 1, UNTRACKED, np.int64)
            ids[anchors.rows] = link(anchors, thresholds)
            yield (anchors.source_id, anchors.model), pa.array(ids, mask=ids == UNTRACKED)


def _with_ids(
    source: Source,
    tables: Collection[str],
    assigned: dict[ModelKey, pa.Array],
    thresholds: Thresholds,
) -> Iterator[tuple[str, Any]]:
    """The (table, batch) pairs with the ids, and with a note of what was done."""
    taken = dict.fromkeys(assigned, 0)
    for table, batch in source.stream(tables):
        if table == "documents":
            yield table, _noted(batch, assigned, thresholds)
        elif table == "detections":
            yield table, _filled(batch, assigned, taken)
        else:
            yield table, batch


def _filled(batch: Any, assigned: dict[ModelKey, pa.Array], taken: dict[ModelKey, int]) -> Any:
    """The batch with the next ids of each of its models; `taken` were given out before."""
    ids = batch[_IDS]
    keys = pa.table(batch.select(_KEY)).group_by(_KEY).aggregate([]).select(_KEY).to_pylist()
    for key in (tuple(key.values()) for key in keys):
        if key not in assigned:
            continue
        here = pc.and_(pc.equal(batch["source_id"], key[0]), pc.equal(batch["model"], key[1]))
        count = pc.sum(here).as_py()
        new = assigned[key].slice(taken[key], count)
        # Boxes on samples that no inference is of are no part of any track.
        new = pa.concat_arrays([new, pa.nulls(count - len(new), pa.int64())])
        ids = pc.replace_with_mask(ids, here, new)
        taken[key] += count
    at = batch.schema.get_field_index(_IDS)
    return batch.set_column(at, batch.schema.field(at), ids)


def _noted(batch: Any, assigned: dict[ModelKey, pa.Array], thresholds: Thresholds) -> Any:
    """The documents whose models got ids, with what was done."""
    rows = batch.to_pylist()
    for row in rows:
        models = [model for source_id, model in assigned if source_id == row["source_id"]]
        if models:
            row["operations"] = [*row["operations"], f"track(models={models}, {thresholds})"]
    return pa.RecordBatch.from_pylist(rows, schema=TABLES["documents"])
