"""Which video belongs to a result: named, beside it, or told by the record of its job."""

import json
import shutil

import fsspec
import pytest

from vidresults.batch import Input, manifest, run
from vidresults.batch.places import At
from vidresults.batch.videos import find_video
from vidresults.load import provenance_path
from vidresults.wire.input import read_input

SHA256 = "5" * 64


def work(street, out, command="frames"):
    settings = {"at_seconds": [0.0]} if command == "frames" else {}
    return run(command, f"{street}/*.json", str(out), workers=0, **settings)


@pytest.mark.parametrize("command", ["render", "report", "frames"])
def test_without_one_it_is_said_where_to_name_it(street, tmp_path, command):
    (street / "west.json").unlink()
    (street / "east.mp4").unlink()
    report = work(street, tmp_path / "out", command)
    (row,) = report.failed
    assert row.reason == (
        f"{street / 'east.json'} has no video of its name beside it: name its video in a list in "
        "CSV, in the column video"
    )


def test_the_one_beside_it_is_told_and_a_change_of_it_is_noticed(street, tmp_path):
    out = tmp_path / "out"
    assert work(street, out).done == 2
    rows = manifest(str(out)).to_pylist()
    east = next(row for row in rows if row["input"].endswith("east.json"))
    assert east["video"] == str(street / "east.mp4")
    assert f"the video is {street / 'east.mp4'}, which lies beside the result" in east["notes"]
    assert work(street, out).unchanged == 2
    with (street / "east.mp4").open("ab") as file:
        file.write(b"\x00\x00\x00\x08free")
    report = work(street, out)
    assert (report.done, report.unchanged) == (1, 1)
    (street / "east.mp4").unlink()
    report = work(street, out)
    assert (len(report.failed), report.unchanged) == (1, 1)


def test_the_one_that_was_named_is_taken(street, tmp_path):
    other = tmp_path / "elsewhere.mp4"
    shutil.copy(street / "east.mp4", other)
    given = [Input(str(street / "east.json"), video=str(other))]
    report = run("frames", given, str(tmp_path / "out"), workers=0, at_seconds=[0.0])
    assert (report.done, report.failed) == (1, ())
    (row,) = manifest(str(tmp_path / "out")).to_pylist()
    assert (row["video"], row["notes"]) == (str(other), [])


def test_both_may_lie_on_a_store(street):
    store = fsspec.filesystem("memory")
    store.put(f"{street}/", "/cameras/", recursive=True)
    try:
        out = "memory://cameras-out"
        report = run("frames", "memory://cameras/*.json", out, workers=0, at_seconds=[0.0])
        assert report.failed == ()
        rows = manifest(out).to_pylist()
        assert {row["video"] for row in rows} == {
            "memory:///cameras/east.mp4", "memory:///cameras/west.mp4",
        }  # fmt: skip
        (name,) = rows[0]["outputs"]
        assert store.cat_file(f"/cameras-out/{name}")[:2] == b"\xff\xd8"
    finally:
        store.rm("/cameras", recursive=True)
        store.rm("/cameras-out", recursive=True)


@pytest.mark.parametrize(
    ("result", "video"),
    [
        ("a.json", "a.mp4"),
        ("a.b.json", "a.b.mov"),
        ("a.json.gz", "a.MP4"),
        ("a.tar.gz", "a.webm"),
        ("a", "a.mkv"),
    ],
)
def test_names_go_together(tmp_path, result, video):
    (tmp_path / video).write_bytes(b"video")
    found, note = find_video(At(str(tmp_path / result)), SHA256)
    assert found == str(tmp_path / video)
    assert "beside the result" in note


def test_two_beside_it_are_not_chosen_from(street, tmp_path):
    shutil.copy(street / "east.mp4", street / "east.mov")
    report = work(street, tmp_path / "out")
    assert "has 2 videos of its name beside it: name its video" in report.failed[0].reason


def write_record(street, video, *, size=None, sha256=None):
    """The record that the client writes, as far as it matters here."""
    result = street / "east.json"
    told = {
        "video": {"name": str(video), "size": size or video.stat().st_size},
        "result": {"sha256": sha256 or read_input(result).sha256},
    }
    provenance_path(result).write_text(json.dumps(told))


def test_else_it_is_where_the_record_of_the_job_says(street, tmp_path):
    moved = tmp_path / "archive.mp4"
    shutil.move(street / "east.mp4", moved)
    write_record(street, moved)
    report = run("frames", [str(street / "east.json")], str(tmp_path / "out"), workers=0)
    assert report.failed == ()
    (row,) = manifest(str(tmp_path / "out")).to_pylist()
    assert row["video"] == str(moved)
    assert f"the video is {moved}, which the record of the job names" in row["notes"]


@pytest.mark.parametrize(
    "wrong", [{"size": 1}, {"sha256": SHA256}], ids=["another video", "another result"]
)
def test_a_record_of_something_else_is_not_believed(street, tmp_path, wrong):
    moved = tmp_path / "archive.mp4"
    shutil.move(street / "east.mp4", moved)
    write_record(street, moved, **wrong)
    report = work(street, tmp_path / "out")
    assert "has no video of its name beside it" in report.failed[0].reason
