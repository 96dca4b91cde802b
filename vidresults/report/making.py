"""From results and a video to the text of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vidresults.analytics.zones import zones_to_video
from vidresults.report.areas import areas_of
from vidresults.report.assumed import assumed_of
from vidresults.report.facts import facts_of
from vidresults.report.happenings import happenings_of
from vidresults.report.names import Names
from vidresults.report.page import page_of
from vidresults.report.payload import payload_of
from vidresults.report.samples import samples_of
from vidresults.report.stills import strip_of

if TYPE_CHECKING:
    from vidresults.analytics import Zones
    from vidresults.report.strip import Strip
    from vidresults.report.videos import PageVideo
    from vidresults.results import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page.

    Attributes:
        html: Its text.
        boxes: How many boxes it shows.
        notes: What was assumed, and what it cannot show.
        strip: Sampled frames, for where scripts are off.
    """

    html: str
    boxes: int
    notes: tuple[str, ...]
    strip: Strip


def refuse_misfits(results: Source, size: tuple[int, int], zones: Zones | None) -> None:
    """Refuse what cannot become a page, before time is spent on the video.

    Raises:
        SelectionError: The results hold several videos, or too many models.
        MatchError: The results, or the zones, are of pictures of another aspect ratio.
    """
    samples_of(results, Names(results.facts), size)
    if zones is not None:
        zones_to_video(zones, results, size)


def page_for(results: Source, video: PageVideo, zones: Zones | None, *, title: str | None) -> Page:
    """Make the page.

    Args:
        results: Results of one video.
        video: The video as the page has it.
        zones: Zones and lines, if there are any.
        title: The page's title; None takes the video's name.

    Raises:
        SelectionError: As in `refuse_misfits`, or the results have too many classes.
        MatchError: As in `refuse_misfits`.
    """
    names = Names(results.facts)
    samples = samples_of(results, names, video.size)
    payload = payload_of(results, names, samples, video.seconds, video.size)
    events, left_out = happenings_of(results, zones, names, video.seconds)
    notes = [*assumed_of(results, names, samples, video, payload.refused), *left_out]
    scale = (1.0, 1.0)
    if zones is not None:
        scale = zones_to_video(zones, results, video.size)
        own = zones.size or results.facts.frame_size(results.facts.source_ids[0])
        notes += zones.outside(own or video.size)
    facts = facts_of(
        results,
        names,
        video,
        title or video.name,
        zones=areas_of(zones, scale),
        events=events,
        assumed=notes,
    )
    strip = strip_of(payload, names, video.path, video.size, title=facts["title"])
    page = page_of(facts, payload.packed(), video.content, without_scripts=strip.drawn())
    return Page(html=page, boxes=payload.boxes, notes=tuple(notes), strip=strip)
