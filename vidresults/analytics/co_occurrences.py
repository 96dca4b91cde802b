"""Which classes are seen together, and which lie over each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import pyarrow as pa

from vidresults.errors import SelectionError
from vidresults.results.sql import run_sql
from vidresults.schema.fields import field

if TYPE_CHECKING:
    from vidresults.results import Source

Overlap = Literal["smaller", "iou"]
OVERLAPS: Final[tuple[str, ...]] = get_args(Overlap)
OVERLAP = 0.5
_BOXES_AT_ONCE = 500_000

CO_OCCURRENCE: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("model", pa.string(), "model of the first class"),
        field("class_name", pa.string(), "the first class"),
        field("other_model", pa.string(), "model of the second class"),
        field("other_class_name", pa.string(), "the second class; may be the first again"),
        field("samples", pa.int64(), "samples on which both models were inferred"),
        field("with_first", pa.int64(), "of these, samples with the first class"),
        field("with_second", pa.int64(), "of these, samples with the second class"),
        field("with_both", pa.int64(), "of these, samples with both; of a class with itself, with "
                                       "two boxes or more"),
        field("share", pa.float64(), "samples with both, of all"),
        field("jaccard", pa.float64(), "samples with both, of those with either"),
        field("lift", pa.float64(), "share, over what it were if neither told of the other; above "
                                    "1 they are seen together more often than by chance",
              null="a class with itself"),
        field("overlapping_samples", pa.int64(), "samples on which a box of one lies over a box of "
                                                 "the other"),
        field("overlapping_pairs", pa.int64(), "such pairs of boxes"),
    ]
)  # fmt: skip

_PRESENCE = """
with seen as (
    select source_id, model, class_name, sample_index, count(*) as boxes
    from detections join (select source_id, model, sample_index from inferences
                          where state = 'inferred') using (source_id, model, sample_index)
    group by all
), ran as (
    select a.source_id, a.model, b.model as other_model, count(*) as samples
    from inferences a join inferences b using (source_id, sample_index)
    where a.state = 'inferred' and b.state = 'inferred' and a.model <= b.model
    group by all
), alone as (
    select s.source_id, s.model, s.class_name, i.model as other_model, count(*) as samples
    from seen s join inferences i using (source_id, sample_index)
    where i.state = 'inferred' group by all
), together as (
    select a.source_id, a.model, a.class_name, b.model as other_model,
           b.class_name as other_class_name,
           count(*) filter (a.model <> b.model or a.class_name <> b.class_name or a.boxes > 1)
               as with_both
    from seen a join seen b using (source_id, sample_index)
    where (a.model, a.class_name) <= (b.model, b.class_name) group by all
)
select f.source_id, f.model, f.class_name, s.model as other_model,
       s.class_name as other_class_name, ran.samples, f.samples as with_first,
       s.samples as with_second, coalesce(together.with_both, 0) as with_both
from ran join alone f on (f.source_id, f.model, f.other_model)
                       = (ran.source_id, ran.model, ran.other_model)
         join alone s on (s.source_id, s.model, s.other_model)
                       = (ran.source_id, ran.other_model, ran.model)
         left join together on (together.source_id, together.model, together.class_name,
                                together.other_model, together.other_class_name)
                             = (f.source_id, f.model, f.class_name, s.model, s.class_name)
where (f.model, f.class_name) <= (s.model, s.class_name)
order by all
"""
# In shares of the picture, because the pictures of two models may differ in size.
_OVERLAPPING = """
with placed as (
    select d.source_id, d.model, d.class_name, d.sample_index, d.detection_index,
           d.x_center / w as x, d.y_center / h as y, d.width / w as width, d.height / h as height
    from detections d join (
        select source_id, model, sample_index, coalesce(image_width, own_width) as w,
               coalesce(image_height, own_height) as h
        from inferences join own using (source_id) where state = 'inferred'
    ) i using (source_id, model, sample_index)
    where d.sample_index >= $low and d.sample_index < $high
), common as (
    select a.source_id, a.model, a.class_name, b.model as other_model,
           b.class_name as other_class_name, a.sample_index,
           a.width * a.height as area, b.width * b.height as other_area,
           greatest(least(a.width, b.width, (a.width + b.width) / 2 - abs(a.x - b.x)), 0)
         * greatest(least(a.height, b.height, (a.height + b.height) / 2 - abs(a.y - b.y)), 0)
               as shared
    from placed a join placed b using (source_id, sample_index)
    where (a.model, a.class_name, a.detection_index) < (b.model, b.class_name, b.detection_index)
)
select source_id, model, class_name, other_model, other_class_name,
       count(distinct sample_index) as overlapping_samples, count(*) as overlapping_pairs
from common
where shared > 0 and shared >= $overlap
    * case when $smaller then least(area, other_area) else area + other_area - shared end
group by all
"""
_KEY = ("source_id", "model", "class_name", "other_model", "other_class_name")


def co_occurrence(
    source: Source, *, overlap: float = OVERLAP, measure: Overlap = "smaller"
) -> pa.Table:
    """Say of every two classes how often they are seen together: rows of `CO_OCCURRENCE`.

    Of one model and of two models of the same video, on the samples that both were inferred on;
    each two classes once, in the order of models and names. A class with itself is there when two
    of its boxes are. Stored tables are read where they lie.

    Args:
        source: Results of any number of videos.
        overlap: From which overlap on, above 0 and at most 1, a box lies over another.
        measure: What overlap is: the common area over the "smaller" box's (1 where one lies
            within the other), or over that of both together, "iou".

    Raises:
        SelectionError: The overlap is no share, or the measure is not known.
    """
    if measure not in OVERLAPS:
        raise SelectionError(f"measure: found {measure!r}, expected {' or '.join(OVERLAPS)}")
    if not 0 < overlap <= 1:
        raise SelectionError(f"overlap: found {overlap!r}, expected above 0 and at most 1")
    tables = {name: source.arrow(name) for name in ("inferences", "detections")}
    tables["own"] = _sizes(source)
    over = _overlapping(source, tables, overlap, measure)
    rows = [
        row | _shares(row) | over.get(tuple(row[name] for name in _KEY), _NO_OVERLAP)
        for row in run_sql(tables, _PRESENCE).to_pylist()
    ]
    order = {name: number for number, name in enumerate(source.facts.source_ids)}
    rows.sort(key=lambda row: order[row["source_id"]])
    return pa.Table.from_pylist(rows, schema=CO_OCCURRENCE)


_NO_OVERLAP = {"overlapping_samples": 0, "overlapping_pairs": 0}


def _shares(row: dict[str, Any]) -> dict[str, float | None]:
    samples, first, second, both = (
        row[name] for name in ("samples", "with_first", "with_second", "with_both")
    )
    itself = (row["model"], row["class_name"]) == (row["other_model"], row["other_class_name"])
    return {
        "share": both / samples,
        "jaccard": both / (first if itself else first + second - both),
        "lift": None if itself else both * samples / (first * second),
    }


def _sizes(source: Source) -> pa.Table:
    """The size that a picture of each source is taken to have where none was sent."""
    rows = []
    for source_id in source.facts.source_ids:
        seen = sorted(source.facts.sizes.get(source_id, ()), reverse=True)
        size = source.facts.frame_size(source_id) or (seen[0] if seen else (1, 1))
        rows.append({"source_id": source_id, "own_width": size[0], "own_height": size[1]})
    kinds = [("source_id", pa.string()), ("own_width", pa.int32()), ("own_height", pa.int32())]
    return pa.Table.from_pylist(rows, schema=pa.schema(kinds))


def _overlapping(
    source: Source, tables: dict[str, Any], overlap: float, measure: Overlap
) -> dict[tuple[str, ...], dict[str, int]]:
    """Numbers of overlapping samples and pairs, some samples after the other: pairs are many."""
    query = "select max(sample_index) + 1 as samples from inferences"
    last = run_sql(tables, query)["samples"][0].as_py() or 0
    boxes = max(source.facts.rows["detections"], 1)
    step = max(1, last * _BOXES_AT_ONCE // boxes)
    parts = [
        run_sql(
            tables,
            _OVERLAPPING,
            parameters={
                "low": low, "high": low + step, "overlap": overlap, "smaller": measure == "smaller",
            },
        )
        for low in range(0, last, step)
    ]  # fmt: skip
    if not parts:
        return {}
    counts = [(name, "sum") for name in _NO_OVERLAP]
    total = pa.concat_tables(parts).group_by(list(_KEY)).aggregate(counts)
    return {
        tuple(row[name] for name in _KEY): {name: int(row[f"{name}_sum"]) for name in _NO_OVERLAP}
        for row in total.to_pylist()
    }
