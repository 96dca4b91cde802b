"""labelformat's reader of CVAT for images: pictures, sizes, classes and boxes.

It reads boxes alone: objects with a mask or an outline are left out by it. Boxes stay as predicted,
also where they reach beyond the picture.
"""

import facts
from labelformat import formats


def edges(thing):
    left, top, width, height = thing["box"]
    return thing["name"], left, top, left + width, top + height


for export in facts.asked():
    reader = formats.CVATObjectDetectionInput(export.path / "annotations.xml")
    names = [category.name for category in reader.get_categories()]
    facts.same(names[: len(export.names)], export.names, "classes")
    sizes = {(image.width, image.height) for image in reader.get_images()}
    facts.same(sizes, {(export.width, export.height)}, "sizes")
    found = {
        label.image.filename: [
            (one.category.name, one.box.xmin, one.box.ymin, one.box.xmax, one.box.ymax)
            for one in label.objects
        ]
        for label in reader.get_labels()
    }
    expected = {
        picture: [edges(t) for t in things if not t["mask"] and not t["ring"]]
        for picture, things in export.pictures().items()
    }
    facts.same(found, expected, "boxes", within=1e-6)
    ids = [image.id for image in reader.get_images()]
    facts.same(ids, list(range(len(found))), "numbers of images")
