"""Text that spreadsheets take for a formula, and what is done about it (CSV injection).

A cell that begins with = + - @ (also their full-width forms), a tab, a line break or NUL may be
computed by the spreadsheet that opens the file, and a class name or an id can come from anybody.
An apostrophe before it says that it is text. A text that has apostrophes before such a sign gets
one too, so that nothing is lost: take one apostrophe away from each such cell, and the text is as
it was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMULA: Final = re.compile("^'*[=+\\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]")
"""How a text begins that may be taken for a formula, or for one that was made harmless."""


def count_formulas(table: pa.Table) -> int:
    """How many cells of text may be taken for a formula; texts may be encoded as dictionaries."""
    return sum(_count(chunk) for name in _texts(table) for chunk in table[name].chunks)


def _count(texts: pa.Array) -> int:
    if not pa.types.is_dictionary(texts.type):
        return pc.sum(pc.match_substring_regex(texts, FORMULA.pattern)).as_py() or 0
    hits = pc.match_substring_regex(texts.dictionary, FORMULA.pattern)
    if not pc.any(hits).as_py():
        return 0
    return pc.sum(hits.take(texts.indices)).as_py() or 0


def without_formulas(table: pa.Table) -> pa.Table:
    """The table, its texts no dictionaries, with an apostrophe before each of them."""
    for name in _texts(table):
        column = pc.replace_substring_regex(table[name], f"({FORMULA.pattern})", r"'\1")
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def formula_notes(count: int) -> list[str]:
    """What to tell of so many cells that are as they were."""
    told = f"{count} cells begin with = + - @ or the like: spreadsheets may take them for formulas"
    return [told] if count else []


def _texts(table: pa.Table) -> Iterator[str]:
    for field in table.schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if pa.types.is_string(kind):
            yield field.name
