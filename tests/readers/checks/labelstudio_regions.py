"""label-studio-sdk: tasks and predictions of videos, held against the configuration beside them.

`validate_prediction` refuses wrong names, types and missing numbers; labels it does not hold
against the configuration (they are compared here), and its JSON schema alone has the lower bounds.
Frames are counted from 1, as the editor does. Which frames show a region is
the editor's own rule: the last keyframe before rules, and one that is not enabled shows its frame.
"""

import json

import facts
from jsonschema import validate
from label_studio_sdk.label_interface import LabelInterface


def shown(sequence, frame):
    """The keyframe of a region on one of its frames; None where it is not shown."""
    before = [key for key in sequence if key["frame"] <= frame]
    on = before and (before[-1]["enabled"] or before[-1]["frame"] == frame)
    return before[-1] if on else None


for export in facts.asked():
    interface = LabelInterface((export.path / "config.xml").read_text(encoding="utf-8"))
    interface.validate()
    facts.same(list(interface.get_control("labels").labels), export.names, "labels")
    schema = interface.get_control("box").to_json_schema()
    tasks = json.loads((export.path / "tasks.json").read_text(encoding="utf-8"))
    facts.same([task["data"]["source_id"] for task in tasks],
               [video["name"] for video in export.videos], "videos")  # fmt: skip
    for task, video in zip(tasks, export.videos, strict=True):
        facts.same(interface.validate_prediction(task["predictions"][0], return_errors=True), [],
                   "errors")  # fmt: skip
        # with predictions in it 2.1.2 calls itself wrongly
        assert interface.validate_task({"data": task["data"]}), "task"
        facts.same(task["data"]["fps"], float(video["fps"]), "fps")
        (prediction,) = task["predictions"]
        regions = prediction["result"]
        facts.same(len({region["id"] for region in regions}), len(regions), "ids")
        for region in regions:
            validate(region["value"], schema)
        for frame in video["frames"]:
            found = []
            for region in regions:
                key = shown(region["value"]["sequence"], frame["number"] + 1)
                if key:
                    x, w = (key[name] * export.width / 100 for name in ("x", "width"))
                    y, h = (key[name] * export.height / 100 for name in ("y", "height"))
                    track = int(region["id"].split("-")[1])
                    found.append((track, *region["value"]["labels"], key["score"], key["time"],
                                  x, y, x + w, y + h))  # fmt: skip
            expected = [
                (t["track"], t["name"], t["confidence"], frame["seconds"], *export.inside(t))
                for t in frame["things"] or () if export.inside(t)
            ]  # fmt: skip
            where = f"{video['name']}, frame {frame['number']}"
            facts.same(sorted(found), sorted(expected), where, within=1e-9)
