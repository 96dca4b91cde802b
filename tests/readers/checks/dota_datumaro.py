"""Datumaro: DOTA's boxes. It wants them in a folder named as a part of a dataset (train)."""

import shutil
from pathlib import Path

import datumaro
import facts

for export in facts.asked():
    folder = Path("dota")
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("images", "labelTxt"):
        shutil.copytree(export.path / name, folder / "train" / name)
    read = datumaro.Dataset.import_from(str(folder), "dota")
    names = [label.name for label in read.categories()[datumaro.AnnotationType.label]]
    found = {
        item.id: sorted(
            (names[box.label], *(round(edge, 2) for edge in box.get_bbox()))
            for box in item.annotations
        )
        for item in read
    }
    expected = {
        facts.stem(picture): sorted(("_".join(t["name"].split()), *t["box"]) for t in things)
        for picture, things in export.pictures().items()
    }
    facts.same(found, expected, "boxes", within=0.02)
