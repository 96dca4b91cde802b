"""`vidresults serve`."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vidresults.cli.app import say

if TYPE_CHECKING:
    from vidresults.localserver import LocalServer, OnnxModel

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; others than this machine's own let the network in.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="0 takes a free one.",
)
@click.option(
    "--data",
    metavar="DIR",
    help="Folder of jobs and files, kept; the platform's data folder if not given.",
)
@click.option(
    "--poll-interval",
    type=click.FloatRange(0),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="Time that must lie between two looks at the same job; 0 for none.",
)
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Jobs that run at once."
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    help="API key that is let in; any is, if not given. Repeat for more.",
)
@click.option(
    "--max-upload",
    type=click.IntRange(1),
    default=4 << 30,
    show_default=True,
    metavar="BYTES",
    help="Longest video.",
)
@click.option("--allow-urls", is_flag=True, help="Fetch input videos from http(s) addresses, too.")
@click.option(
    "--onnx",
    multiple=True,
    metavar="SLUG/VERSION=FILE",
    help="Serve a detector of your own. Repeat for more.",
)
@click.option(
    "--labels",
    multiple=True,
    metavar="FILE",
    help="Class names of the --onnx in the same place, one a line; their numbers, if not given.",
)
def command(
    *, host: str, port: int, data: str | None, onnx: tuple[str, ...], labels: tuple[str, ...],
    **settings: Any,
) -> None:  # fmt: skip
    """Serve the video inference API on this machine, until interrupted.

    Jobs run for real, with models that need no weights: motion/1, motion-outline/1, codes/1,
    scene-state/1, and ONNX detectors of your own.
    """
    models = _onnx_models(onnx, labels)
    from vidresults.localserver import LocalServer, default_data

    data = data or str(default_data())
    with LocalServer(data=data, host=host, port=port, onnx=models, **settings) as server:
        _introduce(server, data)
        if host not in _LOOPBACK:
            say(f"warning: {host} is open to the network: use --key, and put TLS before it")
        with _told_about_jobs():
            _wait()


def _onnx_models(onnx: tuple[str, ...], labels: tuple[str, ...]) -> tuple[OnnxModel, ...]:
    from vidresults.localserver import OnnxModel

    if len(labels) > len(onnx):
        raise click.UsageError("--labels belongs to an --onnx: there are more of the former")
    models = []
    for number, given in enumerate(onnx):
        name, equals, file = given.partition("=")
        if not equals or not file:
            raise click.UsageError(f"--onnx {given}: write SLUG/VERSION=FILE")
        names = Path(labels[number]) if number < len(labels) else None
        models.append(OnnxModel(name=name, file=Path(file), labels=names))
    return tuple(models)


def _introduce(server: LocalServer, data: str) -> None:
    say(f"serving the video inference API at {server.url}, data in {data}")
    for entry in server.settings.models.values():
        say(f"    {entry.name}  {entry.task}: {', '.join(entry.classes) or 'classes by number'}")
    say("for this tool and for the roboflow package:")
    say(f"    export ROBOFLOW_API_URL={server.url}")
    say(f"    export API_URL={server.url}")


@contextlib.contextmanager
def _told_about_jobs() -> Iterator[None]:
    """Say what the jobs do."""
    context = click.get_current_context()

    class Say(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            with context.scope(cleanup=False):  # workers are heard of in threads of their own
                say(record.getMessage())

    logger, handler = logging.getLogger("vidresults.localserver"), Say()
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _wait() -> None:
    """Wait for Ctrl-C, or for the system's polite request to end."""
    ended = threading.Event()
    previous = signal.signal(signal.SIGTERM, lambda *_: ended.set())
    try:
        while not ended.wait(0.5):  # in pieces: a wait without an end hides Ctrl-C on Windows
            pass
    except KeyboardInterrupt:
        say("stopped")
    finally:
        signal.signal(signal.SIGTERM, previous)
