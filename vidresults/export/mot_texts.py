"""The texts around the boxes of a MOT sequence: seqinfo.ini and labels.txt."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidresults.export.tracking import Looked


def sequence_info(
    name: str, looked: Looked, length: int, rate: Fraction | None, size: tuple[int, int] | None
) -> list[str]:
    """The lines of seqinfo.ini, in the order of MOT17, which some readers count on.

    Readers take `frameRate` as a decimal number. Where it is not exactly one,
    `frameRateFraction` has it.

    Args:
        name: The sequence.
        looked: Its source and model, which stand there as well.
        length: Number of frames.
        rate: Frames per second, None where it is unknown.
        size: Width and height in pixels, None where they are unknown.
    """
    lines = ["[Sequence]", f"name={name}", "imDir=img1"]
    if rate is not None:
        lines.append(f"frameRate={_decimal(rate)}")
    lines.append(f"seqLength={length}")
    if size is not None:
        lines += [f"imWidth={size[0]}", f"imHeight={size[1]}"]
    lines.append("imExt=.jpg")
    if rate is not None and Fraction(_decimal(rate)) != rate:
        lines.append(f"frameRateFraction={rate}")
    return [*lines, f"sourceId={_one_line(looked.source_id)}", f"model={_one_line(looked.model)}"]


def _decimal(rate: Fraction) -> str:
    return str(rate.numerator) if rate.denominator == 1 else repr(float(rate))


def label_lines(names: list[str]) -> tuple[list[str], list[str]]:
    """Names of classes as one line each, and a note where some had to be changed."""
    lines = [_one_line(name) or f"class {number}" for number, name in enumerate(names, start=1)]
    changed = sum(line != name for line, name in zip(lines, names, strict=True))
    notes = [f"{changed} class names do not fit one line as they are: changed"] if changed else []
    return lines, notes


def _one_line(text: str) -> str:
    return " ".join(text.split())
