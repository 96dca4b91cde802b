"""What stands behind an address such as s3://bucket/folder, and what may not stand in it."""

from __future__ import annotations

import re
from typing import Any, Final

from vidresults.errors import MissingExtraError, OutputError

_EXTRAS: Final = {
    "s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs", "az": "az", "abfs": "az", "abfss": "az",
}  # fmt: skip

_CREDENTIALS: Final = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}

_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "s3": {
        "use_listings_cache": False,
        # one stream for each file, which goes on where it broke, in place of many in memory
        "max_concurrency": 1,
        # s3fs tries again by itself; with botocore's old mode an endpoint that is not there is
        # asked for most of a minute
        "config_kwargs": {"retries": {"mode": "standard"}},
    },
    "gs": {"use_listings_cache": False},
    "az": {"use_listings_cache": False},
}

# A port is no password; of an object store there is no port, and a secret may hold slashes.
_PASSWORD: Final = re.compile(r"[^/@]*:[^/@]*@")
_STORE_PASSWORD: Final = re.compile(r"[^/@]*:[^@]*@")
_SIGNATURE: Final = re.compile(
    r"(?i)[?&](?:[\w-]*(?:signature|credential|token|secret|password|access_?key|accessid)[\w-]*"
    r"|sig|api_?key)="
)


def refuse_secrets(uri: str) -> None:
    """Refuse an address with a password or a signature in it, without repeating it.

    Raises:
        OutputError: It holds one.
    """
    protocol, _, rest = uri.partition("://")
    password = _STORE_PASSWORD if protocol in _EXTRAS else _PASSWORD
    if password.match(rest):
        raise OutputError(
            f"an address {protocol}://... holds a user and password: {credentials_of(protocol)}"
        )
    if _SIGNATURE.search(rest):
        named = f"{protocol}://{rest.partition('?')[0]}"
        raise OutputError(f"{named} is followed by a signature or key: {credentials_of(protocol)}")


def credentials_of(protocol: str) -> str:
    """Where the credentials of such an address come from, for messages."""
    names = _CREDENTIALS.get(_EXTRAS.get(protocol, ""))
    told = f" ({names})" if names else ""
    return f"credentials come from the environment alone{told}"


def is_object_store(protocol: str) -> bool:
    """Whether what is put there is seen only when it is complete, and folders need not be made."""
    return protocol in _EXTRAS


def file_system(uri: str) -> tuple[Any, str]:
    """The file system of a URL, which remembers no listings, and the path in it.

    Raises:
        MissingExtraError: The package for such URLs is not installed.
        OutputError: There is no such kind of URL, or it cannot be one's address.
    """
    import fsspec

    protocol = uri.partition("://")[0]
    try:
        system, path = fsspec.url_to_fs(uri, **_OPTIONS.get(_EXTRAS.get(protocol, ""), {}))
    except ImportError:
        extra = _EXTRAS.get(protocol)
        hint = f"pip install 'vidresults[{extra}]'" if extra else "its fsspec package is missing"
        raise MissingExtraError(f"{protocol}:// needs another package: {hint}") from None
    except ValueError as error:
        if "rotocol" not in str(error):  # adlfs: there is no account
            raise OutputError(f"{uri} cannot be used: {credentials_of(protocol)}") from None
        raise OutputError(f"{protocol}:// is no kind of address that fsspec knows") from None
    return system, path
