"""OpenTimelineIO: a timeline for each video, on which a track for each class has its segments.

A segment is a clip of the video, named as the class; where it is not, the track has a gap. Where
objects are tracked, markers tell when each appears and disappears. Times are frames at the video's
rate, as editors count them; where the rate is unknown or not constant they are milliseconds.
Several videos make a collection of timelines.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.times.event_markers import Mark, marks_of
from vidresults.export.times.footage import SEGMENT_OPTIONS, Footage, clock_notes, footage_of
from vidresults.export.times.segment_losses import LOSES, OMITS

if TYPE_CHECKING:
    from vidresults.export.times.spans import Span
    from vidresults.results import Source

FORMAT: Final = Format(
    makes="file",
    suffix=".otio",
    options=SEGMENT_OPTIONS,
    summary="OpenTimelineIO: a track for each class with its segments as clips, for video editors",
    loses={name: reason for name, reason in LOSES.items() if name != "detections.tracker_id"},
    omits=OMITS,
)

_MILLISECONDS: Final = Fraction(1000)
_KEPT: Final = (
    "model", "class_name", "samples", "present", "not_inferred", "most", "open_start", "open_end",
)  # fmt: skip
_COLOURS: Final = {"appear": "GREEN", "disappear": "RED"}
_TOLD: Final = ("model", "kind", "class_name", "tracker_id", "open_start", "open_end")


def write(
    source: Source, path: Path, *, gap_seconds: float = 0.0, min_seconds: float = 0.0
) -> list[str]:
    """Write a timeline, or a collection of them.

    Args:
        source: What to write.
        path: The file.
        gap_seconds: Segments that are at most so far apart become one.
        min_seconds: Shorter segments are left out, after that.

    Raises:
        SelectionError: A number is below 0.
        MatchError: A number is given, and the results tell no times.
        OutputError: The file cannot be written.
    """
    notes: list[str] = []
    videos = footage_of(source, notes, gap_seconds=gap_seconds, min_seconds=min_seconds)
    unsteady = [video for video in videos if video.rate is None and video.spans]
    if unsteady:
        notes.append(f"{len(unsteady)} videos have no known constant rate: milliseconds are told")
    notes += clock_notes(unsteady)
    marks = marks_of(source)
    made = [_timeline(video, marks.get(video.source_id, [])) for video in videos]
    whole = made[0]
    if len(made) != 1:
        whole = _object("SerializableCollection.1", "vidresults", children=made)
    with atomic.new_file(path) as file:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=4) + b"\n")
    return notes


def _timeline(video: Footage, marks: list[Mark]) -> dict[str, Any]:
    # A track holds one thing at a time: a class of one model. Labels tell these apart.
    labels = sorted({span.label for span in video.spans})
    tracks = [
        _item(
            "Track.1",
            label,
            kind="Video",
            children=list(_children(video, [s for s in video.spans if s.label == label])),
        )
        for label in labels
    ]
    return _object(
        "Timeline.1",
        video.source_id,
        global_start_time=None,
        tracks=_item(
            "Stack.1",
            "tracks",
            children=tracks,
            markers=[_marker(video, mark) for mark in marks if _place(video, mark) is not None],
        ),
    )


def _marker(video: Footage, mark: Mark) -> dict[str, Any]:
    row = mark.row
    return _object(
        "Marker.2",
        mark.words,
        metadata={"vidresults": {name: row[name] for name in _TOLD}},
        color=_COLOURS[row["kind"]],
        comment="",
        marked_range=_range(video, _place(video, mark) or 0.0, 0.0),
    )


def _place(video: Footage, mark: Mark) -> float | None:
    """Where a mark is, in the timeline's unit."""
    if video.rate is not None:
        return mark.frame
    return None if mark.seconds is None else mark.seconds * float(_MILLISECONDS)


def _children(video: Footage, spans: list[Span]) -> Iterator[dict[str, Any]]:
    """Gaps and clips of a track, one after the other."""
    media = _media(video)
    until = 0.0
    for span in spans:
        start, end = _times(video, span)
        if start > until:
            yield _item("Gap.1", "", source_range=_range(video, 0.0, start - until))
        yield _item(
            "Clip.2",
            span.label,
            metadata={"vidresults": {name: span.row[name] for name in _KEPT}},
            source_range=_range(video, start, end - start),
            media_references={"DEFAULT_MEDIA": media},
            active_media_reference_key="DEFAULT_MEDIA",
        )
        until = end


def _times(video: Footage, span: Span) -> tuple[float, float]:
    """Start and end in the timeline's unit, frames or milliseconds."""
    if video.rate is not None:
        return span.start_frame, span.end_frame
    return span.start * float(_MILLISECONDS), span.end * float(_MILLISECONDS)


def _media(video: Footage) -> dict[str, Any]:
    name = video.source_id if video.video is None else Path(video.video).name
    known: dict[str, Any] = {
        "name": name,
        "available_range": None,
        "available_image_bounds": None,
        "metadata": {},
    }
    if video.video is None:
        return {"OTIO_SCHEMA": "MissingReference.1", **known}
    if video.end is not None and video.rate is not None:
        frames = round((video.end - video.begin) * video.rate)
        known["available_range"] = _range(video, 0.0, frames)
    elif video.end is not None:
        begin, end = (1000 * time for time in (video.begin, video.end))
        known["available_range"] = _range(video, begin, end - begin)
    return {"OTIO_SCHEMA": "ExternalReference.1", **known, "target_url": video.video}


def _range(video: Footage, start: float, length: float) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "start_time": _time(video, start),
        "duration": _time(video, length),
    }


def _time(video: Footage, value: float) -> dict[str, Any]:
    rate = float(video.rate or _MILLISECONDS)
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": float(value)}


def _object(schema: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"OTIO_SCHEMA": schema, **({"metadata": {}, "name": name} | fields)}


def _item(schema: str, name: str, **fields: Any) -> dict[str, Any]:
    """Anything that stands in a track or stack."""
    common: dict[str, Any] = {"source_range": None, "effects": [], "markers": [], "enabled": True}
    return _object(schema, name, **(common | fields))
