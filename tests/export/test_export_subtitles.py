"""Subtitles: cues by the rule of holding, read by webvtt-py and srt."""

from __future__ import annotations

import subprocess
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
import srt
import webvtt

from tests.support.sources import ODD_NAMES, box, document, element, full
from vidresults.errors import SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import VideoClock, VideoResults, concat
from vidresults.schema import TABLES


def named(name, **fields):
    return box(**{"class": name, **fields})


def read_vtt(results, folder):
    report = export(results, folder / "out.vtt", format="vtt")
    return [(c.start, c.end, c.text) for c in webvtt.read(folder / "out.vtt")], report


def read_srt(results, folder):
    report = export(results, folder / "out.srt", format="srt")
    text = (folder / "out.srt").read_text(encoding="utf-8")
    return list(srt.parse(text)), report


def joined(results, seconds):
    """The results with a video whose frame i is at seconds[i]."""
    clock = VideoClock(
        path="v.mp4", sha256="ab" * 32, width=64, height=48, rate=None,
        pts=np.arange(len(seconds)), seconds=np.array(seconds),
    )  # fmt: skip
    tables = {}
    for name in TABLES:
        batches = [clock.apply(name, batch) for batch in results.batches(name)]
        tables[name] = pa.Table.from_batches(batches, TABLES[name])
    return VideoResults(tables)


def test_a_cue_counts_the_boxes_of_each_class_until_the_next_sample(tmp_path):
    person = named("person", class_id=7)
    results = load(document(boxes=[element(person, box(), box()), element(box())]))
    found, _ = read_vtt(results, tmp_path)
    assert found == [
        ("00:00:00.000", "00:00:00.200", "car 2, person 1"),
        ("00:00:00.200", "00:00:00.500", "car 1"),
    ]


def test_frames_without_anything_and_not_inferred_ones_have_no_cue_and_end_the_one_before(tmp_path):
    results = load(document(boxes=[element(box()), None, element(box()), element(), element()]))
    found, report = read_vtt(results, tmp_path)
    assert [(start, end) for start, end, _ in found] == [
        ("00:00:00.000", "00:00:00.200"),
        ("00:00:00.400", "00:00:00.600"),
    ]
    assert report.notes == (
        "1 frames on which no model ran have no cue",
        "2 frames on which nothing was found have no cue",
        "times are those that were sent, rounded to milliseconds",
    )


def test_a_cue_lasts_at_most_one_and_a_half_intervals(tmp_path):
    sent = document(boxes=[element(box())] * 4)
    sent["frame_offset"], sent["time_offset"] = [0, 25, 50, 200], [0.0, 1.0, 2.0, 8.0]
    found, _ = read_srt(load(sent), tmp_path)
    assert [(c.start.total_seconds(), c.end.total_seconds()) for c in found] == [
        (0.0, 1.0), (1.0, 2.0), (2.0, 3.5), (8.0, 9.5),
    ]  # fmt: skip


def test_a_lone_sample_lasts_one_frame(tmp_path):
    sent = document(boxes=[element(box())])
    sent["frame_offset"], sent["time_offset"] = [50], [2.0]
    found, _ = read_srt(load(sent), tmp_path)
    assert [(c.start, c.end) for c in found] == [(timedelta(seconds=2), timedelta(seconds=2.04))]


def test_a_lone_sample_of_a_video_of_unknown_rate_is_counted(tmp_path):
    found, report = read_srt(load(document(boxes=[element(box())])), tmp_path)
    assert found == []
    assert "1 frames whose time is too short or before the video have no cue" in report.notes


def test_the_videos_own_times_are_taken_where_all_are_known(tmp_path):
    results = load(document(boxes=[element(box()), element(box())]))
    found, report = read_vtt(joined(results, [0.5 + i / 10 for i in range(6)]), tmp_path)
    assert [(start, end) for start, end, _ in found] == [
        ("00:00:00.500", "00:00:01.000"),
        ("00:00:01.000", "00:00:01.750"),
    ]
    assert report.notes == ("times are the video's own, rounded to milliseconds",)


def test_a_classified_frame_is_named_below_the_counts_of_another_model(tmp_path):
    scores = [
        {"class": "day", "class_id": 0, "confidence": 0.9},
        {"class": "night", "class_id": 1, "confidence": 0.1},
    ]
    labels = element(*scores, top="day", confidence=0.9)
    both = load(document(boxes=[element(box()), element()], labels=[labels, labels]))
    found, _ = read_vtt(both, tmp_path)
    assert [text for _, _, text in found] == ["car 1\nday", "day"]


def test_two_models_with_one_class_name_are_told_apart(tmp_path):
    results = load(document(near=[element(box())] * 2, far=[element(box(), box())] * 2))
    found, _ = read_vtt(results, tmp_path)
    assert found[0][2] == "near/car 1, far/car 2"


def test_frames_of_unknown_time_are_counted(tmp_path):
    sent = document(boxes=[element(box())] * 3) | {"time_offset": [0.0, None, 0.4]}
    found, report = read_vtt(load(sent), tmp_path)
    assert [start for start, _, _ in found] == ["00:00:00.000", "00:00:00.400"]
    assert "1 frames of unknown time have no cue" in report.notes


def test_hours_are_written_with_two_digits(tmp_path):
    sent = document(boxes=[element(box())] * 2)
    sent["frame_offset"], sent["time_offset"] = [0, 90000], [3599.9995, 3661.25]
    export(load(sent), tmp_path / "out.vtt", format="vtt")
    assert (tmp_path / "out.vtt").read_text(encoding="utf-8").splitlines()[2:6] == [
        "01:00:00.000 --> 01:01:01.250", "car 1", "", "01:01:01.250 --> 01:02:33.126",
    ]  # fmt: skip


def test_odd_class_names_are_escaped_for_browsers_and_stay_on_one_line(tmp_path):
    boxes = [named(name, class_id=i) for i, name in enumerate((*ODD_NAMES, "a --> b & c"))]
    results = load(document(boxes=[element(*boxes), element(box(class_id=99))]))
    export(results, tmp_path / "out.vtt", format="vtt")
    raw = (tmp_path / "out.vtt").read_text(encoding="utf-8")
    assert "&lt;img src=x onerror=alert(1)&gt; 1" in raw
    assert "a --&gt; b &amp; c 1" in raw
    assert "two lines 1" in raw
    assert '"" 1' in raw
    assert len(webvtt.read(tmp_path / "out.vtt")) == 2
    found, _ = read_srt(results, tmp_path)
    assert len(found) == 2
    assert "<img src=x onerror=alert(1)> 1" in found[0].content


def test_cues_are_numbered_from_one_and_never_overlap(tmp_path):
    seconds = [0.0] * 21
    seconds[5], seconds[10], seconds[15], seconds[20] = 0.9, 0.2, 0.2, 1.1
    results = joined(load(document(boxes=[element(box())] * 5)), seconds)
    found, report = read_srt(results, tmp_path)
    assert [c.index for c in found] == [1, 2, 3, 4]
    spans = [(c.start.total_seconds(), c.end.total_seconds()) for c in found]
    assert spans == [(0.0, 0.2), (0.2, 0.5), (0.9, 1.1), (1.1, 1.4)]
    assert "1 frames whose time is too short or before the video have no cue" in report.notes


def test_subtitles_of_several_videos_are_refused(tmp_path):
    one = load(document(boxes=[element()]), source_id="one")
    two = load(document(boxes=[element()]), source_id="two")
    with pytest.raises(SelectionError, match="subtitles are of one video, the results hold 2: one"):
        export(concat([one, two]), tmp_path / "out.vtt", format="vtt")
    assert list(tmp_path.iterdir()) == []


def test_every_task_at_once_is_read_by_both(tmp_path):
    found, _ = read_vtt(full(), tmp_path)
    again, _ = read_srt(full(), tmp_path)
    assert [text for _, _, text in found] == [c.content for c in again]
    assert found[0][2] == "car 2, bus 1\nday"


@pytest.mark.parametrize("name", ["pallet_5fps.json", "forklift_5fps.json"])
def test_cues_of_real_results_count_the_boxes(name, real_data, tmp_path):
    results = load(real_data / "results" / name)
    found, _ = read_srt(results, tmp_path)
    counts = [int(part.rsplit(" ", 1)[1]) for cue in found for part in cue.content.split(", ")]
    assert sum(counts) == results.detections.num_rows
    assert len(found) == len(set(results.detections["sample_index"].to_pylist()))


@pytest.mark.parametrize("name", ["vtt", "srt"])
def test_ffprobe_finds_the_cues_and_when_they_are_shown(name, tmp_path):
    path = tmp_path / f"out.{name}"
    export(load(document(boxes=[element(box())] * 3)), path, format=name)
    columns = ["-show_entries", "packet=pts_time,duration_time", "-of", "csv=p=0"]
    asked = ["ffprobe", "-v", "error", *columns, str(path)]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    spans = [tuple(map(float, line.split(","))) for line in told.split()]
    assert spans == [(0.0, 0.2), (0.2, 0.2), (0.4, 0.3)]
