"""Reading and writing of video files."""

from __future__ import annotations

from vidresults.video._codecs import CODECS, CodecName, check_encoder
from vidresults.video._layers import samples_of
from vidresults.video._reader import Reader
from vidresults.video.animation import AnimationWriter
from vidresults.video.elsewhere import elsewhere, is_elsewhere
from vidresults.video.frame import Frame
from vidresults.video.jpeg import jpeg_of
from vidresults.video.probe import (
    AudioInfo,
    FrameCount,
    FrameTimes,
    VideoInfo,
    count_frames,
    frame_times,
    probe,
)
from vidresults.video.reading import VideoReader
from vidresults.video.stills import BlankVideo, ImageFolder
from vidresults.video.timeline import Stretch, Timeline
from vidresults.video.writing import VideoWriter

__all__ = [
    "CODECS",
    "AnimationWriter",
    "AudioInfo",
    "BlankVideo",
    "CodecName",
    "Frame",
    "FrameCount",
    "FrameTimes",
    "ImageFolder",
    "Reader",
    "Stretch",
    "Timeline",
    "VideoInfo",
    "VideoReader",
    "VideoWriter",
    "check_encoder",
    "count_frames",
    "elsewhere",
    "frame_times",
    "is_elsewhere",
    "jpeg_of",
    "probe",
    "samples_of",
]
