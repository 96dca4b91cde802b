"""A strip of pictures for where scripts are off, as HTML."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Final

_LINE: Final = 44  # of the words under a picture, in pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A sampled frame.

    Attributes:
        words: When it is, and what was found.
        size: Width and height as it is laid out, in pixels.
        svg: The frame as a JPEG with the boxes over it.
        address: The same as a picture: nobody can point at its boxes, so it leaves out their names,
            which XML might not allow.
    """

    words: str
    size: tuple[int, int]
    svg: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A few evenly spaced sampled frames.

    Attributes:
        title: The title of the page.
        pictures: The frames.
        sampled: How many sampled frames there are.
    """

    title: str
    pictures: tuple[Picture, ...]
    sampled: int

    def drawn(self) -> str:
        """HTML without a style: the page's policy lets none in."""
        heading = f'<h1 dir="auto">{html.escape(self.title)}</h1>\n<p>The video plays where scripts'
        pictures = " ".join(_captioned(picture) for picture in self.pictures)
        return f"{heading} are on. {self._told}</p>\n<p>{pictures}</p>"

    def images(self) -> str:
        """HTML that notebooks show of one that is not trusted: neither frames nor SVG in it."""
        pictures = " ".join(_image(picture) for picture in self.pictures)
        return f"<p>The video plays once the cell was run here. {self._told}</p>{pictures}"

    @property
    def _told(self) -> str:
        if not self.pictures:
            return "No sampled frame lies in it."
        return (
            f"Here are {len(self.pictures)} of {self.sampled} sampled frames, with their boxes and "
            "labels alone."
        )


def _captioned(picture: Picture) -> str:
    """The words below the picture, in the text's own colour."""
    width, height = picture.size
    words = html.escape(picture.words)
    return (
        f'<svg role="img" aria-label="{words}" width="{width}" height="{height + _LINE}" '
        f'viewBox="0 0 {width} {height + _LINE}">{picture.svg}<text x="0" '
        f'y="{height + _LINE // 2}" font-size="14" fill="currentColor">{words}</text></svg>'
    )


def _image(picture: Picture) -> str:
    width, height = picture.size
    words = html.escape(picture.words)
    return (
        '<div dir="auto" style="display:inline-block;vertical-align:top;max-width:100%;'
        f'width:{width}px"><img alt="" width="{width}" height="{height}" '
        f'style="max-width:100%;height:auto" src="{picture.address}"><br>{words}</div>'
    )
