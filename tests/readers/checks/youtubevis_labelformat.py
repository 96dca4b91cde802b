"""labelformat: tracks of boxes and of masks, an entry for each frame that was inferred."""

import facts
import numpy as np
from labelformat import formats

(export,) = facts.asked()
file = export.path / "instances.json"


def tracks(video):
    """{(track, class): a thing or None for each frame that was inferred}, in order."""
    frames = [frame["things"] for frame in video["frames"] if frame["things"] is not None]
    keys = [(t["track"], t["name"]) for things in frames for t in things]
    seen = [{(t["track"], t["name"]): t for t in things} for things in frames]
    return {key: [things.get(key) for things in seen] for key in dict.fromkeys(keys)}


def edges(thing):
    if thing is None:
        return None
    left, top, width, height = thing["box"]
    return [left, top, left + width, top + height]


def check_video(found, video):
    facts.same(found.filename, video["stem"], "folder")
    facts.same([found.width, found.height], [export.width, export.height], "size")
    frames = [frame for frame in video["frames"] if frame["things"] is not None]
    facts.same(found.number_of_frames, len(frames), "frames")


reader = formats.YouTubeVISObjectDetectionTrackInput(input_file=file)
names = {category.id: category.name for category in reader.get_categories()}
facts.same(names, {number + 1: name for number, name in export.classes.items()}, "classes")
for label, video in zip(reader.get_labels(), export.videos, strict=True):
    check_video(label.video, video)
    found = [
        (track.category.name, [b and [b.xmin, b.ymin, b.xmax, b.ymax] for b in track.boxes])
        for track in label.objects
    ]
    expected = [(name, list(map(edges, things))) for (_, name), things in tracks(video).items()]
    facts.same(found, expected, f"boxes of {video['name']}", within=1e-9)

reader = formats.YouTubeVISInstanceSegmentationTrackInput(input_file=file)
for label, video in zip(reader.get_labels(), export.videos, strict=True):
    check_video(label.video, video)
    for track, things in zip(label.objects, tracks(video).values(), strict=True):
        for mask, thing in zip(track.segmentations, things, strict=True):
            outlined = thing and (thing["mask"] is not None or thing["ring"] is not None)
            facts.same(mask is not None, bool(outlined), f"a mask of {track.category.name}")
            if mask is not None and thing["mask"] is not None:
                pixels = np.array([list(map(int, row)) for row in thing["mask"]])
                assert np.array_equal(mask.get_binary_mask(), pixels), thing["name"]
