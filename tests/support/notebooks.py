"""Notebooks of numbered frames, to run and with their outputs; and reading a frame's number."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any, Final

import nbformat
from PIL import Image

import vidresults as vr
from tests.support.clips import B_FRAMES, BITS, Clip, x264
from tests.support.page_frames import numbered_document

COUNT: Final = 120
STRIP: Final = (10, 30, 50, 70, 90, 110)
"""The frames in the middle of six equal parts."""

_LOAD = """\
import vidresults as vr
results = vr.load("numbers.json", video={video!r})
results"""
_SHOW = "results.show(height=480)"
_BRIGHT = 127


def notebooks(folder: Path) -> None:
    """Make a video whose frames tell their numbers, results of it, and two notebooks.

    look.ipynb is to be run; kept.ipynb has outputs of which no server knows.
    """
    video = Clip(words=x264(*B_FRAMES), count=COUNT).make(folder)
    file = folder / "numbers.json"
    file.write_text(json.dumps(numbered_document(COUNT)))
    sources = (_LOAD.format(video=video.name), _SHOW)
    _write(folder / "look.ipynb", [nbformat.v4.new_code_cell(source) for source in sources])
    results = vr.load(file, video=video)
    shown = (results, results.show(height=480))
    cells = [_with_output(*pair) for pair in zip(sources, shown, strict=True)]
    _write(folder / "kept.ipynb", cells)


def outputs_of(notebook: Path) -> list[str]:
    """The HTML of a notebook's outputs."""
    cells = nbformat.read(notebook, as_version=4).cells
    return [output.data["text/html"] for cell in cells for output in cell.outputs]


def number_on(screenshot: bytes) -> int:
    """The number that a picture of the video shows, whatever its size."""
    with Image.open(io.BytesIO(screenshot)) as opened:
        picture = opened.convert("L")
    width, height = picture.size
    lit = [
        picture.getpixel((int((bit + 0.5) * width / BITS), height // 8)) > _BRIGHT
        for bit in range(BITS)
    ]
    return sum(on << bit for bit, on in enumerate(lit))


def _with_output(source: str, shown: Any) -> Any:
    data = {"text/html": shown._repr_html_(), "text/plain": repr(shown)}
    output = nbformat.v4.new_output("execute_result", data=data, execution_count=1)
    return nbformat.v4.new_code_cell(source, outputs=[output], execution_count=1)


def _write(path: Path, cells: list[Any]) -> None:
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, path)
