"""ultralytics: its check of a dataset of classified pictures."""

import json
from pathlib import Path

import facts
from ultralytics.data.utils import check_cls_dataset, verify_image

(export,) = facts.asked()
about = check_cls_dataset(export.path)
pictures = sorted(Path(about["train"]).rglob("*.jpg"))
for picture in pictures:
    _, seen, corrupt, said = verify_image(((str(picture), 0), ""))
    facts.same((seen, corrupt, said), (1, 0, ""), picture.name)
(video,) = export.videos
facts.same({p.stem for p in pictures}, video["labels"].keys(), "pictures")
folders = sorted({picture.parent.name for picture in pictures})
facts.same(list(about["names"].values()), folders, "classes are the folders")
by_label = {}
for picture in pictures:
    by_label.setdefault(video["labels"][picture.stem], set()).add(picture.parent.name)
facts.same(sorted(map(len, by_label.values())), [1] * len(folders), "a folder for each class")
lines = Path(about["train"], "metadata.jsonl").read_text(encoding="utf-8").splitlines()
told = {facts.stem(line["file_name"]): line["class_name"] for line in map(json.loads, lines)}
facts.same(told, video["labels"], "names of the classes")
