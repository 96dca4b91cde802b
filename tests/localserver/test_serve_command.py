import os
import re
import signal
import subprocess
import sys

import pytest

from tests.localserver.api_client import Api
from vidresults.cli import main


def serve(*options):
    return subprocess.Popen(
        [sys.executable, "-m", "vidresults", "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_and_what_it_serves_and_ends_when_told(tmp_path, clip, number):
    process = serve("--data", str(tmp_path), "--poll-interval", "0")
    words = [process.stderr.readline() for _ in range(8)]
    url = re.search(r"http://127\.0\.0\.1:\d+", words[0])[0]
    assert [line.split()[0] for line in words[1:5]] == [
        "motion/1",
        "motion-outline/1",
        "codes/1",
        "scene-state/1",
    ]
    assert f"    export ROBOFLOW_API_URL={url}\n" in words
    assert f"    export API_URL={url}\n" in words
    assert Api(url).run(clip).status_code == 200
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert out == ""
    assert "Traceback" not in err
    assert re.search(r"job [0-9a-f-]{36} is done", err)


def test_an_open_host_is_warned_of(tmp_path):
    process = serve("--data", str(tmp_path), "--host", "0.0.0.0")  # noqa: S104 - that is the test
    try:
        for line in process.stderr:
            if line.startswith("warning:"):
                assert "0.0.0.0 is open to the network" in line
                break
        else:
            pytest.fail("no warning")
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--onnx", "a/1"], 2, "write SLUG/VERSION=FILE"),
        (["--labels", "a.txt"], 2, "belongs to an --onnx"),
        (["--onnx", "a/1=missing.onnx"], 1, "is no file"),
        (["--workers", "0"], 2, "workers"),
        (["--host", "not a host"], 1, "cannot listen"),
    ],
)
def test_wrong_usage_is_one_line(tmp_path, monkeypatch, capsys, options, code, words):
    arguments = ["vidresults", "serve", "--port", "0", "--data", str(tmp_path), *options]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert words in capsys.readouterr().err
