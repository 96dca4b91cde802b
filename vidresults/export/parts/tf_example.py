"""`tf.train.Example` and the TFRecord file, written without TensorFlow.

An Example is a protobuf message: a map from names to lists of bytes, of 32 bit floats or of 64 bit
integers. A record is its length, the length's checksum, the message and the message's checksum;
checksums are CRC32C, turned and moved by a constant (masked).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Final

import google_crc32c
import numpy as np

Values = Sequence[bytes] | Sequence[float] | Sequence[int]

_BYTES, _FLOATS, _INTEGERS = 1, 2, 3  # fields of Feature
_MASK: Final = 0xA282EAD8
_32_BITS: Final = 0xFFFFFFFF
_64_BITS: Final = 0xFFFFFFFFFFFFFFFF


def example(features: Mapping[str, tuple[type, Values]]) -> bytes:
    """The message of an Example, features in the order of their names.

    Args:
        features: By name: bytes, float or int, and the values. An empty list is kept as one.
    """
    entries = b"".join(
        _field(1, _field(1, name.encode()) + _field(2, _feature(kind, values)))
        for name, (kind, values) in sorted(features.items())
    )
    return _field(1, entries)


def record(message: bytes) -> bytes:
    """A record of a TFRecord file."""
    length = struct.pack("<Q", len(message))
    return length + _checksum(length) + message + _checksum(message)


def _feature(kind: type, values: Values) -> bytes:
    if kind is bytes:
        return _field(_BYTES, b"".join(_field(1, value) for value in values))  # type: ignore[arg-type]
    if kind is float:
        packed = np.asarray(values, "<f4").tobytes()
        return _field(_FLOATS, _field(1, packed) if packed else b"")
    packed = b"".join(_varint(int(value) & _64_BITS) for value in values)
    return _field(_INTEGERS, _field(1, packed) if packed else b"")


def _field(number: int, content: bytes) -> bytes:
    """A field of a message that has a length: text, bytes, a message or packed numbers."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; all bytes but the last have the eighth bit."""
    out = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - what seven bits hold
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _checksum(content: bytes) -> bytes:
    crc = google_crc32c.value(content)
    turned = (crc >> 15 | crc << 17) & _32_BITS
    return struct.pack("<I", turned + _MASK & _32_BITS)
