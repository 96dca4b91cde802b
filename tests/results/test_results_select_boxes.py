"""Keeping boxes by what they are: sure, large, tracked, in a zone; other names for classes."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.documents import (
    detection,
    document,
    element,
    face,
    multi_label,
    rows_of,
    semantic,
    single_label,
    text_of,
)
from tests.support.sources import full
from vidresults import TABLES, Scan, concat, export, load, scan
from vidresults.analytics import Line, Zone, Zones
from vidresults.errors import MatchError, SelectionError
from vidresults.results import columns

BUS = {"class": "bus", "class_id": 5}
SQUARE = [[0, 0], [100, 0], [100, 100], [0, 100]]


def named(name, confidence, **more):
    return detection(**{"class": name, "confidence": confidence}, **more)


def left(results):
    return rows_of(results, "detections", "class_name", "confidence")


@pytest.fixture
def street():
    boxes = [named("car", 0.5), named("car", 0.75), named("bus", 0.4), named("dog", None)]
    return load(
        document(element(*boxes), None, sky=[single_label(), multi_label()], gaze=[[face()], None])
    )


def test_each_class_has_its_limit_and_the_rest_a_common_one(street):
    kept = street.select(min_confidence={"car": 0.6, "*": 0.3})
    assert left(kept) == [("car", 0.75), ("bus", 0.4)]
    assert kept.gazes.num_rows == 1  # 0.5
    assert street.select(min_confidence={"car": 0.6, "*": 0.6}).gazes.num_rows == 0


def test_classes_without_a_limit_stay_unknown_confidences_too(street):
    kept = street.select(min_confidence={"car": 0.6, "day": 0.8})
    assert left(kept) == [("car", 0.75), ("bus", 0.4), ("dog", None)]
    assert kept.classifications["class_name"].to_pylist() == ["night", "rain", "snow"]
    assert kept.gazes.num_rows == 1
    assert kept.frames.num_rows == 2
    assert kept.documents["operations"].to_pylist() == [
        ["select(min_confidence={'car': 0.6, 'day': 0.8})"]
    ]


def test_the_area_is_width_times_height_both_limits_included():
    sides = [(10, 10), (20, 10), (20, 20), (0, 10)]
    boxes = [detection(width=float(w), height=float(h)) for w, h in sides]
    results = load(document(element(*boxes), gaze=[[face()]]))  # a face of 10 by 12
    widths = results.select(min_area=100, max_area=200).detections["width"].to_pylist()
    assert widths == [10, 20]
    assert results.select(max_area=0).detections.num_rows == 1
    assert results.select(min_area=120).gazes.num_rows == 1
    assert results.select(min_area=120.5).gazes.num_rows == 0
    assert results.select(min_area=120.5).inferences.equals(results.inferences)


def test_tracks_are_kept_by_their_ids():
    boxes = [detection(tracker_id=n) for n in (3, 1, None)]
    results = load(document(element(*boxes), element(detection(tracker_id=3))))
    for wanted in (3, [3], np.array([3]), iter([3, 3])):
        kept = results.select(tracker_ids=wanted)
        assert rows_of(kept, "detections", "frame_index", "tracker_id") == [(0, 3), (5, 3)]


def test_a_zone_keeps_what_stands_in_it():
    # The lower edges' middles are at (50, 60), (50, 100) and (150, 60).
    places = [(50.0, 50.0), (50.0, 90.0), (150.0, 50.0)]
    results = load(document(element(*[detection(x=x, y=y) for x, y in places])))
    ring = np.array(SQUARE, np.float64)
    for zone in (SQUARE, ring, Zone(name="a", ring=ring)):
        assert results.select(zone=zone).detections["y_center"].to_pylist() == [50]
    centres = Zones(zones=(Zone(name="a", ring=ring),), anchor="center")
    kept = results.select(zone=centres)
    assert kept.detections["y_center"].to_pylist() == [50, 90]
    (done,) = kept.documents["operations"].to_pylist()[0]
    assert done == (
        "select(zone='a' [[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0]] (center))"
    )


def test_zones_of_another_picture_are_scaled_and_any_of_them_will_do():
    places = [(50.0, 50.0), (150.0, 50.0), (450.0, 280.0)]
    results = load(document(element(*[detection(x=x, y=y) for x, y in places])))  # 640 by 360
    half = np.array(SQUARE) / 2
    zones = (Zone(name="a", ring=half), Zone(name="b", ring=half + np.array([200, 100])))
    kept = results.select(zone=Zones(zones=zones, size=(320, 180)))
    assert kept.detections["x_center"].to_pylist() == [50, 450]
    with pytest.raises(MatchError, match=r"are of 100x100 pictures and the frames of .* 640x360"):
        results.select(zone=Zones(zones=zones, size=(100, 100)))


def test_each_video_has_its_own_scale():
    small = {"image": {"width": 320, "height": 180}}
    parts = [
        load(document(element(detection(x=90.0, y=50.0))), source_id="a"),
        load(document(element(detection(x=90.0, y=50.0), **small)), source_id="b"),
    ]
    zone = Zones(zones=(Zone(name="a", ring=np.array(SQUARE)),), size=(640, 360))
    kept = concat(parts).select(zone=zone)
    assert kept.detections["source_id"].to_pylist() == ["a"]


def test_a_zone_in_frames_of_several_sizes_is_refused():
    small = {"image": {"width": 320, "height": 180}}
    results = load(document(element(detection()), element(**small)))
    with pytest.raises(MatchError, match="several sizes"):
        results.select(zone=SQUARE)


def test_classes_get_other_names_everywhere(street):
    kept = street.rename_classes({"car": "vehicle", "snow": "white"})
    assert [name for name, _ in left(kept)] == ["vehicle", "vehicle", "bus", "dog"]
    assert kept.classifications["class_name"].to_pylist() == ["day", "night", "rain", "white"]
    before = rows_of(street, "classes", "class_name", "class_id")
    names = {"car": "vehicle", "snow": "white"}
    expected = [(names.get(name, name), number) for name, number in before]
    assert rows_of(kept, "classes", "class_name", "class_id") == expected
    assert kept.documents["operations"].to_pylist() == [
        ["select(rename_classes={'car': 'vehicle', 'snow': 'white'})"]
    ]


def test_classes_with_one_name_become_one_with_the_number_of_the_one_that_had_it():
    boxes = [detection(), detection(**BUS), detection(**{"class": "van", "class_id": 9})]
    results = load(document(element(*boxes)))
    kept = results.rename_classes({"car": "bus", "van": "bus"})
    assert rows_of(kept, "detections", "class_name", "class_id") == [("bus", 5)] * 3
    assert rows_of(kept, "classes", "class_name", "class_id") == [("bus", 5)]
    new = results.rename_classes({"van": "vehicle", "bus": "vehicle"})
    assert rows_of(new, "detections", "class_name", "class_id") == [
        ("car", 2), ("vehicle", 5), ("vehicle", 5),
    ]  # fmt: skip
    assert rows_of(new, "classes", "class_name", "class_id") == [("car", 2), ("vehicle", 5)]


def test_two_classes_can_change_their_names():
    results = load(document(element(detection(), detection(**BUS))))
    kept = results.rename_classes({"car": "bus", "bus": "car"})
    assert rows_of(kept, "detections", "class_name", "class_id") == [("bus", 2), ("car", 5)]
    assert kept.rename_classes({"car": "bus", "bus": "car"}).detections.equals(results.detections)


def test_labels_of_a_frame_with_one_name_are_the_best_of_them():
    results = load(document(multi_label(), single_label(), multi_label()))
    kept = results.rename_classes({"rain": "wet", "snow": "wet", "night": "wet"})
    found = rows_of(kept, "classifications", "frame_index", "class_name", "confidence", "predicted")
    assert found == [
        (0, "wet", 0.75, True), (5, "day", 0.75, True), (5, "wet", 0.25, False),
        (10, "wet", 0.75, True),
    ]  # fmt: skip


def test_names_of_labelled_pixels_change_and_their_values_stay():
    results = load(document(semantic()))
    (row,) = results.rename_classes({"road": "ground"}).semantic_masks.to_pylist()
    assert row["class_map"] == [
        {"class_id": 0, "class_name": "background"}, {"class_id": 1, "class_name": "ground"},
    ]  # fmt: skip
    assert row["mask_png"] == results.semantic_masks["mask_png"][0].as_py()


def test_dropped_classes_go_and_all_others_stay(street):
    kept = street.drop_classes(["car", "day"])
    assert [name for name, _ in left(kept)] == ["bus", "dog"]
    assert "car" not in kept.classes["class_name"].to_pylist()
    assert kept.classifications["class_name"].to_pylist() == ["night", "rain", "snow"]
    assert kept.frames.equals(street.frames)
    assert kept.inferences.equals(street.inferences)


def test_limits_take_the_old_names(street):
    kept = street.select(classes="car", min_confidence={"car": 0.6}, rename_classes={"car": "a"})
    assert left(kept) == [("a", 0.75)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"min_confidence": {"lorry": 0.5}}, "no class 'lorry' in the results; there is"),
        ({"min_confidence": {"car": None}}, "min_confidence of 'car': found None"),
        ({"min_confidence": {"car": float("nan")}}, "min_confidence of 'car': found NaN"),
        ({"min_confidence": "high"}, "min_confidence: found 'high', expected a number"),
        ({"drop_classes": ["lorry"]}, "no class 'lorry' in the results; there is"),
        ({"rename_classes": {"lorry": "car"}}, "no class 'lorry' in the results; there is"),
        ({"rename_classes": {"car": 1}}, "rename_classes: found .* a new name for each old"),
        ({"rename_classes": ["car"]}, "rename_classes: found .* a new name for each old"),
        ({"tracker_ids": 9}, "there is no track 9 in the results; there is 4"),
        ({"tracker_ids": [0.5]}, r"tracker_ids: found \[0.5\], expected whole numbers"),
        ({"tracker_ids": "4"}, "tracker_ids: found '4', expected whole numbers"),
        ({"min_area": float("nan")}, "min_area: found NaN, expected a number"),
        ({"min_area": 9, "max_area": 4}, "the largest area, 4, is under the least, 9"),
        ({"zone": [[0, 0], [1, 1]]}, "zone: found .*, expected 3 or more points"),
        ({"zone": "pavement"}, "zone: found 'pavement', expected 3 or more points"),
        (
            {"zone": Zones(lines=(Line(name="a", start=np.zeros(2), end=np.ones(2)),))},
            "zone: there are only lines",
        ),
    ],
)
@pytest.mark.parametrize("open_result", [load, scan])
def test_what_is_not_there_or_makes_no_sense_is_named(open_result, asked, said):
    results = open_result(document(element(detection(tracker_id=4))))
    with pytest.raises(SelectionError, match=said):
        results.select(**asked)


def test_results_without_tracks_say_how_to_get_them():
    with pytest.raises(SelectionError, match="no tracker ids: assign them first"):
        load(document(element(detection()))).select(tracker_ids=1)


WANTED = {
    "limits": {"min_confidence": {"car": 0.6, "*": 0.3}},
    "area": {"min_area": 100, "max_area": 700},
    "tracks": {"tracker_ids": [0, 2]},
    "zone": {"zone": SQUARE},
    "joined names": {"rename_classes": {"bus": "car", "night": "day", "road": "way"}},
    "everything": {
        "models": "street", "classes": ["car", "bus"], "drop_classes": "bus", "min_confidence": 0.2,
        "start_seconds": 0.4, "end_seconds": 3, "min_area": 1, "zone": SQUARE, "tracker_ids": [0],
        "rename_classes": {"car": "vehicle"},
    },
}  # fmt: skip


@pytest.fixture
def many():
    def boxes(n):
        return [
            named(name, ((n + at) % 10) / 10, x=float(n * 10 % 200), tracker_id=(n + at) % 3)
            for at, name in enumerate(["car", "bus", "car"][: n % 4])
        ]

    elements = [element(*boxes(n)) if n % 7 else None for n in range(30)]
    return document(*elements, sky=[single_label()] * 30, areas=[semantic()] * 30)


@pytest.mark.parametrize("wanted", WANTED.values(), ids=WANTED)
def test_a_stream_and_stored_tables_keep_what_tables_in_memory_keep(
    many, wanted, tmp_path, monkeypatch
):
    whole = load(many, source_id="s")
    export(whole, tmp_path / "t", format="parquet")
    expected = whole.select(**wanted)
    monkeypatch.setattr("vidresults.results.stored._BATCH_ROWS", 5)
    monkeypatch.setattr(columns, "_BATCH_ROWS", 5)
    for source in (scan(text_of(many), source_id="s"), scan(tmp_path / "t")):
        kept = source.select(**wanted)
        for name in TABLES:
            ignored = ["path", "sha256", "kind"] if name == "documents" else []
            table = kept.table(name).drop_columns(ignored)
            assert table.equals(expected.table(name).drop_columns(ignored)), name
        assert kept.facts.rows == expected.facts.rows
        count = kept.sql("select count(*) as n from detections")["n"].to_pylist()
        assert count == [expected.detections.num_rows]


def test_a_part_of_stored_tables_is_asked_where_it_lies(many, tmp_path, monkeypatch):
    export(load(many, source_id="s"), tmp_path / "t", format="parquet")
    kept = scan(tmp_path / "t").select(classes="car", min_confidence=0.5)
    monkeypatch.setattr(Scan, "load", lambda _: pytest.fail("nothing is loaded"))
    answer = kept.sql("select distinct class_name from detections where confidence < 0.7")
    assert answer["class_name"].to_pylist() == ["car"]
    operations = kept.sql("select operations from documents")["operations"].to_pylist()
    assert operations == [["select(classes=['car'], min_confidence=0.5)"]]


def test_everything_about_a_box_stays_with_it():
    results = full()
    kept = results.select(min_area=0, min_confidence={"car": 0.1}, rename_classes={"bus": "b"})
    before, after = results.detections.to_pylist(), kept.detections.to_pylist()
    assert after == [
        row | {"class_name": {"bus": "b"}.get(row["class_name"], row["class_name"])}
        for row in before
    ]
