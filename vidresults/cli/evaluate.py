"""`vidresults evaluate`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vidresults.cli.app import say
from vidresults.cli.import_dataset import FORMATS
from vidresults.cli.options import document_option, open_result, reading_options, say_defects
from vidresults.cli.tables import plot_option, save_plot, show_table, table_options

if TYPE_CHECKING:
    from vidresults.results import Source

V = TypeVar("V", str, float)
_SHOWN = {"measures": "evaluation", "curves": "precision_recall", "confusion": "confusion"}


def _pairs(given: Sequence[str], option: str, kind: type[V]) -> dict[str, V]:
    """NAME=VALUE words as a dict."""
    found: dict[str, V] = {}
    for word in given:
        name, equals, value = word.partition("=")
        try:
            found[name] = kind(value)
        except ValueError:
            equals = ""
        if not (name and equals and value):
            raise click.UsageError(f"{option} {word!r}: expected NAME=VALUE")
    return found


@click.command()
@click.argument("result")
@click.option(
    "--truth",
    required=True,
    metavar="DATASET",
    help="What is there: a dataset with --format, a folder of tables, or a result.",
)
@click.option("--format", "format_name", metavar="FORMAT",
              help=f"Format of the truth: {FORMATS}.")  # fmt: skip
@click.option("--iou", type=click.Choice(["box", "mask", "keypoints"]), default="box",
              show_default=True, help="What is compared.")  # fmt: skip
@click.option("--class-map", multiple=True, metavar="OLD=NEW",
              help="A class of RESULT that means one of the truth's.")  # fmt: skip
@click.option("--class", "classes", multiple=True, metavar="C", help="Only this class.")
@click.option("--model", "models", multiple=True, metavar="M", help="Only this model.")
@click.option("--truth-model", metavar="M", help="Which model is the truth, where it has several.")
@click.option("--align", type=click.Choice(["auto", "time", "frame"]), default="auto",
              show_default=True, help="How samples find their truth.")  # fmt: skip
@click.option("--threshold", type=click.FloatRange(0, 1, min_open=True), default=0.5,
              show_default=True, metavar="F",
              help="From which overlap on the confusion matrix takes two for one.")  # fmt: skip
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.25, show_default=True,
              metavar="F", help="Detections under it are not in the confusion matrix.")  # fmt: skip
@click.option("--sigma", "sigmas", multiple=True, metavar="NAME=F",
              help="How far a keypoint may lie off, in shares of the object's size.")  # fmt: skip
@click.option("--show", type=click.Choice(list(_SHOWN)), default="measures", show_default=True,
              help="Which table.")  # fmt: skip
@click.option("--video", metavar="V", help="The RESULT's video; its own times are taken.")
@table_options
@plot_option
@click.option(
    "--plot-confusion", metavar="FILE", help="A picture of the first model's confusion matrix."
)
@document_option
@reading_options
def command(
    *,
    result: str,
    truth: str,
    format_name: str | None,
    show: str,
    class_map: tuple[str, ...],
    sigmas: tuple[str, ...],
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    plot_confusion: str | None,
    **options: Any,
) -> None:
    """Hold RESULT against ground truth.

    Average precision and recall as COCO has them, precision, recall, F1 and the confusion matrix,
    and where both sides have track ids HOTA, MOTA and IDF1. --plot draws the curves. Samples find
    their truth by time, else by frame number; what has no truth, or was not inferred, is left out
    and counted.
    """
    from vidresults.analytics import evaluate

    reading = {name: options.pop(name) for name in ("document", "video", "lenient", "stride",
                                                    "fps")}  # fmt: skip
    source = open_result(result, **reading)
    for name in ("models", "classes"):
        options[name] = options[name] or None
    found = evaluate(
        source,
        _truth(truth, format_name),
        class_map=_pairs(class_map, "--class-map", str),
        sigmas=_pairs(sigmas, "--sigma", float),
        **options,
    )
    if plot is not None:
        from vidresults.analytics.plots.precision_recall import plot_precision_recall

        save_plot(plot_precision_recall(found.precision_recall), plot)
    if plot_confusion is not None:
        from vidresults.analytics.plots.confusion import plot_confusion as draw

        save_plot(draw(found.confusion), plot_confusion)
    show_table(getattr(found, _SHOWN[show]), as_json=as_json, csv_file=csv_file)
    for note in found.notes:
        say(f"note: {note}")
    if reading["lenient"]:
        say_defects(source)


def _truth(truth: str, format_name: str | None) -> Source:
    """The truth as tables: imported where a format is named."""
    if format_name is None:
        return open_result(truth)
    from vidresults.datasets import import_dataset

    return import_dataset(truth, format=format_name)
