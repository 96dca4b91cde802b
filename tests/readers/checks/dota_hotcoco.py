"""hotcoco: oriented boxes and the upright ones around them, with the sizes of the pictures."""

import math

import facts
from hotcoco import COCO

for export in facts.asked():
    names = ["_".join(name.split()) for name in export.names]
    coco = COCO.from_dota(str(export.path / "labelTxt"), str(export.path / "images"), names)
    facts.same([c["name"] for c in coco.loadCats(coco.getCatIds())], names, "classes")
    images = {facts.stem(i["file_name"]): i for i in coco.loadImgs(coco.getImgIds())}
    pictures = {facts.stem(name): things for name, things in export.pictures().items()}
    facts.same(images.keys(), pictures.keys(), "pictures")
    for stem, things in pictures.items():
        image = images[stem]
        facts.same([image["width"], image["height"]], [export.width, export.height], "size")
        found = coco.loadAnns(coco.getAnnIds(imgIds=[image["id"]]))
        facts.same(len(found), len(things), f"boxes of {stem}")
        for one, thing in zip(found, things, strict=True):
            name = names[export.names.index(thing["name"])]
            facts.same(coco.loadCats([one["category_id"]])[0]["name"], name, stem)
            facts.same(one["bbox"], thing["box"], stem, within=1e-3)
            if thing["turned"]:
                x, y, width, height, angle = one["obb"]
                facts.same([x, y, width * height],
                           [*thing["turned"][:2], math.prod(thing["turned"][2:4])],
                           f"oriented box of {stem}", within=1e-2)  # fmt: skip
                # a box turned by 90 degrees has its sides the other way round
                quarter = math.degrees(angle) - thing["turned"][4]
                facts.same(quarter / 90, float(round(quarter / 90)), "angle", within=1e-3)
