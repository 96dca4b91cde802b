"""WebVTT: the subtitles that browsers show beside a video, a cue for each sample."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.times.subtitles import LOSES, OMITS, clock, cues

if TYPE_CHECKING:
    from vidresults.results import Source

FORMAT = Format(
    makes="file",
    suffix=".vtt",
    summary="WebVTT subtitles for browsers: how many of each class are seen, and class names",
    loses=LOSES,
    omits=OMITS,
)

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def write(source: Source, path: Path) -> list[str]:
    """Write the cues of one video.

    Raises:
        SelectionError: There are several sources; subtitles are of one video.
        OutputError: The file cannot be written.
    """
    notes: list[str] = []
    with atomic.new_file(path) as file, file.open("w", encoding="utf-8", newline="\n") as out:
        out.write("WEBVTT\n")
        for cue in cues(source, notes):
            text = "\n".join(cue.lines).translate(_ESCAPES)
            out.write(f"\n{clock(cue.start, '.')} --> {clock(cue.end, '.')}\n{text}\n")
    return notes
