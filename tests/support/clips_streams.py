"""Videos of the table: their formats, and what else is in the file; see `Clip`."""

from __future__ import annotations

from tests.support.clips import B_FRAMES, GIF, MPEG2, MPEG4, SOUND, X264, X265, Clip, x264

_AAC = "encoded again as AAC"
_VP9 = ("-c:v", "libvpx-vp9", "-crf", "10", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "8")
_UNTIMED = "frames without a time in the file: 25"


def _sound(codec: str, *words: str) -> tuple[str, ...]:
    return x264("-c:a", codec, "-shortest", *words)


STREAMS = {
    "several videos": Clip(
        inputs=("-f", "lavfi", "-i", "color=red:s=64x48:d=1"), suffix="mkv",
        words=x264("-map", "0:v", "-map", "1:v"), notes=["video stream 1 .h264. is left out"],
    ),
    "several sounds": Clip(
        inputs=SOUND, words=_sound("aac", "-map", "0:v", "-map", "1:a", "-map", "1:a"),
        sounds=[True, True],
    ),
    "sound: pcm": Clip(inputs=SOUND, words=_sound("pcm_s16le"), suffix="mov", sounds=[False],
                       notes=[_AAC]),
    "sound: opus": Clip(inputs=SOUND, words=_sound("libopus"), suffix="mkv", sounds=[True]),
    "sound: flac": Clip(inputs=SOUND, words=_sound("flac"), suffix="mkv", sounds=[True]),
    "sound: ac3": Clip(inputs=SOUND, words=_sound("ac3"), sounds=[False], notes=[_AAC]),
    "sound: mp3": Clip(inputs=SOUND, words=_sound("libmp3lame"), suffix="mkv", sounds=[True]),
    "sound: aac in a transport stream": Clip(
        inputs=SOUND, words=_sound("aac"), suffix="ts", sounds=[True],
    ),
    "sound: vorbis": Clip(
        inputs=SOUND, words=_sound("libvorbis"), suffix="mkv", sounds=[False], notes=[_AAC],
    ),
    "sound: mp2 in a transport stream": Clip(
        inputs=SOUND, words=_sound("mp2"), suffix="ts", sounds=[False], notes=[_AAC],
    ),
    "sound: alac": Clip(
        inputs=SOUND, words=_sound("alac"), suffix="mov", sounds=[False], notes=[_AAC],
    ),
    "sound: of a telephone": Clip(
        inputs=SOUND, words=_sound("pcm_mulaw", "-ar", "8000"), suffix="mov", sounds=[False],
        notes=[_AAC],
    ),
    "sound: six channels": Clip(inputs=SOUND, words=_sound("aac", "-ac", "6"), sounds=[True]),
    "sound: 24 bits, 96 kHz": Clip(
        inputs=SOUND, words=_sound("flac", "-ar", "96000", "-sample_fmt", "s32"), suffix="mkv",
        sounds=[True],
    ),
    "sound: of two kinds": Clip(
        inputs=SOUND, suffix="mkv", sounds=[True, False], notes=[_AAC],
        words=_sound("aac", "-map", "0:v", "-map", "1:a", "-map", "1:a", "-c:a:1", "ac3"),
    ),
    "sound longer than the video": Clip(
        count=12, inputs=SOUND, words=x264("-c:a", "aac"), sounds=[True],
    ),
    "sound and an edit list": Clip(
        inputs=SOUND, words=_sound("aac", *B_FRAMES), again=(("-ss", "0.2"), ()),
        numbers=range(5, 25), sounds=[True],
    ),
    "sound that starts later": Clip(
        inputs=("-itsoffset", "0.4", *SOUND), words=_sound("aac"), sounds=[True],
    ),
    "sound that starts later, encoded": Clip(
        inputs=("-itsoffset", "0.4", *SOUND), words=_sound("pcm_s16le"), suffix="mkv",
        sounds=[False], notes=[_AAC],
    ),
    "a timecode": Clip(
        words=x264("-timecode", "01:00:00:00"), suffix="mov", notes=["data stream 1 is left out"],
    ),
    "a cover": Clip(
        inputs=("-f", "lavfi", "-i", "color=red:s=64x48:d=0.04"),
        words=(*X264, "-map", "0:v", "-map", "1:v", "-c:v:1", "mjpeg", "-disposition:v:1",
               "attached_pic"), notes=["video stream 1 .mjpeg. is left out"],
    ),
    "subtitles of mp4": Clip(
        inputs=("-i", "words.srt"), words=x264("-c:s", "mov_text"),
    ),
    "subtitles of mkv": Clip(
        inputs=("-i", "words.srt"), words=x264("-c:s", "subrip"), suffix="mkv",
        notes=["subtitle stream 1 .subrip. is left out"],
    ),
}  # fmt: skip

FORMATS = {
    "bare h264": Clip(words=x264(*B_FRAMES), suffix="h264", untimed=True, notes=[_UNTIMED]),
    "bare h265": Clip(words=X265, suffix="hevc", untimed=True, notes=[_UNTIMED]),
    "bare mpeg2": Clip(words=(*MPEG2, "-bf", "2"), suffix="m2v", untimed=True, notes=[_UNTIMED]),
    "ivf": Clip(words=_VP9, suffix="ivf"),
    "transport stream": Clip(words=x264(*B_FRAMES), suffix="ts"),
    "program stream": Clip(words=(*MPEG2, "-bf", "2"), suffix="mpg"),
    "avi": Clip(words=MPEG4, suffix="avi"),
    "avi with frames out of order": Clip(
        words=(*MPEG4, "-bf", "2"), suffix="avi", untimed=True,
    ),
    "webm, vp8": Clip(
        words=("-c:v", "libvpx", "-crf", "8", "-b:v", "2M", "-deadline", "realtime"),
        suffix="webm",
    ),
    "webm, vp9": Clip(words=_VP9, suffix="webm"),
    "webm, vp9 with alpha": Clip(words=(*_VP9, "-pix_fmt", "yuva420p"), suffix="webm"),
    "av1": Clip(
        words=("-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime", "-crf", "10",
               "-b:v", "0"),
    ),
    "motion jpeg": Clip(words=("-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj422p"),
                        suffix="avi"),
    "gif": Clip(suffix="gif", words=GIF, near=12),
    "flash": Clip(suffix="flv", words=x264(*B_FRAMES)),
    "windows media": Clip(suffix="wmv", words=("-c:v", "wmv2", "-q:v", "2")),
    "mxf": Clip(suffix="mxf", words=(*MPEG2, "-pix_fmt", "yuv422p")),
    "fragmented mp4": Clip(words=x264(*B_FRAMES, "-movflags", "frag_keyframe+empty_moov")),
}  # fmt: skip
