"""Zones from their files: the same from every form, and one line for every mistake."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from tests.support.readme import README
from vidresults.analytics.zones import Line, Zone, Zones, plain_zones, read_zones, zones_of
from vidresults.errors import FormatError, MatchError, SelectionError, VidResultsError

LATE = """
[[zones]]
name = "door"
points = [[0, 0], [10.5, 0], [10, 10]]
[[lines]]
name = "gate"
from = [0, 5]
to = [20, 5]
"""
TOML = """
size = [640, 360]
anchor = "center"
[[zones]]
name = "door"
points = [[0, 0], [10.5, 0], [10, 10]]
[[lines]]
name = "gate"
from = [0, 5]
to = [20, 5]
"""
JSON = {
    "size": [640, 360],
    "anchor": "center",
    "zones": [{"name": "door", "points": [[0, 0], [10.5, 0], [10, 10], [0, 0]]}],
    "lines": [{"name": "gate", "from": [0, 5], "to": [20, 5]}],
}


def feature(name, kind, coordinates):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"name": name, "fill": "#f00"}, "geometry": geometry}


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


GEOJSON = collection(
    feature("door", "Polygon", [[[0, 0], [10.5, 0], [10, 10], [0, 0]]]),
    feature("gate", "LineString", [[0, 5], [20, 5]]),
    size=[640, 360],
    anchor="center",
)


def written(path, what):
    text = what if isinstance(what, str) else json.dumps(what)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "what"), [("z.toml", TOML), ("z.json", JSON), ("z.geojson", GEOJSON), ("z", TOML)]
)
def test_every_form_gives_the_same_zones(tmp_path, name, what):
    found = read_zones(written(tmp_path / name, what))
    assert [zone.name for zone in found.zones] == ["door"]
    assert found.zones[0].ring.tolist() == [[0, 0], [10.5, 0], [10, 10]]
    line = found.lines[0]
    assert (line.name, line.start.tolist(), line.end.tolist()) == ("gate", [0, 5], [20, 5])
    assert (found.size, found.anchor) == ((640, 360), "center")


def test_a_file_may_begin_with_its_zones(tmp_path):
    found = read_zones(written(tmp_path / "z.toml", LATE))
    assert (len(found.zones), len(found.lines), found.size) == (1, 1, None)


def test_what_is_not_said_is_the_frames_own_size_and_the_lower_edge(tmp_path):
    found = read_zones(written(tmp_path / "z.json", {"lines": JSON["lines"]}))
    assert (found.size, found.anchor, found.zones) == (None, "bottom", ())


def test_holes_are_kept_from_geojson_and_from_toml(tmp_path):
    outer = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
    hole = [[3, 3], [6, 3], [6, 6], [3, 3]]
    shape = collection(feature("ring", "Polygon", [outer, hole]))
    plain = {"zones": [{"name": "ring", "points": outer, "holes": [hole]}]}
    for what in (shape, plain):
        zone = read_zones(written(tmp_path / "z.json", what)).zones[0]
        assert [ring.tolist() for ring in zone.rings] == [outer[:-1], hole[:-1]]


def zone(points, name="door", **more):
    return {"zones": [{"name": name, "points": points, **more}]}


TRIANGLE = [[0, 0], [9, 0], [9, 9]]
WRONG = {
    "two points": (zone([[0, 0], [9, 0]]), "zone 'door': found 2 points, expected 3 or more"),
    "the same points": (zone([[0, 0], [9, 0], [0, 0]]), "zone 'door': found 2 points"),
    "a word": (zone([[0, 0], [9, "x"], [9, 9]]), r"zone 'door': found \[9, 'x'\] as a point"),
    "true": (zone([[0, 0], [9, True], [9, 9]]), r"zone 'door': found \[9, True\]"),
    "null": (zone([[0, 0], [9, None], [9, 9]]), r"zone 'door': found \[9, None\]"),
    "three numbers": (zone([[0, 0, 0], [9, 0, 0], [9, 9, 0]]), "expected two numbers"),
    "a number": (zone([0, 9, 9]), "zone 'door': found 0 as a point"),
    "no list": (zone("all"), "zone 'door': found 'all', expected points"),
    "not finite": ('{"zones": [{"name": "door", "points": [[0, NaN], [9, 0], [9, 9]]}]}', "nan"),
    "too far": (zone([[0, 0], [9, 0], [9, 2e6]]), r"found \[9, 2000000.0\] as a point, expected"),
    "very far": (zone([[0, 0], [9, 0], [9, 10**400]]), r"found \[9, 1000"),
    "no name": ({"zones": [{"points": TRIANGLE}]}, "zone 1: it has no 'name'"),
    "an empty name": (zone(TRIANGLE, name=" "), "zone: found ' ' as its name"),
    "no points": ({"zones": [{"name": "door"}]}, "zone 'door': it has no 'points'"),
    "a slip": (zone(TRIANGLE, point=[]), "zone 'door': 'point' is not known; there is name"),
    "a slip above": ({"zone": []}, "'zone' is not known; there is zones, lines, size, anchor"),
    "twice": (
        {**zone(TRIANGLE), "lines": [{"name": "door", "from": [0, 0], "to": [1, 1]}]},
        "the name 'door' is there 2 times",
    ),
    "no way": ({"lines": [{"name": "gate", "from": [1, 1], "to": [1, 1]}]}, "line 'gate': it ends"),
    "half a line": ({"lines": [{"name": "gate", "from": [1, 1]}]}, "line 'gate': it has no 'to'"),
    "nothing": ({}, "there is neither a zone nor a line"),
    "anchor": ({**zone(TRIANGLE), "anchor": "top"}, "anchor: found 'top', expected bottom or cen"),
    "size": ({**zone(TRIANGLE), "size": [640, 0]}, r"size: found \[640, 0\], expected width and"),
    "zones are one": ({"zones": {"name": "door"}}, "zones: found .*, expected a list"),
    "a list": ("[1, 2]", "cannot be read as TOML or JSON"),
    "neither": ("zones: door", "cannot be read as TOML or JSON"),
    "broken": ('{"zones": [', "cannot be read as TOML or JSON"),
    "deep": ('{"zones":' + "[" * 100_000, "cannot be read as TOML or JSON"),
    "a feature": (feature("door", "Polygon", [TRIANGLE]), "found a Feature, expected a FeatureC"),
    "nameless": (
        collection({"type": "Feature", "properties": {}, "geometry": {}}),
        "feature 1: it has no properties.name",
    ),
    "several": (
        collection(feature("door", "MultiPolygon", [[TRIANGLE]])),
        "feature 'door': found a MultiPolygon, expected a Polygon or a LineString",
    ),
    "a bend": (
        collection(feature("gate", "LineString", TRIANGLE)),
        "feature 'gate': a line has two points, found 3",
    ),
    "a thin hole": (
        collection(feature("door", "Polygon", [TRIANGLE, [[1, 1]]])),
        "zone 'door', hole 1: found 1 points",
    ),
    "no rings": (collection(feature("door", "Polygon", 5)), "feature 'door': found 5, expected a"),
    "no geometry": (
        collection({"properties": {"name": "door"}, "geometry": None}),
        "feature 'door': it has no geometry",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_one_line_with_the_file_and_the_name(tmp_path, name):
    what, expected = WRONG[name]
    with pytest.raises(FormatError, match=expected) as caught:
        read_zones(written(tmp_path / "yard.zones", what))
    assert "yard.zones: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FormatError, match="No such file"):
        read_zones(tmp_path / "none.toml")


def test_zones_made_in_python_are_checked_too():
    with pytest.raises(SelectionError, match="zone 'door': found 2 points"):
        Zone(name="door", ring=np.eye(2))
    with pytest.raises(VidResultsError, match="neither"):
        Zones()


def test_they_say_which_reach_outside_of_the_picture():
    found = Zones(
        zones=(
            Zone(name="in", ring=[(0, 0), (64, 0), (64, 48)]),
            Zone(name="part", ring=[(0, 0), (65, 0), (64, 48)]),
            Zone(name="out", ring=[(70, 0), (90, 0), (90, 48)]),
        ),
        lines=(Line(name="gate", start=(-1, 5), end=(9, 5)),),
    )
    assert found.outside((64, 48)) == [
        "zone 'part' reaches outside of the 64x48 picture",
        "zone 'out' lies outside of the 64x48 picture",
        "line 'gate' reaches outside of the 64x48 picture",
    ]


def test_a_picture_of_another_aspect_ratio_is_an_error():
    found = Zones(lines=(Line(name="g", start=(0, 0), end=(9, 9)),), size=(640, 360))
    assert found.scale_to((1920, 1080)) == (3, 3)
    with pytest.raises(MatchError, match="zones are of 640x360 pictures and the frames are 640x48"):
        found.scale_to((640, 480))


def test_the_file_that_the_readme_shows_can_be_read(tmp_path):
    text = README.read_text(encoding="utf-8")
    (shown,) = (b for b in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if "[[zones]]" in b)
    found = read_zones(written(tmp_path / "z.toml", shown))
    assert (found.size, found.anchor) == ((640, 360), "bottom")
    assert [mark.name for mark in (*found.zones, *found.lines)] == ["pavement", "gate"]


def test_what_json_holds_of_zones_gives_them_again():
    ring = np.array([[0, 0], [10.5, 0], [10, 10]])
    hole = np.array([[1, 1], [2, 1], [2, 2]])
    given = Zones(
        zones=(Zone(name="door", ring=ring, holes=(hole,)),),
        lines=(Line(name="gate", start=[0, 5], end=[20, 5]),),
        size=(640, 360),
        anchor="center",
    )
    told = json.loads(json.dumps(plain_zones(given)))
    assert told == {
        "zones": [
            {
                "name": "door",
                "points": [[0, 0], [10.5, 0], [10, 10]],
                "holes": [[[1, 1], [2, 1], [2, 2]]],
            }
        ],
        "lines": [{"name": "gate", "from": [0, 5], "to": [20, 5]}],
        "size": [640, 360],
        "anchor": "center",
    }
    again = zones_of(told)
    assert plain_zones(again) == plain_zones(given)
    assert "size" not in plain_zones(Zones(zones=given.zones))
    with pytest.raises(SelectionError, match="'colour' is not known"):
        zones_of({**told, "colour": 1})
