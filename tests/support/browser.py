"""Pages in a real browser: a folder is served, Chromium opens a page of it, its word comes back."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

needs_chromium = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="chromium is not installed (Debian package chromium)"
)
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--mute-audio", "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip
_RANGE = re.compile(r"bytes=(\d+)-(\d*)$")
_WORD = "found"  # where pages post what they found


class _Handler(SimpleHTTPRequestHandler):
    """Serves files, also parts of them, and takes what pages post."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, words: queue.Queue[Any], **options: Any) -> None:
        self._words = words
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        wanted = _RANGE.match(self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if not wanted or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        first, last = int(wanted[1]), int(wanted[2] or len(data) - 1)
        part = data[first : last + 1]
        self.send_response(206 if part else 416)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Range", f"bytes {first}-{first + len(part) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # a player stops reading when it has enough
            self.wfile.write(part)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == f"/{_WORD}":
            self._words.put(json.loads(body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[tuple[str, queue.Queue[Any]]]:
    words: queue.Queue[Any] = queue.Queue()
    handler = functools.partial(_Handler, directory=str(folder), words=words)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", words
        finally:
            server.shutdown()
            thread.join()


def visit(folder: Path, page: str, *, seconds: float = 120) -> Any:
    """Open a page and return the JSON that it posts to /found.

    Args:
        folder: What is served.
        page: The page in it, with its query.
        seconds: How long its word is waited for.
    """
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch,
        _served(folder) as (
            address,
            words,
        ),
    ):
        log = Path(scratch) / "log"
        with log.open("wb") as said:
            process = subprocess.Popen(
                ["chromium", *_FLAGS, f"--user-data-dir={scratch}/profile", f"{address}/{page}"],
                stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip
        try:
            return words.get(timeout=seconds)
        except queue.Empty:
            tail = log.read_text(errors="replace")[-2000:]
            pytest.fail(f"the page said nothing for {seconds} s; chromium said: {tail}")
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # its own session: it has many processes
            process.wait()
