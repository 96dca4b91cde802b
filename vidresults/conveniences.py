"""What the package hangs on its results, told by address: results import nothing that shows them.

`vidresults/__init__` tells the addresses; a function is imported when it is first asked for.
"""

from __future__ import annotations

import importlib
from typing import Any

_ADDRESSES: dict[str, str] = {}


def bind(name: str, address: str) -> None:
    """Tell where a convenience is, as "module:function"."""
    _ADDRESSES[name] = address


def convenience(name: str) -> Any:
    """The function that was bound to a name."""
    module, _, function = _ADDRESSES[name].partition(":")
    return getattr(importlib.import_module(module), function)
