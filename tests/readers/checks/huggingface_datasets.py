"""Hugging Face datasets: imagefolder with metadata.jsonl, pictures with boxes as predicted."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"

import datasets
import facts

datasets.disable_progress_bars()
LISTS = ("category", "score", "track_id")

for export in facts.asked():
    rows = datasets.load_dataset(str(export.path), split="train", cache_dir="cache")
    found, rest = {}, []
    for row in rows:
        facts.same(row["image"].size, (export.width, export.height), "size of the picture")
        facts.same([row["width"], row["height"]], [export.width, export.height], "size")
        objects = row["objects"]
        where = (row["video"], row["frame_index"], row["timestamp"])
        boxes = zip(objects["category"], objects["bbox"], strict=True)
        found[where[:2]] = sorted((name, *box) for name, box in boxes)
        areas = [width * height for _, _, width, height in objects["bbox"]]
        facts.same(objects["area"], areas, "areas", within=1e-9)
        rest += [(*where, *one) for one in zip(*(objects[n] for n in LISTS), strict=True)]
    expected = {
        (video["name"], frame["number"]): sorted((t["name"], *t["box"]) for t in frame["things"])
        for video in export.videos
        for frame in video["frames"]
        if frame["things"] is not None
    }
    facts.same(found, expected, "boxes", within=1e-9)
    things = [
        (video["name"], frame["number"], frame["seconds"], t["name"], t["confidence"], t["track"])
        for video, frame, t in export.things()
    ]
    facts.same(rest, things, "places, scores and tracks", within=1e-9)
