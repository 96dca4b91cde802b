"""Videos that are elsewhere, where the server was told to fetch them."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from vidresults.errors import ServerError

_TIMEOUT_SECONDS = 60
_CHUNK = 1 << 20


def fetch(url: str, file: Path, max_bytes: int) -> Path:
    """Download a video; only http and https, also where it is redirected.

    Args:
        url: Its address.
        file: The file to make.
        max_bytes: The longest video that is taken.

    Raises:
        ServerError: It cannot be had, or is too long. Its address is not told: it may be signed.
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPRedirectHandler,
    ):
        opener.add_handler(handler())
    where = f"the video at {urlsplit(url).hostname}"
    try:
        answer = opener.open(url, timeout=_TIMEOUT_SECONDS)
        if answer is None:
            raise ServerError(f"{where} cannot be fetched: only http and https are")
        size = 0
        with answer, file.open("wb") as out:
            while data := answer.read(_CHUNK):
                size += len(data)
                if size > max_bytes:
                    raise ServerError(f"{where} is longer than {max_bytes} bytes")
                out.write(data)
    except urllib.error.HTTPError as error:
        raise ServerError(f"{where} cannot be fetched: HTTP status {error.code}") from None
    except urllib.error.URLError as error:
        raise ServerError(f"{where} cannot be fetched: {error.reason}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ServerError(f"{where} cannot be fetched: {type(error).__name__}") from None
    return file
