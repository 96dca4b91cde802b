"""labelme: its own label files with their pictures: shapes, groups, scores and tracks."""

import facts
from labelme._label_file import read_label_file

(export,) = facts.asked()


def even_odd(rings, x, y):
    """Whether a pixel's middle is inside, filled as polygons are."""
    inside = False
    for ring in rings:
        crossed = False
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossed = not crossed
        inside = inside or crossed
    return inside


def pixels(rings):
    return ["".join(str(int(even_odd(rings, x + 0.5, y + 0.5))) for x in range(export.width))
            for y in range(export.height)]  # fmt: skip


def check_thing(shapes, thing):
    """The shapes of one object: its outlines, or its box; and its keypoints as points."""
    named = {(shape["label"], shape["shape_type"]) for shape in shapes}
    outlined = thing["mask"] is not None or thing["ring"] is not None
    own = [shape for shape in shapes if shape["shape_type"] != "point"]
    kind = "polygon" if outlined else "rectangle"
    facts.same({(s["label"], s["shape_type"]) for s in own}, {(thing["name"], kind)}, str(named))
    for shape in own:
        told = [shape["other_data"]["score"], shape["other_data"]["track_id"]]
        facts.same(told, [thing["confidence"], thing["track"]], thing["name"])
    if thing["mask"] is not None:
        facts.same(pixels([shape["points"] for shape in own]), thing["mask"], thing["name"])
    elif thing["ring"] is not None:
        facts.same([shape["points"] for shape in own], [thing["ring"]], thing["name"])
    else:
        left, top, width, height = thing["box"]
        corners = [[left, top], [left + width, top + height]]
        facts.same([shape["points"] for shape in own], [corners], thing["name"], within=1e-9)
    points = {s["label"]: s["points"][0] for s in shapes if s["shape_type"] == "point"}
    expected = {name: point[:2] for name, point in (thing["keypoints"] or {}).items()}
    facts.same(points, expected, f"keypoints of {thing['name']}")
    groups = {shape["group_id"] for shape in shapes}
    assert len(groups) == 1, "one group of one object"
    assert len(shapes) == 1 or groups != {None}, "a group of several shapes"


labels = {path.stem for path in export.path.glob("*.json")}
facts.same(labels, {facts.stem(picture) for picture in export.pictures()}, "label files")
for picture, things in export.pictures().items():
    found = read_label_file(str(export.path / f"{facts.stem(picture)}.json"))
    facts.same(found.image_path, picture, "picture")
    shapes = list(found.shapes)
    for thing in things:
        count = sum(shape["group_id"] == shapes[0]["group_id"] for shape in shapes)
        count = 1 if shapes[0]["group_id"] is None else count
        check_thing(shapes[:count], thing)
        shapes = shapes[count:]
    facts.same(shapes, [], f"shapes that are none on {picture}")
