"""What a rendering wrote, and what a viewer should know about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidresults.render.stage import Stage
    from vidresults.results import Source
    from vidresults.video import Reader

_NOT_DRAWN = {
    "embeddings": "vectors",
    "opaque": "elements of unknown kinds",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderReport:
    """What a rendering wrote.

    Attributes:
        path: The video or the preview.
        frames: Number of frames in it.
        notes: What a viewer should know: frames that were missing, audio that was converted.
    """

    path: Path
    frames: int
    notes: tuple[str, ...]


def notes_on(stage: Stage, frames: int | None, size: tuple[int, int] | None = None) -> list[str]:
    """What a viewer should know after the last frame.

    Args:
        stage: What was drawn.
        frames: How many frames the video has; None where only a part of them was read.
        size: Width and height of the output; None: as it was drawn.
    """
    notes = []
    if frames is not None:
        notes += _missing(stage.reader, frames)
        notes += _outside(stage.results, frames) if stage.scene.last_frame >= frames else []
    shown = size or (stage.info.width, stage.info.height)
    return [*notes, *_undrawn(stage.results), *stage.notes(shown)]


def _missing(reader: Reader, done: int) -> list[str]:
    if not reader.missing and not reader.damage:
        return []
    missing = f"{reader.missing} frames are missing" if reader.missing else "it may lack frames"
    reason = f" ({reader.damage})" if reader.damage else ""
    return [f"the video is damaged{reason}: {done} frames decode, {missing}"]


def _outside(results: Source, frames: int) -> list[str]:
    outside = sum(
        number >= frames
        for batch in results.batches("frames")
        for number in batch["frame_index"].to_pylist()
    )
    return [f"{outside} sampled frames are not in the video"]


def _undrawn(results: Source) -> list[str]:
    counts = {words: results.facts.rows[table] for table, words in _NOT_DRAWN.items()}
    return [f"{count} {words} are not drawn" for words, count in counts.items() if count]
