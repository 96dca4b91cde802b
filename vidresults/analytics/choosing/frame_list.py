"""Writes the chosen frames as the list that selections and exports take."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults import atomic
from vidresults.errors import OutputError

if TYPE_CHECKING:
    import pyarrow as pa


def save_frames(chosen: pa.Table, path: str | os.PathLike[str]) -> Path:
    """Write frame numbers in ascending order, as `read_frames` and `--frames` take them.

    Args:
        chosen: A table with source_id and frame_index, such as rows of `CHOSEN`; where it has a
            rank, rows without one are left out.
        path: `.txt` for a number on each line, or `.json`: a list, and of several sources an
            object with a list for each.

    Raises:
        OutputError: The name ends otherwise, the frames of several sources are to stand in a
            text, or it cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower()
    if kind not in (".txt", ".json"):
        raise OutputError(f"{target}: a list of frames is a .txt or a .json")
    frames: dict[str, list[int]] = {}
    for row in chosen.to_pylist():
        if row.get("rank", 0) is not None:
            frames.setdefault(row["source_id"], []).append(row["frame_index"])
    lists = {name: sorted(set(numbers)) for name, numbers in frames.items()}
    if kind == ".txt" and len(lists) > 1:
        raise OutputError(f"{target}: the frames are of {len(lists)} sources: name it .json")
    alone = next(iter(lists.values()), [])
    with atomic.new_file(target) as file:
        if kind == ".txt":
            text = "".join(f"{number}\n" for number in alone)
        else:
            text = json.dumps(alone if len(lists) < 2 else lists, ensure_ascii=False) + "\n"  # noqa: PLR2004 - one source
        file.write_text(text, encoding="utf-8", newline="\n")
    return target
