"""The command group: commands by name, imported when they run; errors as one line."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Mapping
from typing import Any

import click

from vidresults.errors import VidResultsError, VidResultsWarning

_MODULES = {"import": "import_dataset"}
# In the order in which a newcomer meets them. `a-b` is the command of the module cli.a_b, but where
# Python cannot import such a name.
_SUMMARIES = {
    "demo": "The whole main job on the sample clip, from the API to the video, offline.",
    "info": "What a result holds: models, frames, boxes, classes, rates.",
    "validate": "Check a result, and that it fits its video.",
    "convert": "Write results as a dataset or table in another format.",
    "import": "Read ground truth and datasets of other tools as tables.",
    "merge": "Put jobs on the same video together as models of one result.",
    "render": "Draw a result onto its video.",
    "report": "One page to look at: player, boxes, timeline, numbers; offline, in any browser.",
    "stats": "Count what was found, by class, over time, or by hour of the day.",
    "tracks": "Which boxes are one object; when each was there, and how it moved.",
    "zones": "How many are in zones and cross lines, when, and for how long.",
    "events": "What happened and when: who appeared, entered, crossed, stayed.",
    "segments": "From when until when each class or track is there.",
    "heatmap": "Where objects are how often, as a table or a picture.",
    "co-occurrence": "Which classes are seen together, and which lie over each other.",
    "quality": "How steady, sure and complete a result is, without ground truth.",
    "compare": "Model A against model B on the same video.",
    "evaluate": "Hold a result against ground truth: AP, confusion, HOTA, MOTA, IDF1.",
    "search": "Find frames by their vectors: like a frame, like a vector, like no other.",
    "choose": "Choose the frames to label next, for convert --frames.",
    "sql": "Ask a result with SQL.",
    "submit": "Upload a video and start a job; the same work twice is one job.",
    "jobs": "List the jobs ever submitted; settle the uncertain ones.",
    "status": "How a job stands.",
    "wait": "Wait until jobs are done, and keep their results.",
    "fetch": "Store the result of a job.",
    "batch": "Thousands of results or videos: on this machine, on Ray, on object storage.",
    "serve": "The video inference API on this machine, with models that need no weights.",
}


class Commands(click.Group):
    """A group that imports a command only when it is run."""

    summaries: Mapping[str, str] = _SUMMARIES
    package = "vidresults.cli"

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in their order."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        if cmd_name not in self.summaries:
            return None
        from vidresults.cli.selecting import give_way

        name = _MODULES.get(cmd_name, cmd_name.replace("-", "_"))
        module = importlib.import_module(f"{self.package}.{name}")
        command: click.Command = module.command
        command.params = give_way(command.params)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list for --help, without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vidresults", message="%(package)s %(version)s")
@click.option("--quiet", is_flag=True, help="No words and no progress bars, only data and errors.")
@click.pass_context
def app(ctx: click.Context, *, quiet: bool) -> None:
    """Turn the output of video inference jobs into tables, datasets and annotated videos."""
    ctx.obj = {"quiet": quiet}
    warnings.showwarning = _show_warning


def report_failure(error: Exception) -> None:
    """Say what went wrong in one line; what nobody foresaw is raised with its traceback."""
    if isinstance(error, BrokenPipeError):
        return
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {one_line(f'{where}{error.strerror or error}')}", err=True)
    elif isinstance(error, VidResultsError):
        click.echo(f"error: {one_line(str(error))}", err=True)
    else:
        raise error


def one_line(text: str) -> str:
    """Text that takes one line of a terminal: names from files may hold control codes."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


def _show_warning(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    if issubclass(category, VidResultsWarning):
        say(f"warning: {message}")


def say(line: str) -> None:
    """Print a line for people, to stderr, unless --quiet."""
    context = click.get_current_context(silent=True)
    if context is None or not context.find_root().obj["quiet"]:
        click.echo(line, err=True)
