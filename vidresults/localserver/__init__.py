"""The Video Inference API on this machine: its three methods, models that need no weights.

from vidresults.localserver import LocalServer

with LocalServer(data="folder", poll_interval=0) as server:
    print(server.url)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vidresults.localserver.app import create_app
    from vidresults.localserver.catalogue import OnnxModel
    from vidresults.localserver.running import LocalServer
    from vidresults.localserver.settings import Settings, default_data

__all__ = ["LocalServer", "OnnxModel", "Settings", "create_app", "default_data"]

_HOMES = {
    "LocalServer": "running",
    "OnnxModel": "catalogue",
    "Settings": "settings",
    "create_app": "app",
    "default_data": "settings",
}


def __getattr__(name: str) -> Any:
    """Import a name on first use: the worker processes need no HTTP server."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
