"""The table of videos: see `Clip`."""

from __future__ import annotations

from tests.support.clips_pictures import PICTURES
from tests.support.clips_streams import FORMATS, STREAMS
from tests.support.clips_timing import RATES

CLIPS = {**RATES, **PICTURES, **STREAMS, **FORMATS}
