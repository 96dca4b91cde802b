"""What a reader should find, for the checks: each runs in its reader's own Python, without us."""

import json
import math
import sys
from pathlib import Path

_LONGEST = 1500


class Facts:
    """One export and the truth of it."""

    def __init__(self, folder):
        truth = json.loads((Path(folder) / "truth.json").read_text(encoding="utf-8"))
        self.folder = Path(folder)
        self.path = self.folder / truth["out"]
        self.format = truth["format"]
        self.width, self.height = truth["size"]
        self.keypoints = truth["keypoints"]
        self.classes = {int(number): name for number, name in truth["classes"].items()}
        self.names = [self.classes[number] for number in sorted(self.classes)]
        self.videos = truth["videos"]

    def pictures(self):
        """{file name of a picture: its things}: every frame on which the model ran."""
        return {
            frame["picture"]: frame["things"]
            for video in self.videos
            for frame in video["frames"]
            if frame["things"] is not None
        }

    def things(self):
        """Everything that was found, in order: (video, frame, thing)."""
        return [
            (video, frame, thing)
            for video in self.videos
            for frame in video["frames"]
            for thing in frame["things"] or ()
        ]

    def inside(self, thing):
        """Left, top, right and bottom on the picture; None where nothing of it is there."""
        left, top, width, height = thing["box"]
        right, bottom = min(left + width, self.width), min(top + height, self.height)
        left, top = max(left, 0), max(top, 0)
        return (left, top, right, bottom) if left < right and top < bottom else None

    def labelled(self, *, whole=False):
        """{stem of a picture: sorted (class, left, top, right, bottom)}, clipped to the picture.

        Args:
            whole: Edges at the nearest border between pixels, halves upwards.
        """
        found = {}
        for picture, things in self.pictures().items():
            rows = [(thing["name"], *edges) for thing in things if (edges := self.inside(thing))]
            if whole:
                rows = [(name, *(math.floor(edge + 0.5) for edge in edges))
                        for name, *edges in rows]  # fmt: skip
            found[stem(picture)] = sorted(rows)
        return found

    def segments(self, video):
        """[(class, start, end)] in seconds: from a first sample to the one after the last.

        A frame on which no model ran ends a segment; after the last sample of all an interval
        follows, cut to the video. All samples are equally far apart.
        """
        frames = video["frames"]
        times = [frame["seconds"] for frame in frames]
        after = [*times[1:], min(2 * times[-1] - times[-2], video["seconds"])]
        found = {}
        for at, frame in enumerate(frames):
            for name in {thing["name"] for thing in frame["things"] or ()}:
                spans = found.setdefault(name, [])
                if spans and spans[-1][1] == times[at]:
                    spans[-1] = (spans[-1][0], after[at])
                else:
                    spans.append((times[at], after[at]))
        return sorted((name, *span) for name, spans in found.items() for span in spans)

    def category(self, thing):
        """The id of its COCO category: the model's number and one."""
        return thing["class_id"] + 1


def stem(name):
    """A file's name without folders and ending."""
    return Path(name).stem


def asked():
    """The exports that the command line names, after their folder."""
    folder, *names = sys.argv[1:]
    return [Facts(Path(folder) / name) for name in names]


def same(found, expected, what, within=0.0):
    """Refuse what is not as expected; numbers may be off by `within`."""
    if not _alike(found, expected, within):
        raise AssertionError(f"{what}:\n  found    {_short(found)}\n  expected {_short(expected)}")


def _short(value):
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def _alike(found, expected, within):
    if isinstance(expected, dict):
        return (isinstance(found, dict) and found.keys() == expected.keys()
                and all(_alike(found[key], expected[key], within) for key in expected))  # fmt: skip
    if isinstance(expected, (list, tuple)):
        return len(found) == len(expected) and all(
            _alike(one, other, within) for one, other in zip(found, expected, strict=True)
        )
    if isinstance(expected, float) or (isinstance(expected, int) and isinstance(found, float)):
        return abs(found - expected) <= within
    return found == expected
