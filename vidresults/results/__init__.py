"""Results as tables in memory, or the same as a stream of batches; both are a Source."""

from vidresults.results.combine import concat, merge
from vidresults.results.frame_list import read_frames
from vidresults.results.memory import VideoResults
from vidresults.results.overlaps import merge_overlapping, suppress
from vidresults.results.provenance import Provenance, read_provenance
from vidresults.results.scan import Scan
from vidresults.results.source import Facts, Source, columns_of, rows_of, split_by_source
from vidresults.results.sql import run_sql
from vidresults.results.stored import StoredTables, is_stored
from vidresults.results.stored_scan import scan_stored
from vidresults.results.video_clock import VideoClock

__all__ = [
    "Facts",
    "Provenance",
    "Scan",
    "Source",
    "StoredTables",
    "VideoClock",
    "VideoResults",
    "columns_of",
    "concat",
    "is_stored",
    "merge",
    "merge_overlapping",
    "read_frames",
    "read_provenance",
    "rows_of",
    "run_sql",
    "scan_stored",
    "split_by_source",
    "suppress",
]
