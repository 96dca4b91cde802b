"""What the page takes for granted, and what it cannot show, in words with numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from vidresults.report.names import Names
    from vidresults.report.samples import Samples
    from vidresults.report.videos import PageVideo
    from vidresults.results import Source

_NOT_SHOWN: Final = {
    "embeddings": "vectors",
    "opaque": "elements of unknown kinds",
}


def assumed_of(
    source: Source, names: Names, samples: Samples, video: PageVideo, refused: int
) -> Iterator[str]:
    """Each thing that was assumed or is missing, in a sentence of its own.

    Args:
        source: The results.
        names: The numbers of tracks.
        samples: The samples of all models.
        video: The video as the page has it.
        refused: How many labelled pictures cannot be shown.
    """
    facts = source.facts
    yield from _times(samples, video)
    yield from _sizes(source, samples, video)
    if facts.document_of[facts.source_ids[0]]["infer_fps_numerator"] is None:
        yield "the rate of samples that was asked for is not told: the frame numbers are gone by"
    boxes = facts.rows["detections"]
    untracked = boxes - facts.values["detections.tracker_id"]
    if untracked:
        yield (
            f"{untracked} of {boxes} boxes have no tracker id: events follow them by class, "
            "overlap and distance"
        )
    if names.renumbered:
        yield f"{names.renumbered} tracker ids are too large for the page: it has its own numbers"
    unsure = boxes - facts.values["detections.confidence"]
    if unsure:
        yield f"{unsure} of {boxes} boxes have no confidence: no limit leaves them out"
    yield from _pictures(facts.rows["semantic_masks"], refused, source)
    for table, what in _NOT_SHOWN.items():
        if facts.rows[table]:
            yield f"{facts.rows[table]} {what} are not shown"
    if facts.rows["defects"]:
        yield f"{facts.rows['defects']} defects were left out when the result was read"


def _pictures(count: int, refused: int, source: Source) -> Iterator[str]:
    """What is left out of labelled pictures."""
    if refused:
        yield (
            f"{refused} of {count} labelled pictures are not shown: they are no PNG of 8 bit grey "
            "in the video's aspect ratio"
        )
    measured = source.facts.values["semantic_masks.confidence_png"] if count else 0
    if measured:
        yield f"the confidences of the pixels of {measured} labelled pictures are not shown"


def _times(samples: Samples, video: PageVideo) -> Iterator[str]:
    times = video.seconds
    outside = (samples.frame < 0) | (samples.frame >= len(times))
    if outside.any():
        yield (
            f"{len(set(samples.frame[outside].tolist()))} sampled frames are not in the video, "
            f"which has {len(times)}: they are not shown"
        )
    shown = times[samples.frame[~outside]]
    # Results count from the first frame, files need not begin at 0.
    apart = np.abs(samples.seconds[~outside] - (shown - times[0]))
    apart = apart[~np.isnan(apart)]
    usual = np.median(np.diff(times)) if len(times) > 1 else 0.0
    if len(apart) and apart.max() > usual / 2:
        yield (
            "times are those of the video file, from which those in the result differ by up to "
            f"{apart.max():.2f} s"
        )


def _sizes(source: Source, samples: Samples, video: PageVideo) -> Iterator[str]:
    facts = source.facts
    name = facts.source_ids[0]
    width, height = video.size
    told = facts.frame_size(name)
    if samples.unsized:
        taken = "x".join(map(str, told or video.size))
        yield (
            f"{samples.unsized} of {len(samples.frame)} samples do not tell the size of their "
            f"pictures: it is taken to be {taken}"
        )
    others = sorted(facts.sizes.get(name, frozenset()) - {(width, height)})
    if others:
        listed = ", ".join(f"{x}x{y}" for x, y in others)
        yield f"results of {listed} pictures are scaled to the video's {width}x{height}"
