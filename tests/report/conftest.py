<<<<<<< HEAD
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
=======
import shutil

import pytest


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, driven by Playwright."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium):
    """An empty page of a browser that is offline."""
    context = chromium.new_context(offline=True)
>>>>>>> charts
    yield context.new_page()
    context.close()
