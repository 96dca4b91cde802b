"""Options that keep a part of the rows; each gives what `select` takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from vidresults.analytics import Zones

F = TypeVar("F", bound=Callable[..., Any])
_ZONES = "vidresults.zones"  # where the file's name waits for --zone


class _ZonesOfSelection(click.Option):
    """The option --zones; a command's own option of that name is taken instead."""


def selection_options(command: F) -> F:
    """Options that keep a part of the rows."""
    for option in reversed(_options()):
        command = option(command)
    return command


def give_way(params: Sequence[click.Parameter]) -> list[click.Parameter]:
    """A command's parameters, where --zones is its own without the one of the selection."""
    own = _own_zones(params)
    if own is None:
        return list(params)
    own.is_eager = True  # --zone looks names up in it, whatever stands first
    return [p for p in params if not isinstance(p, _ZonesOfSelection)]


def _own_zones(params: Sequence[click.Parameter]) -> click.Parameter | None:
    named = (p for p in params if "--zones" in p.opts and not isinstance(p, _ZonesOfSelection))
    return next(named, None)


def _options() -> list[Callable[[F], F]]:
    return [
        click.option("--model", "models", multiple=True, metavar="M", help="Only this model."),
        click.option("--class", "classes", multiple=True, metavar="C", help="Only this class."),
        click.option("--drop", "drop_classes", multiple=True, metavar="C", help="Not this class."),
        click.option(
            "--map",
            "rename_classes",
            multiple=True,
            metavar="OLD=NEW",
            callback=_new_names,
            help="Another name for a class; several with one name become one class.",
        ),
        click.option(
            "--min-confidence",
            multiple=True,
            metavar="F|C=F",
            callback=_limits,
            help="Only from this confidence on, or of class C; what has none goes too.",
        ),
        click.option(
            "--min-area", type=float, metavar="PX", help="No smaller boxes (square pixels)."
        ),
        click.option(
            "--max-area", type=float, metavar="PX", help="No larger boxes (square pixels)."
        ),
        click.option(
            "--tracker-id",
            "tracker_ids",
            type=int,
            multiple=True,
            metavar="N",
            help="Only this track.",
        ),
        click.option(
            "--zones",
            cls=_ZonesOfSelection,
            metavar="FILE",
            is_eager=True,
            expose_value=False,
            callback=_remember,
            help="Zones for --zone: TOML, JSON or GeoJSON.",
        ),
        click.option(
            "--zone",
            multiple=True,
            metavar="NAME",
            callback=_zone,
            help="Only boxes in this zone of --zones.",
        ),
        click.option(
            "--start",
            "start_seconds",
            type=float,
            metavar="S",
            help="Only from this time on (seconds).",
        ),
        click.option(
            "--end", "end_seconds", type=float, metavar="S", help="Only before this time (seconds)."
        ),
    ]


def _new_names(_context: Any, _option: Any, given: tuple[str, ...]) -> dict[str, str] | None:
    names: dict[str, str] = {}
    for pair in given:
        old, sign, new = pair.partition("=")
        if not (old and sign and new):
            raise click.BadParameter(f"{pair!r} is not OLD=NEW")
        if old in names:
            raise click.BadParameter(f"{old!r} has two new names")
        names[old] = new
    return names or None


def _limits(_context: Any, _option: Any, given: tuple[str, ...]) -> float | dict[str, float] | None:
    limits: dict[str, float] = {}
    for item in given:
        name, sign, number = item.rpartition("=")
        try:
            limit = float(number)
        except ValueError:
            raise click.BadParameter(f"{item!r} is neither a number nor CLASS=NUMBER") from None
        if not 0 <= limit <= 1:
            raise click.BadParameter(f"{number} is not in the range 0<=x<=1")
        if (name or "*") in limits:
            raise click.BadParameter(f"{item!r} is the second limit {name and f'of {name!r}'}")
        if sign and not name:
            raise click.BadParameter(f"{item!r} names no class")
        limits[name or "*"] = limit
    return limits["*"] if list(limits) == ["*"] else limits or None


def _remember(context: click.Context, _option: Any, file: str | None) -> None:
    context.meta[_ZONES] = file


def _zone(context: click.Context, _option: Any, names: tuple[str, ...]) -> Zones | None:
    """The zones of these names, with what their file says of them."""
    file = context.meta.get(_ZONES)
    if not names:
        if file is not None:
            raise click.UsageError("--zones needs --zone NAME, which says which of them")
        return None
    own = _own_zones(context.command.params)
    if own is not None and own.name is not None:
        file = context.params.get(own.name)
    if file is None:
        raise click.UsageError("--zone needs --zones FILE, where it stands")
    from vidresults.analytics import Zones, read_zones
    from vidresults.errors import SelectionError

    there = read_zones(file)
    known = {zone.name: zone for zone in there.zones}
    for name in names:
        if name not in known:
            listed = ", ".join(map(repr, known)) or "none"
            raise SelectionError(f"there is no zone {name!r} in {file}; there is {listed}")
    picked = tuple(known[name] for name in dict.fromkeys(names))
    return Zones(zones=picked, size=there.size, anchor=there.anchor)
