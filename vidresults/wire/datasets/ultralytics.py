"""Ultralytics' predictions: the texts of `save_txt`, or `Results.to_json()` of every frame.

A folder, or the folder `labels` in it, holds `NAME_FRAME.txt` for each frame of a video (from 1) on
which something was found. Its rows are boxes, outlines or oriented boxes as outlines; a last column
of whole numbers from 1 on is the tracker id, one before it the confidence. Rows that are all of
one length beyond that of oriented boxes may be poses and are refused: take the JSON. Classes have
numbers, so that their names are needed (`--classes`), as is the frames' size. Rows of a classified
frame are `confidence name`.

The JSON is a list with the list of each frame (as `[json.loads(r.to_json()) for r in results]`
makes), also one such list on each line, or that of a single frame. It tells pixels.

With `vid_stride=N` Ultralytics predicts the last frame of every N, and counts those: give
`--stride N`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.dataset import Dataset, Picture, Video, Wanted, refuse_twice
from vidresults.wire.datasets.files import digest_of
from vidresults.wire.datasets.json_file import read_json
from vidresults.wire.datasets.naming import places_in_videos
from vidresults.wire.datasets.ultralytics_json import pictures_of
from vidresults.wire.datasets.ultralytics_txt import rows_of_texts
from vidresults.wire.datasets.yolo_rows import Names

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND = "ultralytics"
OPTIONS = frozenset({"stride", "fps", "size", "classes"})
_GAPS = (
    "frames on which nothing was found have no text: they cannot be told from those that nobody "
    "looked at, and are left out"
)


def read(path: str, wanted: Wanted) -> Dataset:
    """Read a folder of texts or a file of JSON.

    Raises:
        FormatError: It is none, or something in it is wrong; says where.
    """
    if Path(path).is_dir():
        return _read_texts(path, wanted)
    given, value = read_json(path, lines=True)
    try:
        pictures, classes = pictures_of(value, wanted)
    except FormatError as error:
        raise error.within(file=given.name) from None
    return Dataset(
        kind=KIND,
        file=given.name,
        sha256=given.sha256,
        videos=[Video(name="", pictures=pictures)],
        classes=list(classes.items()),
        model=KIND,
    )


def _read_texts(path: str, wanted: Wanted) -> Dataset:
    folder = Path(path)
    inside = folder / "labels"
    files = sorted((inside if inside.is_dir() else folder).glob("*.txt"))
    if not files:
        raise FormatError("holds no labels/*.txt of save_txt", Place(file=path))
    names = Names(classes=dict(enumerate(wanted.classes or ())))
    rows = rows_of_texts(files, names, wanted.size)
    try:
        places = _places(files, wanted)
    except FormatError as error:
        raise error.within(file=path) from None
    videos: dict[str, list[tuple[str, Picture]]] = {}
    for file, (video, frame), (boxes, labels) in zip(files, places, rows, strict=True):
        picture = Picture(
            frame_index=frame,
            time_seconds=wanted.seconds(frame),
            size=wanted.size,
            boxes=boxes,
            labels=labels,
        )
        videos.setdefault(video, []).append((file.name, picture))
    for both in videos.values():
        refuse_twice([picture for _, picture in both], [name for name, _ in both])
    return Dataset(
        kind=KIND,
        file=path,
        sha256=digest_of(files, folder),
        videos=[Video(name=name, pictures=[p for _, p in both]) for name, both in videos.items()],
        classes=list(names.classes.items()),
        remarks=[_GAPS],
        model=KIND,
    )


def _places(files: Sequence[Path], wanted: Wanted) -> list[tuple[str, int]]:
    """Video and 0-based frame of each text; Ultralytics counts the frames of a video from 1."""
    numbered = places_in_videos(
        [file.name for file in files], replace(wanted, stride=None), "texts"
    )
    for file, (_, number) in zip(files, numbered, strict=True):
        if number < 1:
            raise FormatError(f"{file.name} is of frame {number}, expected numbers from 1 on")
    return [(video, number * (wanted.stride or 1) - 1) for video, number in numbered]
