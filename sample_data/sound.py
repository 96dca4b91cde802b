"""The clip's sound: engines that pass from side to side, tyres, a quiet city and a few birds."""

from __future__ import annotations

import numpy as np
from motion import FPS, FRAMES, Actor
from numpy.typing import NDArray
from scene import ACTORS

RATE = 44100  # samples per second

_SECONDS = FRAMES / FPS
_PITCH = {"car": 62.0, "bus": 41.0}  # hertz while standing
_LOUD = {"car": 0.8, "bus": 1.5}

Samples = NDArray[np.float64]


def street_sound() -> NDArray[np.float32]:
    """Returns (2, samples): left and right, -1 to 1."""
    rng = np.random.default_rng(20)
    time = np.arange(round(_SECONDS * RATE)) / RATE
    sound = np.stack([_city(rng, len(time)), _city(rng, len(time))]) * 0.25
    for actor in ACTORS:
        if actor.kind in _PITCH:
            sound += _vehicle(actor, time, rng)
    sound += _birds(rng, time)
    fade = np.clip(np.minimum(time, _SECONDS - time) / 0.4, 0.0, 1.0)
    sound *= fade * fade * (3 - 2 * fade)
    return (0.22 * sound / float(np.abs(sound).max())).astype(np.float32)


def _smooth(values: Samples, length: int) -> Samples:
    """Averages over a sliding window, a simple low pass."""
    padded = np.concatenate([np.zeros(1), np.cumsum(np.pad(values, (length // 2, length)))])
    means: Samples = (padded[length:] - padded[:-length])[: len(values)] / length
    return means


def _city(rng: np.random.Generator, count: int) -> Samples:
    noise = _smooth(_smooth(rng.standard_normal(count), 90), 60)
    return noise / float(np.abs(noise).max())


def _vehicle(actor: Actor, time: Samples, rng: np.random.Generator) -> Samples:
    """Returns a vehicle's sound in both ears, from its place and speed in every frame."""
    steps = np.arange(FRAMES + 1) / FPS
    poses = [actor.pose(t) for t in steps]
    there = np.interp(time, steps, [0.0 if p is None else 1.0 for p in poses])
    # While a vehicle is away its last values are held, so that it fades out where it left.
    known = [(t, p.x, p.speed) for t, p in zip(steps, poses, strict=True) if p is not None]
    when, places, speeds = np.array(known).T
    x, speed = np.interp(time, when, places), np.interp(time, when, speeds)
    speed = _smooth(speed, RATE // 5)
    turn = 2 * np.pi * np.cumsum(_PITCH[actor.kind] * (1 + speed / 260.0)) / RATE
    engine = np.sum([np.sin(k * turn + k * k) / k**1.3 for k in range(1, 8)], axis=0)
    tyres = 9.0 * _smooth(rng.standard_normal(len(time)), 14) * speed / 220.0
    near = 1.0 / (1.0 + ((x - 320.0) / 190.0) ** 2)
    loud = _LOUD[actor.kind] * _smooth(there, RATE // 2) * near * (0.5 + 0.5 * speed / 200.0)
    side = np.clip(x / 640.0, 0.05, 0.95) * np.pi / 2
    both: Samples = np.stack([np.cos(side), np.sin(side)]) * (0.5 * engine + 0.35 * tyres) * loud
    return both


def _birds(rng: np.random.Generator, time: Samples) -> Samples:
    """Returns short chirps, most of them while the street is empty."""
    sound = np.zeros((2, len(time)))
    for start in (0.6, 0.85, 5.1, 9.7, 13.2, 13.42, 13.64, 14.1, 18.6):
        at = time - start
        shape = np.where((at > 0) & (at < 0.13), np.sin(np.pi * at / 0.13) ** 2, 0.0)
        pitch = float(rng.uniform(2700, 3300))
        chirp = np.sin(2 * np.pi * (pitch * at + 3500 * at * at)) * shape * 0.16
        left = float(rng.uniform(0.25, 0.75))
        sound += np.array([[left], [1 - left]]) * chirp
    return sound
