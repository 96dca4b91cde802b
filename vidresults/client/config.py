"""Where the API is, which key it gets, and where the ledger lies."""

from __future__ import annotations

import ipaddress
import json
import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from vidresults.client.secret import Secret
from vidresults.errors import ClientError, VidResultsWarning

DEFAULT_BASE_URL = "https://api.roboflow.com"
_SCHEMES = ("http", "https")
_KEY_OF_LOOPBACK = "local"


def find_base_url(given: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """The API's address: the argument, else ROBOFLOW_API_URL, else API_URL, else the service's.

    Raises:
        ClientError: It is no http(s) address, or holds more than one.
    """
    text = given or environ.get("ROBOFLOW_API_URL") or environ.get("API_URL") or DEFAULT_BASE_URL
    text = text.strip().rstrip("/")
    parts = _parts(text)
    host = parts.hostname if parts else None
    if not parts or not host or parts.scheme not in _SCHEMES:
        raise ClientError("the base URL is no http(s) address, expected one like https://HOST")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ClientError(
            f"the base URL of {host} holds a user, a query or a fragment, expected scheme, host "
            "and path only"
        )
    if parts.scheme == "http" and not is_loopback(text):
        warnings.warn(f"the key travels unencrypted to {text}", VidResultsWarning, stacklevel=2)
    return text


def _parts(url: str) -> SplitResult | None:
    """The address taken apart; None where that cannot be done."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # only looking at it tells that it is a number
    except ValueError:
        return None
    return parts


def is_loopback(url: str) -> bool:
    """Whether the address is this machine itself."""
    parts = _parts(url)
    host = (parts.hostname if parts else None) or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name
        return False


def read_signed_url(given: object) -> Secret | None:
    """An http(s) address that an answer gave; None where it is none."""
    if not isinstance(given, str):
        return None
    parts = _parts(given)
    return Secret(given) if parts and parts.hostname and parts.scheme in _SCHEMES else None


def find_key(
    given: str | Secret | None, base_url: str, environ: Mapping[str, str] = os.environ
) -> Secret:
    """The key: the argument, else ROBOFLOW_API_KEY, else the one that the SDK's login stored.

    An API on this machine asks for no particular key, so that none need be set for it.

    Raises:
        ClientError: There is none, or the SDK's file cannot be read.
    """
    if isinstance(given, Secret):
        return given
    found = given or environ.get("ROBOFLOW_API_KEY") or _key_of_sdk(environ)
    if found and found.strip():
        return Secret(found.strip())
    if is_loopback(base_url):
        return Secret(_KEY_OF_LOOPBACK)
    raise ClientError(
        "there is no API key: give key=, set ROBOFLOW_API_KEY, or log in with the roboflow package"
    )


def _key_of_sdk(environ: Mapping[str, str]) -> str | None:
    """The key of the SDK's default workspace, or of its only one."""
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or Path.home())
    usual = home / ("roboflow" if os.name == "nt" else ".config/roboflow") / "config.json"
    path = Path(environ.get("ROBOFLOW_CONFIG_DIR") or usual)  # in spite of its name it is a file
    if not path.is_file():
        return None
    try:
        config = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise ClientError(f"{path} cannot be read as JSON; log in again or set a key") from None
    return _key_in(config, environ.get("RF_WORKSPACE")) if isinstance(config, dict) else None


def _key_in(config: dict[str, Any], wanted: str | None) -> str | None:
    stored = config.get("workspaces")
    workspaces = (
        [w for w in stored.values() if isinstance(w, dict)] if (isinstance(stored, dict)) else []
    )
    wanted = wanted or config.get("RF_WORKSPACE")
    chosen = [w for w in workspaces if w.get("url") == wanted] if wanted else workspaces
    key = chosen[0].get("apiKey") if len(chosen) == 1 else None
    return key if isinstance(key, str) else None


def find_ledger(
    given: str | os.PathLike[str] | None, environ: Mapping[str, str] = os.environ
) -> Path:
    """The ledger's file: the argument, else VIDRESULTS_LEDGER, else in the user's data folder."""
    named = given or environ.get("VIDRESULTS_LEDGER")
    if named:
        return Path(named).absolute()
    import platformdirs

    return platformdirs.user_data_path("vidresults", appauthor=False) / "jobs.sqlite"
