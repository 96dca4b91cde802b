"""What cannot be kept of a source, as its frames show it: each said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidresults.video._pixels import is_see_through
from vidresults.video._tonemap import hdr_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vidresults.video.frame import Frame


class Remarks:
    """Looks at the frames of one video, in order."""

    def __init__(self) -> None:
        self._bright = self._halves = self._clear = False

    def on(self, frame: Frame) -> Iterator[str]:
        """Yield what a person should know about a frame and was not told yet."""
        if not self._bright and (name := hdr_name(frame.native)):
            self._bright = True
            yield (
                f"the source has high dynamic range ({name}): it is tone-mapped to BT.709, "
                "with 8 bits"
            )
        if not self._halves and frame.was_interlaced:
            self._halves = True
            yield "the source is interlaced: its frames are made whole, one for one"
        if not self._clear and is_see_through(frame.native):
            self._clear = True
            yield "the source is transparent in places: mp4 shows these as opaque"
