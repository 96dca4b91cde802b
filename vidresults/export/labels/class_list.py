"""Reads the user's list of classes: a data.yaml as trainers write it, or a name on each line."""

from __future__ import annotations

from pathlib import Path

import yaml

from vidresults.errors import FormatError, Place


def read_class_list(path: str) -> list[str]:
    """The names in their order.

    Raises:
        FormatError: The file cannot be read, or has no list of names.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        raise FormatError(f"cannot be read: {reason}", Place(file=path)) from error
    if Path(path).suffix.lower() not in (".yaml", ".yml"):
        return [line.strip() for line in text.splitlines() if line.strip()]
    try:
        names = (yaml.safe_load(text) or {}).get("names")
    except (yaml.YAMLError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise FormatError(f"is no data.yaml: {reason}", Place(file=path)) from error
    if isinstance(names, dict):
        wanted = list(range(len(names)))
        if sorted(names) != wanted:
            raise FormatError("numbers its names with gaps, expected 0, 1, ...", Place(file=path))
        names = [names[number] for number in wanted]
    if not isinstance(names, list) or not names:
        raise FormatError("has no `names`, expected a list of class names", Place(file=path))
    return [str(name) for name in names]
