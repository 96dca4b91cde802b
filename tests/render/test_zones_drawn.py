"""Zones and lines on pictures: where they are drawn, and what is written beside them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.support.grey_clips import SIZE, clip, pictures, seen
from tests.support.sources import document
from vidresults.analytics.zones import Line, Zone, Zones, inside
from vidresults.cli import main
from vidresults.errors import FormatError, MatchError
from vidresults.load import load
from vidresults.render import Scene, Style, render
from vidresults.render.between import Clock
from vidresults.render.panels import panels_for

YARD = Zone(name="yard", ring=[(100, 60), (220, 60), (220, 180), (100, 180)])
# Downwards: "in" is to the left.
GATE = Line(name="gate", start=(160, 20), end=(160, 220))
QUIET = Style(boxes=False, labels=False)


def painted(zones, *samples, style=QUIET, frame=0, size=SIZE, **more):
    """A grey picture on which a frame was drawn."""
    result = load(document(m=list(samples or [seen()])))
    panel = panels_for(result, size, style=style, clock=Clock(), zones=zones, **more)[0]
    scene = Scene(result, size)
    picture = np.full((size[1], size[0], 3), 90, np.uint8)
    panel.draw(picture, frame, list(scene.at(frame)), scene.seen(frame), seconds=0.0)
    return picture


def touched(picture):
    return np.any(picture != 90, axis=2)


def words(zones, *samples, frames, between="hold", times=None, **more):
    """What stands beside each mark on each frame."""
    result = load(document(m=list(samples), **more))
    panels = panels_for(result, SIZE, style=QUIET, clock=Clock(times), zones=zones)
    scene = Scene(result, SIZE, between=between, times=times)
    return [
        [
            sign.text[0] + sign.text[1]
            for sign in panels[0].marks.signs(frame, list(scene.at(frame)), scene.seen(frame))
        ]
        for frame in frames
    ]


def plate_of(picture):
    """Where a zone is written: its ground is in its own solid colour or ink, above the edge."""
    return touched(picture)[:60]


def test_a_zone_is_tinted_inside_and_outlined_and_nothing_else_changes():
    picture = painted(Zones(zones=(YARD,)), style=Style(zone_opacity=0.5, thickness=3))
    there = touched(picture)
    assert there[60:181, 100:221].all()
    outside = np.ones((240, 320), bool)
    outside[55:186, 95:226] = False
    outside[:60, 100:] = False  # its name stands above its upper left corner
    assert not there[outside].any()
    assert plate_of(picture).any()
    tint = picture[120, 160].astype(int)
    outline = picture[120, 100].astype(int)
    assert np.abs(tint - (outline + 90) / 2).max() <= 2, "half of the colour, half of the picture"


def test_without_tint_only_the_outline_is_drawn():
    there = touched(painted(Zones(zones=(YARD,)), style=Style(zone_opacity=0.0, thickness=2)))
    assert there[120, 100]
    assert not there[70:170, 110:210].any()


def test_a_hole_and_the_crossed_middle_of_an_outline_are_not_tinted():
    hole = [(140, 100), (180, 100), (180, 140), (140, 140)]
    star = [(250, 10), (290, 90), (210, 40), (290, 40), (210, 90)]
    zones = Zones(zones=(Zone(name="a", ring=YARD.ring, holes=(hole,)), Zone(name="b", ring=star)))
    there = touched(painted(zones, style=Style(thickness=1)))
    for zone in zones.zones:
        grid = np.stack(np.meshgrid(np.arange(320), np.arange(240)), axis=-1).reshape(-1, 2)
        wanted = inside(zone, grid + 0.5).reshape(240, 320)
        x, y = (160, 120) if zone.name == "a" else (250, 50)
        assert not wanted[y, x]
        assert not there[y, x]
        assert (there & wanted).sum() > 0.97 * wanted.sum()


def test_a_line_has_its_arrow_on_the_side_that_is_in():
    there = touched(painted(Zones(lines=(GATE,)), style=Style(thickness=2)))
    assert there[30:210, 160].all()
    assert there[120, 145:160].any(), "to the left of the picture, where in is"
    assert not there[120, 166:200].any()
    turned = Line(name="gate", start=GATE.end, end=GATE.start)
    there = touched(painted(Zones(lines=(turned,)), style=Style(thickness=2)))
    assert there[120, 162:175].any()
    assert not there[120, 120:154].any()


def test_a_zone_counts_what_stands_in_it_now():
    found = words(Zones(zones=(YARD,)), seen(120, 200), seen(60, 200), seen(), frames=[0, 4, 5, 10])
    assert found == [["yard 2"], ["yard 2"], ["yard 1"], ["yard 0"]]


def test_what_the_picture_cuts_off_is_in_a_zone_that_reaches_to_its_edge():
    width, height = SIZE
    rest = Zone(name="rest", ring=[(0, 60), (width, 60), (width, height), (0, height)])
    sample = seen(120)
    for row in sample["predictions"]:
        row["y"] = height - row["height"] / 2
    assert words(Zones(zones=(rest,)), sample, frames=[0]) == [["rest 1"]]


def test_a_number_that_nobody_knows_is_a_question_mark_and_not_zero():
    zones = Zones(zones=(YARD,))
    assert words(zones, seen(120), None, seen(), frames=[0, 5, 9, 10]) == [
        ["yard 1"], ["yard ?"], ["yard ?"], ["yard 0"],
    ]  # fmt: skip
    assert words(zones, seen(120), seen(), frames=[3], between="none") == [["yard ?"]]


def test_of_two_models_both_have_to_know_and_one_that_never_ran_does_not_count():
    zones = Zones(zones=(YARD,))
    other = [seen(200), None, seen(200)]
    assert words(zones, seen(120), seen(120), seen(120), frames=[0, 5, 10], other=other) == [
        ["yard 2"], ["yard ?"], ["yard 2"],
    ]  # fmt: skip
    assert words(zones, seen(120), frames=[0], other=[None]) == [["yard 1"]]


def test_between_samples_a_zone_counts_what_is_on_its_way_in():
    # From 60 to 140 in five frames: past the edge at 100 after half of them.
    zones = Zones(zones=(YARD,))
    found = words(zones, seen(60), seen(140), frames=range(6), between="interpolate")
    assert [line for (line,) in found] == ["yard 0"] * 3 + ["yard 1"] * 3
    empty = words(zones, seen(), seen(), frames=range(6), between="interpolate")
    assert empty == [["yard 0"]] * 6


def test_a_crossing_counts_from_its_moment_on():
    # From 180 to 130: past 160 after two of five frames; back from 130 to 180 after three.
    ways = seen(180), seen(130), seen(180), seen(180)
    found = words(Zones(lines=(GATE,)), *ways, frames=range(12))
    assert [line for (line,) in found] == (
        ["gate in 0 out 0"] * 2 + ["gate in 1 out 0"] * 6 + ["gate in 1 out 1"] * 4
    )


def test_the_moment_is_even_in_the_videos_time_where_it_is_known():
    # Two thirds of the time between the samples is over on frame 1 already.
    times = np.array([0.0, 0.8, 0.9, 1.0, 1.1, 1.2])
    found = words(Zones(lines=(GATE,)), seen(180), seen(130), frames=range(3), times=times)
    assert [line for (line,) in found] == ["gate in 0 out 0"] + ["gate in 1 out 0"] * 2


def test_classes_are_counted_apart_and_shown_together():
    bus = {"class": "bus", "class_id": 3}
    ways = [seen(180), seen(130)]
    for way, x in zip(ways, (180, 130), strict=True):
        way["predictions"] += seen(x, y=200.0, **bus)["predictions"]
    zones = Zones(lines=(GATE,))
    assert words(zones, *ways, frames=[5]) == [["gate in 2 out 0"]]
    result = load(document(m=ways))
    marks = panels_for(result, SIZE, style=QUIET, clock=Clock(), zones=zones)[0].marks
    assert marks.counts("gate", 5.0) == {"in": {"car": 1, "bus": 1}, "out": {}}
    assert marks.counts("gate", 1.9) == {"in": {"car": 0, "bus": 0}, "out": {}}


def test_zones_of_another_size_are_scaled_and_of_another_shape_refused():
    small = Zones(zones=(Zone(name="yard", ring=YARD.ring / 2),), size=(160, 120))
    assert np.array_equal(painted(small), painted(Zones(zones=(YARD,))))
    assert words(small, seen(120, 200), frames=[0]) == [["yard 2"]]
    with pytest.raises(MatchError, match="160x100 pictures and the frames are 320x240"):
        painted(Zones(zones=(YARD,), size=(160, 100)))


def test_results_smaller_than_the_video_take_their_zones_along():
    there = touched(painted(Zones(zones=(YARD,)), size=(640, 480)))
    assert there[130:350, 210:430].all()
    assert not there[130:350, 20:190].any()


def test_a_label_does_not_cover_what_is_written_beside_a_zone():
    zones = Zones(zones=(Zone(name="yard", ring=[(90, 100), (220, 100), (220, 200)]),))
    plain = painted(zones, style=Style(labels=False, boxes=False))
    there = touched(plain)[:98]
    both = painted(zones, seen(120.0, y=140.0), style=Style(boxes=False))
    box_free = painted(zones, seen(120.0, y=140.0), style=QUIET)
    assert there.any()
    assert np.array_equal(both[:98][there], box_free[:98][there])
    assert not np.array_equal(both, box_free), "the label is somewhere"


def test_a_video_shows_its_zones_on_every_frame_and_says_what_lies_outside(tmp_path):
    far = Line(name="far", start=(400, 0), end=(400, 200))
    zones = Zones(zones=(YARD,), lines=(far,))
    out = tmp_path / "out.mp4"
    report = render(load(document(m=[seen(180)])), clip(tmp_path / "in.mp4"), out, zones=zones,
                    style=QUIET, crf=5)  # fmt: skip
    assert "line 'far' lies outside of the 320x240 picture" in report.notes
    shown = pictures(out)
    assert len(shown) == 15
    for picture in shown:
        assert np.abs(picture[120, 160] - 90).max() > 10
        assert np.abs(picture[220, 20] - 90).max() < 5


def test_a_later_part_of_the_video_has_counted_from_the_start(tmp_path):
    source = clip(tmp_path / "in.mp4")
    result = load(document(m=[seen(180), seen(130), seen(130)]))
    zones = Zones(lines=(GATE,))
    style = Style(boxes=False, labels=False)
    render(result, source, tmp_path / "whole.mp4", zones=zones, style=style, crf=5)
    render(result, source, tmp_path / "part.mp4", zones=zones, style=style, crf=5,
           start_seconds=0.4)  # fmt: skip
    whole, part = pictures(tmp_path / "whole.mp4"), pictures(tmp_path / "part.mp4")
    assert np.abs(whole[10] - part[0]).max() < 40
    assert np.abs(whole[0] - part[0]).max() > 60, "the count was another one before"


def test_the_command_takes_a_file_of_zones(tmp_path, monkeypatch, capsys):
    source = clip(tmp_path / "in.mp4", count=3)
    (tmp_path / "r.json").write_text(json.dumps(document(m=[seen(180)])), encoding="utf-8")
    (tmp_path / "z.toml").write_text(
        '[[zones]]\nname = "yard"\npoints = [[100, 60], [220, 60], [220, 180], [-5, 180]]\n'
    )
    words = ["render", str(tmp_path / "r.json"), str(source), "--out", str(tmp_path / "out.mp4"),
             "--zones", str(tmp_path / "z.toml")]  # fmt: skip
    monkeypatch.setattr("sys.argv", ["vidresults", *words])
    main()
    assert "zone 'yard' reaches outside of the 320x240 picture" in capsys.readouterr().err
    assert np.abs(pictures(tmp_path / "out.mp4")[0][150, 120] - 90).max() > 10


def test_a_wrong_file_of_zones_leaves_nothing(tmp_path):
    (tmp_path / "z.toml").write_text('[[zones]]\nname = "yard"\npoints = [[0, 0]]\n')
    with pytest.raises(FormatError, match=r"z\.toml: zone 'yard': found 1 points"):
        render(load(document(m=[seen()])), clip(tmp_path / "in.mp4"), tmp_path / "out.mp4",
               zones=tmp_path / "z.toml")  # fmt: skip
    assert not (tmp_path / "out.mp4").exists()
