"""Video frames and samples: the rates behind the numbers, and what is shown between samples."""

from vidresults.matching.pairs import LARGEST_CHANGE, REACH, pair_boxes
from vidresults.matching.pictures import PALETTE, colour_key, scale_to_video
from vidresults.matching.rates import sampling_rate, source_rate
from vidresults.matching.samples import (
    BETWEEN,
    HOLD_INTERVALS,
    Between,
    longest_hold,
    sample_interval,
    samples_at,
    shown_samples,
)
from vidresults.matching.skeleton import COCO_SKELETON, Skeleton, coco_name, usual_skeleton

__all__ = [
    "BETWEEN",
    "COCO_SKELETON",
    "HOLD_INTERVALS",
    "LARGEST_CHANGE",
    "PALETTE",
    "REACH",
    "Between",
    "Skeleton",
    "coco_name",
    "colour_key",
    "longest_hold",
    "pair_boxes",
    "sample_interval",
    "samples_at",
    "sampling_rate",
    "scale_to_video",
    "shown_samples",
    "source_rate",
    "usual_skeleton",
]
