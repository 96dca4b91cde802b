"""Ways in which the same four seconds of a video are sampled."""

from __future__ import annotations

SECONDS = 4
RATE = 25


def _variable():
    """Frames that stay for one, two or three ticks of a hundredth, 25 a second at first."""
    times = [0.0]
    for frame in range(1, 90):
        times.append(round(times[-1] + (0.04 if frame < 30 else 0.02 * (1 + frame % 3)), 4))
    return list(range(90)), times


def _even(frames):
    return frames, [round(frame / RATE, 4) for frame in frames]


SAMPLINGS = {
    "full rate": _even(list(range(SECONDS * RATE))),
    "every 6th frame": _even(list(range(0, SECONDS * RATE, 6))),
    "3 of 25 fps": _even([i * RATE // 3 for i in range(SECONDS * 3)]),
    "variable rate": _variable(),
}
"""Frame numbers and their times."""


def document_of(sampling, **models):
    """A result of these samples; each model is a function of the time that gives its element."""
    frames, times = SAMPLINGS[sampling]
    lists = {name: [make(time) for time in times] for name, make in models.items()}
    return {"frame_offset": frames, "time_offset": times, **lists}
