"""`vidresults import`."""

from __future__ import annotations

import re
from typing import Any

import click

from vidresults.cli.convert import print_report
from vidresults.cli.options import out_option, refuse_overwriting

FORMATS = (
    "coco, cvat-video, megadetector, mot, rekognition, ultralytics, video-intelligence or yolo"
)


def dataset_options(command: Any) -> Any:
    """Options that tell what a dataset's format does not."""
    for option in (
        click.option(
            "--images",
            metavar="FILE",
            help="The COCO file whose images a list of COCO results is of.",
        ),
        click.option(
            "--classes",
            "class_list",
            metavar="FILE",
            help="Names of all classes, where nothing names them: a data.yaml or a list.",
        ),
        click.option(
            "--size",
            metavar="WxH",
            callback=_size,
            help="Width and height of the pictures, where nothing tells them: 1920x1080.",
        ),
    ):
        command = option(command)
    return command


def _size(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> tuple[int, int] | None:
    if value is None:
        return None
    found = re.fullmatch(r"(\d{1,6})[xX](\d{1,6})", value)
    if found is None:
        raise click.BadParameter(f"{value!r} is no size such as 1920x1080")
    return int(found[1]), int(found[2])


@click.command()
@click.argument("dataset")
@click.option("--from", "format_name", required=True, metavar="FORMAT",
              help=f"{FORMATS}.")  # fmt: skip
@out_option
@click.option(
    "--model",
    metavar="NAME",
    help="What the boxes' model is called; by default as the format says, else ground-truth.",
)
@click.option("--source-id", metavar="NAME", help="What the video is called in the tables.")
@click.option(
    "--stride",
    type=click.IntRange(1),
    metavar="N",
    help="Every how many frames a picture was taken, where nothing numbers them.",
)
@click.option("--fps", metavar="F", help="Frames per second, where nothing tells times.")
@dataset_options
def command(
    *,
    dataset: str,
    format_name: str,
    out: str,
    class_list: str | None,
    **options: Any,
) -> None:
    """Read ground truth or another tool's DATASET as a folder of tables.

    DATASET is a COCO file, a data.yaml or folder of YOLO labels, MOT text or its folders, or the
    annotations.xml of CVAT for video 1.1; or what MegaDetector, AWS Rekognition, Google's Video
    Intelligence or Ultralytics found.
    """
    from vidresults.datasets import import_dataset
    from vidresults.export import export
    from vidresults.export.labels.class_list import read_class_list

    refuse_overwriting(out, dataset)
    known = {name: value for name, value in options.items() if value is not None}
    if class_list is not None:
        known["classes"] = read_class_list(class_list)
    results = import_dataset(dataset, format=format_name, **known)
    print_report(export(results, out, format="parquet"))
