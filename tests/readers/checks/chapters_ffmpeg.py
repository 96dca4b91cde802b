"""FFmpeg 9 of imageio-ffmpeg: the chapters, put into the video and read out of it again."""

import itertools
import re
import subprocess

import facts
import imageio_ffmpeg

(export,) = facts.asked()
(video,) = export.videos
ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"]
clip = export.folder.parent / f"{video['stem']}.mp4"
put = ["-i", clip, "-f", "ffmetadata", "-i", export.path, "-map", "0", "-map_chapters", "1"]
subprocess.run([*ffmpeg, *put, "-c", "copy", "with.mp4"], check=True)
read = [*ffmpeg, "-i", "with.mp4", "-f", "ffmetadata", "-"]
text = subprocess.run(read, check=True, capture_output=True).stdout.decode("utf-8")

found = []
for part in text.split("[CHAPTER]\n")[1:]:
    values = dict(re.findall(r"^(TIMEBASE|START|END|title)=(.*)$", part, re.MULTILINE))
    below, above = map(int, values["TIMEBASE"].split("/"))
    start, end = (int(values[key]) * below / above for key in ("START", "END"))
    found.append((start, end, re.sub(r"\\(.)", r"\1", values["title"])))

spans = export.segments(video)
edges = sorted({0.0, video["seconds"], *(edge for _, *times in spans for edge in times)})
expected = []
for start, end in itertools.pairwise(edges):
    names = sorted(name for name, first, last in spans if first <= start and end <= last)
    expected.append((start, end, ", ".join(names) or "-"))
facts.same(found, expected, "chapters", within=1e-3)
