"""Draw every result onto its video: OUT/<source_id>.mp4."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vidresults.batch.tasks import Given, Made
from vidresults.batch.tasks.naming import delivered, file_name
from vidresults.batch.tasks.reading import in_memory, read, selected
from vidresults.batch.tasks.settling import style_from, zones_from
from vidresults.errors import SelectionError


def check(settings: Mapping[str, Any]) -> None:
    """Refuse what would fail for every input; see `vidresults.batch.tasks.Task`."""
    from vidresults.render.outputs import KINDS, refuse_misfits
    from vidresults.video import check_encoder

    kind = settings.get("kind", ".mp4")
    if kind not in KINDS:
        raise SelectionError(f"there is no kind {kind!r}; there are {', '.join(KINDS)}")

    drawing = (settings.get("drawing") or {}).items()
    given = {name: value for name, value in drawing if value not in (None, ())}
    refuse_misfits(KINDS[kind], {name: name for name in given})
    if kind == ".mp4":
        check_encoder(given.get("codec", "h264"), given.get("crf"), given.get("preset"))


def make(given: Given, folder: Path, settings: Mapping[str, Any]) -> Made:
    """Render the results of one input; see `vidresults.batch.tasks.Task`.

    Settings are `kind` (".mp4" unless given), `style` (a TOML file, or its fields), `drawing` (the
    arguments of `render`), `track`, `select`, and how the input is read. What is not drawn is
    covered all the same.
    """
    from vidresults.render import render

    drawing = drawing_of(settings)
    ids, frames, notes = [], 0, tuple[str, ...]()
    for result in read(given, {**settings, "select": None}, joined=False):
        whole = in_memory(result, given)
        source_id = whole.facts.source_ids[0]
        out = folder / file_name(source_id, settings.get("kind", ".mp4"))
        part = selected(whole, settings)
        made = render(part, given.needed_video, out, covered=whole, **drawing)
        ids.append(source_id)
        frames += made.frames
        notes += made.notes
    return Made(
        source_ids=tuple(ids), root=folder, outputs=delivered(folder), notes=notes,
        counts={"frames": frames},
    )  # fmt: skip


def drawing_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of `render` out of settings."""
    drawing = dict(settings.get("drawing") or {})
    zones = zones_from(drawing.get("zones"))
    return {**drawing, "zones": zones, "style": style_from(settings.get("style"))}
