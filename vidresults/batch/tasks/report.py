"""One page for every result and its video: OUT/<source_id>.html."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vidresults.batch.places import At
from vidresults.batch.tasks import Given, Made
from vidresults.batch.tasks.naming import delivered, file_name
from vidresults.batch.tasks.reading import in_memory, read
from vidresults.batch.tasks.settling import zones_from
from vidresults.errors import OutputError, SelectionError


def check(settings: Mapping[str, Any]) -> None:
    """Refuse what would fail for every input; see `vidresults.batch.tasks.Task`."""
    page = settings.get("page") or {}
    limit = page.get("embed_megabytes")
    if limit is not None and not limit >= 0:
        raise SelectionError(f"embed_megabytes: found {limit}, expected a number from 0 on")
    if page.get("link") and page.get("transcode"):
        raise SelectionError("a page either links to the video or has a copy (transcode)")


def make(given: Given, folder: Path, settings: Mapping[str, Any]) -> Made:
    """Make the pages of one input; see `vidresults.batch.tasks.Task`.

    Settings are `page` (`zones`, `embed_megabytes` and `transcode`, as of `report`, and `link`),
    `track`, `select`, and how the input is read. A video that is too large to be put into a page
    is written beside it as a copy; with `link` the page leads to where the video lies.
    """
    from vidresults.report import report
    from vidresults.report.videos import EMBED_MEGABYTES

    page, video = dict(settings.get("page") or {}), given.needed_video
    page["zones"] = zones_from(page.get("zones"))
    limit = page.get("embed_megabytes")
    small = video.stat().st_size <= (EMBED_MEGABYTES if limit is None else limit) * 1e6
    linked = page.pop("link", False) and not small
    if linked and not (At(given.output_uri).is_local and At(str(given.video_uri)).is_local):
        raise OutputError(
            f"a page in {given.output_uri} cannot link to {given.video_uri}: one of them is not on "
            "this machine; without --link (link) a copy lies beside the page"
        )
    page["transcode"] = page.get("transcode", False) or not (small or linked)
    title = Path(given.video_uri or video).name
    ids, boxes, notes = [], 0, tuple[str, ...]()
    for result in read(given, settings, joined=False):
        whole = in_memory(result, given)
        source_id = whole.facts.source_ids[0]
        name = file_name(source_id, ".html")
        place = At(given.output_uri).path / name if linked else None
        made = report(whole, video, folder / name, title=title, place=place, **page)
        ids.append(source_id)
        boxes += made.boxes
        notes += made.notes
    return Made(
        source_ids=tuple(ids), root=folder, outputs=delivered(folder), notes=notes,
        counts={"boxes": boxes},
    )  # fmt: skip
