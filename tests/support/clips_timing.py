"""Videos of the table: when their frames are shown, and how many there are; see `Clip`."""

from __future__ import annotations

from functools import partial

from tests.support.clips import B_FRAMES, GIF, MPEG4, Clip, claiming, cut_short, x264

_UNEVEN = ("-vf", "setpts='(N+0.03*N*N)/25/TB'", "-fps_mode", "passthrough",
           "-enc_time_base", "1/1000")  # fmt: skip

RATES = {
    "29.97 frames a second": Clip(rate="30000/1001", words=x264(*B_FRAMES)),
    "23.976 frames a second": Clip(rate="24000/1001", words=x264(*B_FRAMES)),
    "60 frames a second": Clip(rate="60", count=60),
    "1000 frames a second": Clip(rate="1000"),
    "a frame every two seconds": Clip(rate="1/2", count=4),
    "first frame after ten hours": Clip(words=x264("-output_ts_offset", "36000"), suffix="mkv"),
    "variable rate, mp4": Clip(words=x264(*_UNEVEN, *B_FRAMES)),
    "variable rate, mkv": Clip(words=x264(*_UNEVEN, *B_FRAMES), suffix="mkv"),
    "first frame after 0, mp4": Clip(words=x264("-output_ts_offset", "3.2", *B_FRAMES)),
    "first frame after 0, mkv": Clip(
        words=x264("-output_ts_offset", "3.2", *B_FRAMES), suffix="mkv",
    ),
    "first frame before 0": Clip(
        words=x264("-output_ts_offset", "-0.2", "-avoid_negative_ts", "disabled"), suffix="mkv",
        notes=["frames without a time in the file: 5", "all times are 0.200000 s later"],
    ),
    "a clock that runs over": Clip(
        words=x264("-output_ts_offset", "95442.1"), suffix="ts",
        notes=["all times are 0.2.* s later"],
    ),
    "edit list from within a group": Clip(
        words=x264(*B_FRAMES), again=(("-ss", "0.2"), ()), numbers=range(5, 25),
    ),
    "groups that borrow from the one before": Clip(
        words=x264("-x264-params", "open-gop=1:keyint=8:min-keyint=8:bframes=3:b-adapt=0"),
    ),
    "cut where the first frames lack their references": Clip(
        words=x264("-x264-params", "open-gop=1:keyint=8:min-keyint=8:bframes=3:b-adapt=0"),
        again=((), ("-bsf:v", "noise=drop='lt(n,5)'")), suffix="mkv", numbers=range(8, 25),
        notes=["the first: 3 frames do not decode"],
    ),
    "a single frame": Clip(count=1),
    "a single frame, gif": Clip(count=1, suffix="gif", words=GIF, near=12),
    "a photo": Clip(count=1, suffix="jpg", words=("-q:v", "2")),
    "a header with too many frames": Clip(
        words=MPEG4, suffix="avi", after=partial(claiming, frames=99),
        notes=["the file ends early: 25 of 99 frames decode"],
    ),
    "a header with too few frames": Clip(
        words=MPEG4, suffix="avi", after=partial(claiming, frames=9),
    ),
    "a file that breaks off": Clip(
        words=x264("-g", "5"), suffix="mkv", rate="10", after=partial(cut_short, share=0.5),
        numbers=range(10), notes=["the file ends 1.. s before its header says"],
    ),
}  # fmt: skip
