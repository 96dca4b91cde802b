"""What programs from elsewhere say about a video: ffmpeg makes and decodes, ffprobe reads."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

needs_ffmpeg = pytest.mark.skipif(
    not (shutil.which("ffmpeg") and shutil.which("ffprobe")),
    reason="ffmpeg and ffprobe are not installed (Debian package ffmpeg)",
)
_ENTRIES = (
    "stream=index,codec_type,codec_name,pix_fmt,width,height,sample_aspect_ratio,time_base,"
    "start_time,duration,nb_frames,color_space,color_range,color_transfer,color_primaries"
    ":stream_side_data=rotation"
    ":frame=media_type,stream_index,pts,best_effort_timestamp,pkt_duration"
    ":packet=codec_type,stream_index,pts_time,duration_time,data_hash"
)


def ffmpeg(*words: str | Path, stdin: bytes | None = None) -> bytes:
    """Run ffmpeg and return what it writes to stdout."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, words)]
    if stdin is not None:
        command.remove("-nostdin")
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr.decode()[-400:]}"
    return done.stdout


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What ffprobe sees in a file.

    Attributes:
        stream: The video stream's entries.
        kinds: Kind and codec of every stream.
        times: Time of every frame in seconds, in the order in which they are shown; None where
            the file has none.
        last: How long the last frame is shown, in seconds; None where the file does not say.
        sounds: For every audio stream, the hash of each packet.
        spans: For every audio stream, in seconds, the time of each packet, and the end.
    """

    stream: dict[str, Any]
    kinds: list[tuple[str, str]]
    times: list[Fraction | None]
    last: Fraction | None
    sounds: list[list[str]]
    spans: list[list[float]]

    @property
    def tick(self) -> Fraction:
        """Length of a tick in seconds."""
        return Fraction(self.stream["time_base"])


def seen(path: Path, index: int | None = None) -> Seen:
    """Let ffprobe read a file; of its video streams, that with an index, else the first."""
    command = ["ffprobe", "-v", "quiet", "-show_entries", _ENTRIES, "-show_data_hash", "md5",
               "-of", "json", str(path)]  # fmt: skip
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    streams = found["streams"]
    video = next(s for s in streams if s["codec_type"] == "video" and index in (None, s["index"]))
    tick = Fraction(video["time_base"])
    rows = found.get("packets_and_frames", found.get("frames", []))
    frames = [
        row
        for row in rows
        if row.get("type", "frame") == "frame" and row.get("stream_index") == video["index"]
    ]
    sounds = [
        [row for row in rows if "data_hash" in row and row["stream_index"] == s["index"]]
        for s in streams
        if s["codec_type"] == "audio"
    ]
    ticks = [row.get("best_effort_timestamp") for row in frames]
    lasting = frames[-1].get("pkt_duration") if frames else None
    return Seen(
        stream=video,
        kinds=[(s["codec_type"], s.get("codec_name", "")) for s in streams],
        times=[None if t is None else t * tick for t in ticks],
        last=None if lasting is None else lasting * tick,
        sounds=[[packet["data_hash"] for packet in sound] for sound in sounds],
        spans=[_span(sound) for sound in sounds],
    )


def _span(packets: list[dict[str, str]]) -> list[float]:
    times = [float(packet["pts_time"]) for packet in packets if "pts_time" in packet]
    return [*times, times[-1] + float(packets[-1].get("duration_time", 0))] if times else []


def pictures(path: Path, size: tuple[int, int], *options: str) -> np.ndarray:
    """Let ffmpeg decode a video as it is shown: shape (frames, height, width, 3), BGR."""
    raw = ffmpeg("-i", path, "-map", "0:v:0", *options, "-fps_mode", "passthrough",
                 "-f", "rawvideo", "-pix_fmt", "bgr24", "-")  # fmt: skip
    return np.frombuffer(raw, np.uint8).reshape(-1, size[1], size[0], 3)


def planes(path: Path, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Let ffmpeg decode a video as 4:2:0, unconverted: Y, U and V, each (frames, rows, columns)."""
    raw = ffmpeg("-noautorotate", "-i", path, "-map", "0:v:0", "-fps_mode", "passthrough",
                 "-f", "rawvideo", "-")  # fmt: skip
    width, height = size
    flat = np.frombuffer(raw, np.uint8).reshape(-1, width * height * 3 // 2)
    luma, quarter = width * height, width * height // 4
    return (
        flat[:, :luma].reshape(-1, height, width),
        flat[:, luma : luma + quarter].reshape(-1, height // 2, width // 2),
        flat[:, luma + quarter :].reshape(-1, height // 2, width // 2),
    )
