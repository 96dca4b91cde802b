import numpy as np
import pytest

from tests.localserver.api_client import Api, make_video
from vidresults.localserver import LocalServer


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    """Two seconds of grey at 10 fps."""
    path = tmp_path_factory.mktemp("clips") / "grey.mp4"
    return make_video(path, [np.full((48, 64, 3), 128, np.uint8)] * 20)


@pytest.fixture(scope="session")
def moving_square(tmp_path_factory):
    """Three seconds at 25 fps: a white square of 40 pixels moves 4 pixels a frame over grey.

    Its left edge stands at 4 * frame - 60, its top edge at 100.
    """
    pictures = []
    for number in range(75):
        picture = np.full((240, 320, 3), 90, np.uint8)
        left = 4 * number - 60
        picture[100:140, max(0, left) : max(0, left + 40)] = 255
        pictures.append(picture)
    return make_video(tmp_path_factory.mktemp("clips") / "square.mp4", pictures, rate=25)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that may be looked at as often as one likes."""
    with LocalServer(data=tmp_path_factory.mktemp("data"), poll_interval=0) as running:
        yield running


@pytest.fixture
def api(server):
    return Api(server.url)


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self):
        self.now = 1_700_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()
