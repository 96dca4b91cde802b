"""One file per format; a format is added by its module's name in FORMATS."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vidresults.errors import LossError, SelectionError
from vidresults.export.format import ExportReport, Format, Loss

if TYPE_CHECKING:
    from vidresults.results import Source

FORMATS: Final = (
    "arrow", "coco", "coco-results", "createml", "csv", "cvat-video", "jsonl", "kitti", "mot",
    "parquet", "srt", "video-inference", "voc", "vtt", "yolo",
)  # fmt: skip
"""The formats' names; `a-b` is written by the module `vidresults.export.a_b`."""

__all__ = ["FORMATS", "ExportReport", "Format", "Loss", "export", "format_of"]


def export(
    source: Source,
    path: str | os.PathLike[str],
    *,
    format: str,  # noqa: A002 - the word that users look for
    strict: bool = False,
    **options: Any,
) -> ExportReport:
    """Write a source in a format; the output is complete or absent, and the same every time.

    Args:
        source: Results in memory or a scan.
        path: The file or folder to make.
        format: One of FORMATS.
        strict: Refuse instead of leaving out what the format cannot keep.
        options: Those of the format's `write`.

    Raises:
        SelectionError: There is no such format, or it does not take an option; lists what is.
        LossError: `strict`, and the format cannot keep everything.
        OutputError: The output cannot be written there.
    """
    module = _module(format)
    declared: Format = module.FORMAT
    _refuse_unknown_options(format, declared, options)
    losses = tuple(declared.losses(source))
    if strict and losses:
        lost = ", ".join(f"{loss}: {loss.reason}" for loss in losses)
        raise LossError(f"{format} cannot keep {lost}")
    notes = module.write(source, Path(path), **options)
    return ExportReport(format=format, path=Path(path), losses=losses, notes=tuple(notes))


def format_of(name: str) -> Format:
    """What a format declares.

    Raises:
        SelectionError: There is no such format; lists those there are.
    """
    declared: Format = _module(name).FORMAT
    return declared


def _refuse_unknown_options(name: str, declared: Format, options: dict[str, Any]) -> None:
    for option in options.keys() - declared.options:
        able = [other for other in FORMATS if option in format_of(other).options]
        known = f"; those that do: {', '.join(able)}" if able else ""
        raise SelectionError(f"format {name!r} takes no option {option!r}{known}")


def _module(name: str) -> Any:
    if name not in FORMATS:
        raise SelectionError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
    return importlib.import_module(f"vidresults.export.{name.replace('-', '_')}")
