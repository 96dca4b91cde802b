"""Settings as JSON holds them: what a file says in the place of its name.

Workers elsewhere need no such file then, and another content is other work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from vidresults.analytics.zones import Zone, Zones, plain_zones, read_zones, zones_of

if TYPE_CHECKING:
    from vidresults.render import Style

_WITH_ZONES: Final = {"drawing": "zones", "page": "zones", "select": "zone"}


def settled(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings without names of files: zones and a style are what their files say.

    Raises:
        FormatError: A file cannot be read, or is not as it should be.
        SelectionError: A style has no such field, or not with such a value.
    """
    told = dict(settings)
    if told.get("style") is not None:
        told["style"] = _plain_style(told["style"])
    for group, name in _WITH_ZONES.items():
        given = (told.get(group) or {}).get(name)
        if given is not None:
            told[group] = {**told[group], name: _plain(given)}
    return told


def zones_from(given: Any) -> Zones | None:
    """Zones out of settings, settled or not."""
    if given is None or isinstance(given, Zones):
        return given
    return zones_of(given) if isinstance(given, Mapping) else read_zones(given)


def style_from(given: Any) -> Style | None:
    """A style out of settings, settled or not."""
    from vidresults.render import Style

    if given is None or isinstance(given, Style):
        return given
    return Style.of(given) if isinstance(given, Mapping) else Style.from_toml(given)


def _plain(given: Any) -> Any:
    if isinstance(given, Zone):
        given = Zones(zones=(given,))
    if isinstance(given, list | tuple):  # the points of an outline
        return given
    zones = zones_from(given)
    assert zones is not None
    return plain_zones(zones)


def _plain_style(given: Any) -> dict[str, Any]:
    """The fields that are not as usual."""
    from pathlib import Path

    from vidresults.render import Style

    style = style_from(given)
    assert style is not None
    values = {f.name: getattr(style, f.name) for f in fields(Style)}
    if style.font is not None:
        values["font"] = str(Path(style.font).absolute())
    usual = Style()
    return {name: value for name, value in values.items() if value != getattr(usual, name)}
