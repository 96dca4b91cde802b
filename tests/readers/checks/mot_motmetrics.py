"""motmetrics: boxes from 0 as it reads them, and MOTA and IDF1 of our file against itself."""

import facts
import motmetrics
import numpy as np

# its release is older than numpy 2, which has it no more
np.asfarray = lambda values: np.asarray(values, np.float64)  # noqa: NPY201

(export,) = facts.asked()
for video in export.videos:
    path = str(export.path / video["stem"] / "gt" / "gt.txt")
    table = motmetrics.io.loadtxt(path, fmt="mot15-2D", min_confidence=-1)
    found = {
        (int(frame), int(track)): [float(row[name]) for name in ("X", "Y", "Width", "Height")]
        for (frame, track), row in table.iterrows()
    }
    expected = {
        (frame["number"] + 1, thing["track"]): thing["box"]
        for frame in video["frames"]
        for thing in frame["things"] or ()
    }
    facts.same(found, expected, video["stem"], within=1e-9)
    # a box without area overlaps nothing, itself neither
    table = table[table["Width"] > 0]
    against = motmetrics.utils.compare_to_groundtruth(table, table, "iou", distth=0.5)
    scores = motmetrics.metrics.create().compute(against, metrics=["mota", "idf1"], name="it")
    facts.same(scores.loc["it"].tolist(), [1.0, 1.0], "MOTA, IDF1", within=1e-9)
