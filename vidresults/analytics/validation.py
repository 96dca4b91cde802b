"""Validation: what in a result is wrong, or may be, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from vidresults.analytics import checks
from vidresults.analytics.checks import Check, Video, counted
from vidresults.errors import FormatError, SchemaError, SelectionError
from vidresults.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    import pyarrow as pa

    from vidresults.analytics.checks.check import BatchCheck
    from vidresults.analytics.checks.samples import Frames
    from vidresults.results import Source, VideoClock

# Rows whose inferences come later wait for them; beyond this many batches none will come.
_MOST_WAITING = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """The checks of one result.

    Attributes:
        checks: One row for everything that was looked at, in a fixed order.
    """

    checks: tuple[Check, ...]

    @property
    def errors(self) -> int:
        """Number of rows with the outcome "error"."""
        return sum(check.outcome == "error" for check in self.checks)

    @property
    def warnings(self) -> int:
        """Number of rows with the outcome "warning"."""
        return sum(check.outcome == "warning" for check in self.checks)

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings may be meant so."""
        return not self.errors


def validate(source: Source, video: VideoClock | None = None) -> Validation:
    """Check a result by itself, and against its video where one is given or was joined.

    Args:
        source: A result in memory, or a scan, which is read twice: frames alone, then the rest.
        video: The facts of its video, from `vidresults.load.video_clock`.

    Returns:
        A row for every check. A result that cannot be read has one, the error with its place.

    Raises:
        SelectionError: A video is given for results of several sources.
    """
    try:
        return Validation(checks=tuple(_checked(source, video)))
    except (FormatError, SchemaError) as error:
        return refused(error)


def refused(error: FormatError | SchemaError) -> Validation:
    """The validation of a result that cannot be read at all."""
    return Validation(checks=(checks.refusal(error),))


def _checked(source: Source, clock: VideoClock | None) -> Iterator[Check]:
    finite = checks.Finite()
    samples = _samples(source, clock, finite)
    sizes = checks.Sizes(None if clock is None else (clock.width, clock.height))
    rows: Counter[str] = Counter(frames=sum(len(frames.numbers) for frames in samples))
    documents: list[dict[str, Any]] = []
    with checks.DetectionIds() as ids:
        parts: list[BatchCheck] = [
            checks.Defects(),
            checks.OnSampledFrames(samples),
            checks.Pictures(sizes),
            checks.Boxes(sizes),
            checks.Outlines(),
            checks.Masks(sizes),
            checks.Embeddings(),
            checks.Confidences(),
            finite,
            ids,
            checks.Names(),
        ]
        others = tuple(table for table in TABLES if table != "frames")
        for table, batch in _in_order(source.stream(others), sizes):
            rows[table] += batch.num_rows
            if table == "documents":
                documents += batch.to_pylist()
            for part in parts:
                if table in part.tables:
                    part.take(table, batch)
        found = [_readable(rows), *checks.sample_checks(samples)]
        found += [check for part in parts for check in part.checks()]
    for frames, video in _videos(samples, documents, clock):
        found += checks.video_checks(frames, sizes, video)
    source_ids = {row["source_id"] for row in documents} | {s.source_id for s in samples}
    return (_of_one_source(check, source_ids) for check in found)


def _samples(source: Source, clock: VideoClock | None, finite: checks.Finite) -> list[Frames]:
    """The frames of every source, with the video's own times."""
    collected = checks.Samples()
    for batch in source.batches("frames"):
        finite.take("frames", batch)
        collected.take(batch if clock is None else clock.apply("frames", batch))
    samples = list(collected.sources())
    if clock is not None and len(samples) > 1:
        raise SelectionError(
            f"a video belongs to one source, the results hold {len(samples)}: validate them one "
            "by one, each with its video"
        )
    return samples


def _in_order(
    batches: Iterator[tuple[str, pa.RecordBatch]], sizes: checks.Sizes
) -> Iterator[tuple[str, pa.RecordBatch]]:
    """The same pairs, with the inferences before the rows that belong to them."""
    waiting: list[tuple[str, pa.RecordBatch]] = []
    for table, batch in batches:
        if not batch.num_rows:
            continue
        if table == "inferences":
            sizes.take(batch)
            yield table, batch
            yield from waiting
            waiting = []
        elif table not in _SIZED or sizes.knows(batch):
            yield table, batch
        else:
            waiting.append((table, batch))
        if len(waiting) > _MOST_WAITING:
            yield from waiting
            waiting = []
    yield from waiting


_SIZED: Collection[str] = ("detections", "gazes", "semantic_masks")


def _readable(rows: Counter[str]) -> Check:
    counts = ", ".join(
        counted(rows[table], table.removesuffix("s").replace("_", " "))
        for table in TABLES
        if rows[table] and table not in {"documents", "classes", "defects"}
    )
    found = f"follows version {SCHEMA_VERSION} of the tables: {counts or 'no rows'}"
    return Check(name="readable", outcome="ok", found=found)


def _videos(
    samples: list[Frames], documents: list[dict[str, Any]], clock: VideoClock | None
) -> Iterator[tuple[Frames, Video]]:
    """The sources that have a video: the one that is given, else the one that was joined."""
    joined = {row["source_id"]: Video.of_document(row) for row in documents}
    for frames in samples:
        known = joined.get(frames.source_id)
        video = Video.of_clock(clock) if clock is not None else known
        if video is not None:
            yield frames, video


def _of_one_source(check: Check, source_ids: Collection[str]) -> Check:
    """Places without the source, where there is only one."""
    if len(source_ids) > 1:
        return check
    places = (replace(p, file=None) if p.file in source_ids else p for p in check.places)
    return replace(check, places=tuple(places))
