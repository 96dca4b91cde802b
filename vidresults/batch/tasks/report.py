"""One page for every result and its video: OUT/<source_id>.html."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vidresults.batch.tasks import Given, Made
from vidresults.batch.tasks.naming import delivered, file_name
from vidresults.batch.tasks.reading import read
from vidresults.batch.tasks.videos import video_of


def check(settings: Mapping[str, Any]) -> None:
    """Refuse what would fail for every input; see `vidresults.batch.tasks.Task`."""
    zones = (settings.get("page") or {}).get("zones")
    if zones is not None:
        from vidresults.analytics import read_zones

        read_zones(zones)


def make(given: Given, folder: Path, settings: Mapping[str, Any]) -> Made:
    """Make the pages of one input; see `vidresults.batch.tasks.Task`.

    Settings are `page` (`zones`, a file, `embed_megabytes` and `transcode`, as of `report`),
    `select`, and how the input is read. A video that is too large to be put into a page is written
    beside it as a copy, since a link would lead to where this machine sees it.
    """
    from vidresults.report import report

    video, notes = video_of(given)
    page, ids, boxes = dict(settings.get("page") or {}), [], 0
    limit = page.get("embed_megabytes", 20)
    if video.stat().st_size > limit * 1e6:
        page["transcode"] = True
    for result in read(given, settings):
        whole = result.load()
        source_id = whole.facts.source_ids[0]
        title = page.get("title") or Path(given.video_uri or video).name
        made = report(
            whole, video, folder / file_name(source_id, ".html"), **{**page, "title": title}
        )
        ids.append(source_id)
        boxes += made.boxes
        notes += made.notes
    return Made(
        source_ids=tuple(ids), root=folder, outputs=delivered(folder), notes=notes,
        counts={"boxes": boxes},
    )  # fmt: skip
