"""Results and truth of small scenes, made from plain rows."""

from __future__ import annotations

import json

from vidresults import import_dataset, load

SIZE = (640, 360)


def result(frames, *, rate=25, model="m", size=SIZE, source_id="v", times=True):
    """Results of frames {number: boxes, or None where the model did not run}.

    A box is a dict with `box` (left, top, width, height) and what else a prediction has.
    """
    image = {"width": size[0], "height": size[1]}
    elements = [
        None if boxes is None else {"image": image, "predictions": [_prediction(b) for b in boxes]}
        for boxes in frames.values()
    ]
    sent = {"frame_offset": list(frames), model: elements}
    sent["time_offset"] = [number / rate for number in frames]
    found = load(sent, source_id=source_id)
    return found if times else _timeless(found)


def _prediction(box):
    left, top, width, height = box["box"]
    more = {key: value for key, value in box.items() if key not in ("box", "name")}
    return {
        "x": left + width / 2, "y": top + height / 2, "width": width, "height": height,
        "class": box.get("name", "car"), "class_id": 0, "confidence": 0.9, **more,
    }  # fmt: skip


def _timeless(found):
    import pyarrow as pa

    from vidresults.results import VideoResults
    from vidresults.schema import TABLES

    tables = {}
    for name, schema in TABLES.items():
        table = found.table(name)
        if "time_seconds" in table.column_names:
            at = table.column_names.index("time_seconds")
            nulls = pa.nulls(len(table), pa.float64())
            table = table.set_column(at, schema.field("time_seconds"), nulls)
        tables[name] = table
    return VideoResults(tables)


def coco_truth(folder, frames, *, rate=25, names=("car", "bus"), size=SIZE, keypoints=None):
    """Truth of frames {number: boxes} as a COCO file; a box as above, with what else COCO has."""
    images, annotations = [], []
    for number, boxes in frames.items():
        entry = {"id": len(images) + 1, "file_name": f"v_{number:06d}.jpg", "frame_index": number}
        if rate:
            entry["timestamp"] = number / rate
        images.append({**entry, "width": size[0], "height": size[1]})
        for box in boxes:
            more = {key: value for key, value in box.items() if key not in ("box", "name")}
            width, height = box["box"][2:]
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": entry["id"],
                    "category_id": names.index(box.get("name", "car")) + 1,
                    "bbox": list(box["box"]),
                    "area": width * height,
                    "iscrowd": 0,
                    **more,
                }
            )
    categories = [
        {"id": i, "name": name, **({"keypoints": keypoints} if keypoints else {})}
        for i, name in enumerate(names, start=1)
    ]
    path = folder / "truth.json"
    path.write_text(
        json.dumps({"images": images, "annotations": annotations, "categories": categories}),
        encoding="utf-8",
    )
    return path


def truth_of(folder, frames, **options):
    """The same, imported."""
    return import_dataset(coco_truth(folder, frames, **options), format="coco")


def values(found, **wanted):
    """{(class, measure): value} of the rows of an evaluation with these values."""
    return {
        (row["class_name"], row["measure"]): row["value"]
        for row in found.evaluation.to_pylist()
        if all(row[key] == value for key, value in wanted.items())
    }
