"""The moments of a video at which there is most to be seen."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from vidresults.errors import SelectionError
from vidresults.render.colours import opacity_of
from vidresults.render.stretches import asked_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vidresults.render.scene import Sight
    from vidresults.render.stage import Stage

APART_SECONDS = 1.0
"""Two moments are at least so far apart, for nearer ones look alike."""


def busiest(stage: Stage, most: int) -> list[float]:
    """The times of the moments of most objects, the busiest first, of equal ones the earlier.

    A moment is the first frame of a stretch on which the number of objects stays the same; it is
    not within a second of a busier one. There may be fewer than were asked for.

    Args:
        stage: The video, of which only the part that is read is looked at.
        most: How many moments.

    Returns:
        Times in seconds from the first frame of the video.

    Raises:
        SelectionError: There are no objects in the part.
    """
    times = stage.times
    first, end = asked_for(stage.reader, times)
    counted = ((index, _count(stage.scene.at(index))) for index in range(first, end))
    stretches = itertools.groupby(counted, key=lambda pair: pair[1])
    starts = [(count, next(group)[0]) for count, group in stretches if count]
    if not starts:
        raise SelectionError(
            "there are no objects in the results for the part that was asked for: give the times "
            "of the stills"
        )
    chosen: list[float] = []
    for _, index in sorted(starts, key=lambda start: (-start[0], start[1])):
        time = float((int(times.pts[index]) - int(times.pts[0])) * times.time_base)
        if all(abs(time - other) >= APART_SECONDS for other in chosen):
            chosen.append(time)
            if len(chosen) == most:
                break
    return chosen


def _count(sights: Iterable[Sight]) -> int:
    """Boxes and faces; what is on its way in or out does not count."""
    return sum(
        opacity_of(row) == 1
        for sight in sights
        for table in ("detections", "gazes")
        for row in sight.rows.get(table, ())
    )
