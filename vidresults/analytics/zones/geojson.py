"""Zones and lines as drawing tools write them: GeoJSON whose coordinates are pixels."""

from __future__ import annotations

from typing import Any

from vidresults.analytics.zones.zone import Line, Zone, Zones
from vidresults.errors import SelectionError

_TYPES = ("FeatureCollection", "Feature", "Polygon", "LineString", "MultiPolygon",
          "MultiLineString", "Point", "MultiPoint", "GeometryCollection")  # fmt: skip


def is_geojson(given: dict[str, Any]) -> bool:
    """Whether a document says that it is GeoJSON."""
    return given.get("type") in _TYPES


def zones_from_geojson(given: dict[str, Any]) -> Zones:
    """Zones from Polygons, holes included, and lines from LineStrings of two points.

    The members `size` and `anchor` beside `features` mean the same as in TOML.

    Raises:
        SelectionError: It is something else.
    """
    features = given.get("features")
    if given["type"] != "FeatureCollection" or not isinstance(features, list):
        raise SelectionError(f"found a {given['type']}, expected a FeatureCollection with features")
    zones, lines = [], []
    for number, feature in enumerate(features, 1):
        name, kind, coordinates = _parts(feature, number)
        where = f"feature {name!r}"
        if kind == "Polygon":
            if not isinstance(coordinates, list) or not coordinates:
                raise SelectionError(f"{where}: found {coordinates!r}, expected a list of rings")
            zones.append(Zone(name=name, ring=coordinates[0], holes=tuple(coordinates[1:])))
        elif kind == "LineString":
            if not isinstance(coordinates, list) or len(coordinates) != 2:  # noqa: PLR2004
                count = len(coordinates) if isinstance(coordinates, list) else "no"
                raise SelectionError(f"{where}: a line has two points, found {count}")
            lines.append(Line(name=name, start=coordinates[0], end=coordinates[1]))
        else:
            raise SelectionError(f"{where}: found a {kind}, expected a Polygon or a LineString")
    said = {key: given[key] for key in ("size", "anchor") if key in given}
    return Zones(zones=tuple(zones), lines=tuple(lines), **said)


def _parts(feature: Any, number: int) -> tuple[Any, Any, Any]:
    """Name, type and coordinates of a feature."""
    where = f"feature {number}"
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or "name" not in properties:
        raise SelectionError(f"{where}: it has no properties.name")
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        raise SelectionError(f"feature {properties['name']!r}: it has no geometry")
    return properties["name"], geometry.get("type"), geometry.get("coordinates")
