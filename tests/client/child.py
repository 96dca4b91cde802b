"""A process of its own: python child.py URL LEDGER ACTION [ARGUMENT...]; the key is in the
environment. It says "ready" before it begins.
"""

from __future__ import annotations

import sys
import threading
import time

from vidresults.client import Client, RetryPolicy
from vidresults.video import probe

INTERVAL = 0.05


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main():
    url, ledger, action, *rest = sys.argv[1:]
    interval = float(rest.pop(0)) if action == "wait_all" else INTERVAL
    if action == "run":
        probe(rest[0])  # so that the imports are over
    say("ready")
    client = Client(
        url, ledger=ledger, poll_interval=interval, policy=RetryPolicy(first_seconds=0.02)
    )
    if action == "submit":
        sys.stdin.readline()
        say(client.submit(rest[0], "street/3", 5).id)
    elif action == "run":
        say(client.submit(rest[0], "street/3", 5).wait().fetch())
    elif action == "wait_all":
        sys.stdin.readline()
        for job, error in client.wait_each(client.jobs()):
            assert error is None, error
            job.fetch()
    elif action == "memory":
        measure(client, *rest)


def measure(client, small, large):
    """Peak of anonymous and of all resident memory, above what a small job takes."""
    client.submit(small, "street/3", 5).wait().fetch()
    before, peaks, done = resident(), {}, threading.Event()

    def watch():
        while not done.is_set():
            for name, value in resident().items():
                peaks[name] = max(peaks.get(name, 0), value)
            time.sleep(0.01)

    watcher = threading.Thread(target=watch)
    watcher.start()
    path = client.submit(large, "street/3", 5).wait().fetch()
    done.set()
    watcher.join()
    say(path, *(peaks[name] - before[name] for name in ("RssAnon", "VmRSS")))


def resident():
    """In kilobytes."""
    with open("/proc/self/status") as file:  # noqa: PTH123
        lines = dict(line.split(":", 1) for line in file)
    return {name: int(lines[name].split()[0]) for name in ("RssAnon", "VmRSS")}


if __name__ == "__main__":
    main()
