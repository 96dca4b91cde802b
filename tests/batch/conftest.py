import shutil

import pytest

from tests.support.documents import detection, document, element, text_of
from vidresults.sample import sample_result, sample_video


@pytest.fixture
def results(tmp_path):
    """A folder of twelve small results, each with other boxes."""
    folder = tmp_path / "results"
    folder.mkdir()
    for number in range(12):
        boxes = [detection(x=100 + number + n, class_id=0) for n in range(1 + number % 3)]
        content = text_of(document(element(*boxes), element(), element(*boxes[:1])))
        (folder / f"cam{number:02}.json").write_bytes(content)
    return folder


@pytest.fixture
def street(tmp_path):
    """Two cameras with the sample result and its video beside it."""
    folder = tmp_path / "street"
    folder.mkdir()
    for name in ("east", "west"):
        shutil.copy(sample_result(), folder / f"{name}.json")
        shutil.copy(sample_video(), folder / f"{name}.mp4")
    return folder
