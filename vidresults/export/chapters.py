"""Chapters of FFmpeg's metadata: a chapter lasts as long as the same classes are there.

    ffmpeg -i video.mp4 -i chapters.txt -map_metadata 1 -codec copy -copyts with_chapters.mp4

Times are those in the file: `-copyts` keeps them where its first frame is not at 0. Chapters
follow each other without gaps, as players want them. The one named "-" has no segment of
any class: nothing was found there, or nobody looked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.times.footage import (
    SEGMENT_OPTIONS,
    Footage,
    check_one_video,
    clock_notes,
    footage_of,
)
from vidresults.export.times.segment_losses import LOSES, OMITS
from vidresults.export.times.subtitles import words

if TYPE_CHECKING:
    from vidresults.results import Source

FORMAT: Final = Format(
    makes="file",
    suffix=".txt",
    options=SEGMENT_OPTIONS,
    summary="chapters as FFmpeg's metadata: which classes are there, for the menu of players",
    loses=LOSES,
    omits=OMITS,
)

_TICKS = 1_000_000  # a second; times of video files are no finer
_SPECIAL = re.compile(r"([=;#\\])")
_CONTROL = re.compile("[\x00-\x1f\x7f]")


def write(
    source: Source, path: Path, *, gap_seconds: float = 0.0, min_seconds: float = 0.0
) -> list[str]:
    """Write the chapters of one video.

    Args:
        source: What to write.
        path: The file.
        gap_seconds: Segments that are at most so far apart become one.
        min_seconds: Shorter segments are left out, after that.

    Raises:
        SelectionError: There are several sources; or a number is below 0.
        MatchError: A number is given, and the results tell no times.
        OutputError: The file cannot be written.
    """
    check_one_video(source, "chapters")
    notes: list[str] = []
    videos = footage_of(source, notes, gap_seconds=gap_seconds, min_seconds=min_seconds)
    notes += clock_notes(videos)
    with atomic.new_file(path) as file, file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(";FFMETADATA1\n")
        for start, end, labels in (found for video in videos for found in _chapters(video)):
            title = _SPECIAL.sub(r"\\\1", ", ".join(map(_plain, labels)) or "-")
            out.write(
                f"\n[CHAPTER]\nTIMEBASE=1/{_TICKS}\nSTART={start}\nEND={end}\ntitle={title}\n"
            )
    return notes


def _chapters(video: Footage) -> Iterator[tuple[int, int, list[str]]]:
    """Start and end in ticks, and the classes that are there, in the order of their names."""
    if not video.spans:
        return
    # At each tick, who comes and who goes; several models or segments may have one label.
    changes: dict[int, dict[str, int]] = {0: {}}
    for span in video.spans:
        for time, change in ((span.start, 1), (span.end, -1)):
            at = changes.setdefault(round(time * _TICKS), {})
            at[span.label] = at.get(span.label, 0) + change
    if video.end is not None:
        changes.setdefault(round(video.end * _TICKS), {})
    ticks = sorted(changes)
    there: dict[str, int] = {}
    begun, before = 0, None
    for tick in ticks:
        for label, change in changes[tick].items():
            there[label] = there.get(label, 0) + change
        labels = sorted(label for label, count in there.items() if count)
        if before is not None and (labels != before or tick == ticks[-1]):
            yield begun, tick, before
            begun = tick
        if labels != before:
            before = labels


def _plain(label: str) -> str:
    return _CONTROL.sub("\ufffd", words(label))
