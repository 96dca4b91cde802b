"""Annotated datasets of other tools, read into our tables; one file per format."""

from __future__ import annotations

import importlib
from typing import Any, Final

from vidresults.errors import SelectionError
from vidresults.wire.datasets.dataset import GROUND_TRUTH, Dataset, Wanted
from vidresults.wire.datasets.tables import tables_of

DATASETS: Final = (
    "coco", "cvat-video", "megadetector", "mot", "rekognition", "ultralytics", "video-intelligence",
    "yolo",
)  # fmt: skip
"""The formats' names; `a-b` is read by the module `vidresults.wire.datasets.a_b`."""

__all__ = ["DATASETS", "GROUND_TRUTH", "Dataset", "Wanted", "read_dataset", "tables_of"]


def read_dataset(path: str, *, format: str, wanted: Wanted) -> Dataset:  # noqa: A002 - as export
    """Read a dataset in a format.

    Args:
        path: The file or folder.
        format: One of DATASETS.
        wanted: What the user knows of it.

    Raises:
        SelectionError: There is no such format, or it takes no such option; lists what is.
        FormatError: It is no such dataset, or something in it is wrong; says where.
    """
    if format not in DATASETS:
        raise SelectionError(f"there is no format {format!r}; there are {', '.join(DATASETS)}")
    module = _module(format)
    for option in sorted(wanted.given() - module.OPTIONS):
        able = ", ".join(name for name in DATASETS if option in _module(name).OPTIONS)
        raise SelectionError(f"format {format!r} takes no option {option!r}; {able} does")
    dataset: Dataset = module.read(path, wanted)
    return dataset


def _module(name: str) -> Any:
    return importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
