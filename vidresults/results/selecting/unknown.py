"""Refuses to select what is not there, before anything is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vidresults.errors import SelectionError
from vidresults.results.selecting.chosen import refuse_unsampled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vidresults.results.selecting.selection import Selection
    from vidresults.results.source import Source

_SHOWN = 20


def refuse_unknown(source: Source, selection: Selection) -> None:
    """Read as little as it takes to know that what is named is there.

    Raises:
        SelectionError: A model, class, frame or track is not in the results.
    """
    if selection.models is not None or selection.named_classes:
        models: dict[str, None] = {}
        classes: dict[str, None] = {}
        for table, batch in source.stream(("documents", "classes")):
            if table == "classes":
                classes |= dict.fromkeys(batch["class_name"].to_pylist())
            else:
                of_all = batch["models"].to_pylist()
                models |= dict.fromkeys(model["model"] for own in of_all for model in own)
        _refuse("model", selection.models or (), models)
        _refuse("class", selection.named_classes, classes)
    if selection.frames is not None:
        refuse_unsampled(source.batches("frames"), selection.frames)
    if selection.tracker_ids is not None:
        _refuse_tracks(source, selection.tracker_ids)


def _refuse_tracks(source: Source, wanted: Any) -> None:
    tracks: set[int] = set()
    for batch in source.batches("detections"):
        tracks.update(batch["tracker_id"].drop_null().unique().to_pylist())
    if not tracks:
        raise SelectionError(
            "the results have no tracker ids: assign them first (vidresults tracks, vr.track)"
        )
    _refuse("track", wanted, sorted(tracks))


def _refuse(kind: str, wanted: Iterable[Any], there: Iterable[Any]) -> None:
    known = dict.fromkeys(there)
    for name in wanted:
        if name not in known:
            shown = [repr(n) for n in known]
            if len(shown) > _SHOWN:
                shown = [*shown[:_SHOWN], f"and {len(shown) - _SHOWN} more"]
            listed = ", ".join(shown) or "none"
            raise SelectionError(f"there is no {kind} {name!r} in the results; there is {listed}")
