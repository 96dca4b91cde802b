"""TrackEval: tracks of masks against themselves; HOTA, MOTA and IDF1 are 1.

Its evaluation takes objects that have a mask.
"""

import json
import shutil
from pathlib import Path

import facts
import numpy as np
import trackeval
from pycocotools import mask as coco_mask

(export,) = facts.asked()
source = export.path / "instances.json"
Path("gt/youtube_vis_train").mkdir(parents=True)
shutil.copy(source, "gt/youtube_vis_train/instances.json")
results = []
for one in json.loads(source.read_text(encoding="utf-8"))["annotations"]:
    masks = [m and coco_mask.frPyObjects(m, *m["size"]) for m in one["segmentations"]]
    masks = [m and {**m, "counts": m["counts"].decode()} for m in masks]
    results.append({"video_id": one["video_id"], "category_id": one["category_id"],
                    "score": 1.0, "segmentations": masks})  # fmt: skip
data = Path("found/youtube_vis_train/ours/data")
data.mkdir(parents=True)
(data / "results.json").write_text(json.dumps(results))

settings = {"GT_FOLDER": "gt/", "TRACKERS_FOLDER": "found/", "SPLIT_TO_EVAL": "train",
            "PRINT_CONFIG": False}  # fmt: skip
dataset = trackeval.datasets.YouTubeVIS(settings)
quiet = {"PRINT_RESULTS": False, "PRINT_CONFIG": False, "TIME_PROGRESS": False,
         "OUTPUT_SUMMARY": False, "OUTPUT_DETAILED": False, "PLOT_CURVES": False,
         "BREAK_ON_ERROR": True, "RETURN_ON_ERROR": False, "LOG_ON_ERROR": None}  # fmt: skip
metrics = [trackeval.metrics.HOTA(), trackeval.metrics.CLEAR(), trackeval.metrics.Identity()]
scores, _ = trackeval.Evaluator(quiet).evaluate([dataset], metrics)
by_class = scores["YouTubeVIS"]["ours"]["COMBINED_SEQ"]
masked = {t["name"] for *_, t in export.things() if t["mask"] is not None or t["ring"]}
for name in sorted(masked):
    one = by_class[name]
    found = [float(np.mean(one["HOTA"]["HOTA"])), one["CLEAR"]["MOTA"], one["Identity"]["IDF1"]]
    facts.same(found, [1.0, 1.0, 1.0], f"HOTA, MOTA, IDF1 of {name}", within=1e-9)
