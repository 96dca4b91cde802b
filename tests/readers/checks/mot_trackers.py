"""trackers: its evaluation of tracks against themselves; it scores class 1 alone."""

import facts
from trackers.eval import evaluate_mot_sequence

export, one_class = facts.asked()
truth, results = (
    one.path / export.videos[0]["stem"] / "gt" / "gt.txt" for one in (export, one_class)
)
scores = evaluate_mot_sequence(truth, results, metrics=["CLEAR", "HOTA", "Identity"])
found = [scores.HOTA.HOTA, scores.CLEAR.MOTA, scores.Identity.IDF1]
facts.same([float(score) for score in found], [1.0, 1.0, 1.0], "HOTA, MOTA, IDF1", within=1e-9)
facts.same(scores.CLEAR.CLR_Frames, export.videos[0]["frames"][-1]["number"] + 1, "frames")
