"""`vidresults validate`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from vidresults.cli.app import one_line
from vidresults.cli.options import (
    document_option,
    far_dataset,
    open_result,
    picks_document,
    read_argument,
)
from vidresults.errors import FormatError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vidresults.analytics import Check, Validation
    from vidresults.errors import Place
    from vidresults.results import Source, VideoClock


@click.command()
@click.argument("result")
@click.option("--video", metavar="V", help="The video it came from, to check against.")
@click.option(
    "--stream", type=click.IntRange(0), metavar="N", help="Which stream of V, where it has several."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for scripts.")
@document_option
def command(
    *, result: str, video: str | None, stream: int | None, as_json: bool, document: str | None
) -> None:
    """Check RESULT, and with --video that it fits its video; exit code 1 where an error is found.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input. An
    error is what cannot be right, a warning what may be meant so.
    """
    from vidresults.load import video_clock

    if stream is not None and video is None:
        raise click.UsageError("--stream is one of a --video")
    clock = None if video is None else video_clock(video, stream=stream)
    found = _validations(result, document, clock)
    if as_json:
        click.echo(json.dumps(_as_json(found, result), ensure_ascii=False, indent=2))
    else:
        for name, validation in found.items():
            for line in _lines(validation, name if len(found) > 1 else ""):
                click.echo(one_line(line))
    if not all(validation.ok for validation in found.values()):
        sys.exit(1)


def _validations(
    result: str, document: str | None, clock: VideoClock | None
) -> dict[str, Validation]:
    """The validation of every document by its name."""
    from vidresults.analytics import refused, validate
    from vidresults.load import scan_documents

    given: Any = None
    sources: Mapping[str, Source]
    try:
        if document is not None or picks_document(result) or far_dataset(result):
            sources = {"": open_result(result, document=document, lenient=True)}
        else:
            given = read_argument(result)
            given = given.read() if result == "-" else given  # it may be read once more
            sources = scan_documents(given, lenient=True)
    except (FormatError, SchemaError) as error:
        return {"": refused(error)} if given is None else _one_by_one(given, error, clock)
    return {name: validate(source, clock) for name, source in sources.items()}


def _one_by_one(
    given: Any, problem: FormatError | SchemaError, clock: VideoClock | None
) -> dict[str, Validation]:
    """The same where something cannot be read: the other documents of a wrapper still can."""
    from vidresults.analytics import refused, validate
    from vidresults.load import scan
    from vidresults.wire import find_documents, read_input

    try:
        names = [found.name for found in find_documents(read_input(given), lenient=True)]
    except FormatError:
        names = []
    validations = {}
    for name in names if len(names) > 1 else []:
        try:
            validations[name] = validate(scan(given, document=name, lenient=True), clock)
        except FormatError as error:
            validations[name] = refused(error)
    return validations or {"": refused(problem)}


def _as_json(found: dict[str, Validation], result: str) -> dict[str, Any]:
    if len(found) > 1:
        documents = {name: _object(validation) for name, validation in found.items()}
        return {"path": result, "documents": documents}
    (validation,) = found.values()
    return {"path": result, **_object(validation)}


def _object(validation: Validation) -> dict[str, Any]:
    return {
        "ok": validation.ok,
        "errors": validation.errors,
        "warnings": validation.warnings,
        "checks": [
            {**asdict(check), "places": [_place(place) for place in check.places]}
            for check in validation.checks
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "file": place.file,
        "byte": place.byte_offset,
        "model": place.model,
        "element": place.element,
        "frame": place.frame_index,
        "prediction": place.prediction,
        "field": place.field,
    }


def _lines(validation: Validation, document: str) -> list[str]:
    width = max(len(check.name) for check in validation.checks)
    fine = sum(check.outcome == "ok" for check in validation.checks)
    counts = [
        _counted(validation.errors, "error"),
        _counted(validation.warnings, "warning"),
        f"{fine} ok",
    ]
    return [
        *([f"document {document}"] if document else []),
        *(_line(check, width) for check in validation.checks),
        ", ".join(counts),
    ]


def _line(check: Check, width: int) -> str:
    expected = f"; expected {check.expected}" if check.expected else ""
    where = "; ".join(str(place) for place in check.places if str(place))
    at = f" (at {where})" if where else ""
    return f"{check.outcome:<7}  {check.name:<{width}}  {check.found}{expected}{at}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
