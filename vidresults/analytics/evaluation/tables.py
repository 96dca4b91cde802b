"""The three tables of an evaluation."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from vidresults.schema.fields import field

_TEXT, _REAL, _LONG = pa.string(), pa.float64(), pa.int64()
_OF = (
    field("source_id", _TEXT, "which result", null="all sources together"),
    field("model", _TEXT, "the model that is evaluated"),
    field("iou", _TEXT, "what is compared: box, mask or keypoints"),
)

EVALUATION: Final = pa.schema(
    [
        *_OF,
        field("class_name", _TEXT, "the class", null="all classes together"),
        field("measure", _TEXT, "name of the measure"),
        field("value", _REAL, "its value; rates are fractions", null="not defined here"),
        field("aligned_by", _TEXT, "how samples found their truth: the video's time, the time as "
              "sent, or the frame number: video, sent, frame"),
    ]
)  # fmt: skip

PRECISION_RECALL: Final = pa.schema(
    [
        *_OF,
        field("class_name", _TEXT, "the class"),
        field("threshold", _REAL, "from which overlap (IoU, OKS) on a detection is right"),
        field("recall", _REAL, "share of the truth that is found: 0, 0.01, ..., 1"),
        field("precision", _REAL, "highest share of right detections at this recall or a higher "
              "one; 0 where it is not reached"),
        field("confidence", _REAL, "from which confidence on it is reached", null="not reached"),
    ]
)  # fmt: skip

CONFUSION: Final = pa.schema(
    [
        *_OF,
        field("true_class", _TEXT, "class of the truth", null="nothing is there"),
        field("found_class", _TEXT, "class of the detection", null="nothing was found"),
        field("count", _LONG, "how many"),
        field("threshold", _REAL, "from which overlap on a detection and a truth are one"),
        field("min_confidence", _REAL, "detections under it are left out"),
    ]
)
