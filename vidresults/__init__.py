"""Turns the output of video inference jobs into Arrow tables, datasets and annotated videos.

import vidresults as vr

results = vr.load("job.json", video="street.mp4")
results.detections                                  # a pyarrow.Table
vr.export(results, "out/coco", format="coco")
vr.render(results, "street.mp4", "annotated.mp4")
vr.report(results, "street.mp4", "report.html")     # one page to look at, in any browser
"""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version
from types import ModuleType
from typing import TYPE_CHECKING, Any

from vidresults import conveniences

if TYPE_CHECKING:
    from vidresults.analytics import (
        Homography,
        choose_frames,
        co_occurrence,
        compare,
        count_by_class,
        count_by_hour,
        count_over_time,
        crossings,
        evaluate,
        events,
        heat_table,
        line_counts,
        quality,
        read_zones,
        search,
        segments,
        summarise,
        track,
        track_table,
        validate,
        zone_occupancy,
        zone_summary,
        zone_visits,
    )
    from vidresults.batch.dataset import open_dataset
    from vidresults.client import Client, Job
    from vidresults.datasets import import_dataset
    from vidresults.errors import VidResultsError, VidResultsWarning
    from vidresults.export import FORMATS, export
    from vidresults.load import load, scan, scan_documents
    from vidresults.render import Style, render, render_stills
    from vidresults.report import report
    from vidresults.results import Scan, VideoResults, concat, merge, merge_overlapping, suppress
    from vidresults.sample import sample_result, sample_video
    from vidresults.schema import TABLES
    from vidresults.video import probe

__all__ = [
    "FORMATS",
    "TABLES",
    "Client",
    "Homography",
    "Job",
    "Scan",
    "Style",
    "VidResultsError",
    "VidResultsWarning",
    "VideoResults",
    "choose_frames",
    "co_occurrence",
    "compare",
    "concat",
    "count_by_class",
    "count_by_hour",
    "count_over_time",
    "crossings",
    "evaluate",
    "events",
    "export",
    "heat_table",
    "import_dataset",
    "line_counts",
    "load",
    "merge",
    "merge_overlapping",
    "open_dataset",
    "probe",
    "quality",
    "read_zones",
    "render",
    "render_stills",
    "report",
    "sample_result",
    "sample_video",
    "scan",
    "scan_documents",
    "search",
    "segments",
    "summarise",
    "suppress",
    "track",
    "track_table",
    "validate",
    "zone_occupancy",
    "zone_summary",
    "zone_visits",
]

_HOMES = {
    "analytics": (
        "Homography",
        "choose_frames",
        "co_occurrence",
        "compare",
        "count_by_class",
        "count_by_hour",
        "count_over_time",
        "crossings",
        "evaluate",
        "events",
        "heat_table",
        "line_counts",
        "quality",
        "read_zones",
        "search",
        "segments",
        "summarise",
        "track",
        "track_table",
        "validate",
        "zone_occupancy",
        "zone_summary",
        "zone_visits",
    ),
    "batch.dataset": ("open_dataset",),
    "client": ("Client", "Job"),
    "datasets": ("import_dataset",),
    "errors": ("VidResultsError", "VidResultsWarning"),
    "export": ("FORMATS", "export"),
    "load": ("load", "scan", "scan_documents"),
    "render": ("Style", "render", "render_stills"),
    "report": ("report",),
    "results": ("Scan", "VideoResults", "concat", "merge", "merge_overlapping", "suppress"),
    "sample": ("sample_result", "sample_video"),
    "schema": ("TABLES",),
    "video": ("probe",),
}
conveniences.bind("card", "vidresults.report.card:card_of")  # results as the output of a cell
conveniences.bind("show", "vidresults.report.inline:show")  # results.show(video)

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
