"""When something happens on the way from one sighting to the next."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidresults.analytics.anchors import Anchors


def moment(
    anchors: Anchors, first: int, second: int, share: float = 0.0
) -> tuple[float, float | None]:
    """Frame and time in seconds that lie evenly between those of two boxes; no time is None.

    Args:
        anchors: The boxes.
        first: Position of the box where the way begins.
        second: That of the box where it ends; the same one for the moment of its own sample.
        share: How much of the way is done, from 0 to 1.
    """
    since, until = int(anchors.sample[first]), int(anchors.sample[second])
    start, stop = int(anchors.frames[since]), int(anchors.frames[until])
    begin, end = float(anchors.seconds[since]), float(anchors.seconds[until])
    seconds = begin + share * (end - begin)
    return start + share * (stop - start), None if math.isnan(seconds) else seconds
