"""The texts around the boxes of a MOT sequence: seqinfo.ini, source.ini, labels.txt, and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from vidresults.export.tracks.tracking import Looked


def sequence_info(
    name: str, length: int, rate: Fraction | None, size: tuple[int, int] | None
) -> list[str]:
    """The lines of seqinfo.ini: those of MOT17 in their order, and no other.

    Datumaro refuses other keys and, as others do, frame rates that are no whole number.

    Args:
        name: The sequence.
        length: Number of frames.
        rate: Frames per second, None where it is unknown.
        size: Width and height in pixels, None where they are unknown.
    """
    lines = ["[Sequence]", f"name={name}", "imDir=img1"]
    if rate is not None:
        lines.append(f"frameRate={max(round(rate), 1)}")
    lines.append(f"seqLength={length}")
    if size is not None:
        lines += [f"imWidth={size[0]}", f"imHeight={size[1]}"]
    return [*lines, "imExt=.jpg"]


def source_info(looked: Looked, rate: Fraction | None) -> list[str]:
    """The lines of source.ini, which this package alone reads: what the boxes are of.

    Args:
        looked: Source and model.
        rate: Frames per second, exact; None where it is unknown.
    """
    exact = [] if rate is None else [f"frameRateFraction={rate}"]
    return [
        "[Source]",
        f"sourceId={_one_line(looked.source_id)}",
        f"model={_one_line(looked.model)}",
        "visibility=unknown",
        *exact,
    ]


def label_lines(names: list[str]) -> tuple[list[str], list[str]]:
    """Names of classes as one line each, and a note where some had to be changed."""
    lines = [_one_line(name) or f"class {number}" for number, name in enumerate(names, start=1)]
    changed = sum(line != name for line, name in zip(lines, names, strict=True))
    notes = [f"{changed} class names do not fit one line as they are: changed"] if changed else []
    return lines, notes


def box_notes(counts: Mapping[str, int], labels: list[str]) -> list[str]:
    """What a user should know of the boxes: counts of `untracked`, `tracked` and `below` (id 1)."""
    notes = []
    if counts["untracked"]:
        notes.append(
            f"{counts['untracked']} boxes without a tracker id are in det.txt alone, without their "
            "class (--track METHOD, or `vidresults tracks`, gives ids)"
        )
    if counts["below"]:
        notes.append(f"{counts['below']} boxes have ids below 1, MOT counts ids from 1")
    if counts["tracked"] and len(labels) > 1:
        notes.append(f"TrackEval scores class 1 alone, {labels[0]!r}: --class selects another")
    return notes


def _one_line(text: str) -> str:
    return " ".join(text.split())
