"""Results about people: their key points, and where they look."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from canvas import HEIGHT, WIDTH, Image
from paint import FIRST_LABEL, Seen, body_of, heading, labels_of
from results import LEAST_SHARE, Json, Server, box_of, found_of, identity_of, reported
from skeleton import HEAD_RADIUS, KEYPOINTS


def keypoints(server: Server, sample: int, frame: int) -> Json:
    """Makes an element of keypoint detection."""
    answer = server.envelope(sample)
    found = [
        {**found_of(seen), **identity_of(seen, server), "keypoints": _skeleton(seen, frame)}
        for seen in reported(frame)
        if seen.actor.class_name == "person"
    ]
    return {**answer, "predictions": found}


def _skeleton(seen: Seen, frame: int) -> list[Json]:
    """Returns the 17 key points.

    A point's confidence is 0.1 + 0.88 * s, where s is the share of the person's own pixels within
    1.5 pixels around it, times 0.6 where the person's own body is in front.
    """
    body, pose = body_of(seen.actor, seen.pose), seen.pose
    own = (labels_of(frame) == FIRST_LABEL + seen.index).astype(np.float64)
    points = []
    for number, name in enumerate(KEYPOINTS):
        right, up = body.seen(name)
        x, y = pose.x + right * pose.scale, pose.y - up * pose.scale
        hidden = body.depth(name) > (0.8 if number < 5 else 2.5)
        share = _share_around(own, x, y) * (0.6 if hidden else 1.0)
        place = {"x": round(min(max(x, 0.0), WIDTH), 1), "y": round(min(max(y, 0.0), HEIGHT), 1)}
        sure = {"confidence": round(0.1 + 0.88 * share, 4)}
        points.append({**place, **sure, "class_id": number, "class": name})
    return points


def _share_around(own: np.ndarray[Any, np.dtype[np.float64]], x: float, y: float) -> float:
    """Returns the mean of a picture's values within 1.5 pixels of a spot; outside counts as 0."""
    rows = np.arange(math.floor(y) - 2, math.floor(y) + 3)
    columns = np.arange(math.floor(x) - 2, math.floor(x) + 3)
    near = [
        own[r, c] if 0 <= r < HEIGHT and 0 <= c < WIDTH else 0.0
        for r in rows
        for c in columns
        if math.hypot(c + 0.5 - x, r + 0.5 - y) <= 1.5
    ]
    return float(np.mean(near))


def gaze(server: Server, sample: int, frame: int) -> Json:
    """Makes an element of gaze detection for the heads whose face can be seen.

    Yaw and pitch are in radians and 0 for a look into the camera; above 0 the look goes to the
    picture's left, and up.
    """
    answer = server.envelope(sample)
    faces = [_face(seen, labels_of(frame)) for seen in reported(frame)]
    found = [face for face in faces if face is not None]
    found.sort(key=lambda face: -float(face["face"]["confidence"]))
    return {"predictions": found, "time": answer["time"]}


def _face(seen: Seen, labels: Image) -> Json | None:
    if seen.actor.class_name != "person":
        return None
    body, pose = body_of(seen.actor, seen.pose), seen.pose
    if body.faces_viewer < 0.15:
        return None

    def spot(joint: str) -> dict[str, float]:
        right, up = body.seen(joint)
        return {"x": round(pose.x + right * pose.scale, 1), "y": round(pose.y - up * pose.scale, 1)}

    head, reach = spot("face"), HEAD_RADIUS * pose.scale
    left, right = math.floor(head["x"] - reach), math.ceil(head["x"] + reach)
    top, bottom = math.floor(head["y"] - reach), math.ceil(head["y"] + reach)
    if left < 0 or right > WIDTH or top < 0:
        return None
    patch = labels[top:bottom, left:right] == FIRST_LABEL + seen.index
    share = min(1.0, float(patch.mean()) / 0.75)  # a head fills about 3/4 of its box
    if share < LEAST_SHARE:
        return None
    names = ("right_eye", "left_eye", "nose", "mouth", "right_ear", "left_ear")
    face = {**box_of((left, top, right, bottom)), "confidence": round(0.4 + 0.58 * share, 4)}
    face |= {"class": "face", "class_confidence": None, "class_id": 0}
    face["landmarks"] = [spot(name) for name in names]
    look = heading(pose) + body.head_facing - body.facing
    yaw = math.remainder(1.5 * math.pi - look, 2 * math.pi)
    return {"face": face, "yaw": round(yaw, 4), "pitch": round(body.head_pitch, 4)}
