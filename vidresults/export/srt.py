"""SubRip: the subtitles that players show beside a video, a numbered cue for each sample.

SubRip has no escapes: names are written as they are, and some players take `<i>` for italics.
"""

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
    suffix=".srt",
    summary="SubRip subtitles for players: how many of each class are seen, and class names",
    loses=LOSES,
    omits=OMITS,
)


def write(source: Source, path: Path) -> list[str]:
    """Write the cues of one video.

    Raises:
        SelectionError: There are several sources; subtitles are of one video.
        OutputError: The file cannot be written.
    """
    notes: list[str] = []
    with atomic.new_file(path) as file, file.open("w", encoding="utf-8", newline="\n") as out:
        for number, cue in enumerate(cues(source, notes), start=1):
            text = "\n".join(cue.lines)
            span = f"{clock(cue.start, ',')} --> {clock(cue.end, ',')}"
            out.write(f"{number}\n{span}\n{text}\n\n")
    return notes
