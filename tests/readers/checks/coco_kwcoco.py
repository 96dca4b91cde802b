"""kwcoco: its validation, and the table of videos with frames, times and tracks."""

import json
import warnings

import facts
import kwcoco

warnings.simplefilter("ignore")  # images need no names beside those of their files
for export in facts.asked():
    # COCO names pictures within their folder, kwcoco looks beside the JSON unless it is told
    content = json.loads((export.path / "annotations.json").read_text(encoding="utf-8"))
    dataset = kwcoco.CocoDataset(content, bundle_dpath=str(export.path / "images"))
    result = dataset.validate(verbose=0)
    facts.same(result["errors"], [], "errors of the validation")
    facts.same([v["name"] for v in dataset.dataset["videos"]],
               [v["name"] for v in export.videos], "videos")  # fmt: skip
    for number, video in enumerate(export.videos, start=1):
        seen = [frame for frame in video["frames"] if frame["things"] is not None]
        images = [dataset.imgs[i] for i in dataset.images(video_id=number)]
        facts.same([i["frame_index"] for i in images], [f["number"] for f in seen], "frames")
        facts.same([i["timestamp"] for i in images], [f["seconds"] for f in seen], "times")
        facts.same(dataset.index.videos[number]["fps"], float(video["fps"]), "rate")
        for image, frame in zip(images, seen, strict=True):
            found = dataset.annots(gid=image["id"])
            facts.same(
                found.lookup("track_id", []), [t["track"] for t in frame["things"]], "tracks"
            )
            facts.same(found.cnames, [t["name"] for t in frame["things"]], "classes")
            facts.same([list(b) for b in found.lookup("bbox", [])],
                       [t["box"] for t in frame["things"]], "boxes", within=1e-12)  # fmt: skip
