"""Names of classes in texts whose columns are parted by spaces."""

from __future__ import annotations

import re


def without_spaces(names: list[str]) -> dict[str, str]:
    """A type for each name; a number sets apart those that would be equal.

    Names that have no space stay what they are.
    """
    types = {name: name for name in names if name and not re.search(r"\s", name)}
    taken = set(types)
    for name in names:
        if name in types:
            continue
        plain = re.sub(r"\s", "_", name) or "_"
        unique, number = plain, 1
        while unique in taken:
            number += 1
            unique = f"{plain}-{number}"
        taken.add(unique)
        types[name] = unique
    return types


def changed_names(types: dict[str, str]) -> list[str]:
    """A note on the names that were changed, where there are some."""
    changed = [f"{name!r} as {kind!r}" for name, kind in types.items() if name != kind]
    if not changed:
        return []
    more = f", ... {changed[-1]}" if len(changed) > 1 else ""
    return [f"{len(changed)} class names are written without spaces: {changed[0]}{more}"]
