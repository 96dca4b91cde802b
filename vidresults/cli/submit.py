"""`vidresults submit`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vidresults.cli.app import say
from vidresults.cli.client_options import (
    client_options,
    interval_option,
    json_option,
    open_client,
    print_job,
)
from vidresults.cli.fetch import store
from vidresults.cli.progress import bar
from vidresults.cli.wait import wait_for

if TYPE_CHECKING:
    from vidresults.client import Model


F = TypeVar("F", bound=Callable[..., Any])

_WORK = (
    click.option(
        "--model",
        "models",
        multiple=True,
        required=True,
        metavar="SLUG/VERSION[:TASK]",
        help="A model, or clip, or gaze; several run in one job.",
    ),
    click.option("--infer-fps", required=True, metavar="N", help="Samples per second, from 1 on."),
    click.option(
        "--param",
        "params",
        multiple=True,
        metavar="K=V",
        help="A parameter for the models, such as confidence=0.2; [SLUG:]K=V is for one of them.",
    ),
)


def work_options(command: F) -> F:
    """Options that say what the service is to do with a video."""
    for option in reversed(_WORK):
        command = option(command)
    return command


@click.command()
@click.argument("video")
@work_options
@click.option("--wait", is_flag=True, help="Wait until the job is done.")
@click.option("--out", metavar="FILE", help="With --wait: where to store the result.")
@click.option("--again", is_flag=True, help="Run it once more, and pay once more.")
@json_option
@interval_option
@client_options
def command(
    *,
    video: str,
    models: tuple[str, ...],
    infer_fps: str,
    params: tuple[str, ...],
    wait: bool,
    out: str | None,
    again: bool,
    as_json: bool,
    ledger: str | None,
    base_url: str | None,
    poll_interval: float,
) -> None:
    """Upload VIDEO and start a job; the same work given again is the known job.

    VIDEO is a file, or an http(s) URL that the service reads itself. The key is taken from
    ROBOFLOW_API_KEY, or from the login of the roboflow package.
    """
    if out is not None and not wait:
        raise click.UsageError("--out needs --wait; `vidresults fetch` stores a result later")
    client = open_client(ledger, base_url, poll_interval)
    chosen = models_of(models, params)
    with bar("bytes") as progress:
        job = client.submit(video, chosen, infer_fps, again=again, progress=progress)
    if not job.is_new:
        say(f"note: job {job.id} does this work already; --again runs it once more")
    if wait:
        wait_for(client, [job])
        store(job, out)
    print_job(job, as_json=as_json)


def models_of(models: tuple[str, ...], params: tuple[str, ...]) -> list[Model]:
    """The models with their parameters, as both are given on the command line."""
    from vidresults.client import Model

    known = [_read_param(text) for text in params]
    chosen = [Model.parse(model, _params_of(model, known)) for model in models]
    _check_all_used(known, {model.slug for model in chosen})
    return chosen


def _read_param(text: str) -> tuple[str | None, str, Any]:
    """The slug (None for every model), the name, and the value: JSON where it is, else text."""
    name, found, value = text.partition("=")
    slug, of_one, rest = name.rpartition(":")
    if not found or not rest or (of_one and not slug):
        raise click.BadParameter(f"{text!r}, expected K=V or SLUG:K=V", param_hint="--param")
    try:
        return slug or None, rest, json.loads(value)
    except ValueError:
        return slug or None, rest, value


def _params_of(model: str, known: list[tuple[str | None, str, Any]]) -> dict[str, Any]:
    slug = model.partition("/")[0]
    return {name: value for of, name, value in known if of in (None, slug)}


def _check_all_used(known: list[tuple[str | None, str, Any]], slugs: set[str]) -> None:
    for slug, name, _ in known:
        if slug is not None and slug not in slugs:
            raise click.BadParameter(
                f"{slug}:{name} is for none of {', '.join(sorted(slugs))}", param_hint="--param"
            )
