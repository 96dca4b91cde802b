"""FiftyOne opens its own dataset folder; for MongoDB stands mongomock, a database in memory.

Boxes, masks, track numbers, classes and presences are compared with the truth, and empty frames
with those on which the model did not run.
"""

import os

os.environ |= {"FIFTYONE_DISABLE_SERVICES": "1", "FIFTYONE_DO_NOT_TRACK": "1"}

import facts
import mongoengine
import mongomock
import numpy as np
from fiftyone.core.odm import database
from mongoengine import connection

mongoengine.connect("fiftyone", mongo_client_class=mongomock.MongoClient)
database._client = connection.get_connection()
database._is_client_closed = lambda client: client is None

import fiftyone as fo  # noqa: E402 - it asks for the database when it is imported

(export,) = facts.asked()
dataset = fo.Dataset.from_dir(str(export.path), dataset_type=fo.types.FiftyOneDataset)
(field,) = [n for n, f in dataset.get_frame_field_schema().items()
            if getattr(f, "document_type", None) is fo.Detections]  # fmt: skip
samples = {facts.stem(sample.filepath): sample for sample in dataset}
facts.same(sorted(samples), sorted(video["stem"] for video in export.videos), "videos")
for video in export.videos:
    sample = samples[video["stem"]]
    size = (sample.metadata.frame_width, sample.metadata.frame_height)
    facts.same(size, (export.width, export.height), "size")
    spans, looked = set(), [f["number"] + 1 for f in video["frames"] if f["things"] is not None]
    for frame in video["frames"]:
        where, number = f"{video['stem']}, frame {frame['number']}", frame["number"] + 1
        if frame["things"] is None:
            facts.same(number in sample.frames, False, where)
            continue
        found = []
        for one in sample.frames[number][field].detections:
            box = one.bounding_box if one.mask is None else one["predicted_box"]
            x, y, w, h = (v * s for v, s in zip(box, size * 2, strict=True))
            found.append((one.index, one.label, one.confidence, x, y, w, h))
            thing = frame["things"][len(found) - 1]
            if thing["mask"]:  # pixel for pixel, at its place
                left, top = (round(v * s) for v, s in zip(one.bounding_box[:2], size, strict=True))
                canvas = np.zeros(size[::-1], bool)
                canvas[top : top + one.mask.shape[0], left : left + one.mask.shape[1]] = one.mask
                rows = ["".join("01"[int(v)] for v in row) for row in canvas]
                facts.same(rows, thing["mask"], f"{where}: mask")
        expected = [(t["track"], t["name"], t["confidence"], *t["box"]) for t in frame["things"]]
        facts.same(found, expected, where, within=1e-6)
    for span in sample[f"{field}_presence"].detections:
        facts.same(all(n in looked for n in span.support), True, "presence")
        spans.add(span.label)
    names = {t["name"] for f in video["frames"] for t in f["things"] or ()}
    facts.same(spans, names, f"{video['stem']}: presences")
