"""The table of readers, readers.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One row of readers.toml.

    Attributes:
        name: The reader.
        environment: Name of its environment.
        check: The script in checks/.
        exports: The exports that it opens, by name.
        heavy: It runs with --all alone.
    """

    name: str
    environment: str
    check: str
    exports: tuple[str, ...]
    heavy: bool = False


def readers() -> tuple[dict[str, list[str]], list[Reader]]:
    """The pins of every environment, and the readers in the order in which they run."""
    table = tomllib.loads((HERE / "readers.toml").read_text(encoding="utf-8"))
    rows = [Reader(**{**row, "exports": tuple(row["exports"])}) for row in table["reader"]]
    return table["environments"], rows
