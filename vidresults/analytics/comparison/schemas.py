"""The tables in which two models are compared."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from vidresults.schema.fields import field

_WHO = [
    field("source_id", pa.string(), "result of model A"),
    field("model_a", pa.string(), "model A"),
    field("other_source_id", pa.string(), "result of model B; the same where it holds both"),
    field("model_b", pa.string(), "model B"),
]
_NO_PAIR = "no such pair"

BY_CLASS: Final = pa.schema(
    [
        *_WHO,
        field("class_name", pa.string(), "the class", null="all classes together"),
        field("boxes_a", pa.int64(), "boxes of A on the frames that both inferred"),
        field("boxes_b", pa.int64(), "those of B"),
        field("both", pa.int64(), "pairs: same place, same class"),
        field("only_a", pa.int64(), "boxes of A without a partner"),
        field("only_b", pa.int64(), "boxes of B without a partner"),
        field("a_other_class", pa.int64(), "pairs of which A says this class and B another"),
        field("b_other_class", pa.int64(), "pairs of which B says this class and A another"),
        field("agreement", pa.float64(), "both, of all objects that either saw as this class",
              null="there is none"),
        field("mean_iou", pa.float64(), "mean overlap of the pairs in both", null=_NO_PAIR),
        field("mean_confidence_difference", pa.float64(),
              "mean confidence of A less that of B over these pairs",
              null="no such pair with both confidences"),
        field("frames", pa.int64(), "frames that both inferred"),
        field("frames_a_alone", pa.int64(), "frames that A alone inferred: not compared"),
        field("frames_b_alone", pa.int64(), "frames that B alone inferred: not compared"),
    ]
)  # fmt: skip

BY_FRAME: Final = pa.schema(
    [
        *_WHO,
        field("frame_index", pa.int64(), "a frame that one of them inferred"),
        field("time_seconds", pa.float64(), "its time", unit="s", null="unknown"),
        field("clock", pa.string(), "whose time: video or sent", null="no time is known"),
        field("boxes_a", pa.int64(), "boxes of A", null="A was not inferred"),
        field("boxes_b", pa.int64(), "boxes of B", null="B was not inferred"),
        *(
            field(name, pa.int64(), meaning, null="one of them was not inferred")
            for name, meaning in (
                ("both", "pairs: same place, same class"),
                ("only_a", "boxes of A without a partner"),
                ("only_b", "boxes of B without a partner"),
                ("other_class", "pairs of different classes"),
            )
        ),
        field("mean_iou", pa.float64(), "mean overlap of the pairs in both", null=_NO_PAIR),
    ]
)

MOMENTS: Final = pa.schema(
    [
        *_WHO,
        field("kind", pa.string(), "only_a, only_b, or other_class: the same box, other classes"),
        field("rank", pa.int64(), "1 for that with most boxes, of its kind"),
        field("start_frame", pa.int64(), "first frame"),
        field("end_frame", pa.int64(), "last frame"),
        field("start_seconds", pa.float64(), "time of the first", unit="s", null="unknown"),
        field("end_seconds", pa.float64(), "time of the last", unit="s", null="unknown"),
        field("clock", pa.string(), "whose time: video or sent", null="no time is known"),
        field("frames", pa.int64(), "compared frames in it, each with such a box"),
        field("boxes", pa.int64(), "such boxes, or pairs, on all of them"),
        field("peak_frame", pa.int64(), "the first frame with most of them"),
        field("peak_boxes", pa.int64(), "how many are on it"),
        field("classes", pa.list_(pa.string()), "their classes; of pairs as A -> B"),
    ]
)  # fmt: skip

BY: Final[dict[str, pa.Schema]] = {"class": BY_CLASS, "frames": BY_FRAME, "moments": MOMENTS}
