"""Inputs that are odd: what is sound is read, what is not is refused with these words.

Every kind of oddness is put at every level of a document. A sound row gives the numbers of frames
and boxes that are there, a broken one the words of its error.
"""

import gzip
import io
import json

from tests.support.documents import detection, document, element, face, multi_label, text_of

HERE = '"@"'  # the mark that is replaced; a value as well as a key


def _document(**places):
    """A result with a mark at one place."""
    box = detection(
        points=[{"x": 1, "y": 2, **places.get("point", {})}],
        keypoints=[{"x": 1, "y": 2, "class": "nose", **places.get("keypoint", {})}],
        **places.get("prediction", {}),
    )
    image = {"width": 640, "height": 360, **places.get("image", {})}
    elements = [element(box, image=image, **places.get("element", {})), None, element(box)]
    others = {"labels": [multi_label(**places.get("label", {})), None, None]}
    others["faces"] = [{"predictions": [face(**places.get("face", {}))]}, None, None]
    return document(*elements) | others | places.get("document", {})


LEVELS = {
    **{f"the {name}": {name: {"new": "@"}} for name in ("document", "element", "prediction")},
    **{f"the {name}": {name: {"new": "@"}} for name in ("point", "keypoint", "label", "face")},
    "an object nobody knows": {"prediction": {"new": {"inner": ["@"]}}},
}
FRAMES, BOXES = 3, 2


def _with(value, level):
    return json.dumps(_document(**LEVELS[level])).replace(HERE, value, 1).encode()


_SOUND_VALUES = {
    "null": "null",
    "a flag": "true",
    "the largest number": "1.7976931348623157e308",
    "the smallest number": "5e-324",
    "a number that is next to nothing": "1e-400",
    "a very long whole number": "9" * 400,
    "an escaped character of each kind": r'"\"\\\/\b\f\n\r\t\u0041\ud83d\udeb2"',
    "a NUL": r'"\u0000"',
    "a text of brackets": r'"]}]},{\"x\":[[{"',
    "lists in lists": "[" * 90 + "]" * 90,
}
_BROKEN_VALUES = {
    "NaN": ("NaN", "NaN and Infinity are not JSON, null would be right"),
    "minus Infinity": ("-Infinity", "NaN and Infinity are not JSON, null would be right"),
    "a number without end": ("1e999", "the largest is 1.8e308"),
    "half of a pair": (r'"\ud83d"', "half of a surrogate pair"),
    "a raw control character": ('"\x01"', "not well-formed JSON"),
    "a leading zero": ("007", "not well-formed JSON"),
    "a trailing comma": ("[1,]", "not well-formed JSON"),
    "a word": ("undefined", "not well-formed JSON"),
    "a key twice": ('{"a": 1, "a": 1}', "'a' stands twice, expected every key once"),
    "a key twice, once escaped": (r'{"a": 1, "\u0061": 2}', "'a' stands twice"),
    "brackets without end": ("[" * 9000 + "]" * 9000, "nested too deeply"),
    "objects without end": ('{"a":' * 9000 + "1" + "}" * 9000, "nested too deeply"),
}

SOUND_INSIDE = {
    f"{name} in {level}": (_with(value, level), FRAMES, BOXES)
    for name, value in _SOUND_VALUES.items()
    for level in LEVELS
    if (name, level) != ("lists in lists", "the document")  # there a list is a model
}
BROKEN_INSIDE = {
    f"{name} in {level}": (_with(value, level), words)
    for name, (value, words) in _BROKEN_VALUES.items()
    for level in LEVELS
}

_PLAIN = _document()
_TEXT = text_of(_PLAIN)


def _zipped(*parts):
    stored = io.BytesIO()
    for part in parts:
        with gzip.GzipFile(fileobj=stored, mode="wb", mtime=0) as file:
            file.write(part)
    return stored.getvalue()


def _many(count, text):
    """A result of so many equal elements."""
    numbers = ",".join(map(str, range(count)))
    elements = ",".join([text] * count)
    return f'{{"frame_offset":[{numbers}],"time_offset":[{numbers}],"m":[{elements}]}}'.encode()


SOUND_AROUND = {
    "compact": (json.dumps(_PLAIN, separators=(",", ":")).encode(), FRAMES, BOXES),
    "indented": (json.dumps(_PLAIN, indent=4).encode(), FRAMES, BOXES),
    "indented with CRLF": (
        json.dumps(_PLAIN, indent=1).replace("\n", "\r\n").encode(), FRAMES, BOXES,
    ),
    "indented with CR": (json.dumps(_PLAIN, indent=1).replace("\n", "\r").encode(), FRAMES, BOXES),
    "a byte order mark": (b"\xef\xbb\xbf" + _TEXT, FRAMES, BOXES),
    "a byte order mark and gzip": (_zipped(b"\xef\xbb\xbf" + _TEXT), FRAMES, BOXES),
    "gzip of two members": (_zipped(_TEXT[:99], _TEXT[99:]), FRAMES, BOXES),
    "a megabyte of blanks": (b" " * 2**20 + _TEXT + b"\n" * 2**20, FRAMES, BOXES),
    "keys in another order": (text_of(dict(reversed(_PLAIN.items()))), FRAMES, BOXES),
    "everything escaped": (json.dumps(_PLAIN | {"é🚲": [{}] * 3}).encode(), FRAMES, BOXES),
    "nothing escaped": (
        json.dumps(_PLAIN | {"é🚲": [{}] * 3}, ensure_ascii=False).encode(), FRAMES, BOXES,
    ),
    "escaped keys": (_TEXT.replace(b'"frame_offset"', rb'"frame\u005foffset"'), FRAMES, BOXES),
    "a model without a name": (text_of(_PLAIN | {"": [None] * 3}), FRAMES, BOXES),
    "a model of a very long name": (text_of(_PLAIN | {"m" * 10**6: [None] * 3}), FRAMES, BOXES),
    "a thousand models": (
        text_of(_PLAIN | {f"m{n}": [None] * 3 for n in range(1000)}), FRAMES, BOXES,
    ),
    "no frames": (_many(0, ""), 0, 0),
    "one frame": (_many(1, text_of(element(detection())).decode()), 1, 1),
    "a hundred thousand nulls": (_many(100_000, "null"), 100_000, 0),
    "fifty thousand frames without a box": (_many(50_000, '{"predictions":[]}'), 50_000, 0),
    "a thousand elements of other tasks": (_many(1000, "[0.5,1e-3]"), 1000, 0),
    "a frame of twenty thousand boxes": (
        text_of(document(element(*[detection()] * 20_000))), 1, 20_000,
    ),
    "an outline of a hundred thousand points": (
        text_of(document(element(detection(points=[{"x": 1, "y": 2}] * 100_000)))), 1, 1,
    ),
    "a text of ten megabytes": (text_of(document(element(detection(new="x" * 10**7)))), 1, 1),
    "two levels of wrapper": (text_of({"a": {"b": _PLAIN}, "c": 1}), FRAMES, BOXES),
    "a frame number beyond 32 bits": (
        text_of(_PLAIN | {"frame_offset": [0, 2**40, 2**62]}), FRAMES, BOXES,
    ),
    "printed by Python": (repr(_PLAIN).encode(), FRAMES, BOXES),
    "printed by Python and packed": (_zipped(repr(_PLAIN).encode()), FRAMES, BOXES),
}  # fmt: skip
BROKEN_AROUND = {
    "gzip in gzip": (_zipped(_zipped(_TEXT)), "is not JSON"),
    "gzip of nothing": (_zipped(b""), "is empty"),
    "gzip and garbage": (_zipped(_TEXT) + b"garbage", "is a damaged gzip file"),
    "UTF-32": (_TEXT.decode().encode("utf-32"), "is UTF-16 text, expected UTF-8"),
    "a NUL at the end": (_TEXT + b"\0", "text goes on after the end"),
    "a comment": (b"// result\n" + _TEXT, "is not JSON"),
    "a comment inside": (_TEXT[:-1] + b"/* end */}", "not well-formed JSON"),
    "three levels of wrapper": (text_of({"a": {"b": {"c": _PLAIN}}}), "is JSON with the keys"),
    "a text": (b'"frame_offset"', "is not JSON"),
    "a number": (b"42", "is not JSON"),
    "numbers as keys": (b'{"frame_offset":[0],"time_offset":[0],1:[]}', "not well-formed JSON"),
    "a million brackets": (b'{"a":' + b"[" * 10**6, "nested too deeply"),
}
