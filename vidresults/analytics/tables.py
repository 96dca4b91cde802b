"""The tables that analytics answer with: every field with type, unit, meaning and null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vidresults.analytics.tracks.columns import TRACKS
from vidresults.analytics.zones.crossing import CROSSINGS

if TYPE_CHECKING:
    import pyarrow as pa

ANALYSES: Final[dict[str, pa.Schema]] = {
    "crossings": CROSSINGS,
    "tracks": TRACKS,
}
"""By name; the README lists them."""
