"""From anywhere to results: bytes are recognised, parsed and checked, once."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import IO, Any, Protocol, runtime_checkable

from vidresults.errors import SelectionError, VidResultsWarning
from vidresults.results import (
    Provenance,
    Scan,
    VideoClock,
    VideoResults,
    is_stored,
    read_provenance,
    scan_stored,
)
from vidresults.wire import (
    Document,
    Input,
    Numbering,
    Progress,
    Reader,
    Reading,
    find_documents,
    list_document,
    name_document,
    read_folder,
    read_input,
)

__all__ = [
    "Fetchable",
    "Given",
    "VideoResults",
    "load",
    "provenance_path",
    "scan",
    "scan_documents",
    "video_clock",
]


@runtime_checkable
class Fetchable(Protocol):
    """A job, or anything else that knows how to bring its result to a file."""

    def fetch(self) -> Path:
        """Bring the result and return its path."""


Given = str | os.PathLike[str] | bytes | IO[bytes] | Mapping[str, Any] | Iterable[Any] | Fetchable


def load(
    source: Given,
    *,
    document: str | None = None,
    video: str | os.PathLike[str] | None = None,
    source_id: str | None = None,
    lenient: bool = False,
    stride: int | None = None,
    fps: Fraction | float | str | None = None,
    progress: Progress | None = None,
) -> VideoResults:
    """Load results as tables in memory.

    Args:
        source: Path of a result file, or of a folder of stored tables or of frame files; the
            bytes of a result, an open binary file, or an already decoded document; an iterable of
            answers for images, or of supervision's Detections, also as (frame number, Detections);
            or a job with `fetch() -> Path`.
        document: Name of the document, where a file wraps several.
        video: The video the result came from; its frame times are joined to the frames.
        source_id: The id of the rows; by default the job id, else the file's stem and the first
            eight digits of its sha256. The job, its versions and its rate are known where the
            record that the client writes lies beside the file.
        lenient: Keep what can be kept of a damaged input; `results.defects` lists what is wrong.
        stride: Every how many frames one was sampled, where the input does not number them.
        fps: Frames per second of the video, where the input does not tell times.
        progress: Called with the bytes read and their number, again and again.

    Raises:
        FormatError: The input is not a result, or is damaged; says where.
        SelectionError: Several documents are there and none was named, or the name is wrong.
        SchemaError: Stored tables follow another schema version.
        VideoError: The video cannot be read.
    """
    return scan(
        source,
        document=document,
        video=video,
        source_id=source_id,
        lenient=lenient,
        stride=stride,
        fps=fps,
        progress=progress,
    ).load()


def scan(
    source: Given,
    *,
    document: str | None = None,
    video: str | os.PathLike[str] | None = None,
    source_id: str | None = None,
    lenient: bool = False,
    stride: int | None = None,
    fps: Fraction | float | str | None = None,
    progress: Progress | None = None,
) -> Scan:
    """The same as `load`, as a stream of checked batches that is read anew for each pass."""
    given = _fetched(source)
    if _is_folder(given) and is_stored(Path(given)):
        if document is not None:
            raise SelectionError(f"{given} holds tables, which have no documents to choose from")
        return _joined(scan_stored(Path(given)), video)
    how = _reading(lenient=lenient, stride=stride, fps=fps, progress=progress)
    text, documents = _opened(given, how)
    found = name_document(documents, document, text)
    return _joined(_document(text, found, how, source_id), video)


def scan_documents(source: Given, **options: Any) -> dict[str, Scan]:
    """A scan of every document in an input, by its name; "" for a bare one or stored tables.

    Args:
        source: As `load`.
        options: lenient, stride, fps and progress, as `load`.

    Raises:
        FormatError: As `load`.
    """
    given = _fetched(source)
    if _is_folder(given) and is_stored(Path(given)):
        return {"": scan(given)}
    how = _reading(**options)
    text, documents = _opened(given, how)
    return {document.name: _document(text, document, how) for document in documents}


def _opened(given: Any, how: Reading) -> tuple[Input, list[Document]]:
    """What was given as an input, and its documents."""
    if _is_folder(given):
        text, documents = read_folder(os.fspath(given))
        return text, documents or find_documents(text, lenient=how.lenient)
    text = read_input(given)
    return text, find_documents(text, lenient=how.lenient)


def _reading(
    *,
    lenient: bool = False,
    stride: int | None = None,
    fps: Fraction | float | str | None = None,
    progress: Progress | None = None,
) -> Reading:
    try:
        rate = None if fps is None else Fraction(str(fps))  # 29.97, not the float next to it
    except (ValueError, ZeroDivisionError, OverflowError):
        raise SelectionError(
            f"fps is {fps!r}, expected a number such as 25 or 30000/1001"
        ) from None
    if rate is not None and rate <= 0:
        raise SelectionError(f"fps is {fps}, expected a number above 0")
    if stride is not None and stride < 1:
        raise SelectionError(f"stride is {stride}, expected a whole number from 1 on")
    numbering = Numbering(stride=stride, fps=rate)
    return Reading(lenient=lenient, numbering=numbering, progress=progress)


def _document(text: Input, found: Document, how: Reading, source_id: str | None = None) -> Scan:
    """One document, with what the record beside its file tells."""
    beside = None if found.name else _provenance(text)
    if beside is None:
        return Scan(Reader(text, found, source_id=source_id, how=how).batches)
    reader = Reader(text, found, source_id=source_id or beside.job_id, how=how)
    return Scan(_applied(beside, reader.batches))


def _fetched(source: Any) -> Any:
    """What a job brings, the items of an iterable, else what was given."""
    if isinstance(source, Fetchable):
        return source.fetch()
    if isinstance(source, (str, os.PathLike, bytes, Mapping)) or hasattr(source, "read"):
        return source
    return list_document(source) if isinstance(source, Iterable) else source


def _is_folder(given: Any) -> bool:
    try:
        return isinstance(given, (str, os.PathLike)) and Path(given).is_dir()
    except (OSError, ValueError):  # longer than any name, or with a NUL
        return False


def _applied(join: Provenance | VideoClock, read: Any) -> Any:
    """The same batches, with what is joined to them."""

    def joined(tables: Collection[str]) -> Iterator[tuple[str, Any]]:
        for table, batch in read(tables):
            yield table, join.apply(table, batch)

    return joined


def _joined(result: Scan, video: str | os.PathLike[str] | None) -> Scan:
    """The scan with the times of the video's frames."""
    if video is None:
        return result
    documents = result.table("documents")["source_id"].unique().to_pylist()
    if len(documents) > 1:
        raise SelectionError(
            f"a video belongs to one source, the results hold {len(documents)}: load them one by "
            "one, each with its video"
        )
    clock = video_clock(video)
    with_video = Scan(_applied(clock, result.stream))
    _warn_of_frames_outside(with_video, clock)
    return with_video


def video_clock(video: str | os.PathLike[str], *, stream: int | None = None) -> VideoClock:
    """Read the facts and frame times of a video.

    Args:
        video: The file.
        stream: Index of a video stream among all its streams; None takes the best.

    Raises:
        VideoError: The video cannot be read, or lacks that stream.
    """
    from vidresults.video import frame_times, is_elsewhere, probe

    info, times = probe(video, stream=stream), frame_times(video, stream=stream)
    sha256 = None
    if not is_elsewhere(video):
        with Path(video).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return VideoClock(
        path=os.fspath(video),
        sha256=sha256,
        width=info.width,
        height=info.height,
        rate=info.average_rate,
        pts=times.pts,
        seconds=times.seconds,
    )


def provenance_path(result: str | os.PathLike[str]) -> Path:
    """Where the record lies that the client writes beside a result."""
    path = Path(result)
    return path.with_name(f"{path.name}.provenance.json")


def _provenance(text: Input) -> Provenance | None:
    """The record beside the file, if it is there and tells of these very bytes."""
    if text.path is None:
        return None
    path = provenance_path(text.path)
    try:
        found = read_provenance(path.read_bytes())
    except OSError:
        return None
    if found is None or found.result_sha256 != text.sha256:
        warnings.warn(f"{path} does not tell of this result", VidResultsWarning, stacklevel=4)
        return None
    return found


def _warn_of_frames_outside(result: Scan, clock: VideoClock) -> None:
    outside = sum(batch["video_pts"].null_count for batch in result.batches("frames"))
    if outside:
        warnings.warn(
            f"{outside} sampled frames are not in {clock.path}, which has {len(clock.pts)} frames",
            VidResultsWarning,
            stacklevel=3,
        )
