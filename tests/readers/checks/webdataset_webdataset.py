"""webdataset: samples of a picture and a JSON, in order, with boxes as they were predicted."""

import json

import facts
import webdataset

for export in facts.asked():
    shards = [str(path) for path in sorted(export.path.glob("shard-*.tar"))]
    dataset = webdataset.WebDataset(shards, shardshuffle=False).decode("pil")
    found, rest = {}, []
    for sample in dataset:
        about, picture = sample["json"], sample["jpg"]
        facts.same(picture.size, (export.width, export.height), "size of the picture")
        facts.same([about["width"], about["height"]], [export.width, export.height], "size")
        facts.same(about["file_name"], f"{sample['__key__']}.jpg", "key")
        found[about["file_name"]] = sorted(
            (box["category"], *box["bbox"]) for box in about["boxes"]
        )
        where = (about["video"], about["frame_index"], about["timestamp"])
        rest += [(*where, b["category"], b.get("score"), b.get("track_id")) for b in about["boxes"]]
    expected = {
        picture: sorted((thing["name"], *thing["box"]) for thing in things)
        for picture, things in export.pictures().items()
    }
    facts.same(found, expected, "boxes", within=1e-9)
    facts.same(list(found), list(expected), "order of the pictures")
    things = [
        (video["name"], frame["number"], frame["seconds"], t["name"], t["confidence"], t["track"])
        for video, frame, t in export.things()
    ]
    facts.same(rest, things, "places, scores and tracks", within=1e-9)
    listed = json.loads((export.path / "categories.json").read_text(encoding="utf-8"))
    named = {entry["id"] - 1: entry["name"] for entry in listed}
    facts.same(named, export.classes, "classes")
