"""`vidresults merge`."""

from __future__ import annotations

from pathlib import Path

import click

from vidresults.cli.convert import print_report
from vidresults.cli.options import in_memory, open_result, out_option


@click.command()
@click.argument("results", nargs=-1, required=True, metavar="RESULT...")
@out_option
def command(*, results: tuple[str, ...], out: str) -> None:
    """Put jobs on the same video together as models of one result, as a folder of tables.

    FILE#NAME picks a document of a file that wraps several.
    """
    from vidresults.export import export
    from vidresults.results import merge

    parts = []
    for result in results:
        path, document = result, ""
        if not Path(result).exists():
            path, _, document = result.rpartition("#") if "#" in result else (result, "", "")
        parts.append(in_memory(open_result(path, document=document or None)))
    print_report(export(merge(parts), out, format="parquet"))
