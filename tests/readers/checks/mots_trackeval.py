"""TrackEval: masks, classes and tracks as it reads them, and tracks against themselves.

It scores class 2 alone.
"""

import shutil
from pathlib import Path

import facts
import numpy as np
import trackeval
from pycocotools import mask as coco_mask

(export,) = facts.asked()
data = Path("mots", "ours", "data")
data.mkdir(parents=True)
for video in export.videos:
    shutil.copy(export.path / video["stem"] / "gt" / "gt.txt", data / f"{video['stem']}.txt")
settings = {"GT_FOLDER": str(export.path), "TRACKERS_FOLDER": "mots", "SKIP_SPLIT_FOL": True,
            "SEQMAP_FILE": str(export.path / "seqmap.txt"), "PRINT_CONFIG": False}  # fmt: skip
dataset = trackeval.datasets.MOTSChallenge(settings)
quiet = {"PRINT_RESULTS": False, "PRINT_CONFIG": False, "TIME_PROGRESS": False,
         "OUTPUT_SUMMARY": False, "OUTPUT_DETAILED": False, "PLOT_CURVES": False,
         "BREAK_ON_ERROR": True, "RETURN_ON_ERROR": False, "LOG_ON_ERROR": None}  # fmt: skip
metrics = [trackeval.metrics.HOTA(), trackeval.metrics.CLEAR(), trackeval.metrics.Identity()]
scores, _ = trackeval.Evaluator(quiet).evaluate([dataset], metrics)
one = scores["MOTSChallenge"]["ours"]["COMBINED_SEQ"]["pedestrian"]
found = [float(np.mean(one["HOTA"]["HOTA"])), one["CLEAR"]["MOTA"], one["Identity"]["IDF1"]]
facts.same(found, [1.0, 1.0, 1.0], "HOTA, MOTA, IDF1", within=1e-9)


def check_frame(raw, number, things, what):
    facts.same(len(raw["gt_ids"][number]), len(things), what)
    found = zip(raw["gt_ids"][number], raw["gt_classes"][number], raw["gt_dets"][number],
                strict=True)  # fmt: skip
    for (track, label, rle), thing in zip(found, things, strict=True):
        number_of_class = export.names.index(thing["name"]) + 1
        facts.same([int(track), int(label)],
                   [1000 * number_of_class + thing["track"], number_of_class], what)  # fmt: skip
        if thing["mask"] is not None:
            pixels = np.array([list(map(int, row)) for row in thing["mask"]])
            assert np.array_equal(coco_mask.decode(rle), pixels), f"{what}: {thing['name']}"


for video in export.videos:
    raw = dataset.get_raw_seq_data("ours", video["stem"])
    facts.same(raw["num_timesteps"], video["frames"][-1]["number"] + 1, "frames")
    by_number = {frame["number"]: frame["things"] or () for frame in video["frames"]}
    for number in range(raw["num_timesteps"]):
        things = [t for t in by_number.get(number, ()) if t["mask"] is not None or t["ring"]]
        check_frame(raw, number, things, f"{video['stem']}, frame {number}")
