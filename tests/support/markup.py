"""What a browser would make of markup: its tags, its words, its frames."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Final

SVG: Final = "{http://www.w3.org/2000/svg}"


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


def pictures_in(markup: str) -> list[ET.Element]:
    """The SVG of the images, which has to be well-formed XML."""
    found = re.findall(r'<img [^>]*src="data:image/svg\+xml;base64,([^"]*)"', markup)
    return [ET.fromstring(base64.b64decode(text)) for text in found]  # noqa: S314 - our own
