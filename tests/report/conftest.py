import pytest

from tests.support.page_browser import chromium


@pytest.fixture(scope="session")
def browser():
    """The machine's Chromium; skips where it or Playwright is missing."""
    with chromium() as started:
        yield started


@pytest.fixture
def browser_page(browser):
    """An empty page of a browser that is offline."""
    context = browser.new_context(offline=True)
    yield context.new_page()
    context.close()
