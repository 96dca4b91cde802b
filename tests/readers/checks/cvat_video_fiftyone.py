"""FiftyOne: the boxes that its parser of CVAT for video makes, frame by frame.

It knows the keyframes alone, and rounds corners to whole pixels. Those that say that an object is
gone give no box.
"""

import facts
import fiftyone.utils.cvat as fouc

(export,) = facts.asked()
for video in export.videos:
    path = export.path / video["stem"] / "annotations.xml"
    _, labels, tracks = fouc.load_cvat_video_annotations(str(path))
    facts.same([label["name"] for label in labels.labels], export.names, "labels")
    found = {}
    for track in tracks:
        for number, box in track.to_labels().items():
            left, top, width, height = box.bounding_box
            pixels = (left * export.width, top * export.height, width * export.width,
                      height * export.height)  # fmt: skip
            found.setdefault(number, []).append((int(box["tracker_id"]), box.label, *pixels))
    expected = {
        frame["number"] + 1: sorted((t["track"], t["name"], *t["box"]) for t in frame["things"])
        for frame in video["frames"]
        if frame["things"]
    }
    found = {number: sorted(rows) for number, rows in found.items()}
    facts.same(found, expected, video["stem"], within=1.0)
