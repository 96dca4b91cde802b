"""Draw every result onto its video: OUT/<source_id>.mp4."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vidresults.batch.tasks import Given, Made
from vidresults.batch.tasks.naming import delivered, file_name
from vidresults.batch.tasks.reading import read
from vidresults.batch.tasks.videos import video_of
from vidresults.errors import SelectionError

_KINDS = (".mp4", ".gif", ".webp")


def check(settings: Mapping[str, Any]) -> None:
    """Refuse what would fail for every input; see `vidresults.batch.tasks.Task`."""
    kind = settings.get("kind", ".mp4")
    if kind not in _KINDS:
        raise SelectionError(f"there is no kind {kind!r}; there are {', '.join(_KINDS)}")
    if settings.get("style") is not None:
        from vidresults.render import Style

        Style.from_toml(settings["style"])


def make(given: Given, folder: Path, settings: Mapping[str, Any]) -> Made:
    """Render the results of one input; see `vidresults.batch.tasks.Task`.

    Settings are `kind` (".mp4" unless given), `style` (a TOML file), the arguments of `render`,
    `select`, and how the input is read. What is not drawn is covered all the same.
    """
    from vidresults.render import Style, render

    drawing = dict(settings.get("drawing") or {})
    style = settings.get("style")
    video, notes = video_of(given)
    ids, frames = [], 0
    for result in read(given, {**settings, "select": None}):
        whole = result.load()
        wanted = settings.get("select") or {}
        source_id = whole.facts.source_ids[0]
        made = render(
            whole.select(**wanted) if wanted else whole,
            video,
            folder / file_name(source_id, settings.get("kind", ".mp4")),
            covered=whole,
            style=None if style is None else Style.from_toml(style),
            **drawing,
        )
        ids.append(source_id)
        frames += made.frames
        notes += made.notes
    return Made(
        source_ids=tuple(ids), root=folder, outputs=delivered(folder), notes=tuple(notes),
        counts={"frames": frames},
    )  # fmt: skip
