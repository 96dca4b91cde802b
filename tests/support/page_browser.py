"""Pages as files in the machine's own Chromium, without a network, driven by Playwright."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Locator, Page

# Playwright's own ways of waiting evaluate text within the page, which its policy forbids.
READY: Final = """async () => {
  const wait = () => new Promise((resolve) => setTimeout(resolve, 10));
  while (!window.vidresults || window.vidresults.player.video.readyState < 2) await wait();
}"""
"""Waits until the page's video shows."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser; skips where Playwright or Chromium is missing."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed (Debian package chromium)")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def opened(
    browser: Browser, path: Path, *, size: tuple[int, int] = (1280, 720), place: str = "",
    **options: Any,
) -> Iterator[Page]:  # fmt: skip
    """Open a page from its file, offline, until its video shows; no error of it goes unseen.

    Args:
        browser: A browser.
        path: The HTML file.
        size: Width and height of the window.
        place: What follows the file in the address, such as "#t=1".
        options: Of Playwright's `new_context`.
    """
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(offline=True, viewport=viewport, **options)
    errors: list[str] = []
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(path.resolve().as_uri() + place)
        page.evaluate(READY)
        yield page
    finally:
        context.close()
    assert errors == []


def framed(element: Locator) -> Frame:
    """The page within an iframe, once its video shows."""
    element.scroll_into_view_if_needed()
    frame = element.element_handle().content_frame()
    assert frame is not None
    frame.wait_for_load_state()
    frame.evaluate(READY)
    return frame


@contextlib.contextmanager
def without_scripts(browser: Browser, **options: Any) -> Iterator[Page]:
    """Yield a page of a browser whose user has switched scripts off, in frames too.

    Playwright's own option leaves frames with a sandbox out.

    Args:
        browser: The browser to start another one of.
        options: Of Playwright's `new_context`.
    """
    flags = ["--no-sandbox", "--blink-settings=scriptEnabled=false"]
    other = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=flags)
    try:
        yield other.new_context(offline=True, **options).new_page()
    finally:
        other.close()


def until(page: Page | Frame, expression: str, *, arg: Any = None, seconds: float = 10) -> None:
    """Wait until an expression holds within the page, looking again and again.

    Playwright's own waiting evaluates text within the page, which the page's policy forbids.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, f"after {seconds} seconds still not: {expression}"
        page.wait_for_timeout(20)
