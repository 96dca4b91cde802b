"""Settings of batches: refused where wrong, and files are in them by what they say."""

import json

import duckdb
import numpy as np
import pytest

from vidresults.analytics import Zone, Zones, read_zones
from vidresults.batch import manifest, run
from vidresults.batch.tasks.settling import settled, style_from, zones_from
from vidresults.errors import FormatError, SelectionError, VideoError
from vidresults.load import load
from vidresults.render import Style
from vidresults.sample import sample_result

ZONES = """
size = [640, 360]
[[zones]]
name = "left"
points = [[0, 0], [320, 0], [320, 360], [0, 360]]
holes = [[[10, 10], [20, 10], [20, 20]]]
[[lines]]
name = "gate"
from = [320, 0]
to = [320, 360]
"""


@pytest.fixture
def zones_file(tmp_path):
    path = tmp_path / "zones.toml"
    path.write_text(ZONES)
    return path


@pytest.mark.parametrize(
    ("command", "settings", "problem"),
    [
        ("convert", {"format": "cocoa"}, "there is no format 'cocoa'"),
        ("render", {"kind": ".avi"}, "there is no kind '.avi'; there are .mp4"),
        ("render", {"kind": ".gif", "drawing": {"crf": 20}}, "crf is for an mp4 video"),
        ("render", {"style": {"thicknes": 3}}, "'thicknes' is no field of a style"),
        ("frames", {"image_format": "bmp"}, "there is no image format 'bmp'"),
        ("stats", {"by": "day"}, "there is no by 'day'; there are class"),
        ("stats", {"by": "hour"}, "by hour needs recorded_at"),
        ("report", {"page": {"embed_megabytes": -1}}, "embed_megabytes: found -1"),
        ("report", {"page": {"link": True, "transcode": True}}, "either links to the video or"),
    ],
)
def test_what_would_fail_for_every_input_is_refused_at_once(
    street, tmp_path, command, settings, problem
):
    with pytest.raises(SelectionError, match=problem):
        run(command, f"{street}/*.json", str(tmp_path / "out"), **settings)
    assert not (tmp_path / "out").exists()


def test_an_encoder_that_cannot_do_it_is_refused_at_once(street, tmp_path):
    with pytest.raises(VideoError, match="takes a crf from 0 to 51, not 99"):
        run("render", f"{street}/*.json", str(tmp_path / "out"), drawing={"crf": 99})


def test_files_that_are_missing_or_wrong_are_refused_at_once(street, tmp_path):
    for settings in (
        {"style": "no.toml"},
        {"drawing": {"zones": "no.toml"}},
        {"page": {"zones": "no.toml"}},
        {"select": {"zone": "no.toml"}},
    ):
        with pytest.raises(FormatError, match=r"no\.toml: cannot be read as TOML"):
            run("render", f"{street}/*.json", str(tmp_path / "out"), **settings)


def test_zones_are_the_same_after_their_way_through_json(zones_file):
    told = json.loads(json.dumps(settled({"drawing": {"zones": str(zones_file)}})))
    before, after = read_zones(zones_file), zones_from(told["drawing"]["zones"])
    assert (after.size, after.anchor) == (before.size, before.anchor)
    for one, other in zip(before.zones, after.zones, strict=True):
        assert one.name == other.name
        assert all(map(np.array_equal, one.rings, other.rings))
    (gate,) = after.lines
    assert (gate.name, gate.start.tolist(), gate.end.tolist()) == ("gate", [320, 0], [320, 360])
    zone = Zone(name="x", ring=[[0, 0], [1, 0], [1, 1]])
    told = json.loads(json.dumps(settled({"select": {"zone": zone}})))
    assert zones_from(told["select"]["zone"]).zones[0].ring.tolist() == [[0, 0], [1, 0], [1, 1]]


def test_a_style_is_the_same_after_its_way_through_json(tmp_path):
    path = tmp_path / "look.toml"
    path.write_text('thickness = 5\nskeleton = [["nose", "tail"]]\n')
    told = json.loads(json.dumps(settled({"style": str(path)})))
    assert told == {"style": {"thickness": 5, "skeleton": [["nose", "tail"]]}}
    assert style_from(told["style"]) == Style.from_toml(path)
    assert settled({"style": Style(thickness=5)}) == {"style": {"thickness": 5}}


def test_a_selection_by_zone_keeps_what_is_in_it(street, zones_file, tmp_path):
    left = read_zones(zones_file)
    given = {"zone": Zones(zones=left.zones, size=left.size)}
    report = run("stats", f"{street}/*.json", str(tmp_path / "out"), workers=2, select=given)
    assert report.done == 2
    boxes = load(sample_result()).detections
    # By hand: the middle of a box's lower edge, which the hole of the zone is far from.
    x = boxes["x_center"].to_numpy()
    y = boxes["y_center"].to_numpy() + boxes["height"].to_numpy() / 2
    within = int(((x > 0) & (x < 320) & (y > 20) & (y < 360)).sum())
    assert 0 < within < len(boxes)
    rows = duckdb.read_parquet(f"{tmp_path}/out/stats/*/*.parquet")
    assert rows.sum("detections").fetchall()[0][0] == 2 * within


def test_another_content_of_a_file_is_other_work(street, zones_file, tmp_path):
    def draw():
        return run(
            "render", f"{street}/*.json", str(tmp_path / "out"), workers=0,
            drawing={"zones": str(zones_file), "end_seconds": 0.2},
        )  # fmt: skip

    assert draw().done == 2
    assert draw().unchanged == 2
    zones_file.write_text(ZONES.replace("320, 0", "300, 0"))
    assert draw().done == 2
    rows = manifest(str(tmp_path / "out")).to_pylist()
    assert all("zones.toml" not in row["options"] for row in rows)
