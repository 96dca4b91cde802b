"""Hypothesis strategies for documents of every task, with nulls, unknown keys and odd texts."""

import base64

from hypothesis import strategies as st

from tests.support.documents import PNG
from vidresults.geometry import compress_runs

# An unknown field has none of these names.
_KNOWN_KEYS = """
    x y width height confidence class class_id class_confidence tracker_id detection_id parent_id
    points rle rle_mask size counts keypoints face landmarks yaw pitch top predictions image time
    inference_id embeddings error mask_metadata predicted_classes segmentation_mask class_map
    confidence_mask frame_offset frame_offsets time_offset time_offsets job_id
"""
_MEANT = frozenset(_KNOWN_KEYS.split())

texts = st.text(max_size=8) | st.sampled_from(["é", "e\u0301", "🚲", "\u202e", "'", '"', "\\", "0"])
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
lengths = st.floats(0, 1e300) | st.integers(0, 2**53)
shares = st.floats(0, 1)
longs = st.integers(-(2**63), 2**63 - 1)
sizes = st.integers(0, 2**31 - 1)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
unknown = st.dictionaries(texts.filter(lambda key: key not in _MEANT), anything, max_size=2)


def _objects(required, optional):
    """Objects with these fields, any optional one absent or null, and unknown ones."""
    nullable = {key: st.none() | value for key, value in optional.items()}
    known = st.fixed_dictionaries(required, optional=nullable)
    return st.builds(lambda new, fields: {**new, **fields}, unknown, known)


def _head(**required):
    image = (
        _objects({}, {"width": sizes, "height": sizes})
        | st.fixed_dictionaries({"width": texts, "height": texts})
        | texts
        | st.lists(_objects({}, {"width": sizes}), max_size=2)
    )
    return _objects(required, {"inference_id": texts, "time": numbers, "image": image})


_points = st.lists(_objects({"x": numbers, "y": numbers}, {}), max_size=3)
_keypoints = st.lists(
    _objects(
        {"x": numbers, "y": numbers}, {"confidence": shares, "class_id": longs, "class": texts}
    ),
    max_size=2,
)
# Masks of two rows and three columns, whose last pixels are ones.
_plain_counts = st.integers(0, 6).map(lambda ones: [6 - ones, ones])
_counts = _plain_counts | _plain_counts.map(compress_runs)
_runs = _objects({"size": st.just([2, 3]), "counts": _counts}, {})
_box = {"x": numbers, "y": numbers, "width": lengths, "height": lengths}

_detections = st.lists(
    _objects(
        {**_box, "class": texts},
        {
            "confidence": shares,
            "class_id": longs,
            "class_confidence": shares,
            "tracker_id": longs,
            "detection_id": texts,
            "parent_id": texts,
            "points": _points,
            "rle": _runs,
            "rle_mask": _runs,
            "keypoints": _keypoints,
        },
    ),
    max_size=3,
)
_scores = {"class_id": longs, "confidence": shares}
_single_label = st.builds(
    lambda element, top: {**element, "top": top},
    _head(predictions=st.lists(_objects({"class": texts}, _scores), max_size=3), confidence=shares),
    texts | st.none(),
)
_multi_label = st.builds(
    lambda element, chosen: {**element, "predicted_classes": chosen},
    _head(
        predictions=st.dictionaries(
            texts.filter(lambda name: name != "segmentation_mask"),
            _objects({}, _scores),
            max_size=3,
        )
    ),
    st.none() | st.lists(texts, max_size=3),
)
_pictures = st.binary(max_size=4).map(lambda end: base64.b64encode(PNG + end).decode())
_class_maps = st.dictionaries(longs.map(str), texts, max_size=3)
_semantic = _head(
    predictions=_objects(
        {"segmentation_mask": _pictures, "class_map": _class_maps}, {"confidence_mask": _pictures}
    )
)
_vectors = st.lists(numbers, max_size=4)
_embeddings = _vectors | _head(embeddings=st.tuples(_vectors).map(list))
_faces = st.lists(
    _objects(
        {"face": _objects(_box, {"confidence": shares, "landmarks": _points})},
        {"yaw": numbers, "pitch": numbers},
    ),
    min_size=1,
    max_size=2,
)
_gazes = _faces | _head(predictions=_faces) | st.tuples(_head(predictions=_faces)).map(list)
_opaque = unknown | _head(error=texts) | _head(mask_metadata=unknown, predictions=_detections)

elements = st.one_of(
    st.none(),
    _head(predictions=_detections),
    _single_label,
    _multi_label,
    _semantic,
    _embeddings,
    _gazes,
    _opaque,
)


@st.composite
def documents(draw):
    """Documents of one or two models; each element is of any task."""
    count = draw(st.integers(0, 4))

    def lists(items):
        return st.lists(items, min_size=count, max_size=count)

    frames = st.lists(sizes, min_size=count, max_size=count, unique=True).map(sorted)
    seconds = lists(st.floats(0, 1e9)).map(sorted)
    nulls = draw(lists(st.booleans()))
    times = [None if null else time for null, time in zip(nulls, draw(seconds), strict=True)]
    names = draw(st.lists(texts.filter(lambda key: key not in _MEANT), min_size=1, max_size=2))
    others = draw(unknown.map(lambda found: {k: v for k, v in found.items() if _is_no_model(v)}))
    models = {name: draw(lists(elements)) for name in names}
    return {"frame_offset": draw(frames), "time_offset": times, **others, **models}


def _is_no_model(value):
    return not isinstance(value, list)
