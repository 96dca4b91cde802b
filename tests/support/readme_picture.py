"""Makes the README's picture: the page of the sample as Chromium shows it, in few colours.

python -m tests.support.readme_picture
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

import vidresults as vr
from tests.support.page_browser import chromium, opened

SAMPLE = Path(__file__).parents[2] / "sample_data"
PICTURE = SAMPLE / "report.png"
SIZE = (1280, 720)
_MOMENT = "#t=8"


def main() -> None:
    """Write the picture."""
    video = SAMPLE / "street.mp4"
    results = vr.track(vr.load(SAMPLE / "street_detection.json", video=video))
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        page = Path(folder) / "page.html"
        vr.report(results, video, page)
        with opened(browser, page, size=SIZE, place=_MOMENT) as tab:
            tab.evaluate("new Promise((resolve) => setTimeout(resolve, 500))")
            tab.screenshot(path=PICTURE)
    with Image.open(PICTURE) as picture:
        picture.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
