"""vidresults batch render, frames, stats, report and fetch as a user has them."""

import csv
import json
import shutil
import subprocess
import sys

import click
import duckdb
import pytest
from PIL import Image

from tests.client.service import KEY, Service
from tests.support.page_text import read_page
from vidresults.batch import manifest
from vidresults.cli.app import app
from vidresults.client import Client
from vidresults.load import load
from vidresults.sample import sample_result, sample_video

ZONES = """
[[zones]]
name = "left"
points = [[0, 0], [320, 0], [320, 360], [0, 360]]
[[zones]]
name = "right"
points = [[320, 0], [640, 0], [640, 360], [320, 360]]
"""


@pytest.fixture
def street(tmp_path):
    """Two cameras; the videos lie elsewhere and are named in a list."""
    for folder in ("results", "videos"):
        (tmp_path / folder).mkdir()
    rows = [["input", "video", "source_id"]]
    for name in ("east", "west"):
        shutil.copy(sample_result(), tmp_path / "results" / f"{name}.json")
        shutil.copy(sample_video(), tmp_path / "videos" / f"{name}.mp4")
        rows.append([f"results/{name}.json", f"videos/{name}.mp4", name])
    with (tmp_path / "list.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    (tmp_path / "zones.toml").write_text(ZONES)
    (tmp_path / "look.toml").write_text("thickness = 4\n")
    return tmp_path


def batch(vidresults, command, *words, out="out", inputs="list.csv"):
    return vidresults("batch", command, inputs, "--out", out, "--workers", "0", *words)


def frames_in(video):
    words = ["-select_streams", "v", "-count_frames", "-show_entries", "stream=nb_read_frames"]
    told = subprocess.run(
        ["ffprobe", "-v", "error", *words, "-of", "csv=p=0", str(video)],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    return int(told.stdout.strip().strip(","))


def test_render_takes_the_options_of_render(vidresults, street):
    words = ["--style", "look.toml", "--zones", "zones.toml", "--blur", "person", "--crf", "40",
             "--threads", "1", "--end", "0.4"]  # fmt: skip
    code, stdout, stderr = batch(vidresults, "render", *words)
    assert (code, stdout) == (0, "")
    assert stderr.startswith(f"wrote {street / 'out'}: 2 done, 0 unchanged, 0 failed, in ")
    assert [frames_in(street / "out" / f"{name}.mp4") for name in ("east", "west")] == [10, 10]
    code, _, stderr = batch(vidresults, "render", *words)
    assert (code, "0 done, 2 unchanged" in stderr) == (0, True)
    (street / "look.toml").write_text("thickness = 9\n")
    assert "2 done, 0 unchanged" in batch(vidresults, "render", *words)[2]


def test_render_makes_previews(vidresults, street):
    code, _, _ = batch(vidresults, "render", "--kind", "gif", "--width", "160", "--end", "0.5")
    assert code == 0
    with Image.open(street / "out" / "east.gif") as picture:
        assert (picture.format, picture.size) == ("GIF", (160, 90))
        assert picture.n_frames > 1


def test_frames_are_of_a_zone_a_class_or_a_time(vidresults, street):
    code, _, _ = batch(vidresults, "frames", "--at", "0", "--at", "1", "--image-format", "png")
    assert code == 0
    names = sorted(path.name for path in (street / "out" / "west").iterdir())
    assert names == ["frame_000000.png", "frame_000025.png"]
    zone = ["--only-found", "--zones", "zones.toml", "--zone", "left", "--class", "dog"]
    code, _, _ = batch(vidresults, "frames", *zone, "--drawn", out="left")
    assert code == 0
    dogs = load(sample_result()).select(classes="dog").detections.to_pylist()
    left = {dog["frame_index"] for dog in dogs if dog["x_center"] < 320}
    assert 0 < len(left) < len({dog["frame_index"] for dog in dogs})
    names = {path.name for path in (street / "left" / "east").iterdir()}
    assert names == {f"frame_{index:06}.jpg" for index in left}


def test_stats_are_one_table(vidresults, street):
    code, _, _ = batch(vidresults, "stats", "--by", "time", "--bin", "5")
    assert code == 0
    rows = duckdb.read_parquet(f"{street}/out/stats/*/*.parquet")
    totals = rows.aggregate("source_id, sum(detections)::int", "source_id").fetchall()
    count = load(sample_result()).detections.num_rows
    assert sorted(totals) == [("east", count), ("west", count)]


def test_report_makes_pages(vidresults, street):
    code, _, _ = batch(vidresults, "report", "--zones", "zones.toml")
    assert code == 0
    page = read_page(street / "out" / "east.html")
    assert page.title.startswith("east.mp4")
    assert page.video == sample_video().read_bytes()
    assert [zone["name"] for zone in page.facts["zones"]] == ["left", "right"]
    code, _, _ = batch(vidresults, "report", "--embed-megabytes", "0", "--link", out="deep/linked")
    assert code == 0
    page = read_page(street / "deep" / "linked" / "east.html")
    assert page.facts["video"]["href"] == "../../videos/east.mp4"


def test_what_failed_is_named_and_the_others_are_done(vidresults, street):
    (street / "videos" / "east.mp4").write_bytes(b"no video")
    code, stdout, stderr = batch(vidresults, "frames", "--at", "0", "--json")
    assert code == 1
    told = json.loads(stdout)
    assert (told["done"], len(told["failed"])) == (1, 1)
    assert told["failed"][0]["input"] == str(street / "results" / "east.json")
    assert told["failed"][0]["error"] == "VideoError"
    assert str(street / "videos" / "east.mp4") in told["failed"][0]["reason"]
    assert "1 done, 0 unchanged, 1 failed" in stderr
    assert not (street / "out" / "east").exists()


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (["render", "--kind", "gif", "--crf", "20"], 1, "--crf is for an mp4 video"),
        (["render", "--crf", "99"], 1, "takes a crf from 0 to 51, not 99"),
        (["render", "--style", "zones.toml"], 1, "zones.toml: 'zones' is no field of a style"),
        (["render", "--zones", "look.toml"], 1, "look.toml: the file: 'thickness' is not known"),
        (["frames", "--blur", "car"], 1, "blur is for pictures that are drawn on (--drawn"),
        (["stats", "--bin", "5"], 2, "--bin makes no sense --by class"),
        (["stats", "--by", "hour"], 2, "--by hour needs --recorded-at"),
        (["stats", "--zones", "zones.toml", "--zone", "x"], 1, "there is no zone 'x'"),
        (["report", "--link", "--transcode"], 1, "either links to the video or has a copy"),
        (["fetch", "--ledger", "empty.sqlite"], 1, "results/east.json is no job: expected job:ID"),
    ],
)
def test_what_cannot_be_done_is_said(vidresults, street, words, code, problem):
    found, stdout, stderr = batch(vidresults, *words)
    assert (found, stdout) == (code, "")
    assert problem in stderr
    assert not list((street / "out").rglob("*.mp4"))


def test_results_of_jobs_are_stored(vidresults, street, monkeypatch):
    monkeypatch.setenv("ROBOFLOW_API_KEY", KEY)
    with Service() as service:
        ledger = street / "ledger.sqlite"
        client = Client(base_url=service.url, ledger=ledger, poll_interval=0)
        videos = sorted((street / "videos").glob("*.mp4"))
        videos[1].write_bytes(videos[1].read_bytes() + b"\0\0\0\x08free")
        jobs = [client.submit(path, ["street/3"], 5).wait() for path in videos]
        words = ["--ledger", ledger, "--base-url", service.url, "--poll-interval", "0"]
        code, _, stderr = batch(vidresults, "fetch", *words, inputs="*")
    assert (code, "2 done" in stderr) == (0, True)
    for job in jobs:
        assert (street / "out" / f"{job.job_id}.json").read_bytes() == service.result
        record = street / "out" / f"{job.job_id}.json.provenance.json"
        assert json.loads(record.read_bytes())["job_id"] == job.job_id
    for row in manifest(str(street / "out")).to_pylist():
        assert KEY not in json.dumps(row)
    assert KEY not in stderr


def test_processes_render_two_videos(street):
    words = ["batch", "render", "list.csv", "--out", "out", "--workers", "2", "--end", "0.2"]
    command = [sys.executable, "-m", "vidresults", *words]
    ended = subprocess.run(command, cwd=street, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert [frames_in(street / "out" / f"{name}.mp4") for name in ("east", "west")] == [5, 5]
    (street / "videos" / "west.mp4").unlink()
    ended = subprocess.run(command, cwd=street, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "0 done, 1 unchanged, 1 failed" in ended.stderr


def test_the_list_of_commands_imports_none_of_them():
    group = app.get_command(click.Context(app), "batch")
    names = group.list_commands(click.Context(group))
    assert {"convert", "render", "report", "frames", "stats", "fetch"} <= set(names)
    script = (
        "import sys; from vidresults.cli import main; sys.argv = ['vidresults', 'batch', '-h']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "sys.exit(bool({'av', 'cv2', 'pyarrow', 'fsspec'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
