"""Tracks of an hour: 5 samples a second, 20 objects, 360 000 boxes; how long they take.

    python tests/benchmarks/tracks.py                  # every tracker, a minute or two
    python tests/benchmarks/tracks.py --minutes 5 --methods bytetrack

What is timed is `track` and `track_table` on results in memory, imports not. The objects go round
ellipses of their own at up to 0.7 box widths in 0.2 seconds. On a busy machine the processor's
seconds tell more.
"""

# ruff: noqa: T201 - a program that prints
from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.track_scenes import Moving, sampled, scene, swing
from vidresults.analytics import track, track_table
from vidresults.analytics.tracks import METHODS

WANTED_SECONDS = 60.0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--objects", type=int, default=20)
    options.add_argument("--methods", nargs="*", default=METHODS)
    given = options.parse_args()
    objects = [
        Moving(way=swing((640, 360), (30 + 29 * n, 15 + 16 * n), 8 + 0.5 * n))
        for n in range(given.objects)
    ]
    results = scene(objects, sampled(25, 5, 60 * given.minutes), jitter=0.02)
    print(f"{results.detections.num_rows} boxes on {results.frames.num_rows} samples")
    track(scene(objects, sampled(25, 5, 2)))  # what is imported on first use
    for method in given.methods:
        start, busy = time.perf_counter(), time.process_time()
        tracked = track(results, method)
        between = time.perf_counter()
        table = track_table(tracked)
        end = time.perf_counter()
        whole = end - start
        processor = time.process_time() - busy
        verdict = "" if method != "bytetrack" or whole < WANTED_SECONDS else "  TOO SLOW"
        print(
            f"{method:10} {whole:6.1f} s ({between - start:.1f} tracking, {end - between:.1f} "
            f"table; processor {processor:.1f} s), {table.num_rows} tracks{verdict}"
        )
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
