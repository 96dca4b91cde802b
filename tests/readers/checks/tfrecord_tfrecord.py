"""tfrecord: records, their checksums, names, boxes, scores, tracks and the pictures inside.

panlabel is the second reader: panlabel_boxes.py, with `tfrecord` read from `data.tfrecord`.
"""

import io
import math
import struct

import crc32c
import facts
from PIL import Image
from tfrecord import example_pb2


def masked(content):
    crc = crc32c.crc32c(content)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def examples(path):
    data, at = path.read_bytes(), 0
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        message = data[at + 12 : at + 12 + length]
        found = (
            *struct.unpack_from("<I", data, at + 8),
            *struct.unpack_from("<I", data, at + 12 + length),
        )
        facts.same(found, (masked(data[at : at + 8]), masked(message)), "checksums")
        yield example_pb2.Example.FromString(message).features.feature
        at += 16 + length


for export in facts.asked():
    found, rest = {}, []
    for one in examples(export.path / "data.tfrecord"):
        values = {name: list(getattr(v, v.WhichOneof("kind")).value) for name, v in one.items()}
        size = [*values["image/width"], *values["image/height"]]
        facts.same(size, [export.width, export.height], "size")
        picture = Image.open(io.BytesIO(values["image/encoded"][0]))
        facts.same(
            (picture.format, *picture.size), ("JPEG", export.width, export.height), "picture"
        )
        names = [text.decode() for text in values["image/object/class/text"]]
        labels = values["image/object/class/label"]
        facts.same([export.classes[label - 1] for label in labels], names, "labels")
        edges = [
            [share * side for share in values[f"image/object/bbox/{edge}"]]
            for edge, side in zip(("xmin", "ymin", "xmax", "ymax"), size * 2, strict=True)
        ]
        stem = facts.stem(values["image/filename"][0].decode())
        found[stem] = sorted(zip(names, *edges, strict=True))
        tracks = values.get("image/object/track/label", [-1] * len(names))
        rest += zip(names, values["image/object/score"], tracks, strict=True)
    facts.same(found, export.labelled(), "boxes", within=1e-4)
    things = [thing for _, _, thing in export.things() if export.inside(thing)]
    untold = {None: -1}
    expected = [(t["name"], t["confidence"], untold.get(t["track"], t["track"])) for t in things]
    alike = [(n, None if math.isnan(s) else s, t) for n, s, t in rest]
    facts.same(sorted(alike), sorted(expected), "scores and tracks", within=1e-6)
    text = (export.path / "label_map.pbtxt").read_text(encoding="utf-8")
    facts.same(text.count("item {"), len(export.classes), "classes of the label map")
