import os
from pathlib import Path

import pytest

_REAL_DATA = "VIDRESULTS_REAL_DATA"


@pytest.fixture(scope="session")
def real_data():
    """The folder of real results and server responses, which is no part of the project."""
    folder = os.environ.get(_REAL_DATA)
    if not folder:
        pytest.skip(f"{_REAL_DATA} is not set to the folder of real results")
    return Path(folder)
