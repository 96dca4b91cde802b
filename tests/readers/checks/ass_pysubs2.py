"""pysubs2: the drawn box and the label of everything that was found, with their times."""

import re

import facts
import pysubs2

(export,) = facts.asked()
script = pysubs2.load(str(export.path), encoding="utf-8")
facts.same([int(script.info[key]) for key in ("PlayResX", "PlayResY")],
           [export.width, export.height], "size")  # fmt: skip
things = export.things()
drawn = [event for event in script if event.is_drawing]
labels = [event for event in script if not event.is_drawing]
facts.same([len(drawn), len(labels)], [len(things), len(things)], "boxes and labels")
for (_, frame, thing), box, label in zip(things, drawn, labels, strict=True):
    what = f"{thing['name']} on frame {frame['number']}"
    facts.same([box.start, label.start], [frame["seconds"] * 1000] * 2, what, within=5)
    assert box.end == label.end > box.start, what
    corners = [int(value) for value in re.findall(r"-?\d+", box.text.split("}")[1].split("{")[0])]
    left, top, width, height = thing["box"]
    right, bottom = left + width, top + height
    expected = [left, top, right, top, right, bottom, left, bottom]
    facts.same(corners, expected, what, within=0.5)
    name, _, confidence = label.plaintext.rpartition(" ")
    facts.same(name, thing["name"], what)
    facts.same(float(confidence), thing["confidence"], what, within=0.0051)
