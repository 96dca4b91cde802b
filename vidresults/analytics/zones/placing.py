"""From the pixels of zones to those of the video."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidresults.errors import MatchError
from vidresults.matching import scale_to_video

if TYPE_CHECKING:
    from vidresults.analytics.zones.zone import Zones
    from vidresults.results import Source


def zones_to_video(zones: Zones, source: Source, size: tuple[int, int]) -> tuple[float, float]:
    """Factors from the pixels of zones to those of the video.

    Raises:
        MatchError: The zones are of a picture of another aspect ratio, or the results of pictures
            of several sizes and the zones do not say which one they are of.
    """
    if zones.size is not None:
        return zones.scale_to(size)
    source_id = source.facts.source_ids[0]
    if len(source.facts.sizes.get(source_id, ())) > 1:
        raise MatchError(
            "the results are of pictures of several sizes: the zones need the size of theirs, "
            "size = [width, height]"
        )
    return scale_to_video(source.facts.frame_size(source_id), size)
