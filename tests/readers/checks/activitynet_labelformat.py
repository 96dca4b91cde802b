"""labelformat: the segments of ActivityNet with their classes, and how long the videos are."""

import facts
from labelformat.formats import ActivityNetTemporalClassificationInput

(export,) = facts.asked()
reader = ActivityNetTemporalClassificationInput(input_file=export.path)
facts.same(sorted(c.name for c in reader.get_categories()), sorted(export.names), "classes")
labels = {label.video_id: label for label in reader.get_labels()}
facts.same(labels.keys(), {video["name"] for video in export.videos}, "videos")
for video in export.videos:
    label = labels[video["name"]]
    facts.same(label.duration_s, video["seconds"], "duration", within=1e-6)
    facts.same(label.resolution, f"{export.width}x{export.height}", "size")
    found = sorted((e.category.name, e.start_time_s, e.end_time_s) for e in label.events)
    facts.same(found, export.segments(video), video["name"], within=1e-6)
