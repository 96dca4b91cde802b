"""MOT Challenge: frame, id, left, top, width, height and more, one box a line, all from 1.

The path is a text, the folder of a sequence (gt/gt.txt, else det/det.txt, seqinfo.ini, img1/), or
a folder of such folders. In ground truth (gt.txt, or lines of 9 columns) the seventh number says
whether a box counts, the eighth is the class and the ninth the visible share; elsewhere the seventh
is the confidence. What does not count gets `considered` 0 in `extra`. Classes are named by
labels.txt beside the text (one a line), else by the user, else as in MOT16 to MOT20.

Frames on which somebody looked are those that `sampled.txt` lists (this package writes it), else
those in img1/, else all of `seqLength`, else, where none is there, those that have a box, which is
told. `frameRateFraction` of source.ini, which this package writes, goes before `frameRate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.dataset import Dataset, Picture, Video, Wanted
from vidresults.wire.datasets.files import digest_of, read_text
from vidresults.wire.datasets.mot_rows import Line, read_lines
from vidresults.wire.datasets.mot_sequences import MotSequence, facts_of, sequences_of

KIND = "mot"
OPTIONS = frozenset({"fps", "size", "classes"})
CLASSES: Final = (
    "pedestrian", "person on vehicle", "car", "bicycle", "motorbike", "non motorized vehicle",
    "static person", "distractor", "occluder", "occluder on the ground", "occluder full",
    "reflection", "crowd",
)  # fmt: skip
"""The classes of MOT16, MOT17 and MOT20, numbered from 1."""

UNNAMED: Final = "object"
"""The class of boxes whose lines have none, where the user names none."""


def read(path: str, wanted: Wanted) -> Dataset:
    """Read MOT text, or folders of it.

    Raises:
        FormatError: There is none, or a line is wrong; says which.
    """
    given = Path(path)
    if not given.exists():
        raise FormatError("no such file or folder", Place(file=path))
    sequences = list(sequences_of(given))
    if not sequences:
        raise FormatError(
            "holds no sequence, expected gt/gt.txt or det/det.txt, or folders with them",
            Place(file=path),
        )
    names = _class_names(sequences, wanted)
    remarks: list[str] = []
    used: dict[int | None, str] = {}
    videos = [_video(sequence, names, wanted, remarks, used) for sequence in sequences]
    if len(videos) == 1:
        videos = [Video(name="", pictures=videos[0].pictures, extra=videos[0].extra)]
    return Dataset(
        kind=KIND,
        file=path,
        sha256=digest_of([s.text for s in sequences], given if given.is_dir() else given.parent),
        videos=videos,
        classes=sorted(used.items(), key=lambda item: (item[0] is None, item[0] or 0)),
        remarks=remarks,
    )


def _class_names(sequences: list[MotSequence], wanted: Wanted) -> Sequence[str]:
    labels = sequences[0].text.with_name("labels.txt")
    if labels.is_file():
        return [line.strip() for line in read_text(labels).splitlines() if line.strip()]
    return wanted.classes or CLASSES


def _video(
    sequence: MotSequence,
    names: Sequence[str],
    wanted: Wanted,
    remarks: list[str],
    used: dict[int | None, str],
) -> Video:
    size, rate, length = facts_of(sequence, wanted)
    unnamed = names[0] if wanted.classes and len(names) == 1 else UNNAMED
    frames: dict[int, list[dict[str, Any]]] = {}
    for line in read_lines(sequence.text, truth=sequence.text.name == "gt.txt"):
        frames.setdefault(line.frame, []).append(_columns(line, names, unnamed, used, sequence))
    looked = _looked_at(sequence, length, sorted(frames), remarks)
    return Video(
        name=sequence.name,
        pictures=[
            Picture(
                frame_index=frame,
                time_seconds=wanted.seconds(frame, rate),
                size=size,
                boxes=frames.get(frame, ()),
            )
            for frame in sorted({*looked, *frames})
        ],
        extra={"seqinfo": sequence.info} if sequence.info else {},
    )


def _looked_at(
    sequence: MotSequence, length: int | None, with_boxes: list[int], remarks: list[str]
) -> Sequence[int]:
    if sequence.images is not None:
        return sequence.images
    if length is not None:
        return range(length)
    between = with_boxes[-1] - with_boxes[0] + 1 - len(with_boxes) if with_boxes else 0
    if between:
        remarks.append(
            f"{sequence.name}: {between} frames between others have no box, and neither img1/ nor "
            "seqinfo.ini says whether anybody looked: left out"
        )
    return with_boxes


def _columns(
    line: Line,
    names: Sequence[str],
    unnamed: str,
    used: dict[int | None, str],
    sequence: MotSequence,
) -> dict[str, Any]:
    number = line.class_number
    if number is not None and not 1 <= number <= len(names):
        raise FormatError(
            f"found class {number}, expected 1 to {len(names)} ({', '.join(names[:3])}, ...)",
            Place(file=f"{sequence.text}, line {line.number}"),
        )
    name = unnamed if number is None else names[number - 1]
    used[number] = name
    columns = {
        "class_name": name,
        "class_id": number,
        "confidence": line.confidence,
        "tracker_id": line.track,
        **line.box,
        "extra": {**line.box["extra"], **line.extra},
    }
    if sequence.info.get("visibility") == "unknown":  # source.ini says so: 1 stands for nothing
        columns["extra"].pop("visible_share", None)
    return {key: value for key, value in columns.items() if value is not None}
