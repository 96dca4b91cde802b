"""cvat-sdk: masks as its own decoder gives them, pixel for pixel."""

import xml.etree.ElementTree as ET

import facts
from cvat_sdk.masks import decode_mask

(export,) = facts.asked()
root = ET.parse(export.path / "annotations.xml").getroot()  # noqa: S314 - our own file
for image in root.iter("image"):
    found = []
    for mask in image.iter("mask"):
        left, top, width, height = (int(mask.get(k)) for k in ("left", "top", "width", "height"))
        runs = [int(run) for run in mask.get("rle").split(",")]
        encoded = [*runs, left, top, left + width - 1, top + height - 1]
        pixels = decode_mask(encoded, image_width=export.width, image_height=export.height)
        rows = ["".join(str(int(value)) for value in row) for row in pixels]
        found.append((mask.get("label"), rows))
    things = export.pictures()[image.get("name")]
    expected = [(t["name"], t["mask"]) for t in things if t["mask"] is not None]
    facts.same(found, expected, image.get("name"))
