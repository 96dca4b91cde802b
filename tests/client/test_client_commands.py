"""The commands on jobs: what they print, and how they end."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time

import pytest

from tests.client.service import KEY, RESULT, answers, resets, takes_then
from vidresults.cli import main


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def run(service, monkeypatch, capsys, tmp_path):
    """Run a command on the service, looking often; returns exit code, output and errors."""
    monkeypatch.setenv("ROBOFLOW_API_KEY", KEY)
    monkeypatch.setenv("ROBOFLOW_API_URL", service.url)
    monkeypatch.setenv("VIDRESULTS_LEDGER", str(tmp_path / "jobs.sqlite"))

    def call(name, *words, stderr=None):
        often = ["--poll-interval", "0.02"] if name in ("submit", "wait", "fetch", "status") else []
        monkeypatch.setattr("sys.argv", ["vidresults", name, *map(str, words), *often])
        if stderr is not None:
            monkeypatch.setattr(sys, "stderr", stderr)
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        shown = capsys.readouterr()
        for text in (*shown, stderr.getvalue() if stderr else ""):
            assert KEY not in text
            assert "X-Goog" not in text
        return code, shown.out, shown.err

    return call


def submitted(run, video, *words):
    code, out, _ = run("submit", video, "--model", "street/3", "--infer-fps", 5, "--json", *words)
    assert code == 0
    return json.loads(out)


def test_a_job_from_submit_to_fetch(run, service, video, tmp_path):
    job = submitted(run, video)
    assert job["state"] == "submitted"
    assert job["models"] == [
        {"slug": "street", "version": "3", "task": "object-detection", "params": {}}
    ]
    code, out, _ = run("jobs")
    assert code == 0
    assert out.startswith(f"{job['id']}  submitted   {job['job_id']}  0:00:0")
    assert out.rstrip().endswith(f"street/3  {video}")
    assert json.loads(run("status", job["id"], "--json")[1])["state"] == "running"
    code, out, _ = run("wait", job["job_id"])
    assert code == 0
    assert "fetched" in out
    stored = tmp_path / "jobs-results" / f"{job['id']}.json"
    assert out.rstrip().endswith(str(stored))
    assert stored.read_bytes() == RESULT
    code, out, err = run("fetch", job["id"], "--out", tmp_path / "out.json")
    assert (code, out, err) == (0, "", f"wrote {tmp_path / 'out.json'}\n")
    assert (tmp_path / "out.json").read_bytes() == RESULT
    assert (tmp_path / "out.json.provenance.json").exists()
    assert json.loads(run("fetch", job["id"], "--out", tmp_path / "b.json", "--json")[1])[
        "state"
    ] == ("fetched")
    assert service.count("get") == len(service.submissions) == 1


def test_submit_wait_and_out_in_one(run, service, video, tmp_path):
    out = tmp_path / "out.json"
    job = submitted(run, video, "--wait", "--out", out)
    assert job["state"] == "fetched"
    assert out.read_bytes() == RESULT
    code, _, err = run("submit", video, "--model", "street/3", "--infer-fps", 5, "--wait")
    assert (code, len(service.submissions)) == (0, 1)
    assert f"note: job {job['id']} does this work already; --again runs it once more" in err
    assert submitted(run, video, "--again")["id"] != job["id"]
    assert len(service.submissions) == 2


def test_parameters_go_to_all_models_or_to_one(run, service, video):
    code, _, _ = run(
        "submit", video, "--model", "a/1", "--model", "b/2:classification", "--infer-fps", "2.5",
        "--param", "confidence=0.2", "--param", "b:tiles=true", "--param", "a:name=x=y",
    )  # fmt: skip
    assert code == 0
    (sent,) = service.submissions
    assert sent["infer_fps"] == 2.5
    assert [model["inference_params"] for model in sent["models"]] == [
        {"confidence": 0.2, "name": "x=y"},
        {"confidence": 0.2, "tiles": True},
    ]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--param", "confidence"], "expected K=V or SLUG:K=V"),
        (["--param", ":a=1"], "expected K=V or SLUG:K=V"),
        (["--param", "other:a=1"], "other:a is for none of street"),
        (["--out", "x.json"], "--out needs --wait"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_sent(run, service, video, words, problem):
    code, _, err = run("submit", video, "--model", "street/3", "--infer-fps", 5, *words)
    assert code == 2
    assert problem in err
    assert service.requests == []


def test_jobs_are_filtered(run, video):
    job = submitted(run, video)
    for words in (["--state", "submitted"], ["--video", "street.mp4"], ["--model", "street"],
                  ["--newer-than", "1h"], ["--older-than", "0s"]):  # fmt: skip
        assert [row["id"] for row in json.loads(run("jobs", "--json", *words)[1])] == [job["id"]]
    for words in (["--state", "failed"], ["--model", "x"], ["--older-than", "1h"]):
        assert run("jobs", *words)[:2] == (0, "")
    code, _, err = run("jobs", "--state", "gone")
    assert (code, err.startswith("error: there is no state 'gone'; there are preparing,")) == (
        1,
        True,
    )
    code, _, err = run("jobs", "--newer-than", "yesterday")
    assert code == 2
    assert "expected one like 90s, 10m, 2h or 7d" in err


def test_failures_are_one_line_and_others_are_still_waited_for(run, service, video):
    service.statuses = [{"status": 2, "message": "cannot decode"}]
    bad = submitted(run, video)["id"]
    assert run("wait", bad)[0] == 1
    service.statuses = []
    good = json.loads(
        run("submit", video, "--model", "a/1", "--infer-fps", 5, "--json")[1]
    )["id"]  # fmt: skip
    code, out, err = run("wait", bad, good)
    assert (code, out) == (1, "")
    assert err.startswith(f"error: job {bad} (")
    assert err.count("\n") == 1
    assert "cannot decode" in err
    assert json.loads(run("jobs", "--state", "fetched", "--json")[1])[0]["id"] == good


def test_a_timeout_is_told(run, service, video):
    service.statuses = [{"status": 1}] * 1000
    job = submitted(run, video)["id"]
    code, _, err = run("wait", job, "--timeout", "0.1")
    assert (code, err) == (1, f"error: job {job} is still running after 0.1 s; it goes on\n")


def test_an_interruption_says_how_to_go_on(run, service, video):
    job = submitted(run, video)["id"]
    service.statuses = [{"status": 1}] * 1000
    words = [sys.executable, "-m", "vidresults", "wait", job]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as waiting:
        while not service.polls:
            time.sleep(0.01)
        waiting.send_signal(signal.SIGINT)
        _, err = waiting.communicate(timeout=10)
    assert waiting.returncode == 130
    assert err.split("\n") == [
        f"the jobs go on; `vidresults wait {job}` waits for them again", "", "interrupted", ""
    ]  # fmt: skip


@pytest.mark.parametrize("arrived", [True, False])
def test_an_uncertain_job_is_resolved(run, service, video, tmp_path, arrived):
    service.faults["submit"] = [takes_then(resets) if arrived else resets]
    code, _, err = run("submit", video, "--model", "street/3", "--infer-fps", 5)
    assert code == 1
    (job,) = json.loads(run("jobs", "--json")[1])
    assert job["state"] == "uncertain"
    assert f"`vidresults jobs resolve {job['id']} --not-sent`" in err
    assert run("jobs", "resolve", job["id"])[0] == 2
    settle = ["--job-id", service.submissions[0]["job_id"]] if arrived else ["--not-sent"]
    code, out, _ = run("jobs", "resolve", job["id"], *settle, "--json")
    assert code == 0
    assert json.loads(out)["state"] == ("submitted" if arrived else "preparing")
    assert run("wait", job["id"])[0] == 0
    assert len(service.submissions) == 1
    assert (tmp_path / "jobs-results" / f"{job['id']}.json").read_bytes() == RESULT


def test_what_the_service_says_is_told_in_one_line(run, service, video):
    service.faults["sign"] = [answers(400, {"error": "no \x1b[31m such"})]
    code, _, err = run("submit", video, "--model", "street/3", "--infer-fps", 5)
    assert code == 1
    assert err == ("error: POST /video_upload_signed_url/ answered 400: no \ufffd[31m such\n")


def test_bars_are_shown_on_a_terminal_only(run, service, video, tmp_path):
    service.statuses = [{"status": 1}] * 3
    terminal = Terminal()
    words = [video, "--model", "street/3", "--infer-fps", 5, "--wait", "--out", tmp_path / "o.json"]
    assert run("submit", *words, stderr=terminal)[0] == 0
    shown = terminal.getvalue()
    assert "1.13MB" in shown.replace(" ", "").replace("/1.13M", "MB") or "1.13M" in shown
    assert "1 running; 0:00:0" in shown
    code, out, err = run("submit", *words[:-2], "--json")
    assert (code, json.loads(out)["state"]) == (0, "fetched")
    assert "%" not in err


def test_a_line_of_a_job_holds_no_control_codes(run, service, video):
    service.statuses = [{"status": 2, "message": "\x1b[31mred"}]
    odd = video.rename(video.with_name("a\nb\x1b.mp4"))
    job = submitted(run, odd)["id"]
    run("wait", job)
    _, out, _ = run("jobs")
    assert out.count("\n") == 1
    assert out.rstrip("\n").isprintable()
