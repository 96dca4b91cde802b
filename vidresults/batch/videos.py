"""The video of an input that names none: beside the result, or where its record says it was."""

from __future__ import annotations

import contextlib
import json
from typing import Final

from vidresults.batch.places import At
from vidresults.errors import SelectionError, VidResultsError
from vidresults.load import provenance_path

_ENDINGS: Final = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v")
_KINDS: Final = (".json", ".jsonl", ".tar", ".tgz", ".zip")


def find_video(result: At, sha256: str) -> tuple[str, str]:
    """The address of a result's video, and what a person should know of the choice.

    It is the one that lies beside the result and has its name; else the one that the record of
    the result's job names, if a file of that size is there.

    Args:
        result: Where the result lies.
        sha256: Of its bytes.

    Raises:
        SelectionError: There is none, or there are several.
    """
    stem = result.uri.removesuffix(".gz")
    stem = next((stem.removesuffix(kind) for kind in _KINDS if stem.endswith(kind)), stem)
    for endings in (_ENDINGS, [ending.upper() for ending in _ENDINGS]):
        found = [f"{stem}{ending}" for ending in endings if At(f"{stem}{ending}").exists()]
        if len(found) > 1:
            raise SelectionError(f"{result} has {len(found)} videos of its name beside it: {_NAME}")
        if found:
            return found[0], f"the video is {found[0]}, which lies beside the result"
    recorded = _recorded(result, sha256)
    if recorded is None:
        raise SelectionError(f"{result} has no video of its name beside it: {_NAME}")
    return recorded, f"the video is {recorded}, which the record of the job names"


_NAME: Final = "name its video in a list in CSV, in the column video"


def _recorded(result: At, sha256: str) -> str | None:
    """The video that the record beside the result names, where it is still there."""
    text = At(f"{result.uri.rpartition('/')[0]}/{provenance_path(result.name).name}").read()
    with contextlib.suppress(ValueError, TypeError, KeyError, OSError, VidResultsError):
        told = json.loads(text or b"")
        if told["result"]["sha256"] == sha256:
            video = At.of(str(told["video"]["name"]))
            if video.fingerprint().startswith(f"{told['video']['size']}-"):
                return video.uri
    return None
