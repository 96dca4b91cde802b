"""When things are seen: cues, segments, timecodes."""
