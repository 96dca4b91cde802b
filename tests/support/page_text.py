"""The text of a report page, taken apart as its own script would."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa


@dataclass(frozen=True, kw_only=True)
class PageText:
    """What a browser finds in the page.

    Attributes:
        facts: The JSON.
        tables: Columns of each table as lists, by name.
        video: The bytes inside, None without.
        policy: The Content-Security-Policy.
        scripts: Text of each script that would run.
        styles: Text of each stylesheet.
        title: The title.
        tags: Every tag with its attributes, in order.
    """

    facts: dict[str, Any]
    tables: dict[str, dict[str, list[Any]]]
    video: bytes | None
    policy: str
    scripts: list[str]
    styles: list[str]
    title: str
    tags: list[tuple[str, dict[str, str | None]]]


class _Parts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.texts.append("")
        self._inside = True

    def handle_endtag(self, _tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


def read_page(path: Path) -> PageText:
    """Take a page apart."""
    parts = _Parts()
    parts.feed(path.read_text(encoding="utf-8"))
    found = list(zip(parts.tags, parts.texts, strict=True))
    blocks = {tag[1]["id"]: text for tag, text in found if tag[0] == "script" and "id" in tag[1]}
    facts = json.loads(blocks["facts"])
    video = blocks.get("video")
    return PageText(
        facts=facts,
        tables=_tables(gzip.decompress(base64.b64decode(blocks["tables"])), facts["tables"]),
        video=None if video is None else base64.b64decode(video),
        policy=next(
            str(a["content"]) for t, a in parts.tags if a.get("http-equiv") and t == "meta"
        ),
        scripts=[text for tag, text in found if tag[0] == "script" and "type" not in tag[1]],
        styles=[text for tag, text in found if tag[0] == "style"],
        title=next(text for tag, text in found if tag[0] == "title").strip(),
        tags=parts.tags,
    )


def _tables(content: bytes, names: list[str]) -> dict[str, dict[str, list[Any]]]:
    tables, at = {}, 0
    for name in names:
        end = at + 4 + int.from_bytes(content[at : at + 4], "little")
        tables[name] = pa.ipc.open_stream(content[at + 4 : end]).read_all().to_pydict()
        at = end
    assert at == len(content)
    return tables
