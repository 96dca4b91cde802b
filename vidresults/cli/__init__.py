"""The command line: thin, each command one library call and one way of printing."""

from __future__ import annotations

import sys

import click

from vidresults.cli.app import app, report_failure


def main() -> None:
    """Run the command line and exit: 0 done, 1 an error, 2 wrong usage, 130 interrupted."""
    try:
        app(prog_name="vidresults", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - known kinds become one line, others are raised
        report_failure(error)
        sys.exit(1)
