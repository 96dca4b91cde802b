"""hotcoco's health check and panlabel's validation: nothing on masks, the true faults elsewhere.

Of the five masks hotcoco says that there are few of each class. In the whole scene both name the
boxes that reach beyond their pictures, the one without area, and (hotcoco) the one that is there
twice: COCO keeps boxes as they were predicted.
"""

import json
import subprocess
import sys
from pathlib import Path

import facts

five, polygons, whole = facts.asked()
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


for export in (five, polygons):
    facts.same(codes(health(export)), {}, "hotcoco")
    code, said = run("panlabel", "validate", "--strict", "--format", "coco",
                     export.path / "annotations.json")  # fmt: skip
    facts.same(code, 0, said)
things = [thing for *_, thing in whole.things()]
beyond = [
    number
    for number, thing in enumerate(things, start=1)
    if (thing["box"][0] < 0 or thing["box"][1] < 0
        or thing["box"][0] + thing["box"][2] > whole.width
        or thing["box"][1] + thing["box"][3] > whole.height)
]  # fmt: skip
empty = [n for n, thing in enumerate(things, start=1) if thing["box"][2] == 0]
twice = [n for n, thing in enumerate(things, start=1) if thing["track"] in (8, 9)]
facts.same(len(beyond), 2, "boxes that reach beyond their pictures")
facts.same(codes(health(whole)), {"degenerate_bbox": empty, "bbox_out_of_bounds": beyond,
                                  "near_duplicate": twice}, "hotcoco")  # fmt: skip
code, said = run("panlabel", "validate", "--format", "coco", "--output-format", "json",
                 whole.path / "annotations.json")  # fmt: skip
report = json.loads(said[said.index("{") : said.rindex("}") + 1])
found = sorted((issue["code"], issue["context"]["id"]) for issue in report["issues"])
expected = [("b_box_out_of_bounds", number) for number in beyond]
facts.same(found, expected + [("invalid_b_box_area", number) for number in empty], "panlabel")
