"""Writes a JSON object with long lists, item by item: they may be of millions of boxes."""

from __future__ import annotations

from typing import IO, Any

import msgspec


def write_object(out: IO[bytes], parts: dict[str, Any]) -> None:
    """Write an object: dicts as they are, other values as lists of what they yield, one a line."""
    encode = msgspec.json.Encoder().encode
    for position, (key, value) in enumerate(parts.items()):
        out.write((b",\n" if position else b"{\n") + encode(key) + b": ")
        if isinstance(value, dict):
            out.write(encode(value))
            continue
        out.write(b"[")
        for index, item in enumerate(value):
            out.write((b",\n" if index else b"\n") + encode(item))
        out.write(b"\n]")
    out.write(b"\n}\n")
