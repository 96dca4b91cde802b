"""What is made of one input and its video, by every task; proved by readers of others."""

import json
import subprocess
import urllib.parse
from collections import Counter

import duckdb

from tests.support.page_text import read_page
from vidresults.batch import run
from vidresults.load import load
from vidresults.sample import sample_result, sample_video


def frames_in(video):
    words = ["-select_streams", "v", "-count_frames", "-show_entries", "stream=nb_read_frames"]
    told = subprocess.run(
        ["ffprobe", "-v", "error", *words, "-of", "json", str(video)],
        capture_output=True, check=True,
    )  # fmt: skip
    return int(json.loads(told.stdout)["streams"][0]["nb_read_frames"])


def work(command, street, tmp_path, **settings):
    report = run(command, f"{street}/*.json", str(tmp_path / "out"), workers=0, **settings)
    assert report.failed == ()
    assert report.done == 2
    return sorted(path for path in (tmp_path / "out").iterdir() if not path.name.startswith("_"))


def test_render_draws_each_result_onto_the_video_beside_it(street, tmp_path):
    made = work("render", street, tmp_path, drawing={"crf": 40, "threads": 1})
    assert [path.name.split("-")[0] for path in made] == ["east", "west"]
    for path in made:
        assert path.suffix == ".mp4"
        assert b" threads=1 " in path.read_bytes()  # what x264 says of itself in the file
        assert frames_in(path) == frames_in(sample_video())


def test_report_makes_a_page_for_each(street, tmp_path):
    made = work("report", street, tmp_path)
    assert [path.suffix for path in made] == [".html", ".html"]
    assert "<title>east.mp4" in made[0].read_text(encoding="utf-8")


def test_a_large_video_lies_as_a_copy_beside_its_page(street, tmp_path):
    made = work("report", street, tmp_path, page={"embed_megabytes": 0})
    assert [path.name.partition(".")[2] for path in made] == ["html", "video.mp4"] * 2
    assert made[1].name in made[0].read_text(encoding="utf-8")
    assert frames_in(made[1]) == frames_in(sample_video())


def test_a_page_may_link_to_the_video_where_it_lies(street, tmp_path):
    page = {"embed_megabytes": 0, "link": True}
    made = work("report", street, tmp_path, page=page)
    assert [path.suffix for path in made] == [".html", ".html"]
    told = read_page(made[0]).facts["video"]
    assert told["mode"] == "linked"
    where = urllib.parse.urljoin(made[0].as_uri(), told["href"])
    assert urllib.parse.unquote(urllib.parse.urlsplit(where).path) == str(street / "east.mp4")


def test_an_output_elsewhere_cannot_link_to_a_video_here(street):
    report = run(
        "report", f"{street}/*.json", "memory://pages", workers=0,
        page={"embed_megabytes": 0, "link": True},
    )  # fmt: skip
    assert len(report.failed) == 2
    assert "cannot link to" in report.failed[0].reason


def test_what_was_named_is_drawn_of_every_document_in_a_file(street, tmp_path):
    whole = json.loads(sample_result().read_bytes())
    (street / "west.json").unlink()
    (street / "east.json").write_text(json.dumps({"one": whole, "two": whole}))
    drawn = {"end_seconds": 0.4, "threads": 1}
    for command, settings, count in (
        ("render", {"drawing": drawn, "select": {"classes": ["car"]}}, 2),
        ("report", {}, 2),
        ("frames", {"at_seconds": [0.0, 1.0]}, 4),
        ("stats", {}, 2),
    ):
        out = tmp_path / command
        report = run(command, f"{street}/*.json", str(out), workers=0, **settings)
        assert report.failed == ()
        files = [p for p in out.rglob("*") if p.is_file() and "_manifest" not in p.parts]
        assert len(files) == count, command
        assert any("-one" in str(path) for path in files)
        assert any("-two" in str(path) for path in files)
    assert {frames_in(path) for path in (tmp_path / "render").glob("*.mp4")} == {10}


def test_boxes_get_tracks_first_where_they_are_wanted(street, tmp_path):
    work("stats", street, tmp_path, track="sort")
    rows = duckdb.read_parquet(f"{tmp_path}/out/stats/*/*.parquet")
    counted = rows.query("rows", "select class_name, tracks from rows order by 1").fetchall()
    assert all(tracks for _, tracks in counted)


def test_stats_are_one_table_of_all_inputs(street, tmp_path):
    work("stats", street, tmp_path)
    rows = duckdb.read_parquet(f"{tmp_path}/out/stats/*/*.parquet")
    counted = rows.query("rows", "select source_id, class_name, detections from rows").fetchall()
    known = Counter(load(sample_result()).detections["class_name"].to_pylist())
    assert len({source_id for source_id, *_ in counted}) == 2
    assert Counter({name: 2 * count for name, count in known.items()}) == sum(
        (Counter({name: count}) for _, name, count in counted), Counter()
    )
