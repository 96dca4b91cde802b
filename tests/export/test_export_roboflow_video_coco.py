"""Roboflow's video COCO, in the form that its SDK's own tests upload, with times by ffprobe."""

from __future__ import annotations

import json
import subprocess
from fractions import Fraction

import av
import numpy as np

from tests.support.sources import box, element
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat

BUS = box(class_id=5, **{"class": "bus"})


def uneven(path):
    """Twelve frames of 1/15360 s ticks, the first at 507 and the seventh one late."""
    times = [507 + 512 * n + (100 if n == 6 else 0) for n in range(12)]
    with av.open(str(path), "w", options={"video_track_timescale": "15360"}) as output:
        stream = output.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 15360)
        for time in times:
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="bgr24")
            frame.pts, frame.time_base = time, Fraction(1, 15360)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def probed(path):
    """Time base, times of the frames in ticks, and duration, as ffprobe tells them."""
    shown = "stream=time_base,duration,nb_frames:frame=pts"
    asked = ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", shown]
    text = subprocess.run([*asked, "-of", "json", path], capture_output=True, check=True).stdout
    told = json.loads(text)
    return told["streams"][0], [frame["pts"] for frame in told["frames"]]


def results(elements, **options):
    """Results of the frames 0, 2, 4 and so on."""
    frames = [2 * n for n in range(len(elements))]
    sent = {"frame_offset": frames, "time_offset": [n / 30 for n in frames], "m": elements}
    return load(sent, **options)


def written(source, folder, **options):
    report = export(source, folder / "out", format="roboflow-video-coco", **options)
    files = sorted((folder / "out").iterdir())
    return report, {path.name: json.loads(path.read_text(encoding="utf-8")) for path in files}


def test_segments_have_frames_and_ticks_of_the_video(tmp_path):
    video = uneven(tmp_path / "clip.mp4")
    seen = [element(box()), element(box(), BUS), element(BUS), element(), element(box()), None]
    report, documents = written(results(seen, video=video, source_id="a"), tmp_path)
    stream, pts = probed(video)
    base = dict(zip(("numerator", "denominator"), map(int, stream["time_base"].split("/")),
                    strict=True))  # fmt: skip
    document = documents["a.video-coco.json"]
    (told,) = document.pop("videos")
    duration = told.pop("duration")
    assert abs(duration - float(stream["duration"])) < 1e-3
    assert told.pop("fps") > 0
    assert told == {
        "id": 1, "file_name": "clip.mp4", "width": 64, "height": 48,
        "frame_count": int(stream["nb_frames"]), "time_base": base,
    }  # fmt: skip
    # The car is on the frames 0 and 2, and again on 8; the bus on 2 and 4.
    expected = [(3, 0, 2), (6, 2, 4), (3, 8, 8)]
    assert document == {
        "info": {"format": "roboflow-video-coco"},
        "categories": [{"id": 3, "name": "car"}, {"id": 6, "name": "bus"}],
        "segments": [
            {"id": number, "video_id": 1, "category_id": category, "start_frame": start,
             "end_frame": end, "start_pts": pts[start], "end_pts": pts[end]}
            for number, (category, start, end) in enumerate(expected, start=1)
        ],
        "images": [],
        "annotations": [],
    }  # fmt: skip
    assert report.notes == ("1 segments are of one sampled frame: they begin and end with it",)


def test_a_frame_that_was_not_inferred_ends_a_segment(tmp_path):
    _, documents = written(results([element(box()), None, element(box())], source_id="a"), tmp_path)
    found = [(s["start_frame"], s["end_frame"]) for s in documents["a.video-coco.json"]["segments"]]
    assert found == [(0, 0), (4, 4)]


def test_without_the_video_there_are_frames_alone_and_that_is_said(tmp_path):
    report, documents = written(results([element(box())] * 2, source_id="a"), tmp_path)
    document = documents["a.video-coco.json"]
    assert "time_base" not in document["videos"][0]
    assert document["segments"] == [
        {"id": 1, "video_id": 1, "category_id": 3, "start_frame": 0, "end_frame": 2}
    ]
    assert report.notes == ("1 videos are not at hand: no time base, pts and duration (--video)",)


def test_each_source_is_a_document_and_classes_are_the_same_in_all(tmp_path):
    both = concat([results([element(box())] * 2, source_id="a"),
                   results([element()] * 2, source_id="b")])  # fmt: skip
    report, documents = written(both, tmp_path, classes=["bus", "car"])
    assert list(documents) == ["a.video-coco.json", "b.video-coco.json"]
    for document in documents.values():
        assert document["categories"] == [{"id": 1, "name": "bus"}, {"id": 2, "name": "car"}]
    assert documents["b.video-coco.json"]["segments"] == []
    assert "1 documents have no segment, and Roboflow takes none without" in report.notes


def test_classes_that_were_predicted_for_frames_are_segments(tmp_path):
    def day(confidence):
        scores = [{"class": "day", "class_id": 0, "confidence": confidence},
                  {"class": "night", "class_id": 1, "confidence": 1 - confidence}]  # fmt: skip
        return element(*scores, top="day", confidence=confidence)

    _, documents = written(results([day(0.9), day(0.8)], source_id="a"), tmp_path)
    document = documents["a.video-coco.json"]
    names = {one["id"]: one["name"] for one in document["categories"]}
    found = [(names[s["category_id"]], s["start_frame"], s["end_frame"])
             for s in document["segments"]]  # fmt: skip
    assert found == [("day", 0, 2)]
