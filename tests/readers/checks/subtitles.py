"""webvtt-py, srt and pysrt: texts and times of every cue; pysubs2: boxes and labels of ASS."""

import itertools
from collections import Counter

import facts

HOLD = 1.5


def cues(export):
    """(start, end, text) in seconds: a cue for every frame with things, at most 1.5 intervals."""
    (video,) = export.videos
    frames = video["frames"]
    times = [frame["seconds"] for frame in frames]
    gaps = sorted(later - sooner for sooner, later in itertools.pairwise(times))
    longest = HOLD * gaps[len(gaps) // 2]
    for at, frame in enumerate(frames):
        if not frame["things"]:
            continue
        end = min([*times[at + 1 :], times[at] + longest])
        counted = Counter(thing["class_id"] for thing in frame["things"])
        text = ", ".join(
            f"{export.classes[number]} {counted[number]}" for number in sorted(counted)
        )
        yield times[at], min(end, times[at] + longest), text


def read_webvtt(path):
    import webvtt

    for cue in webvtt.read(str(path)):
        yield cue.start_in_seconds + _thousandths(cue.start), (
            cue.end_in_seconds + _thousandths(cue.end)), cue.text  # fmt: skip


def _thousandths(clock):
    return int(clock.partition(".")[2]) / 1000


def read_srt(path):
    import srt

    for number, cue in enumerate(srt.parse(path.read_text(encoding="utf-8")), start=1):
        facts.same(cue.index, number, "number of the cue")
        yield cue.start.total_seconds(), cue.end.total_seconds(), cue.content


def read_pysrt(path):
    import pysrt

    for cue in pysrt.open(str(path), encoding="utf-8"):
        yield cue.start.ordinal / 1000, cue.end.ordinal / 1000, cue.text


subtitles = {"vtt": [read_webvtt], "srt": [read_srt, read_pysrt]}
for export in facts.asked():
    for read in subtitles[export.format]:
        facts.same(list(read(export.path)), list(cues(export)), f"{read.__name__}", within=5e-4)
