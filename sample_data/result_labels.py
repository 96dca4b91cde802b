"""Results that name whole frames: how much goes on, and which classes are there."""

from __future__ import annotations

import numpy as np
from paint import look_at
from results import CLASSES, LEAST_SHARE, Json, Server, confidence, reported

TRAFFIC = ("calm", "busy", "crowded")


def classification(server: Server, sample: int, frame: int) -> Json:
    """Makes an element of single-label classification from the number of reported objects.

    The classes stand for 1.5, 6 and 11 objects, and the confidences fall with the squared distance
    of the number from those (a softmax of minus its 1/8).
    """
    count = len(reported(frame))
    weights = np.exp([-((count - middle) ** 2) / 8.0 for middle in (1.5, 6.0, 11.0)])
    shares = weights / weights.sum()
    order = sorted(range(len(TRAFFIC)), key=lambda i: -float(shares[i]))
    found = [
        {"class": TRAFFIC[i], "class_id": i, "confidence": round(float(shares[i]), 4)}
        for i in order
    ]
    best = {"top": found[0]["class"], "confidence": found[0]["confidence"]}
    return {**server.envelope(sample), "predictions": found, **best}


def multilabel(server: Server, sample: int, frame: int) -> Json:
    """Makes an element of multi-label classification: a class is as sure as its surest object."""
    found: Json = {}
    for class_id, name in enumerate(CLASSES):
        same = [seen for seen in look_at(frame) if seen.actor.class_name == name]
        sure = max(
            (confidence(s) if s.share >= LEAST_SHARE else round(s.share, 4) for s in same),
            default=0.01,
        )
        found[name] = {"confidence": max(sure, 0.01), "class_id": class_id}
    names = [name for name, value in found.items() if value["confidence"] >= 0.5]
    return {**server.envelope(sample), "predictions": found, "predicted_classes": names}
