"""import_dataset(...): ground truth and the datasets of other tools, as our tables."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from fractions import Fraction

from vidresults.errors import SelectionError, VidResultsWarning
from vidresults.results import VideoResults
from vidresults.wire import Wanted, read_dataset, tables_of

__all__ = ["import_dataset"]


def import_dataset(
    path: str | os.PathLike[str],
    *,
    format: str,  # noqa: A002 - the word that users look for, as in export
    model: str | None = None,
    source_id: str | None = None,
    stride: int | None = None,
    fps: Fraction | float | str | None = None,
    size: tuple[int, int] | None = None,
    classes: Sequence[str] | None = None,
    images: str | os.PathLike[str] | None = None,
) -> VideoResults:
    """Read an annotated dataset, such as ground truth, as the tables of results.

    Each video of the dataset is a source of its own. Pictures that nobody annotated are not
    inferred; confidences that the format does not tell are null.

    Args:
        path: The dataset's file or folder.
        format: coco, cvat-video, megadetector, mot, rekognition, ultralytics,
            video-intelligence or yolo.
        model: What the boxes' model is called; by default the service or detector that the format
            is of, else ground-truth.
        source_id: The id of the rows, where the dataset is of one video; by default the video's
            name in it, else the file's stem and the first eight digits of its sha256.
        stride: Every how many frames of the video a picture was taken, where nothing numbers them.
        fps: Frames per second of the video, where nothing tells times.
        size: Width and height of the pictures in pixels, where nothing tells them.
        classes: Names of the classes in their order, where nothing names them.
        images: The COCO file whose images a list of COCO results is of.

    Raises:
        SelectionError: There is no such format, a value is none, or `source_id` is given for
            several videos.
        FormatError: It is no such dataset, or something in it is wrong; says where.
    """
    if stride is not None and stride < 1:
        raise SelectionError(f"stride is {stride}, expected a whole number from 1 on")
    if size is not None and min(size) < 1:
        raise SelectionError(f"size is {size}, expected a width and height from 1 on")
    wanted = Wanted(
        stride=stride,
        fps=_rate(fps),
        size=size,
        classes=classes,
        images=None if images is None else os.fspath(images),
    )
    dataset = read_dataset(os.fspath(path), format=format, wanted=wanted)
    if source_id is not None and len(dataset.videos) > 1:
        names = ", ".join(repr(video.name) for video in dataset.videos)
        raise SelectionError(f"{path} is of several videos ({names}): leave out source_id")
    for remark in dataset.remarks:
        warnings.warn(f"{path}: {remark}", VidResultsWarning, stacklevel=2)
    return VideoResults.from_batches(tables_of(dataset, model=model, source_id=source_id))


def _rate(fps: Fraction | float | str | None) -> Fraction | None:
    try:
        rate = None if fps is None else Fraction(str(fps))
    except (ValueError, ZeroDivisionError, OverflowError):
        rate = Fraction(0)
    if rate is not None and rate <= 0:
        raise SelectionError(f"fps is {fps!r}, expected a number above 0 such as 25 or 30000/1001")
    return rate
