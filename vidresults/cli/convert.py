"""`vidresults convert`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from vidresults.cli.app import say
from vidresults.cli.format_options import format_options, taken_from
from vidresults.cli.options import (
    document_option,
    frames_option,
    open_results,
    out_option,
    reading_options,
    refuse_overwriting,
    say_defects,
    selection_options,
)
from vidresults.cli.picture_options import picture_options
from vidresults.cli.progress import bar
from vidresults.cli.track_options import track_option

if TYPE_CHECKING:
    from vidresults.export import ExportReport


class Shares(click.ParamType[tuple[float, ...]]):
    """Numbers with strokes between them."""

    name = "shares"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """Read A/B/C."""
        try:
            return tuple(float(share) for share in str(value).split("/"))
        except ValueError:
            self.fail(f"{value!r}: expected shares such as 0.8/0.1/0.1", param, ctx)


@click.command()
@click.argument("results", nargs=-1, required=True, metavar="RESULT...")
@click.option(
    "--to", "format_name", required=True, metavar="FORMAT", help="coco, csv, parquet, ..."
)
@out_option
@click.option(
    "--video", "videos", multiple=True, metavar="V", help="The RESULT's video; once for each."
)
@track_option
@document_option
@reading_options
@selection_options
@frames_option
@click.option(
    "--classes", "class_list", metavar="FILE", help="Names of all classes: a data.yaml or a list."
)
@click.option(
    "--images",
    type=click.Choice(["copy", "none"]),
    default="none",
    show_default=True,
    help="Put the pictures into the dataset, out of the videos.",
)
@picture_options
@click.option(
    "--split",
    type=Shares(),
    metavar="A/B/C",
    help="Shares of train, valid and test, such as 0.8/0.1/0.1; a folder each.",
)
@click.option(
    "--split-by",
    type=click.Choice(["time", "video"]),
    default="time",
    show_default=True,
    help="Parts are blocks of time of every video, a second apart, or whole videos.",
)
@click.option(
    "--segmentation",
    type=click.Choice(["rle", "polygon"]),
    help="Turn all masks into run lengths, or into outlines of their pixels; else as sent.",
)
@format_options
@click.option(
    "--suppress",
    type=click.FloatRange(0, 1),
    metavar="IOU",
    help="Leave out boxes that a more confident one of their class overlaps by more.",
)
@click.option(
    "--merge-overlapping",
    type=click.FloatRange(0, 1, min_open=True),
    metavar="IOU",
    help="Make one box of boxes of a class that overlap by so much.",
)
@click.option(
    "--class-agnostic", is_flag=True, help="For both of these, boxes of all classes alike."
)
@click.option("--strict", is_flag=True, help="Refuse where the format cannot keep everything.")
def command(
    *,
    results: tuple[str, ...],
    format_name: str,
    out: str,
    videos: tuple[str, ...],
    document: str | None,
    class_list: str | None,
    images: Literal["copy", "none"],
    image_format: Literal["jpeg", "png"],
    image_quality: int | None,
    split: tuple[float, ...] | None,
    split_by: Literal["time", "video"],
    segmentation: str | None,
    suppress: float | None,
    merge_overlapping: float | None,
    class_agnostic: bool,
    strict: bool,
    **reading: Any,
) -> None:
    """Write results as a dataset or table in another format.

    RESULT is a result file, FILE#NAME for one document of a wrapper, a folder of tables, job:ID of
    a job in the ledger, or - for standard input; several make one dataset.
    """
    from vidresults.export import export
    from vidresults.export.labels.class_list import read_class_list

    refuse_overwriting(out, *results, *videos)
    options = taken_from(reading)
    if class_list is not None:
        options["classes"] = read_class_list(class_list)
    if segmentation is not None:
        options["segmentation"] = segmentation
    with bar("bytes") as progress:
        source = open_results(
            results, document=document, videos=videos, progress=progress, **reading
        )
        source = _cleaned(source, suppress, merge_overlapping, class_agnostic=class_agnostic)
        report = export(
            source,
            out,
            format=format_name,
            strict=strict,
            images=images,
            image_format=image_format,
            image_quality=image_quality,
            split=split,
            split_by=split_by,
            **options,
        )
    print_report(report)
    if reading["lenient"]:
        say_defects(source)


def _cleaned(
    source: Any, suppressed: float | None, merged: float | None, *, class_agnostic: bool
) -> Any:
    from vidresults.results import merge_overlapping, suppress

    if class_agnostic and suppressed is merged is None:
        raise click.UsageError("--class-agnostic needs --suppress or --merge-overlapping")
    if suppressed is not None:
        source = suppress(source, suppressed, class_agnostic=class_agnostic)
    if merged is not None:
        source = merge_overlapping(source, merged, class_agnostic=class_agnostic)
    return source


def print_report(report: ExportReport) -> None:
    """Say what was made and what could not be kept."""
    say(f"wrote {report.path} ({report.format})")
    for line in report.words():
        say(f"note: {line}")
