"""OpenTimelineIO: what its own library reads."""

from __future__ import annotations

import subprocess

import pytest

from tests.support.sources import box, document, element
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat

otio = pytest.importorskip("opentimelineio")


def named(name, number=0):
    return box(class_id=number, detection_id=None, **{"class": name})


CAR, BUS = named("car", 2), named("bus", 5)


def frames():
    """Samples on frames 0, 5, ... 25: a car on 5, 15 and 20, a bus on 10 to 15."""
    return [element(), element(CAR), element(BUS), element(BUS, CAR), element(CAR), element()]


def written(results, folder, **options):
    report = export(results, folder / "out.otio", format="otio", **options)
    return otio.adapters.read_from_file(str(folder / "out.otio")), report


def items(track):
    """Kind, name, start and length in the source, and start in the track."""
    return [
        (
            type(item).__name__,
            item.name,
            item.source_range.start_time.value,
            item.source_range.duration.value,
            item.range_in_parent().start_time.value,
        )
        for item in track
    ]


def test_a_class_is_a_track_on_which_clips_lie_where_they_are_in_the_video(tmp_path):
    found, report = written(load(document(boxes=frames()), source_id="street"), tmp_path)
    assert found.name == "street"
    assert [track.name for track in found.tracks] == ["bus", "car"]
    bus, car = found.tracks
    assert items(bus) == [("Gap", "", 0, 10, 0), ("Clip", "bus", 10, 10, 10)]
    assert items(car) == [
        ("Gap", "", 0, 5, 0), ("Clip", "car", 5, 5, 5),
        ("Gap", "", 0, 5, 10), ("Clip", "car", 15, 10, 15),
    ]  # fmt: skip
    assert car[1].source_range.start_time.rate == 25
    assert car[1].media_reference.is_missing_reference
    assert dict(car[3].metadata["vidresults"]) == {
        "model": "boxes", "class_name": "car", "samples": 2, "present": 2, "not_inferred": 0,
        "most": 1, "open_start": False, "open_end": False,
    }  # fmt: skip
    assert report.notes == ()


def test_tracked_objects_have_markers_where_they_appear_and_disappear(tmp_path):
    car = box(class_id=2, detection_id=None, tracker_id=7, **{"class": "car"})
    frames = [element(), element(car), element(car), element(), element(BUS)]
    found, _ = written(load(document(boxes=frames)), tmp_path)
    marks = [
        (m.name, m.marked_range.start_time.value, m.marked_range.start_time.rate, m.color)
        for m in found.tracks.markers
    ]
    assert marks == [("car 7 appears", 5, 25, "GREEN"), ("car 7 disappears", 10, 25, "RED")]
    assert found.tracks.markers[0].metadata["vidresults"]["tracker_id"] == 7


def test_gaps_are_bridged_and_short_segments_left_out(tmp_path):
    results = load(document(boxes=frames()))
    (car,) = written(results, tmp_path, gap_seconds=0.2, min_seconds=0.5)[0].tracks
    assert items(car) == [("Gap", "", 0, 5, 0), ("Clip", "car", 5, 20, 5)]


def test_rates_of_ntsc_are_exact_and_other_times_are_milliseconds(tmp_path):
    sent = document(boxes=[element(), element(CAR), element()])
    sent["time_offset"] = [0.0, 0.1668, 0.3337]
    (track,) = written(load(sent), tmp_path)[0].tracks
    assert track[1].source_range.start_time == otio.opentime.RationalTime(5, 30_000 / 1001)
    sent["time_offset"] = [0.0, 0.25, 0.3125]
    found, report = written(load(sent), tmp_path)
    clip = found.tracks[0][1]
    assert clip.source_range.start_time == otio.opentime.RationalTime(250, 1000)
    assert clip.source_range.duration == otio.opentime.RationalTime(62.5, 1000)
    assert report.notes == (
        "1 videos have no known constant rate: milliseconds are told",
        "times are those that were sent",
    )


def test_several_videos_are_a_collection(tmp_path):
    two = load(document(a=[element(CAR), None], b=[element(CAR), None]), source_id="2")
    found, _ = written(concat([two, load(document(a=[element(), None]), source_id="1")]), tmp_path)
    assert isinstance(found, otio.schema.SerializableCollection)
    assert [(line.name, [track.name for track in line.tracks]) for line in found] == [
        ("1", []), ("2", ["a/car", "b/car"]),
    ]  # fmt: skip


def test_a_joined_video_is_the_media_and_its_end_the_end_of_clips(tmp_path):
    # 10 frames; the last sample, on frame 8, is held until frame 12.
    source = ["-f", "lavfi", "-i", "color=s=64x48:r=25:d=0.4", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-v", "error", *source, tmp_path / "v.mp4"], check=True)
    sent = {"frame_offset": [0, 4, 8], "time_offset": [0.0, 0.16, 0.32]}
    results = load(sent | {"boxes": [element(), element(CAR), element(CAR)]},
                   video=tmp_path / "v.mp4")  # fmt: skip
    found, report = written(results, tmp_path)
    (track,) = found.tracks
    assert items(track) == [("Gap", "", 0, 4, 0), ("Clip", "car", 4, 6, 4)]
    media = track[1].media_reference
    assert media.target_url == str(tmp_path / "v.mp4")
    assert (media.available_range.duration.value, media.available_range.duration.rate) == (10, 25)
    assert report.notes == ("1 segments are cut to the video",)


def test_a_video_of_variable_rate_has_no_frames_to_count(tmp_path):
    words = [
        "-f",
        "lavfi",
        "-i",
        "color=s=64x48:r=25:d=2",
        "-vf",
        "select=lt(n\\,10)+not(mod(n\\,5))",
    ]
    tail = ["-fps_mode", "vfr", "-pix_fmt", "yuv420p", tmp_path / "v.mp4"]
    subprocess.run(["ffmpeg", "-v", "error", *words, *tail], check=True)
    # Frames 0 to 9 are 0.04 s apart, those behind them 0.2 s.
    sent = {"frame_offset": [0, 8, 12], "time_offset": [0.0, 0.32, 0.8]}
    results = load(sent | {"boxes": [element(), element(CAR), element()]}, video=tmp_path / "v.mp4")
    clip = written(results, tmp_path)[0].tracks[0][1]
    assert clip.source_range.start_time == otio.opentime.RationalTime(320, 1000)
    assert clip.source_range.duration == otio.opentime.RationalTime(480, 1000)


def test_frames_are_counted_from_the_first_one_where_a_video_begins_later(tmp_path):
    source = ["-f", "lavfi", "-i", "color=s=64x48:r=25:d=0.4", "-output_ts_offset", "10"]
    late = tmp_path / "late.mp4"
    subprocess.run(["ffmpeg", "-v", "error", *source, "-pix_fmt", "yuv420p", late], check=True)
    sent = {"frame_offset": [0, 4, 8], "time_offset": [0.0, 0.16, 0.32]}
    results = load(sent | {"boxes": [element(), element(CAR), element()]}, video=late)
    (track,) = written(results, tmp_path)[0].tracks
    assert items(track) == [("Gap", "", 0, 4, 0), ("Clip", "car", 4, 4, 4)]
    extent = track[1].media_reference.available_range
    assert (extent.start_time.value, extent.duration.value) == (0, 10)
