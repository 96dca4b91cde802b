"""`vidresults demo`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from vidresults import atomic
from vidresults.cli.app import say
from vidresults.cli.progress import bar
from vidresults.errors import OutputError

_MODELS = ("motion/1", "scene-state/1:classification")
_INFER_FPS = 5
_FORMATS = (("parquet", "parquet"), ("csv", "detections.csv"), ("coco", "coco"))
# The real service asks for a minute between two looks; this one stands on the same machine.
_POLL_SECONDS = 0.2


@click.command()
@click.option("--out", required=True, metavar="DIR", help="Folder to make.")
def command(*, out: str) -> None:
    """The whole main job on the sample clip, from the API to the annotated video and a page.

    Starts the API on this machine, submits the clip, waits, fetches the result, and makes tables,
    Parquet, CSV, COCO, the annotated video and the page to look at. Each step says the command for
    it. Needs no network and no key, and works from any folder.
    """
    from vidresults.sample import sample_video

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    video = _copied(sample_video(), folder)
    result = folder / "job.json"
    _run_job(video, result)
    _make_datasets(video, result, folder)
    _make_video(video, result, folder / "annotated.mp4")
    _make_page(video, result, folder / "report.html")


def _run_job(video: Path, result: Path) -> None:
    """Have the clip inferred by the API on this machine; it leaves nothing but the result."""
    from vidresults.client import Client
    from vidresults.localserver import LocalServer

    with tempfile.TemporaryDirectory() as scratch:
        _step("the API on this machine", "vidresults serve")
        with LocalServer(data=Path(scratch) / "api", poll_interval=0) as server:
            client = Client(
                server.url, "demo", Path(scratch) / "jobs.db", poll_interval=_POLL_SECONDS
            )
            models = " ".join(f"--model {model}" for model in _MODELS)
            _step("a job", f"vidresults submit {video} {models} --infer-fps {_INFER_FPS}")
            job = client.submit(video, _MODELS, _INFER_FPS)
            _step("its end", f"vidresults wait {job.id}")
            job.wait()
            _step("its result", f"vidresults fetch {job.id} --out {result}")
            job.fetch(result)


def _make_datasets(video: Path, result: Path, folder: Path) -> None:
    from vidresults.export import export
    from vidresults.load import load

    _step("what is in it", f"vidresults info {result}")
    # By default the job's id, new on every run: the demo would not write over its own output.
    results = load(result, video=video, source_id=video.stem)
    say(f"    {results!r}")
    for name, target in _FORMATS:
        line = f"convert {result} --video {video} --to {name} --out {folder / target}"
        _step(name, f"vidresults {line}")
        for words in export(results, folder / target, format=name).words():
            say(f"    note: {words}")


def _make_video(video: Path, result: Path, out: Path) -> None:
    from vidresults.load import load
    from vidresults.render import render

    _step("the annotated video", f"vidresults render {result} {video} --out {out}")
    with bar("frames") as progress:
        report = render(load(result), video, out, progress=progress)
    for words in report.notes:
        say(f"    note: {words}")


def _make_page(video: Path, result: Path, out: Path) -> None:
    from vidresults.load import load
    from vidresults.report import report

    _step("the page to look at", f"vidresults report {result} {video} --out {out}")
    for words in report(load(result), video, out).notes:
        say(f"    note: {words}")
    say(f"Open {out} in a browser; the annotated video is beside it")


def _copied(path: Path, folder: Path) -> Path:
    target = folder / path.name
    if target.exists() and target.read_bytes() != path.read_bytes():
        raise OutputError(f"{target} is there and is not the sample: choose another folder")
    with atomic.new_file(target) as file:
        shutil.copyfile(path, file)
    return target


def _step(what: str, line: str) -> None:
    say(f"{what}:\n    $ {line}")
