"""The files of a MOT or MOTS sequence beside its lines: seqinfo.ini, source.ini, sampled.txt."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vidresults.export.pictures.coco_images import frame_numbers, frame_times
from vidresults.export.tracks.mot_texts import sequence_info, source_info
from vidresults.export.tracks.tracking import Looked, rate_of

if TYPE_CHECKING:
    from vidresults.results import Source


def write_heads(
    source: Source,
    folder: Path,
    sequences: list[Looked],
    names: dict[tuple[str, str], str],
) -> list[str]:
    """Write what stands around the lines; return what is not exact or not known of it."""
    frames, times = frame_numbers(source), frame_times(source)
    unsized, rounded = 0, 0
    for one in sequences:
        name = names[one.source_id, one.model]
        sampled = frames[one.source_id]
        rate = rate_of(source.facts, one.source_id, sampled, times[one.source_id])
        size = one.size(source.facts)
        unsized += size is None
        length = int(np.max(sampled, initial=-1)) + 1
        rounded += rate is not None and rate.denominator != 1
        write_text(folder / name / "seqinfo.ini", sequence_info(name, length, rate, size))
        write_text(folder / name / "source.ini", source_info(one, rate))
        write_text(folder / name / "sampled.txt", [str(frame + 1) for frame in one.frames])
    notes = []
    if unsized:
        notes.append(f"{unsized} sequences have no one known size of frames: no imWidth, imHeight")
    if rounded:
        notes.append(f"{rounded} frame rates are whole numbers in seqinfo.ini, exact in source.ini")
    return notes


def write_text(path: Path, lines: Iterable[str]) -> None:
    """Write lines, and the folders above."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
