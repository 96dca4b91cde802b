"""Writes a result document while the job runs; memory stays flat, each model has its spool."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import IO, Any

_SPOOLED_BYTES = 8 << 20


class DocumentWriter:
    """Collects samples and elements, and puts the lists one after the other at the end."""

    def __init__(self, models: list[str]) -> None:
        """Take the models' keys, in the order of the document."""
        self._offsets: list[int] = []
        self._times: list[float] = []
        self._spools = {model: _spool() for model in models}

    def add_sample(self, frame: int, time: float) -> None:
        """Note a sampled frame and its time in seconds."""
        self._offsets.append(frame)
        self._times.append(time)

    def add_element(self, model: str, element: dict[str, Any]) -> None:
        """Append the next element of a model."""
        spool = self._spools[model]
        if spool.tell():
            spool.write(b",")
        spool.write(_text(element))

    def write(self, path: Path) -> None:
        """Write the document."""
        with path.open("wb") as out:
            out.write(b'{"frame_offset":' + _text(self._offsets))
            out.write(b',"time_offset":' + _text(self._times))
            for model, spool in self._spools.items():
                out.write(b"," + _text(model) + b":[")
                spool.seek(0)
                shutil.copyfileobj(spool, out)
                out.write(b"]")
            out.write(b"}")

    def close(self) -> None:
        """Drop the spools."""
        for spool in self._spools.values():
            spool.close()


def _spool() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(_SPOOLED_BYTES)


def _text(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
