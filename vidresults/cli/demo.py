"""`vidresults demo`."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from vidresults import atomic
from vidresults.cli.app import say
from vidresults.cli.progress import bar
from vidresults.errors import OutputError

_FORMATS = (("parquet", "parquet"), ("csv", "detections.csv"), ("coco", "coco"))


@click.command()
@click.option("--out", required=True, metavar="DIR", help="Folder to make.")
def command(*, out: str) -> None:
    """The whole main job on the sample clip: tables, Parquet, CSV, COCO, an annotated video.

    Needs no network and no key, and works from any folder.
    """
    from vidresults.export import export
    from vidresults.load import load
    from vidresults.render import render
    from vidresults.sample import sample_result, sample_video

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    result, video = (_copied(path, folder) for path in (sample_result(), sample_video()))
    _step("a result file and its video", f"vidresults info {result}")
    results = load(result, video=video)
    say(f"    {results!r}")
    for format_name, name in _FORMATS:
        command_line = f"convert {result} --video {video} --to {format_name} --out {folder / name}"
        _step(format_name, f"vidresults {command_line}")
        for line in export(results, folder / name, format=format_name).words():
            say(f"    note: {line}")
    annotated = folder / "annotated.mp4"
    _step("the annotated video", f"vidresults render {result} {video} --out {annotated}")
    with bar("frames") as progress:
        report = render(results, video, annotated, progress=progress)
    for line in report.notes:
        say(f"    note: {line}")
    say(f"Look at {annotated}")


def _copied(path: Path, folder: Path) -> Path:
    target = folder / path.name
    if target.exists() and target.read_bytes() != path.read_bytes():
        raise OutputError(f"{target} is there and is not the sample: choose another folder")
    with atomic.new_file(target) as file:
        shutil.copyfile(path, file)
    return target


def _step(what: str, command_line: str) -> None:
    say(f"{what}:\n    $ {command_line}")
