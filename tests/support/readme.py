"""The README's generated tables; run as a script it writes them into the README."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vidresults.analytics.tables import ANALYSES
from vidresults.cli.app import app
from vidresults.export import FORMATS, format_of
from vidresults.schema import TABLES, describe

if TYPE_CHECKING:
    import pyarrow as pa

README = Path(__file__).parents[2] / "README.md"


def sections() -> dict[str, str]:
    """The generated text by the name in its markers."""
    return {
        "commands": _commands(),
        "formats": _formats(),
        "fields": _fields(TABLES),
        "analyses": _fields(ANALYSES),
    }


def with_sections(text: str) -> str:
    """The README with every generated section as the code has it now."""
    for name, body in sections().items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        pattern = re.escape(begin) + ".*?" + re.escape(end)
        replacement = f"{begin}\n{body}\n{end}"
        text, found = re.subn(pattern, lambda _, r=replacement: r, text, flags=re.DOTALL)
        if found != 1:
            raise ValueError(f"the README has {found} sections {name!r}, expected one")
    return text


def commands() -> dict[str, click.Command]:
    """Every command by its name."""
    return dict(_commands_of(app, ""))


def _commands_of(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    """The commands of a group; those of a group in it by two words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{prefix}{name}", command
        if isinstance(command, click.Group):
            yield from _commands_of(command, f"{prefix}{name} ")


def _commands() -> str:
    blocks = []
    for name, command in commands().items():
        parent = click.Context(app, info_name="vidresults", **app.context_settings)
        context = click.Context(command, parent, info_name=name, terminal_width=96)
        blocks.append(f"### {name}\n\n```text\n{command.get_help(context)}\n```")
    return "\n" + "\n\n".join(blocks) + "\n"


def _formats() -> str:
    rows = ["| format | makes | what | cannot keep |", "|---|---|---|---|"]
    for name in FORMATS:
        declared = format_of(name)
        lost = ", ".join(f"`{what}`" for what in declared.loses) or "nothing is lost"
        rows.append(f"| `{name}` | a {declared.makes} | {declared.summary} | {lost} |")
    return "\n".join(rows)


def _fields(tables: dict[str, pa.Schema]) -> str:
    lines = []
    table = None
    for row in describe(tables):
        if row.table != table:
            table = row.table
            lines += [f"\n### {table}\n", "| field | type | unit | meaning | null |"]
            lines.append("|---|---|---|---|---|")
        null = row.null or ""
        kind = f"`{row.type}`"
        lines.append(f"| `{row.name}` | {kind} | {row.unit} | {row.meaning} | {null} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    README.write_text(with_sections(README.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"wrote {README.name}\n")
