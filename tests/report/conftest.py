import pytest

from tests.support.page_browser import chromium


@pytest.fixture(scope="session")
def browser():
    """The machine's Chromium; skips where it or Playwright is missing."""
    with chromium() as started:
        yield started
