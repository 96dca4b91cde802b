"""The kinds of output there are, and which options are for which of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from vidresults.errors import OutputError, SelectionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vidresults.video import CodecName

Kind = Literal["video", "preview", "stills"]

KINDS: Final[dict[str, Kind]] = {".mp4": "video", ".gif": "preview", ".webp": "preview"}
"""What a file of that name is; a folder is for stills."""

_WORDS: dict[Kind, str] = {
    "video": "an mp4 video",
    "preview": "a GIF or WebP preview",
    "stills": "stills",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How an mp4 is encoded; the attributes are `render`'s arguments of these names."""

    codec: CodecName | str = "h264"
    crf: int | None = None
    preset: str | None = None
    max_height: int | None = None
    threads: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLook:
    """What a preview is like; the attributes are `render`'s arguments of these names."""

    width: int = 480
    preview_rate: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Which stretches are kept; the attributes are `render`'s arguments of these names."""

    only_with: str | Iterable[str] = ()
    padding_seconds: float = 0.5


_FOR: dict[str, tuple[Kind, ...]] = {
    **dict.fromkeys((field.name for field in fields(Encoding)), ("video",)),
    **dict.fromkeys((field.name for field in fields(PreviewLook)), ("preview",)),
    **dict.fromkeys((field.name for field in fields(Cut)), ("video", "preview")),
    **dict.fromkeys(("at_seconds", "most"), ("stills",)),
    "side_by_side": ("video", "stills"),
}


def kind_of(target: Path) -> Kind:
    """What a file of this name is.

    Raises:
        OutputError: The name does not say it.
    """
    kind = KINDS.get(target.suffix.lower())
    if kind is None:
        raise OutputError(
            f"{target}: the output is an mp4 video or a preview, give a name that ends in "
            f"{', '.join(KINDS)}"
        )
    return kind


def changed(*options: Any) -> dict[str, str]:
    """The names of the fields that are not as usual, as `refuse_misfits` takes them."""
    return {
        field.name: field.name
        for group in options
        for field in fields(group)
        if getattr(group, field.name) != field.default
    }


def refuse_misfits(kind: Kind, given: Mapping[str, str]) -> None:
    """Refuse options that mean nothing for a kind of output.

    Args:
        kind: The kind of output.
        given: What the user calls each option that was given, by its name.

    Raises:
        SelectionError: One is for another kind, or is nothing without another option.
    """
    for name, known_as in given.items():
        kinds = _FOR.get(name, (kind,))
        if kind not in kinds:
            others = " or ".join(_WORDS[other] for other in kinds)
            raise SelectionError(
                f"{known_as} is for {others}, and the output is {_WORDS[kind]}: leave it out"
            )
    if "padding_seconds" in given and "only_with" not in given:
        raise SelectionError(f"{given['padding_seconds']} is nothing without a class to look for")
