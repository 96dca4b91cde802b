"""What a browser would make of markup: its tags, its words, its frames."""

from __future__ import annotations

from html.parser import HTMLParser


class _Reading(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.words, self.frames = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "iframe":
            self.frames.append(dict(attrs))

    def handle_data(self, data):
        self.words.append(data)


def read(markup: str) -> _Reading:
    reading = _Reading()
    reading.feed(markup)
    return reading
