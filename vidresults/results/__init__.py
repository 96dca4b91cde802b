"""Results as tables in memory, or the same as a stream of batches; both are a Source."""

from vidresults.results.combine import concat, merge
from vidresults.results.folder import Folder, LocalFolder, ahead
from vidresults.results.frame_list import read_frames
from vidresults.results.layout import INDEX, Index, Piece, folder_name
from vidresults.results.memory import VideoResults
from vidresults.results.overlaps import merge_overlapping, suppress
from vidresults.results.provenance import Provenance, read_provenance
from vidresults.results.scan import Scan
from vidresults.results.shown import Shown
from vidresults.results.source import (
    Facts,
    Source,
    columns_of,
    named,
    rows_of,
    split_by,
    split_by_source,
)
from vidresults.results.sql import run_sql
from vidresults.results.stored import StoredFile, StoredTables, is_stored
from vidresults.results.stored_scan import reads_of, scan_stored
from vidresults.results.video_clock import VideoClock

__all__ = [
    "INDEX",
    "Facts",
    "Folder",
    "Index",
    "LocalFolder",
    "Piece",
    "Provenance",
    "Scan",
    "Shown",
    "Source",
    "StoredFile",
    "StoredTables",
    "VideoClock",
    "VideoResults",
    "ahead",
    "columns_of",
    "concat",
    "folder_name",
    "is_stored",
    "merge",
    "merge_overlapping",
    "named",
    "read_frames",
    "read_provenance",
    "reads_of",
    "rows_of",
    "run_sql",
    "scan_stored",
    "split_by",
    "split_by_source",
    "suppress",
]
