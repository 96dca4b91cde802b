"""The sample that comes with the package: a short clip, and a result for it."""

from __future__ import annotations

from pathlib import Path

from vidresults.errors import OutputError

_PACKAGE = Path(__file__).parent
# The wheel carries the sample inside the package; a checkout has it beside the package.
_FOLDERS = (_PACKAGE / "_sample", _PACKAGE.parent / "sample_data")


def sample_video() -> Path:
    """The clip: 20 s of an animated street, 640x360, 25 frames per second, with sound."""
    return _file("street.mp4")


def sample_result() -> Path:
    """An object detection result for the clip, sampled 5 times a second."""
    return _file("street_detection.json")


def _file(name: str) -> Path:
    for folder in _FOLDERS:
        if (folder / name).is_file():
            return folder / name
    raise OutputError(f"the sample file {name} is missing: install vidresults again")
