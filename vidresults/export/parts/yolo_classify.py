"""YOLO's classify: `train/<class>/<picture>`, of whole frames where frames were classified.

Else each box is a picture, cut out as in `crops`. There is no data.yaml: trainers take the
folder, and number the classes by the folders' names in order. `metadata.jsonl` tells of each
picture what is known; trainers pass over it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vidresults import atomic
from vidresults.errors import SelectionError
from vidresults.export import crops
from vidresults.export.format import Format, Loss
from vidresults.export.labels.clipping import Clipped
from vidresults.export.pictures.class_pictures import ClassPictures
from vidresults.export.pictures.cutting import cut_pictures

if TYPE_CHECKING:
    from vidresults.export.pictures.cutting import Cut
    from vidresults.results import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """What the pictures are.

    Attributes:
        model: The model that classified frames; None where pictures are of boxes.
    """

    model: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Classify(Format):
    """What is lost depends on what the pictures are."""

    def losses(self, source: Source) -> list[Loss]:
        """What this format leaves out of a source that holds it."""
        if pictured(source).model is None:
            return crops.FORMAT.losses(source)
        return Format.losses(self, source)


_ONE_CLASS = "a picture has one class"
_NO_PLACE = "not in the metadata"
FORMAT = _Classify(
    makes="folder",
    pictures=".",
    own_pictures=True,
    summary="pictures in folders per class",
    loses={
        "detections": _ONE_CLASS,
        "semantic_masks": _ONE_CLASS,
        "embeddings": _ONE_CLASS,
        "gazes": _ONE_CLASS,
        "opaque": _ONE_CLASS,
        "defects": _NO_PLACE,
        "inferences.extra": _NO_PLACE,
        "classifications.extra": _NO_PLACE,
    },
)

_TRAIN = "train"
_FEWEST = 10  # pixels
_NO_VALID = "there is no folder valid beside train, and trainers want one (--split 0.8/0.2)"


def pictured(source: Source) -> Pictured:
    """What the pictures of a source are.

    Raises:
        SelectionError: Several models classified the frames.
    """
    models: set[str] = set()
    if source.facts.rows["classifications"]:
        for batch in source.batches("classifications"):
            models.update(batch["model"].unique().to_pylist())
    if len(models) > 1:
        raise SelectionError(
            f"task 'classify': {', '.join(sorted(models))} classified frames, and a picture has "
            "one class: choose a model (--model)"
        )
    return Pictured(model=next(iter(models), None))


def write(
    source: Source,
    path: Path,
    *,
    classes: Sequence[str] | None,
    of: Pictured,
    images: Literal["copy", "none"],
    image_quality: int | None,
) -> list[str]:
    """Write folders, metadata and pictures; errors as `crops.write`."""
    pictures = ClassPictures(source, classes, of.model)
    boxes, counts = Clipped(), dict.fromkeys(("none", "more", "small"), 0)

    def cuts(boxes: Clipped, counts: dict[str, int]) -> Iterator[tuple[dict[str, Any], Cut]]:
        if of.model is not None:
            yield from pictures.frames(counts)
            return
        for row, cut in pictures.boxes(boxes):
            small = _is_small(source, cut)
            counts["small"] += small
            if not small:
                yield row, cut

    with atomic.new_folder(path) as folder:
        notes = pictures.write(folder / _TRAIN, cuts(boxes, counts))
        notes += [*boxes.notes(), *_count_notes(counts), _NO_VALID]
        if images == "none":
            return [*notes, crops.NO_PICTURES]
        again = (cut for _, cut in cuts(Clipped(), dict(counts)))
        return notes + cut_pictures(source, again, folder / _TRAIN, image_quality)


def join_parts(folder: Path, parts: list[str], notes: list[str]) -> list[str]:
    """Take `train` out of every part: the parts are these folders already."""
    for part in parts:
        (folder / part / _TRAIN).rename(folder / ".part")
        (folder / part).rmdir()
        (folder / ".part").rename(folder / part)
    return [note for note in notes if not note.endswith(_NO_VALID)]


def _is_small(source: Source, cut: Cut) -> bool:
    """Whether trainers refuse the picture for its size."""
    document = source.facts.document_of[cut.source_id]
    width, height = document["video_width"], document["video_height"]
    area = cut.area(*cut.size) if width is None else cut.area(width, height)
    return any(pixels.stop - pixels.start < _FEWEST for pixels in area)


def _count_notes(counts: dict[str, int]) -> list[str]:
    notes = {
        f"{counts['none']} classified frames have no class and are left out": counts["none"],
        f"{counts['more']} frames of several classes are pictures of the first": counts["more"],
        f"{counts['small']} boxes have fewer than {_FEWEST} pixels in width or height, which "
        "trainers refuse, and are left out": counts["small"],
    }
    return [text for text, count in notes.items() if count]
