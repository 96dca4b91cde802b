"""The program of a worker process: orders on standard input, events on standard output.

An order is one line of JSON with `request`, `video`, `out` and `max_bytes`; events are lines with
`progress` (0 to 1) or `failed` (the reason in words, null where the result is written).
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any

from vidresults.errors import VidResultsError


def main() -> None:
    """Run jobs until standard input ends, which it does with the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server
    # Libraries that print must not print into the protocol.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    orders: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(sys.stdin, orders), daemon=True).start()
    while True:
        order = orders.get()
        _say(answers, {"failed": run(order, lambda share: _say(answers, {"progress": share}))})


def run(order: dict[str, Any], progress: Any) -> str | None:
    """Run one job; return why it failed, None where the result is written."""
    from vidresults.localserver.fetching import fetch
    from vidresults.localserver.inference import Inference

    request = order["request"]
    try:
        inference = Inference(request)
        with tempfile.TemporaryDirectory(prefix="vidresults-") as folder:
            video = order["video"]
            if video is None:
                video = fetch(request["url"], Path(folder) / "video", order["max_bytes"])
            inference.run(Path(video), Path(order["out"]), progress)
    except VidResultsError as error:
        return str(error).replace(str(order["video"]), "the video")
    except Exception as error:  # noqa: BLE001 - what a video breaks ends its own job only
        return f"{type(error).__name__}: {' '.join(str(error).split()) or 'no reason given'}"
    return None


def _listen(lines: IO[str], orders: queue.Queue[dict[str, Any]]) -> None:
    for line in lines:
        orders.put(json.loads(line))
    os._exit(0)  # in the middle of a job, too: nobody waits for it any more


def _say(answers: IO[str], event: dict[str, Any]) -> None:
    answers.write(json.dumps(event) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
