"""Turns the output of video inference jobs into Arrow tables, datasets and annotated videos.

import vidresults as vr

results = vr.load("job.json", video="street.mp4")
results.detections                                  # a pyarrow.Table
vr.export(results, "out/coco", format="coco")
vr.render(results, "street.mp4", "annotated.mp4")
"""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vidresults.analytics import (
        count_by_class,
        count_by_hour,
        count_over_time,
        summarise,
        validate,
    )
    from vidresults.client import Client, Job
    from vidresults.errors import VidResultsError, VidResultsWarning
    from vidresults.export import FORMATS, export
    from vidresults.load import load, scan, scan_documents
    from vidresults.render import Style, render, render_stills
    from vidresults.results import Scan, VideoResults, concat, merge, merge_overlapping, suppress
    from vidresults.sample import sample_result, sample_video
    from vidresults.schema import TABLES
    from vidresults.video import probe

__all__ = [
    "FORMATS",
    "TABLES",
    "Client",
    "Job",
    "Scan",
    "Style",
    "VidResultsError",
    "VidResultsWarning",
    "VideoResults",
    "concat",
    "count_by_class",
    "count_by_hour",
    "count_over_time",
    "export",
    "load",
    "merge",
    "merge_overlapping",
    "probe",
    "render",
    "render_stills",
    "sample_result",
    "sample_video",
    "scan",
    "scan_documents",
    "summarise",
    "suppress",
    "validate",
]

_HOMES = {
    "analytics": (
        "count_by_class",
        "count_by_hour",
        "count_over_time",
        "summarise",
        "validate",
    ),
    "client": ("Client", "Job"),
    "errors": ("VidResultsError", "VidResultsWarning"),
    "export": ("FORMATS", "export"),
    "load": ("load", "scan", "scan_documents"),
    "render": ("Style", "render", "render_stills"),
    "results": ("Scan", "VideoResults", "concat", "merge", "merge_overlapping", "suppress"),
    "sample": ("sample_result", "sample_video"),
    "schema": ("TABLES",),
    "video": ("probe",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name from its home on first use, so that importing the package is quick."""
    if name == "__version__":
        return version("vidresults")
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


class _Package(ModuleType):
    """Keeps `vr.render` the function: importing the part `vidresults.render` would set it."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
