import concurrent.futures
import subprocess
import sys
import time

import pytest
import requests

from tests.localserver.api_client import OCTETS, Api
from vidresults.localserver import LocalServer

SCHEMA_CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance"
)


@pytest.mark.parametrize("seconds", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_uploads_at_once_and_a_storm_of_looks_lose_nothing(tmp_path, clip, seconds):
    codes = []
    with LocalServer(data=tmp_path, poll_interval=0) as server:
        api = Api(server.url)
        data = clip.read_bytes()
        large = data + b"\x00" * 5_000_000  # what follows the video is ignored

        def upload(number):
            url = api.sign(f"{number}.mp4")
            answer = requests.put(url, data=large, headers=OCTETS, timeout=60)
            codes.append(answer.status_code)
            return api.submit(url).json()["job_id"]

        def look(job_id):
            end = time.monotonic() + seconds
            with requests.Session() as session:
                while time.monotonic() < end:
                    where = {"api_key": api.key, "job_id": job_id}
                    answer = session.get(f"{server.url}/videoinfer/", params=where, timeout=60)
                    codes.append(answer.status_code)

        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            jobs = list(pool.map(upload, range(20)))
            list(pool.map(look, jobs))
        assert set(codes) == {200}
        assert len(codes) > 100 * seconds
        assert [api.wait(job)["status"] for job in jobs] == [0] * 20


@pytest.mark.parametrize("examples", [5, pytest.param(200, marks=pytest.mark.slow)])
def test_generated_requests_are_answered_as_the_description_says(tmp_path, examples):
    config = tmp_path / "schemathesis.toml"
    names = {"api_key": "k", "workspace": "local", "project": "motion", "version": "1"}
    lines = [f'{name} = "{value}"\n' for name, value in names.items()]
    config.write_text("[parameters]\n" + "".join(lines), encoding="utf-8")
    phases = "examples,fuzzing" if examples < 100 else "examples,coverage,fuzzing"
    with LocalServer(data=tmp_path / "data", poll_interval=0) as server:
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", config, "run"]
        options = ["--max-examples", str(examples), "--phases", phases, "--checks", SCHEMA_CHECKS]
        ran = subprocess.run(
            [*command, f"{server.url}/openapi.json", "--url", server.url, *options],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout
    assert "12 operations" in ran.stdout or "12 selected" in ran.stdout
