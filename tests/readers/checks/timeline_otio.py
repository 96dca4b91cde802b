"""OpenTimelineIO: when each class is there, of its own files and of CMX 3600 edit lists.

An edit list has one line of time: its events are one after the other, and tell where in the video
they come from.
"""

import facts
import opentimelineio as otio

(export,) = facts.asked()


def from_file():
    collection = otio.adapters.read_from_file(str(export.path))
    timelines = [collection] if isinstance(collection, otio.schema.Timeline) else collection
    for timeline in timelines:
        found = []
        for track in timeline.tracks:
            for clip in track.find_clips():
                where = track.range_of_child(clip)
                start, end = where.start_time, where.end_time_exclusive()
                facts.same(clip.source_range, where, "a clip is where it comes from")
                found.append((clip.name, start.to_seconds(), end.to_seconds()))
        yield timeline.name, sorted(found)


def from_list(rate):
    timeline = otio.adapters.read_from_file(str(export.path), rate=rate)
    found, end = [], 0.0
    for clip in timeline.find_clips():
        source = clip.source_range
        where = clip.transformed_time_range(clip.trimmed_range(), timeline.tracks)
        facts.same(where.start_time.to_seconds(), end, "events follow each other", within=1e-6)
        end = where.end_time_exclusive().to_seconds()
        (marker,) = clip.markers
        found.append((marker.name, source.start_time.to_seconds(),
                      source.end_time_exclusive().to_seconds()))  # fmt: skip
    yield timeline.name, sorted(found)


videos = {video["name"]: video for video in export.videos}
read = from_list(export.videos[0]["fps"]) if export.format == "edl" else from_file()
for name, found in read:
    video = videos.pop(name)
    facts.same(found, export.segments(video), name, within=1e-3)
facts.same(videos, {}, "videos that are not there")
