"""Pictures out of every video: OUT/<source_id>/frame_000123.jpg, drawn on or as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vidresults.batch.tasks import Given, Made
from vidresults.batch.tasks.naming import delivered, file_name
from vidresults.batch.tasks.reading import in_memory, read, selected
from vidresults.batch.tasks.render import drawing_of
from vidresults.errors import OutputError, SelectionError
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.results import Scan, VideoResults
    from vidresults.video import Frame, Reader

_ENDINGS: Final = {"jpeg": ".jpg", "png": ".png"}
_QUALITY: Final = 95
_FOUND: Final = {
    "detections": ["frame_index", "class_name"],
    "classifications": ["frame_index", "class_name", "predicted"],
    "gazes": ["frame_index"],
}


def check(settings: Mapping[str, Any]) -> None:
    """Refuse what would fail for every input; see `vidresults.batch.tasks.Task`."""
    form, quality = settings.get("image_format", "jpeg"), settings.get("image_quality")
    if form not in _ENDINGS:
        raise SelectionError(f"there is no image format {form!r}; there are jpeg and png")
    if quality is not None and (form != "jpeg" or not 1 <= quality <= 100):  # noqa: PLR2004
        raise SelectionError(f"image_quality is {quality}: expected 1 to 100, of jpeg")
    looks = [*(settings.get("drawing") or {}), *(["style"] if settings.get("style") else [])]
    if looks and not settings.get("drawn"):
        raise SelectionError(f"{looks[0]} is for pictures that are drawn on (--drawn, drawn)")
    if settings.get("at_seconds") and (settings.get("only_with") or settings.get("only_found")):
        raise SelectionError("pictures are of given times, or of frames on which something is")


def make(given: Given, folder: Path, settings: Mapping[str, Any]) -> Made:
    """Take pictures of the frames that were sampled; see `vidresults.batch.tasks.Task`.

    Settings are `at_seconds` (in place of the sampled frames, those that the video shows then,
    counted from its first), `only_found` (of the sampled frames those with a detection, label or
    gaze of what is selected), `only_with` (those with one of these classes), `drawn` (what was
    found is drawn on them, with `drawing` and `style` as of render), `image_format` ("jpeg" unless
    given, or "png"), `image_quality` (of JPEG, 1 to 100, 95 unless given), `track`, `select`, and
    how the input is read.
    """
    ids, count, notes = [], 0, tuple[str, ...]()
    for result in read(given, {**settings, "select": None}, joined=False):
        whole = in_memory(result, given)
        source_id = whole.facts.source_ids[0]
        target = folder / file_name(source_id, "")
        target.mkdir()
        told, made = _write(whole, given.needed_video, target, settings)
        ids.append(source_id)
        count, notes = count + made, notes + told
    return Made(
        source_ids=tuple(ids), root=folder, outputs=delivered(folder), notes=notes,
        counts={"pictures": count},
    )  # fmt: skip


def _write(
    whole: VideoResults | Scan, video: Path, target: Path, settings: Mapping[str, Any]
) -> tuple[tuple[str, ...], int]:
    """Write the pictures of one result, named by the number of the frame.

    Returns:
        What a person should know, and how many there are.
    """
    from vidresults.export.pictures.copying import save_picture
    from vidresults.render.finding import frames_at
    from vidresults.render.report import notes_on
    from vidresults.render.source import open_reader
    from vidresults.render.stage import Drawing, Stage

    part, seconds = selected(whole, settings), settings.get("at_seconds")
    ending = _ENDINGS[settings.get("image_format", "jpeg")]
    quality = settings.get("image_quality") or _QUALITY
    with open_reader(video, part) as reader:
        stage = None
        if settings.get("drawn"):
            stage = Stage(part, reader, Drawing(covered=whole, **drawing_of(settings)))
        wanted = set() if seconds else _wanted(part, settings)
        frames = frames_at(reader, seconds) if seconds else _among(wanted, reader)
        count = 0
        for frame in frames:
            picture = frame.to_bgr() if stage is None else stage.artist.picture(frame)
            save_picture(picture, target / f"frame_{frame.index:06}{ending}", quality)
            count += 1
        if wanted and not (seconds or count):
            raise OutputError(
                f"{video}: not one of the {len(wanted)} frames is in it: is it the video of these "
                "results?"
            )
    told = [] if seconds else _told(count, wanted)
    told += [*reader.notes, *(notes_on(stage, None) if stage else [])]
    return tuple(told), count


def _told(count: int, wanted: set[int]) -> list[str]:
    if not wanted:
        return ["no sampled frame is as wanted"]
    lacking = len(wanted) - count
    return [f"{lacking} of {len(wanted)} frames are not in the video"] if lacking else []


def _among(wanted: set[int], reader: Reader) -> Iterator[Frame]:
    """The frames of these numbers."""
    last = max(wanted, default=-1)
    if wanted:
        for frame in reader:
            if frame.index in wanted:
                yield frame
            if frame.index >= last:
                return


def _wanted(part: VideoResults | Scan, settings: Mapping[str, Any]) -> set[int]:
    """Numbers of the sampled frames that are wanted."""
    classes = set(settings.get("only_with") or ())
    if not (classes or settings.get("only_found")):
        return {row["frame_index"] for row in rows_of(part, "frames", ["frame_index"])}
    return {
        row["frame_index"]
        for table, columns in _FOUND.items()
        for row in rows_of(part, table, columns)
        if row.get("predicted", True) and (not classes or row.get("class_name") in classes)
    }
