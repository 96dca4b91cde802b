"""The checks of a validation: each looks at the batches that concern it and makes its rows."""

from vidresults.analytics.checks.boxes import Boxes
from vidresults.analytics.checks.check import Check, Found, counted
from vidresults.analytics.checks.defects import Defects, refusal
from vidresults.analytics.checks.identity import DetectionIds, Names
from vidresults.analytics.checks.pictures import Pictures, Sizes
from vidresults.analytics.checks.places import OnSampledFrames
from vidresults.analytics.checks.samples import Samples, sample_checks
from vidresults.analytics.checks.shapes import Embeddings, Masks, Outlines
from vidresults.analytics.checks.values import Confidences, Finite
from vidresults.analytics.checks.video import Video, video_checks

__all__ = [
    "Boxes",
    "Check",
    "Confidences",
    "Defects",
    "DetectionIds",
    "Embeddings",
    "Finite",
    "Found",
    "Masks",
    "Names",
    "OnSampledFrames",
    "Outlines",
    "Pictures",
    "Samples",
    "Sizes",
    "Video",
    "counted",
    "refusal",
    "sample_checks",
    "video_checks",
]
