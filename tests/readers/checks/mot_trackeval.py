"""TrackEval: tracks against themselves with the frame numbers 1, 7, 13 and so on; every score 1.

It scores class 1 alone and takes results of no other. Of what it reads, frames, boxes, ids and
classes are compared with the truth.
"""

import shutil
from pathlib import Path

import facts
import numpy as np
import trackeval

export, one_class = facts.asked()
results = Path("results")
for video in export.videos:
    (results / "ours" / "data").mkdir(parents=True, exist_ok=True)
    shutil.copy(one_class.path / video["stem"] / "gt" / "gt.txt",
                results / "ours" / "data" / f"{video['stem']}.txt")  # fmt: skip
settings = {
    "GT_FOLDER": str(export.path), "TRACKERS_FOLDER": str(results), "SKIP_SPLIT_FOL": True,
    "SEQMAP_FILE": str(export.path / "seqmap.txt"), "PRINT_CONFIG": False,
}  # fmt: skip
dataset = trackeval.datasets.MotChallenge2DBox(settings)
metrics = [trackeval.metrics.HOTA(), trackeval.metrics.CLEAR(), trackeval.metrics.Identity()]
quiet = {"PRINT_RESULTS": False, "PRINT_CONFIG": False, "TIME_PROGRESS": False,
         "OUTPUT_SUMMARY": False, "OUTPUT_DETAILED": False, "PLOT_CURVES": False,
         "OUTPUT_EMPTY_CLASSES": False, "BREAK_ON_ERROR": True, "RETURN_ON_ERROR": False,
         "LOG_ON_ERROR": None}  # fmt: skip
scores, _ = trackeval.Evaluator(quiet).evaluate([dataset], metrics)
of_all = scores["MotChallenge2DBox"]["ours"]["COMBINED_SEQ"]["pedestrian"]
found = [
    float(np.mean(of_all["HOTA"]["HOTA"])),
    of_all["CLEAR"]["MOTA"],
    of_all["Identity"]["IDF1"],
]
facts.same(found, [1.0, 1.0, 1.0], "HOTA, MOTA, IDF1", within=1e-9)

for video in export.videos:
    raw = dataset.get_raw_seq_data("ours", video["stem"])
    facts.same(raw["num_timesteps"], video["frames"][-1]["number"] + 1, "frames")
    by_number = {frame["number"]: frame["things"] or () for frame in video["frames"]}
    for number in range(raw["num_timesteps"]):
        things = by_number.get(number, ())
        what = f"{video['stem']}, frame {number}"
        facts.same(raw["gt_ids"][number].tolist(), [t["track"] for t in things], what)
        facts.same(raw["gt_classes"][number].tolist(),
                   [export.names.index(t["name"]) + 1 for t in things], what)  # fmt: skip
        boxes = [[t["box"][0] + 1, t["box"][1] + 1, *t["box"][2:]] for t in things]
        facts.same(raw["gt_dets"][number].tolist(), boxes, what, within=1e-9)
