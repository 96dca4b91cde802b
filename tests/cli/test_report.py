"""`vidresults report` as a user has it."""

from __future__ import annotations

import json

import pytest

from tests.support.grey_clips import clip
from tests.support.page_text import read_page
from tests.support.sources import box, document, element
from vidresults.report import report


@pytest.fixture
def job(tmp_path):
    kinds = ("car", "bus")
    boxes = [box(confidence=0.3 + 0.4 * n, **{"class": kind}) for n, kind in enumerate(kinds)]
    (tmp_path / "job.json").write_text(json.dumps(document(m=[element(*boxes)])))
    clip(tmp_path / "v.mp4")
    return "job.json", "v.mp4"


def test_a_page_is_made_and_what_was_done_is_said(vidresults, job, tmp_path):
    code, out, said = vidresults("report", *job, "--out", "page.html", "--title", "My street")
    assert (code, out) == (0, "")
    assert said.splitlines()[0] == "wrote page.html (2 boxes)"
    assert "note: the video is embedded, " in said
    page = read_page(tmp_path / "page.html")
    assert page.title == "My street"
    assert dict(dict(page.facts["facts"])["Source"])["File"] == "job.json"


def test_a_part_of_the_result_is_shown(vidresults, job, tmp_path):
    line = ("report", *job, "--out", "page.html", "--min-confidence", "0.5")
    assert vidresults(*line)[0] == 0
    page = read_page(tmp_path / "page.html")
    assert [item["name"] for item in page.facts["classes"]] == ["bus"]


def test_a_video_is_linked_or_copied(vidresults, job, tmp_path):
    linked = ("report", *job, "--out", "page.html", "--embed-megabytes", "0")
    assert "note: the video is linked, " in vidresults(*linked)[2]
    assert read_page(tmp_path / "page.html").facts["video"]["href"] == "v.mp4"
    assert "a copy as H.264, linked" in vidresults(*linked, "--transcode")[2]
    assert (tmp_path / "page.video.mp4").is_file()


def test_the_command_and_the_function_make_the_same_page(vidresults, job, tmp_path):
    import vidresults as vr

    assert vidresults("report", *job, "--out", "page.html")[0] == 0
    report(vr.load("job.json"), "v.mp4", tmp_path / "other.html")
    assert (tmp_path / "page.html").read_bytes() == (tmp_path / "other.html").read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("job.json", "nowhere.mp4", "--out", "p.html"), 1, "nowhere.mp4"),
        (("job.json", "job.json", "--out", "p.html"), 1, "job.json"),
        (("job.json", "v.mp4", "--out", "v.mp4"), 1, "is an input"),
        (("job.json", "v.mp4", "--out", "job.json"), 1, "is an input"),
        (("job.json", "v.mp4", "--out", "p.html", "--zones", "job.json"), 1, "not known"),
        (("job.json", "v.mp4", "--out", "p.html", "--class", "tram"), 1, "tram"),
        (("job.json", "v.mp4", "--out", "p.html", "--embed-megabytes", "-1"), 2, "0"),
        (("job.json", "--out", "p.html"), 2, "VIDEO"),
    ],
)
@pytest.mark.usefixtures("job")
def test_mistakes_give_one_line_and_no_page(vidresults, tmp_path, words, code, said):
    found, out, error = vidresults("report", *words)
    assert (found, out) == (code, "")
    lines = [line for line in error.splitlines() if line.lower().startswith("error:")]
    assert len(lines) == 1
    assert said in error
    assert not (tmp_path / "p.html").exists()
