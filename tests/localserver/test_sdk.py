import json
import os
import subprocess
from pathlib import Path

import pytest

from vidresults.load import load
from vidresults.localserver import LocalServer

VARIABLE = "VIDRESULTS_SDK_PYTHON"
TASKS = {
    "motion": "object-detection",
    "motion-outline": "instance-segmentation",
    "codes": "keypoint-detection",
    "scene-state": "classification",
}


def test_the_published_sdk_gets_results_for_every_model(tmp_path, moving_square):
    python = os.environ.get(VARIABLE)
    if not python:
        pytest.skip(f"{VARIABLE} is not set to the Python of an environment with `roboflow` in it")
    driver = Path(__file__).with_name("sdk_driver.py")
    with LocalServer(data=tmp_path / "data", poll_interval=0) as server:
        ran = subprocess.run(
            [python, driver, moving_square, json.dumps(list(TASKS)), tmp_path],
            env={**os.environ, "API_URL": server.url, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    for name, task in TASKS.items():
        assert sorted(told[name]) == sorted(["frame_offset", "time_offset", name])
        results = load(tmp_path / f"{name}.json", video=moving_square)
        assert results.frames.num_rows == 15
        tasks = {row["task"] for row in results.inferences.to_pylist()} - {None}
        assert tasks == {task} if name != "codes" else tasks <= {task}
    assert told["models()"] == told["motion"]
    assert told["clip"]["status"] == 2
    assert "Served are motion/1 (object-detection)" in told["clip"]["message"]
