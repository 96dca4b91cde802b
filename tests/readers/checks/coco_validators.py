"""hotcoco's health check and panlabel's validation: nothing on masks, the true faults elsewhere.

Of the five masks hotcoco says that there are few of each class. In the whole scene both name the
boxes that reach beyond their pictures, the one without area, and (hotcoco) the one that is there
twice: COCO keeps boxes as they were predicted, unless they are clipped.
"""

import json
import subprocess
import sys
from pathlib import Path

import facts

programs = Path(sys.executable).parent


def run(*words):
    done = subprocess.run(
        [str(programs / words[0]), *map(str, words[1:])], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def health(export):
    code, said = run("coco", "healthcheck", "--json", export.path / "annotations.json")
    facts.same(code, 0, said)
    return json.loads(said[said.index("{") :])


def codes(report):
    found = {}
    for level in ("errors", "warnings"):
        for finding in report[level]:
            if finding["code"] != "low_instance_category":
                found[finding["code"]] = sorted(finding["affected_ids"])
    return found


def check_clean(export):
    facts.same(codes(health(export)), {}, "hotcoco")
    validate(export, "--strict")


def validate(export, *words):
    code, said = run("panlabel", "validate", "--format", "coco", *words,
                     export.path / "annotations.json")  # fmt: skip
    facts.same(code, 0, said)


def check_clipped(export):
    """Boxes on their pictures: that one is there twice is all that is left to say."""
    dataset = json.loads((export.path / "annotations.json").read_text(encoding="utf-8"))
    found = codes(health(export))
    facts.same(found.keys(), {"near_duplicate"}, "hotcoco")
    by_id = {one["id"]: one["track_id"] for one in dataset["annotations"]}
    facts.same([by_id[number] for number in found["near_duplicate"]], [8, 9], "hotcoco")
    inside = [edges for *_, thing in export.things() if (edges := export.inside(thing))]
    boxes = [[left, top, right - left, low - top] for left, top, right, low in inside]
    facts.same([one["bbox"] for one in dataset["annotations"]], boxes, "boxes", within=1e-9)
    validate(export, "--strict")


def check_whole(export):
    """The boxes that are wrong on purpose."""
    things = [thing for *_, thing in export.things()]
    empty = [n for n, thing in enumerate(things, start=1) if thing["box"][2] == 0]
    beyond = [
        number
        for number, thing in enumerate(things, start=1)
        if number not in empty and (edges := export.inside(thing))
        and [edges[2] - edges[0], edges[3] - edges[1]] != thing["box"][2:]
    ]  # fmt: skip
    twice = [n for n, thing in enumerate(things, start=1) if thing["track"] in {8, 9}]
    facts.same([len(beyond), len(empty), len(twice)], [2, 1, 2], "boxes that are wrong")
    facts.same(codes(health(export)), {"degenerate_bbox": empty, "bbox_out_of_bounds": beyond,
                                       "near_duplicate": twice}, "hotcoco")  # fmt: skip
    _, said = run("panlabel", "validate", "--format", "coco", "--output-format", "json",
                  export.path / "annotations.json")  # fmt: skip
    report = json.loads(said[said.index("{") : said.rindex("}") + 1])
    found = sorted((issue["code"], issue["context"]["id"]) for issue in report["issues"])
    expected = [("b_box_out_of_bounds", number) for number in beyond]
    facts.same(found, expected + [("invalid_b_box_area", number) for number in empty], "panlabel")


for export in facts.asked():
    if export.folder.name == "coco-clipped":
        check_clipped(export)
    elif export.folder.name == "coco":
        check_whole(export)
    else:
        check_clean(export)
