"""Who is on the street, and where at which time: the scene's truth."""

from __future__ import annotations

from canvas import rgb
from motion import Actor, Leg, Look

FAR_WALK, FAR_EDGE, FAR_LANE = 192.0, 219.0, 241.0  # where feet and wheels stand, pixels from top
NEAR_LANE, NEAR_EDGE, NEAR_WALK = 282.0, 294.0, 322.0

RIGHT, LEFT = 0.0, 180.0  # facings in degrees, seen from above


def _way(y: float, facing: float, *spots: tuple[float, float]) -> Leg:
    """Makes a straight leg along row y from (seconds, x) pairs."""
    return Leg(tuple((time, x, y, facing) for time, x in spots))


def _bicycle(name: str, frame: str, rider: Look, *legs: Leg) -> tuple[Actor, Actor]:
    return (
        Actor(name, "bicycle", Look(main=rgb(frame)), legs),
        Actor(f"{name} rider", "rider", rider, legs),
    )


_VEHICLES = (
    Actor(
        "red car",
        "car",
        Look("hatchback", rgb("#e4572e")),
        (
            _way(NEAR_LANE, RIGHT, (0, 205), (3.6, 725)),
            _way(FAR_LANE, LEFT, (13.9, 720), (17.6, -80)),
        ),
    ),
    Actor(
        "teal car",
        "car",
        Look("sedan", rgb("#2a9d8f")),
        (
            _way(FAR_LANE, LEFT, (0, 400), (2.8, -80)),
            _way(NEAR_LANE, RIGHT, (14.5, -80), (18.8, 730)),
        ),
    ),
    Actor(
        "plum car",
        "car",
        Look("hatchback", rgb("#8e5a9e")),
        (_way(FAR_LANE, LEFT, (3.8, 700), (7.9, -80)),),
    ),
    Actor(
        "blue car",
        "car",
        Look("wagon", rgb("#3d7dca")),
        (
            _way(FAR_LANE, LEFT, (5.6, 710), (7.5, 566), (9.3, 566), (13.2, -80)),
            _way(NEAR_LANE, RIGHT, (16.7, -80), (20.1, 470)),
        ),
    ),
    Actor(
        "taxi",
        "car",
        Look("sedan", rgb("#f4b63f"), second=rgb("#33384f")),
        (_way(NEAR_LANE, RIGHT, (6.7, -80), (9.1, 358), (10.2, 358), (13.2, 735)),),
    ),
    Actor(
        "bus",
        "bus",
        Look("", rgb("#d1495b"), second=rgb("#fbeedb")),
        (
            _way(NEAR_LANE, RIGHT, (3.3, -125), (8.1, 775)),
            _way(FAR_LANE, LEFT, (16.0, 750), (20.1, 170)),
        ),
    ),
    *_bicycle(
        "green bicycle",
        "#2f6f4f",
        Look("helmet", rgb("#f6f1e6"), rgb("#38455e"), rgb("#c98d66"), rgb("#e4572e")),
        _way(NEAR_EDGE, RIGHT, (0.4, -45), (6.1, 690)),
        _way(FAR_EDGE, LEFT, (14.1, 690), (20.1, 60)),
    ),
    *_bicycle(
        "orange bicycle",
        "#e07a2f",
        Look("long", rgb("#4c6fb1"), rgb("#8a5a44"), rgb("#f0c3a0"), rgb("#5b3326")),
        _way(FAR_EDGE, LEFT, (0.8, 680), (8.8, -45)),
        _way(NEAR_EDGE, RIGHT, (17.6, -45), (20.1, 235)),
    ),
)

_PEOPLE = (
    Actor(
        "woman in yellow",
        "person",
        Look("coat long", rgb("#f2b632"), rgb("#3c4766"), rgb("#f0c3a0"), rgb("#7a3e2a")),
        (
            _way(NEAR_WALK - 6, RIGHT, (0, 84), (12.8, 680)),
            _way(NEAR_WALK - 6, LEFT, (14.2, 670), (20.1, 372)),
        ),
    ),
    Actor(
        "dog owner",
        "person",
        Look("shirt short", rgb("#2b7a78"), rgb("#4a4e69"), rgb("#8d5a3c"), rgb("#231c1a")),
        (
            _way(NEAR_WALK + 8, LEFT, (0, 570), (12.6, -50)),
            _way(NEAR_WALK + 8, RIGHT, (14.7, -30), (20.1, 330)),
        ),
    ),
    Actor(
        "dog",
        "dog",
        Look("", rgb("#a9683a"), rgb("#f3e3cf")),
        (
            _way(NEAR_WALK + 11, LEFT, (0, 520), (12.0, -70)),
            _way(
                NEAR_WALK + 11,
                RIGHT,
                (13.95, -40),
                (16.3, 330),
                (17.2, 345),
                (18, 345),
                (20.1, 545),
            ),
        ),
    ),
    Actor(
        "man with a bag",
        "person",
        Look("shirt short bag", rgb("#b85c70"), rgb("#394260"), rgb("#f0c3a0"), rgb("#c9893f")),
        (
            _way(FAR_WALK - 4, LEFT, (0, 318), (9.0, -25)),
            _way(FAR_WALK - 4, RIGHT, (14.1, -20), (20.1, 205)),
        ),
    ),
    Actor(
        "woman crossing",
        "person",
        Look("dress long", rgb("#e4572e"), rgb("#f0c3a0"), rgb("#f0c3a0"), rgb("#2c2327")),
        (
            Leg(
                (
                    (0.0, 612, 193, 180),
                    (4.2, 474, 197, 180),
                    (4.8, 470, 199, 262),
                    (7.2, 470, 199, 270),
                    (8.4, 468, 246, 270),
                    (9.9, 464, 306, 275),
                    (10.5, 478, 313, 340),
                    (13.3, 672, 316, 360),
                )
            ),
        ),
    ),
    Actor(
        "runner",
        "person",
        Look("run short", rgb("#55b3d9"), rgb("#2d3047"), rgb("#c98d66"), rgb("#3a2a22")),
        (
            _way(NEAR_WALK - 14, RIGHT, (2.0, -35), (9.8, 680)),
            _way(FAR_WALK + 1, LEFT, (14.2, 665), (20.1, 235)),
        ),
    ),
)

ACTORS: tuple[Actor, ...] = _VEHICLES + _PEOPLE
