"""Where the sequences of MOT Challenge lie, and what stands around their texts."""

from __future__ import annotations

import configparser
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.dataset import LARGEST_SIDE, MOST_FRAMES
from vidresults.wire.datasets.files import read_text
from vidresults.wire.datasets.pictures import PICTURES
from vidresults.wire.neighbours.numbering import number_in

if TYPE_CHECKING:
    from vidresults.wire.datasets.dataset import Wanted

_MOST_DIGITS = 20  # more than any frame has


@dataclass(frozen=True, slots=True, kw_only=True)
class MotSequence:
    """One sequence.

    Attributes:
        name: Its folder's name.
        text: The file with its boxes.
        info: What seqinfo.ini and source.ini say, keys in small letters.
        images: The frames that somebody looked at, from 0: those that sampled.txt lists, else
            those that have a picture; None where there is neither.
    """

    name: str
    text: Path
    info: dict[str, str]
    images: tuple[int, ...] | None


def sequences_of(given: Path) -> Iterator[MotSequence]:
    """The sequence of a text, or those of a folder, by name."""
    if given.is_file():
        inside = given.parent.name in ("gt", "det")
        yield _sequence(given.parent.parent if inside else given.parent, given)
        return
    own = _text_of(given)
    if own is not None:
        yield _sequence(given, own)
        return
    for folder in sorted(path for path in given.iterdir() if path.is_dir()):
        text = _text_of(folder)
        if text is not None:
            yield _sequence(folder, text)


def _text_of(folder: Path) -> Path | None:
    places = ("gt/gt.txt", "gt.txt", "det/det.txt", "det.txt")
    return next((folder / place for place in places if (folder / place).is_file()), None)


def _sequence(folder: Path, text: Path) -> MotSequence:
    # The second is this package's: what other readers do not take in the first.
    info = _section(folder / "seqinfo.ini", "Sequence") | _section(folder / "source.ini", "Source")
    listed = folder / "sampled.txt"
    images = _listed(listed) if listed.is_file() else _pictured(folder / info.get("imdir", "img1"))
    return MotSequence(name=folder.resolve().name, text=text, info=info, images=images)


def _section(path: Path, name: str) -> dict[str, str]:
    """A section of an ini file, keys in small letters; empty where it is not there."""
    if not path.is_file():
        return {}
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(read_text(path))
        return dict(parser[name]) if name in parser else {}
    except configparser.Error as error:
        reason = " ".join(str(error).split())
        raise FormatError(f"is no {path.name}: {reason}", Place(file=str(path))) from None


def _listed(path: Path) -> tuple[int, ...]:
    """The frames of a list that has one a line, from 1; this package writes it."""
    frames = set()
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        text = line.strip()
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:_MOST_DIGITS]) <= MOST_FRAMES):
            raise FormatError(
                f"found {text[:40]!r}, expected the number of a frame, from 1",
                Place(file=f"{path}, line {number}"),
            )
        frames.add(int(text) - 1)
    return tuple(sorted(frames))


def _pictured(folder: Path) -> tuple[int, ...] | None:
    if not folder.is_dir():
        return None
    found = [p.name for p in folder.iterdir() if p.suffix.lower() in PICTURES]
    numbers = [number_in(name) for name in found]
    return tuple(sorted(n - 1 for n in numbers if n is not None and n > 0)) or None


def facts_of(
    sequence: MotSequence, wanted: Wanted
) -> tuple[tuple[int, int] | None, Fraction | None, int | None]:
    """Size, rate and number of frames, as seqinfo.ini or the user says."""
    info = sequence.info
    try:
        size = (int(info["imwidth"]), int(info["imheight"])) if "imwidth" in info else wanted.size
        told = info.get("frameratefraction", info.get("framerate"))
        rate = None if told is None else Fraction(told)
        length = int(info["seqlength"]) if "seqlength" in info else None
    except (ValueError, KeyError, ZeroDivisionError):
        size, rate, length = (0, 0), None, None
    sides, frames = size or (1,), length or 0
    good = min(sides) >= 1 and max(sides) <= LARGEST_SIDE and 0 <= frames <= MOST_FRAMES
    if not good or (rate is not None and rate <= 0):
        raise FormatError(
            "expected frameRate, imWidth, imHeight and seqLength as numbers above 0",
            Place(file=f"{sequence.name}/seqinfo.ini"),
        )
    return size, rate, length
