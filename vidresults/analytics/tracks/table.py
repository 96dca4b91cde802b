"""The table of tracks: when each was seen, as what, and how it moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from vidresults.analytics.anchors import Anchor, anchors_of
from vidresults.analytics.tracks.columns import OF_GROUND, TRACKS
from vidresults.analytics.tracks.motion import direction_degrees, known_or_none, motion_over
from vidresults.errors import MatchError, SelectionError
from vidresults.geometry import same_aspect

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors
    from vidresults.analytics.tracks.homography import Homography
    from vidresults.results import Source


def track_table(
    source: Source,
    *,
    homography: Homography | None = None,
    with_path: bool = False,
    anchor: Anchor = "bottom",
    size: tuple[int, int] | None = None,
) -> pa.Table:
    """Every track, by source, model and first sight: rows of `TRACKS`.

    Args:
        source: Results with tracker ids, of any number of videos.
        homography: From pixels to the ground; without it the table has no columns in metres.
        with_path: Whether the table has the column `path`.
        anchor: Which point of a box is its place: the middle of its lower edge ("bottom", where
            people stand and cars touch the road) or its centre ("center").
        size: Width and height of the picture in whose pixels lengths are wanted; None: those of
            the source's own frames.

    Raises:
        SelectionError: There are boxes, none has a tracker id, and nobody tried to track them.
        MatchError: Frames have several sizes and `size` is not given, or another aspect ratio
            than `size` or the homography.
    """
    rows: list[dict[str, Any]] = []
    boxes = 0
    for found in anchors_of(source, size=size, anchor=anchor):
        boxes += len(found.rows)
        scale = _scale(homography, size or source.facts.frame_size(found.source_id))
        rows += _rows(found, homography, scale, with_path=with_path)
    if boxes and not rows and not _tried(source):
        raise SelectionError(
            "no box has a tracker id: `vidresults tracks` or vr.track(results) assigns them"
        )
    left_out = {*(() if homography else OF_GROUND), *(() if with_path else ("path",))}
    schema = pa.schema([f for f in TRACKS if f.name not in left_out])
    return pa.Table.from_pylist(rows, schema=schema)


def tracks_of(anchors: Anchors) -> Iterator[tuple[NDArray[np.int64], int]]:
    """The boxes of each track in order, and how many were left out: one is seen once a sample.

    Yields:
        Positions of boxes in the anchors, and the number of boxes with the same id in a sample
        that had one before. Tracks stand in the order of first sight.
    """
    tracked = np.array([at for at, i in enumerate(anchors.tracker_ids) if i is not None], np.int64)
    if not len(tracked):
        return
    ids = np.array([anchors.tracker_ids[at] for at in tracked.tolist()], np.int64)
    order = np.lexsort((anchors.sample[tracked], ids))
    parts = np.split(tracked[order], np.flatnonzero(np.diff(ids[order])) + 1)
    for part in sorted(parts, key=lambda part: int(part[0])):
        first = np.diff(anchors.sample[part], prepend=-1) > 0
        yield part[first], int((~first).sum())


def _tried(source: Source) -> bool:
    """Whether tracks were assigned, if only to find none."""
    done = source.facts.documents["operations"].to_pylist()
    return any(operation.startswith("track(") for operations in done for operation in operations)


def _rows(
    anchors: Anchors,
    homography: Homography | None,
    scale: tuple[float, float],
    *,
    with_path: bool,
) -> Iterator[dict[str, Any]]:
    """The tracks of one model."""
    ran = np.concatenate([[0], np.cumsum(anchors.inferred)])
    for part, repeated in tracks_of(anchors):
        samples, points = anchors.sample[part], anchors.points[part]
        frames, seconds = anchors.frames[samples], anchors.seconds[samples]
        row = _sighted(anchors, part) | _missed(samples, ran, seconds) | {"repeated": repeated}
        moved = motion_over(points, seconds)
        row |= {
            "path_pixels": moved.length,
            "displacement_pixels": moved.displacement,
            "mean_speed_pixels": moved.mean_speed,
            "top_speed_pixels": moved.top_speed,
            "direction_degrees": direction_degrees(points),
        }
        if homography is not None:
            moved = motion_over(homography.to_metres(points * scale), seconds)
            values = (moved.length, moved.displacement, moved.mean_speed, moved.top_speed)
            row |= dict(zip(OF_GROUND, values, strict=True))
        if with_path:
            columns = (frames.tolist(), map(known_or_none, seconds.tolist()), *points.T.tolist())
            names = ("frame", "seconds", "x", "y")
            row["path"] = [dict(zip(names, at, strict=True)) for at in zip(*columns, strict=True)]
        yield row


def _sighted(anchors: Anchors, part: NDArray[np.int64]) -> dict[str, Any]:
    """When a track was seen, and as what."""
    samples = anchors.sample[part]
    first, last = anchors.frames[samples[[0, -1]]].tolist()
    since, until = anchors.seconds[samples[[0, -1]]].tolist()
    duration = known_or_none(until - since)
    (name, count), *_ = Counter(anchors.class_names[at] for at in part.tolist()).most_common(1)
    confidences = anchors.confidences[part]
    known = confidences[~np.isnan(confidences)]
    return {
        "source_id": anchors.source_id,
        "model": anchors.model,
        "tracker_id": anchors.tracker_ids[int(part[0])],
        "class_name": name,
        "class_share": count / len(part),
        "first_frame": first,
        "last_frame": last,
        "first_seconds": known_or_none(since),
        "last_seconds": known_or_none(until),
        "duration_seconds": duration,
        "clock": None if duration is None else anchors.clock,
        "samples": len(part),
        "mean_confidence": float(known.mean()) if len(known) else None,
    }


def _missed(
    samples: NDArray[np.int64], ran: NDArray[np.int64], seconds: NDArray[np.float64]
) -> dict[str, Any]:
    """What lies between the sightings of a track; `ran` is how often the model ran before each."""
    between = np.diff(samples) - 1
    missed = ran[samples[1:]] - ran[samples[:-1] + 1]
    waits = np.diff(seconds)[missed > 0]
    return {
        "missed": int(missed.sum()),
        "not_inferred": int((between - missed).sum()),
        "gaps": len(waits),
        "longest_gap_seconds": known_or_none(float(waits.max())) if len(waits) else None,
    }


def _scale(homography: Homography | None, size: tuple[int, int] | None) -> tuple[float, float]:
    """Factors from the pixels of the anchors to those of the homography."""
    if homography is None or homography.size is None or size is None:
        return 1.0, 1.0
    if not same_aspect(homography.size, size):
        (width, height), (other, other_height) = homography.size, size
        raise MatchError(
            f"the homography is of {width}x{height} pictures and the frames are "
            f"{other}x{other_height}: the aspect ratios differ"
        )
    return homography.size[0] / size[0], homography.size[1] / size[1]
