import logging

import pytest

from tests.client.service import KEY, Service
from vidresults.client import Client, RetryPolicy
from vidresults.sample import sample_video

ODD_HOME = ("ROBOFLOW_API_URL", "API_URL", "ROBOFLOW_API_KEY", "RF_WORKSPACE", "VIDRESULTS_LEDGER")


class FakeClock:
    """Time that passes only by sleeping, and can be set."""

    def __init__(self):
        self.wall = 1_800_000_000.0
        self.running = 1000.0
        self.slept = []

    def now(self):
        return self.wall

    def monotonic(self):
        return self.running

    def sleep(self, seconds):
        assert seconds >= 0
        self.slept.append(seconds)
        self.wall += seconds
        self.running += seconds


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch, tmp_path):
    for name in ODD_HOME:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ROBOFLOW_CONFIG_DIR", str(tmp_path / "no_login.json"))


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def service():
    with Service() as running:
        yield running


@pytest.fixture
def video(tmp_path):
    path = tmp_path / "videos" / "street.mp4"
    path.parent.mkdir()
    path.write_bytes(sample_video().read_bytes())
    return path


@pytest.fixture
def make_client(service, tmp_path, clock):
    def make(**changes):
        options = {
            "base_url": service.url,
            "key": KEY,
            "ledger": tmp_path / "ledger" / "jobs.sqlite",
            "clock": clock,
            "random": lambda: 0.5,
            "connect_seconds": 2.0,
            "read_seconds": 2.0,
            "policy": RetryPolicy(attempts=4),
            **changes,
        }
        return Client(**options)

    return make


@pytest.fixture
def client(make_client):
    return make_client()


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog
