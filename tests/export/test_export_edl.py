"""CMX 3600: lines by hand, and as OpenTimelineIO's adapter reads them."""

from __future__ import annotations

import pytest

from tests.support.sources import ODD_NAMES, box, document, element
from vidresults.errors import OutputError, SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat

otio = pytest.importorskip("opentimelineio")
pytest.importorskip("otio_cmx3600_adapter")


def named(name, number=0):
    return box(class_id=number, detection_id=None, **{"class": name})


def written(results, folder, **options):
    report = export(results, folder / "out.edl", format="edl", **options)
    return (folder / "out.edl").read_text(encoding="utf-8"), report


def read(folder, rate):
    """The clips of the one track."""
    timeline = otio.adapters.read_from_file(str(folder / "out.edl"), rate=rate)
    assert len(timeline.tracks) == 1
    return [clip.clone() for clip in timeline.tracks[0]]


def street(rate=25):
    """Samples on frames 0, 5, ... 25: a car on 5 to 10, a bus on 10 to 15, no answer on 20."""
    car, bus = named("car", 2), named("bus", 5)
    boxes = [element(), element(car), element(car, bus), element(bus), None, element()]
    sent = document(boxes=boxes)
    sent["time_offset"] = [round(frame / rate, 4) for frame in sent["frame_offset"]]
    return load(sent, source_id="street")


def test_cuts_lie_in_the_video_and_one_after_the_other_in_the_list(tmp_path):
    text, _ = written(street(), tmp_path)
    assert text == (
        "TITLE: street\nFCM: NON-DROP FRAME\n\n"
        "001  AX       V     C        00:00:00:05 00:00:00:15 00:00:00:00 00:00:00:10\n"
        "* FROM CLIP NAME: street\n* COMMENT: car\n* LOC: 00:00:00:00 GREEN   car\n\n"
        "002  AX       V     C        00:00:00:10 00:00:00:20 00:00:00:10 00:00:00:20\n"
        "* FROM CLIP NAME: street\n* COMMENT: bus\n* LOC: 00:00:00:10 GREEN   bus\n"
    )


def test_another_reader_finds_the_cuts_the_classes_and_the_clip(tmp_path):
    written(street(), tmp_path)
    found = [
        (c.name, c.source_range.start_time.value, c.source_range.duration.value, c.markers[0].name)
        for c in read(tmp_path, 25)
    ]
    assert found == [("street", 5, 10, "car"), ("street", 10, 10, "bus")]


def test_ntsc_drops_numbers_and_another_reader_counts_the_same_frames(tmp_path):
    rate = 30_000 / 1001
    sent = document(boxes=[element(named("car")), element(named("car")), element()])
    sent["frame_offset"] = [1795, 1800, 17_982]
    sent["time_offset"] = [round(frame / rate, 4) for frame in sent["frame_offset"]]
    text, report = written(load(sent), tmp_path)
    assert "FCM: DROP FRAME\n" in text
    # The median distance is (5 + 16182) / 2 = 8093.5, a sample is held for 12140.25.
    # Minute 7 begins with frame 1800 + 6 * 1798 and number 2: 13940 is 1354 numbers into it.
    assert "  00:00:59;25 00:07:45;04 00:00:00;00 " in text
    assert report.notes == ("1 segments end between frames, and are rounded to frames",)
    (clip,) = read(tmp_path, rate)
    assert clip.source_range.start_time.value == 1795
    assert clip.source_range.duration.value == 1800 + 12_140 - 1795


def test_odd_names_stay_on_their_line(tmp_path):
    odd = [*ODD_NAMES, "bell\x07", "* LOC: 1"]
    sent = document(boxes=[element(named(name, number)) for number, name in enumerate(odd)])
    text, _ = written(load(sent), tmp_path)
    lines = [line for line in text.splitlines() if line.startswith("* COMMENT: ")]
    wanted = [" ".join(name.split()) or '""' for name in odd]
    wanted[-2] = "bell\ufffd"
    assert [line.removeprefix("* COMMENT: ") for line in lines] == wanted
    assert len(read(tmp_path, 25)) == len(odd)


def test_a_rate_that_is_not_constant_and_several_videos_are_refused(tmp_path):
    sent = document(boxes=[element(named("car"))] * 3) | {"time_offset": [0.0, 0.2, 0.5]}
    with pytest.raises(OutputError, match="need a constant frame rate, and that of v is unknown"):
        written(load(sent, source_id="v"), tmp_path)
    one, two = (load(document(boxes=[element()]), source_id=name) for name in ("one", "two"))
    with pytest.raises(SelectionError, match="edl is of one video, the results hold 2: one, two"):
        written(concat([one, two]), tmp_path)
    assert list(tmp_path.iterdir()) == []
