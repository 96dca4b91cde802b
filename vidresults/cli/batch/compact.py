"""`vidresults batch compact`."""

from __future__ import annotations

import click

from vidresults.cli.app import say


@click.command()
@click.argument("uri")
@click.option(
    "--file-megabytes",
    type=click.FloatRange(0, min_open=True),
    default=256,
    show_default=True,
    metavar="N",
    help="A file ends at the first source that begins after so many megabytes.",
)
def command(*, uri: str, file_megabytes: float) -> None:
    """Make few files of the many small ones of the dataset URI, sorted by source.

    Killed at any moment, the dataset is as it was or compacted, and the same command goes on.
    Batches go on with it, and later compactions take in what they add; let none write meanwhile.
    """
    from vidresults.batch import compact

    done = compact(uri, file_megabytes=file_megabytes)
    say(
        f"compacted {done.out}: {done.sources} sources taken in, {done.files_before} files "
        f"({done.bytes_before / 1e6:.1f} MB) before, {done.files_after} "
        f"({done.bytes_after / 1e6:.1f} MB) now"
    )
