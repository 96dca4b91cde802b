"""The trackers of the package `trackers`, told the same thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vidresults.errors import MissingExtraError

if TYPE_CHECKING:
    from vidresults.analytics.tracks.thresholds import Thresholds

_FRAMES = 30.0  # the package takes times as frames at 30 a second


def new_tracker(thresholds: Thresholds, interval: float, *, timed: bool) -> Any:
    """A tracker that has seen nothing yet, and gives an id to what it matched once.

    Args:
        thresholds: What it is told.
        interval: Between samples, in seconds if timed.
        timed: Whether it is.

    Raises:
        MissingExtraError: The package is not installed.
        SelectionError: A threshold is in seconds, and no time is known.
    """
    try:
        import trackers
    except ImportError:
        raise MissingExtraError(
            "tracks need the package trackers: pip install 'vidresults[track]'"
        ) from None
    ratio = thresholds.buffer_at(interval, timed=timed)
    begin, least = thresholds.high_confidence, thresholds.min_iou
    every: dict[str, Any] = {
        "lost_track_buffer": thresholds.longest_unseen(interval, timed=timed) * _FRAMES,
        "frame_rate": 1 / interval,
        "minimum_consecutive_frames": 1,
    }
    if thresholds.method == "sort":
        return trackers.SORTTracker(
            **every,
            track_activation_threshold=begin,
            minimum_iou_threshold=least,
            iou=trackers.BIoU(ratio),
        )
    every["high_conf_det_threshold"] = begin
    if thresholds.method == "ocsort":
        return trackers.OCSORTTracker(
            **every, minimum_iou_threshold=least, iou=trackers.BIoU(ratio)
        )
    every["track_activation_threshold"] = begin
    if thresholds.method == "bytetrack":
        return trackers.ByteTrackTracker(
            **every, minimum_iou_threshold=least, iou=trackers.BIoU(ratio)
        )
    # These two multiply the overlap by the confidence before they compare it.
    every |= {
        "minimum_iou_threshold_first_assoc": least,
        "minimum_iou_threshold_second_assoc": least,
        "minimum_iou_threshold_unconfirmed_assoc": least,
    }
    if thresholds.method == "botsort":
        return trackers.BoTSORTTracker(**every, enable_cmc=False, iou=trackers.BIoU(ratio))
    return trackers.CBIoUTracker(**every, buffer_ratio_first=ratio, buffer_ratio_second=2 * ratio)
