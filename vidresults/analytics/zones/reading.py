"""The file of zones and lines: TOML or JSON of one shape, or GeoJSON in pixels."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vidresults.analytics.zones.geojson import is_geojson, zones_from_geojson
from vidresults.analytics.zones.zone import Line, Zone, Zones
from vidresults.errors import FormatError, Place, SelectionError

_KEYS = ("zones", "lines", "size", "anchor")


def read_zones(path: str | os.PathLike[str]) -> Zones:
    """Read zones and lines.

    TOML or JSON has `zones` with name and points (a list of [x, y]; `holes` is a list of such
    lists), `lines` with name, from and to, and if wanted the `size` of the picture that the
    pixels are of and the `anchor` of boxes. GeoJSON is a FeatureCollection of Polygons and
    LineStrings of two points in pixels, named by their property `name`.

    Raises:
        FormatError: The file cannot be read, or something in it is not as it should be; names
            the zone or line.
    """
    place = Place(file=str(path))
    given = _document(Path(path), place)
    try:
        return zones_from_geojson(given) if is_geojson(given) else zones_of(given)
    except SelectionError as error:
        raise FormatError(str(error), place) from None


def plain_zones(zones: Zones) -> dict[str, Any]:
    """Zones and lines as the file has them, of what JSON can hold; `zones_of` takes it."""
    plain: dict[str, Any] = {
        "zones": [
            {
                "name": zone.name,
                "points": zone.ring.tolist(),
                "holes": [hole.tolist() for hole in zone.holes],
            }
            for zone in zones.zones
        ],
        "lines": [
            {"name": line.name, "from": line.start.tolist(), "to": line.end.tolist()}
            for line in zones.lines
        ],
        "anchor": zones.anchor,
    }
    return plain if zones.size is None else {**plain, "size": list(zones.size)}


def _document(path: Path, place: Place) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        # No TOML begins with a brace, and every object of JSON does.
        return dict(json.loads(text) if text.lstrip()[:1] == "{" else tomllib.loads(text))
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FormatError(f"cannot be read as TOML or JSON: {reason}", place) from None


def zones_of(given: Mapping[str, Any]) -> Zones:
    """Zones and lines from what the file of one shape holds; see `read_zones`.

    Raises:
        SelectionError: Something in it is not as it should be; names the zone or line.
    """
    _refuse_unknown("the file", given, _KEYS)
    zones = [
        Zone(
            name=name,
            ring=item["points"],
            holes=tuple(_list(item.get("holes", []), f"zone {name!r}")),
        )
        for name, item in _items(given, "zone", ("name", "points", "holes"), ("points",))
    ]
    lines = [
        Line(name=name, start=item["from"], end=item["to"])
        for name, item in _items(given, "line", ("name", "from", "to"), ("from", "to"))
    ]
    said = {key: given[key] for key in ("size", "anchor") if key in given}
    return Zones(zones=tuple(zones), lines=tuple(lines), **said)


def _items(
    given: Mapping[str, Any], kind: str, known: tuple[str, ...], needed: tuple[str, ...]
) -> list[tuple[Any, dict[str, Any]]]:
    """Name and members of every zone or line."""
    found = []
    for number, item in enumerate(_list(given.get(f"{kind}s", []), f"{kind}s"), 1):
        if not isinstance(item, dict):
            raise SelectionError(f"{kind} {number}: found {item!r}, expected {', '.join(known)}")
        where = f"{kind} {item['name']!r}" if "name" in item else f"{kind} {number}"
        _refuse_unknown(where, item, known)
        for key in ("name", *needed):
            if key not in item:
                raise SelectionError(f"{where}: it has no {key!r}")
        found.append((item["name"], item))
    return found


def _refuse_unknown(where: str, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in given:
        if key not in known:
            raise SelectionError(f"{where}: {key!r} is not known; there is {', '.join(known)}")


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise SelectionError(f"{where}: found {value!r}, expected a list")
    return value
