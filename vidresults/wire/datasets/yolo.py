"""YOLO: a text of normalised rows for each picture, of boxes, outlines or poses.

The path is a data.yaml (whose `path` may name the folder) or a folder. Labels lie in folders
`labels` beside `images`, else beside the pictures. Names and `kpt_shape` come from data.yaml, else
names from classes.txt, obj.names or the user. A picture's size comes from its file, else from the
user. An empty text says that nothing is on the picture; a picture without a text was not
annotated, which is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.dataset import Dataset, Picture, Video, Wanted, refuse_twice
from vidresults.wire.datasets.files import digest_of, read_text
from vidresults.wire.datasets.naming import places_in_videos
from vidresults.wire.datasets.pictures import PICTURES, size_of
from vidresults.wire.datasets.yolo_rows import Names, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND = "yolo"
OPTIONS = frozenset({"stride", "fps", "size", "classes"})
_LISTS = ("classes.txt", "obj.names")
_NO_LABELS = {"classes.txt", "train.txt", "val.txt", "valid.txt", "test.txt", "readme.txt",
              "readme.dataset.txt", "readme.roboflow.txt", "notes.txt"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A picture and its labels; one of them may be missing."""

    label: Path | None
    picture: Path | None

    @property
    def path(self) -> Path:
        found = self.label or self.picture
        assert found is not None
        return found


def read(path: str, wanted: Wanted) -> Dataset:
    """Read a YOLO dataset.

    Raises:
        FormatError: A file is missing or wrong; says which, and the line.
    """
    given = Path(path)
    if not given.exists():
        raise FormatError("no such file or folder", Place(file=path))
    folder = given if given.is_dir() else given.parent
    about = _about(given if given.is_file() else None, folder)
    if given.is_file() and (folder / str(about.get("path", "."))).is_dir():
        folder = folder / str(about.get("path", "."))
    names = _names(about, folder, wanted, path)
    pairs = list(_pairs(folder))
    labelled = [pair for pair in pairs if pair.label is not None]
    if not labelled:
        raise FormatError(
            "holds no labels, expected a data.yaml or a folder with labels/*.txt", Place(file=path)
        )
    relative = [pair.path.relative_to(folder).as_posix() for pair in pairs]
    try:
        places = places_in_videos(relative, wanted, "pictures")
    except FormatError as error:
        raise error.within(file=path) from None
    videos: dict[str, list[tuple[str, Picture]]] = {}
    for pair, name, (video, frame) in zip(pairs, relative, places, strict=True):
        videos.setdefault(video, []).append((name, _picture(pair, frame, names, wanted)))
    for found in videos.values():
        refuse_twice([picture for _, picture in found], [name for name, _ in found])
    return Dataset(
        kind=KIND,
        file=path,
        sha256=digest_of([pair.label for pair in labelled if pair.label], folder),
        videos=[
            Video(name=name, pictures=[picture for _, picture in found])
            for name, found in videos.items()
        ],
        classes=list(names.classes.items()),
        remarks=_remarks(len(pairs) - len(labelled)),
    )


def _remarks(bare: int) -> list[str]:
    if not bare:
        return []
    remark = (
        f"{bare} pictures have no label file: taken as not annotated (an empty file says that "
        "nothing is on a picture)"
    )
    return [remark]


def _about(file: Path | None, folder: Path) -> dict[str, Any]:
    """What the data.yaml says."""
    for found in (file, folder / "data.yaml", folder / "data.yml", folder.parent / "data.yaml"):
        if found is not None and found.is_file() and found.suffix.lower() in (".yaml", ".yml"):
            try:
                about = yaml.safe_load(read_text(found))
            except yaml.YAMLError as error:
                reason = " ".join(str(error).split())
                raise FormatError(f"is no data.yaml: {reason}", Place(file=str(found))) from None
            if not isinstance(about, dict):
                raise FormatError("is no data.yaml, expected `names`", Place(file=str(found)))
            return about
    return {}


def _names(about: dict[str, Any], folder: Path, wanted: Wanted, path: str) -> Names:
    names: Any = about.get("names") or wanted.classes
    for file in (folder / name for name in _LISTS):
        if not names and file.is_file():
            names = [line.strip() for line in read_text(file).splitlines() if line.strip()]
    if not names:
        raise FormatError(
            "has no names of classes, expected `names` in data.yaml, classes.txt or a list of them "
            "(--classes FILE, classes=[...])",
            Place(file=path),
        )
    shape = about.get("kpt_shape")
    try:
        pairs = names.items() if isinstance(names, dict) else enumerate(names)
        named = _by_class(about.get("kpt_names"))
        keypoints = None if shape is None else (int(shape[0]), int(shape[1]))
        classes = {int(number): str(name) for number, name in pairs}
    except (TypeError, ValueError, LookupError):
        raise FormatError(
            "data.yaml: expected names and kpt_names by number, and kpt_shape: [points, 2 or 3]",
            Place(file=path),
        ) from None
    return Names(classes=classes, keypoints=keypoints, keypoint_names=named)


def _by_class(named: Any) -> dict[int, list[str]]:
    if not isinstance(named, dict):
        return {}
    return {int(key): [str(name) for name in names] for key, names in named.items()}


def _pairs(folder: Path) -> Iterator[_Pair]:
    """The pictures with their labels, in the order of their paths."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    apart = any("labels" in path.relative_to(folder).parts[:-1] for path in files)
    labels: dict[Path, Path] = {}
    pictures: dict[Path, Path] = {}
    for path in files:
        key = _without_kind(path.relative_to(folder)) if apart else path.relative_to(folder)
        if path.suffix.lower() in PICTURES:
            pictures[key.with_suffix("")] = path
        elif _is_label(path) and (not apart or "labels" in path.relative_to(folder).parts):
            labels[key.with_suffix("")] = path
    for key in sorted(labels.keys() | pictures.keys()):
        yield _Pair(label=labels.get(key), picture=pictures.get(key))


def _is_label(path: Path) -> bool:
    return path.suffix == ".txt" and path.name.lower() not in _NO_LABELS


def _without_kind(path: Path) -> Path:
    """The path without the folder `labels` or `images` that tells labels and pictures apart."""
    parts = [part for part in path.parts[:-1] if part not in ("labels", "images")]
    return Path(*parts, path.name)


def _picture(pair: _Pair, frame: int, names: Names, wanted: Wanted) -> Picture:
    size = wanted.size if pair.picture is None else size_of(pair.picture)
    boxes = [] if pair.label is None else list(read_rows(pair.label, names, size))
    return Picture(
        frame_index=frame,
        time_seconds=wanted.seconds(frame),
        size=size,
        annotated=pair.label is not None,
        boxes=boxes,
        extra={} if pair.picture is None else {"file_name": pair.picture.name},
    )
