"""Small result documents, as the service writes them."""

import base64
import itertools
import json

PNG = b"\x89PNG\r\n\x1a\n and what follows"
PNG_TEXT = base64.b64encode(PNG).decode()


def detection(**changes):
    """A box of 40 by 20 pixels around (100, 50)."""
    return {
        "x": 100.0,
        "y": 50.0,
        "width": 40.0,
        "height": 20.0,
        "confidence": 0.875,
        "class": "car",
        "class_id": 2,
        "detection_id": "d-1",
        **changes,
    }


def element(*predictions, **changes):
    """One frame of 640 by 360 pixels with these predictions."""
    return {
        "inference_id": "i-1",
        "time": 0.25,
        "image": {"width": 640, "height": 360},
        "predictions": list(predictions),
        **changes,
    }


def single_label(**changes):
    return {
        "image": {"width": 640, "height": 360},
        "predictions": [
            {"class": "day", "class_id": 1, "confidence": 0.75},
            {"class": "night", "class_id": 0, "confidence": 0.25},
        ],
        "top": "day",
        "confidence": 0.75,
        **changes,
    }


def multi_label(**changes):
    return {
        "predictions": {
            "rain": {"confidence": 0.25, "class_id": 4},
            "snow": {"confidence": 0.75, "class_id": 5},
        },
        "predicted_classes": ["snow"],
        **changes,
    }


def semantic(**changes):
    mask = {"segmentation_mask": PNG_TEXT, "class_map": {"0": "background", "1": "road"}}
    return {"image": {"width": 640, "height": 360}, "predictions": {**mask, **changes}}


def face(**changes):
    return {
        "face": {
            "x": 30.0,
            "y": 40.0,
            "width": 10.0,
            "height": 12.0,
            "confidence": 0.5,
            "landmarks": [{"x": 28.0, "y": 38.0}, {"x": 32.0, "y": 38.0}],
            **changes,
        },
        "yaw": -0.5,
        "pitch": 0.125,
    }


def document(*elements, model="street", step=5, rate=25, **members):
    """A document of one model, every `step`-th frame of a video of `rate` frames per second."""
    frames = [step * i for i in range(len(elements))]
    return {
        "frame_offset": frames,
        "time_offset": [round(frame / rate, 4) for frame in frames],
        model: list(elements),
        **members,
    }


def sampled(asked, *elements, rate=25, model="street", **members):
    """A document as a job of `asked` samples a second numbers it: floor(i * rate / asked)."""
    frames = [i * rate // asked for i in range(len(elements))]
    times = [round(frame / rate, 4) for frame in frames]
    return {"frame_offset": frames, "time_offset": times, model: list(elements), **members}


def without(value, *keys):
    return {key: item for key, item in value.items() if key not in keys}


def text_of(value):
    return json.dumps(value).encode()


def rows_of(results, table, *columns):
    """The table's rows as tuples of these columns."""
    lists = [results.table(table)[name].to_pylist() for name in columns]
    return list(zip(*lists, strict=True))


def runs_of(pixels):
    """COCO run lengths of a sequence of 0 and 1, beginning with the run of zeros."""
    runs = [(value, len(list(group))) for value, group in itertools.groupby(pixels)]
    start = [0] if runs and runs[0][0] else []
    return start + [length for _, length in runs]
