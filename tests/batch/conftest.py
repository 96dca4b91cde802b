import pytest

from tests.support.documents import detection, document, element, text_of


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
