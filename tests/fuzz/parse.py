# ruff: noqa: PT017 - a program, not a test
"""Feeds the parser bytes that nobody would send, and mutated results that somebody did.

    python tests/fuzz/parse.py --seconds 1200          # needs atheris (pip install atheris)

Whatever comes in, an answer comes within two seconds: tables, or an error of this package. What
lenient reading gives of a sound document is what strict reading gives. The first documents are
those of the tests, the samples, and the real ones where VIDRESULTS_REAL_DATA names their folder.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import warnings
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
with atheris.instrument_imports(include=["vidresults.wire", "vidresults.load"]):
    import vidresults
    import vidresults.load
    import vidresults.wire

from tests.support import broken  # noqa: E402
from tests.support.documents import detection, document, element  # noqa: E402
from vidresults.wire import windows  # noqa: E402

LARGEST = 100_000
SMALL_WINDOW = 512


def read_once(data: bytes) -> None:
    """Raise whatever is not an answer."""
    # The windows of short texts are cut too: small ones for every other input, but not so many
    # that what each costs by itself is all that is measured.
    windows.WINDOW_BYTES = max(SMALL_WINDOW, len(data) // 32) if len(data) % 2 else 4 << 20
    try:
        strict = vidresults.load(data)
    except vidresults.VidResultsError as error:
        strict = None
        assert "\n" not in str(error), "an error is one line"
    try:
        lenient = vidresults.load(data, lenient=True)
    except vidresults.VidResultsError:
        assert strict is None, "what can be read strictly can be read leniently"
    else:
        assert strict is None or strict.equals(lenient), "sound documents have no defects"


def seeds() -> list[bytes]:
    """Documents to begin with."""
    full = element(detection(points=[{"x": 1, "y": 2}], tracker_id=1, new={"a": [1]}))
    made = [document(full, None, element()), document([0.5, 1.5]), {"results": document(full)}]
    found = [json.dumps(sent).encode() for sent in made]
    found += [json.dumps(sent, indent=1).encode() for sent in made]
    answer = json.dumps({"image": {"width": 9, "height": 9}, "predictions": [detection()]})
    found += [json.dumps({"outputs": [{"model": json.loads(answer), "n": 1}]}).encode()]
    found += [answer.encode(), f'{{"model": {answer}}}\n{{"model": null}}\n'.encode()]
    found += [b"model,n\r\n" + f'"{answer}",1\r\n'.replace('"', '""').encode()]
    found += [
        b"x_min,y_min,x_max,y_max,class_id,confidence,tracker_id,frame_index\n1,2,3,4,0,.5,,7\n"
    ]
    tables = (broken.NOT_A_TEXT, broken.OFFSETS, broken.ELEMENTS, broken.FIELDS)
    found += [given[:LARGEST] for table in tables for given, *_ in table.values()]
    folders = [ROOT / "sample_data"]
    if os.environ.get("VIDRESULTS_REAL_DATA"):
        folders.append(Path(os.environ["VIDRESULTS_REAL_DATA"]))
    for folder in folders:
        for path in folder.rglob("*.json"):
            found.append(path.read_bytes()[:LARGEST])
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--seconds", type=int, default=30)
    asked = options.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds()):
            (Path(folder) / f"{number}.json").write_bytes(data)
        limits = [f"-max_total_time={asked.seconds}", f"-max_len={LARGEST}", "-timeout=2"]
        limits += ["-rss_limit_mb=1024", f"-artifact_prefix={tempfile.gettempdir()}/vidresults-"]
        words = [sys.argv[0], *limits, "-print_final_stats=1", folder]
        atheris.Setup(words, read_once)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
