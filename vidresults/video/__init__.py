"""Reading and writing of video files."""

from __future__ import annotations

from vidresults.video.probe import AudioInfo, FrameTimes, VideoInfo, frame_times, probe
from vidresults.video.reading import Frame, VideoReader
from vidresults.video.writing import VideoWriter

__all__ = [
    "AudioInfo",
    "Frame",
    "FrameTimes",
    "VideoInfo",
    "VideoReader",
    "VideoWriter",
    "frame_times",
    "probe",
]
