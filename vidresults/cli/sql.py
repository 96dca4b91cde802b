"""`vidresults sql`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.options import document_option, open_result, reading_options, say_defects
from vidresults.cli.tables import show_table, table_options


@click.command()
@click.argument("result")
@click.argument("query")
@table_options
@document_option
@reading_options
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=300,
    show_default=True,
    metavar="S",
    help="Stop the query after so many seconds.",
)
@click.option("--memory-limit", metavar="SIZE", default="2GB", show_default=True,
              help="Most memory that the query may take.")  # fmt: skip
def command(
    *,
    result: str,
    query: str,
    as_json: bool,
    csv_file: str | None,
    document: str | None,
    timeout: float,
    memory_limit: str,
    **reading: Any,
) -> None:
    """Ask RESULT with SQL: every table, and boxes, which are detections with their corners.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input. Only
    the tables can be read, and nothing can be written; a folder of tables is read where it lies.
    """
    source = open_result(result, document=document, **reading)
    answer = source.sql(query, timeout_seconds=timeout, memory_limit=memory_limit)
    show_table(answer, as_json=as_json, csv_file=csv_file)
    if reading["lenient"]:
        say_defects(source)
