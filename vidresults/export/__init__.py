"""One file per format; a format is added by its module's name in FORMATS."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from vidresults import atomic
from vidresults.errors import LossError, SelectionError
from vidresults.export.format import ExportReport, Format, Loss
from vidresults.export.pictures.copying import check_pictures, copy_pictures
from vidresults.export.pictures.names import ImageFormat, pictures_as
from vidresults.export.pictures.splitting import SplitBy, split_frames, write_parts

if TYPE_CHECKING:
    from vidresults.results import Source

FORMATS: Final = (
    "activitynet", "arrow", "ass", "chapters", "coco", "coco-results", "createml", "crops", "csv",
    "cvat-images", "cvat-video", "dota", "edl", "fiftyone", "huggingface", "jsonl", "kitti",
    "label-studio", "labelme", "mot", "mots", "otio", "parquet", "rerun", "roboflow-video-coco",
    "srt", "tfrecord", "video-inference", "voc", "vtt", "webdataset", "yolo", "youtube-vis",
)  # fmt: skip
"""The formats' names; `a-b` is written by the module `vidresults.export.a_b`."""

_LABELS_ALONE = (
    "these are labels alone: put the pictures {}, named as the labels, or have "
    "them put there (--images copy)"
)

__all__ = ["FORMATS", "ExportReport", "Format", "Loss", "export", "format_of"]


def export(
    source: Source,
    path: str | os.PathLike[str],
    *,
    format: str,  # noqa: A002 - the word that users look for
    strict: bool = False,
    images: Literal["copy", "none"] = "none",
    image_format: ImageFormat = "jpeg",
    image_quality: int | None = None,
    split: Sequence[float] | None = None,
    split_by: SplitBy = "time",
    **options: Any,
) -> ExportReport:
    """Write a source in a format; the output is complete or absent, and the same every time.

    Args:
        source: Results in memory or a scan.
        path: The file or folder to make.
        format: One of FORMATS.
        strict: Refuse instead of leaving out what the format cannot keep.
        images: "copy" puts the pictures into the dataset, out of the joined videos, where the
            format has a folder for them.
        image_format: Of the pictures, "jpeg" or "png", which loses nothing; labels name them so.
        image_quality: Of these pictures, JPEG's 1 to 100; 95 by default.
        split: Shares of train, valid and test, such as (0.8, 0.1, 0.1): a dataset for each in
            folders of these names, all with the same classes.
        split_by: "time" cuts every video into blocks of time, a second apart; "video" keeps
            videos whole.
        options: Those of the format's `write`.

    Raises:
        SelectionError: There is no such format, or it does not take an option; lists what is.
            Pictures are wanted, and the format or a source has none.
        LossError: `strict`, and the format cannot keep everything.
        OutputError: The output cannot be written there.
    """
    module = _module(format)
    declared: Format = module.FORMAT
    _refuse_unknown_options(format, declared, options)
    declared = declared.with_options(options)
    losses = tuple(declared.losses(source))
    if strict:
        _refuse_losses(format, losses)
    check_pictures(images, image_quality, image_format)
    target = Path(path)
    if images == "copy" or split is not None or image_format != "jpeg":
        _refuse_without_pictures(format, declared, target)

    def write(part: Source, folder: Path) -> list[str]:
        notes: list[str]
        if declared.own_pictures:
            wanted = {"images": images, "image_quality": image_quality}
            notes = module.write(part, folder, **wanted, **options)
            return notes
        if images == "none":
            notes = module.write(part, folder, **options)
            return notes
        with atomic.new_folder(folder) as fresh:
            notes = module.write(part, fresh, **options)
            return notes + copy_pictures(part, fresh, declared, image_quality)

    with pictures_as(image_format):
        if split is None:
            notes = write(source, target)
        else:
            options |= _in_common(module, source, options)
            parts = split_frames(source, split, split_by)
            notes = write_parts(source, target, parts, write, module)
    if declared.labels is not None and images == "none" and not declared.own_pictures:
        inside = declared.pictures != declared.labels
        where = f"beside them, in {declared.pictures}" if inside else "beside them"
        notes.append(_LABELS_ALONE.format(where))
    return ExportReport(format=format, path=target, losses=losses, notes=tuple(notes))


def format_of(name: str) -> Format:
    """What a format declares.

    Raises:
        SelectionError: There is no such format; lists those there are.
    """
    declared: Format = _module(name).FORMAT
    return declared


def _in_common(module: Any, source: Source, options: dict[str, Any]) -> dict[str, Any]:
    """Arguments of `write` that all parts of a dataset share."""
    found: dict[str, Any] = {}
    if hasattr(module, "in_common"):
        found = module.in_common(source, **options)
    return found


def _refuse_losses(name: str, losses: Sequence[Loss]) -> None:
    if losses:
        lost = ", ".join(f"{loss}: {loss.reason}" for loss in losses)
        raise LossError(f"{name} cannot keep {lost}")


def _refuse_without_pictures(name: str, declared: Format, path: Path) -> None:
    if declared.pictures is None:
        able = ", ".join(other for other in FORMATS if format_of(other).pictures is not None)
        raise SelectionError(f"format {name!r} is no dataset of pictures; those that are: {able}")
    if path.suffix == ".json":
        raise SelectionError(f"{path} is one file, and this needs a folder: give its name")


def _refuse_unknown_options(name: str, declared: Format, options: dict[str, Any]) -> None:
    if declared.clips and options.get("clip"):
        del options["clip"]
    for option in options.keys() - declared.options:
        able = [other for other in FORMATS if option in format_of(other).options]
        known = f"; those that do: {', '.join(able)}" if able else ""
        raise SelectionError(f"format {name!r} takes no option {option!r}{known}")


def _module(name: str) -> Any:
    if name not in FORMATS:
        raise SelectionError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
    return importlib.import_module(f"vidresults.export.{name.replace('-', '_')}")
