"""`vidresults merge`."""

from __future__ import annotations

import click

from vidresults.cli.convert import print_report
from vidresults.cli.options import in_memory, open_result, out_option, refuse_overwriting


@click.command()
@click.argument("results", nargs=-1, required=True, metavar="RESULT...")
@out_option
def command(*, results: tuple[str, ...], out: str) -> None:
    """Put jobs on the same video together as models of one result, as a folder of tables.

    RESULT is a result file, FILE#NAME for one document of a wrapper, or a folder of tables.
    """
    from vidresults.export import export
    from vidresults.results import merge

    refuse_overwriting(out, *results)
    merged = merge(in_memory(open_result(result)) for result in results)
    print_report(export(merged, out, format="parquet"))
