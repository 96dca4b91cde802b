"""CMX 3600: a list of cuts that plays the segments of one video, one after the other.

An event is a segment in the order of time: where it lies in the video, and where it lies in the
list. Its class stands in a comment and as a locator. Timecodes count frames at the video's rate,
from 00:00:00:00 on; at 29.97 and 59.94 frames a second they drop numbers, written with `;`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vidresults import atomic
from vidresults.errors import OutputError
from vidresults.export.format import Format
from vidresults.export.times.footage import SEGMENT_OPTIONS, Footage, check_one_video, footage_of
from vidresults.export.times.segment_losses import LOSES, OMITS
from vidresults.export.times.subtitles import words
from vidresults.export.times.timecode import Timecode

if TYPE_CHECKING:
    from vidresults.results import Source

FORMAT: Final = Format(
    makes="file",
    suffix=".edl",
    options=SEGMENT_OPTIONS,
    summary="CMX 3600 edit list: cuts of the segments of each class, in timecode",
    loses=LOSES,
    omits=OMITS | {"frames.video_time_seconds": "timecodes count frames"},
)

_CONTROL = re.compile("[\x00-\x1f\x7f]")
_MOST_EVENTS = 999  # event numbers have three digits


def write(
    source: Source, path: Path, *, gap_seconds: float = 0.0, min_seconds: float = 0.0
) -> list[str]:
    """Write the cuts of one video.

    Args:
        source: What to write.
        path: The file.
        gap_seconds: Segments that are at most so far apart become one.
        min_seconds: Shorter segments are left out, after that.

    Raises:
        SelectionError: There are several sources; or a number is below 0.
        MatchError: A number is given, and the results tell no times.
        OutputError: There are segments, and the video's rate is unknown, not constant, or none of
            timecode; a cut ends after 24 hours; or the file cannot be written.
    """
    check_one_video(source, "edl")
    notes: list[str] = []
    videos = footage_of(source, notes, gap_seconds=gap_seconds, min_seconds=min_seconds)
    title = _line(next(iter(source.facts.source_ids), "vidresults"))
    lines = [f"TITLE: {title}"]
    for video in videos:
        if video.spans:
            lines += _events(video, _timecode(video), notes)
    with atomic.new_file(path) as file:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return notes


def _timecode(video: Footage) -> Timecode:
    if video.rate is None:
        raise OutputError(
            f"timecodes need a constant frame rate, and that of {video.source_id} is unknown or "
            "not constant: give the video (--video), or take otio, which has times"
        )
    return Timecode.at(video.rate)


def _events(video: Footage, timecode: Timecode, notes: list[str]) -> list[str]:
    name = _line(video.source_id if video.video is None else Path(video.video).name)
    dropping = "DROP FRAME" if timecode.drops else "NON-DROP FRAME"
    lines = [f"FCM: {dropping}"]
    record = number = rounded = 0
    for span in video.spans:
        start, end = round(span.start_frame), round(span.end_frame)
        rounded += (start, end) != (span.start_frame, span.end_frame)
        end = max(end, start + 1)
        number += 1
        until = record + end - start
        times = " ".join(timecode.of(frame) for frame in (start, end, record, until))
        lines += [
            "",
            f"{number:03}  AX       V     C        {times}",
            f"* FROM CLIP NAME: {name}",
            f"* COMMENT: {_line(span.label)}",
            f"* LOC: {timecode.of(record)} GREEN   {_line(span.label)}",
        ]
        record = until
    if rounded:
        notes.append(f"{rounded} segments end between frames, and are rounded to frames")
    if number > _MOST_EVENTS:
        notes.append(f"{number} events: some editors read {_MOST_EVENTS} (--min-length, --gap)")
    return lines


def _line(name: str) -> str:
    return _CONTROL.sub("\ufffd", words(name))
