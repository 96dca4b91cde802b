"""Errors of stores, in one line that names the address and holds no key and no signature.

What a store says is not repeated, since some repeat what was signed; its code is.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vidresults.batch.addresses import credentials_of
from vidresults.errors import (
    ConnectionFailedError,
    FormatError,
    OutputError,
    Place,
    VidResultsError,
)

_NO_BUCKET: Final = {"NoSuchBucket", "ContainerNotFound"}
_NO_CREDENTIALS: Final = {
    "NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound",
    "TokenRetrievalError", "DefaultCredentialsError", "RefreshError", "ClientAuthenticationError",
}  # fmt: skip
_REFUSED: Final = {
    "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken",
    "TokenRefreshRequired", "InvalidSecurity", "AuthenticationFailed", "401",
}  # fmt: skip
_DENIED: Final = {"PermissionError", "AccessDenied", "AuthorizationFailure", "403"}
_BUSY: Final = {
    "SlowDown", "Throttling", "ThrottlingException", "RequestTimeout", "RequestLimitExceeded",
    "InternalError", "ServiceUnavailable", "OperationAborted", "ServerBusy",
    "408", "409", "429", "500", "502", "503", "504",
}  # fmt: skip
_BROKEN: Final = {
    "ConnectionError", "HTTPClientError", "TimeoutError", "ClientConnectionError",
    "ClientPayloadError", "IncompleteRead", "ResponseParserError", "ServiceRequestError",
    "ServiceResponseError", "TransportError", "gaierror", "FSTimeoutError",
}  # fmt: skip
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}  # of this machine

_MISSING: Final = "there is no such bucket: make it first, or name another"
_PERMANENT: Final = (
    (_NO_BUCKET, _MISSING),
    (_NO_CREDENTIALS, "there are no credentials that can be used: {how}"),
    (_REFUSED, "the store refuses the credentials ({code}): {how}"),
    (_DENIED, "access is denied: with these credentials it may not be {doing}"),
    ({"NotImplementedError"}, "such an address cannot be {doing}"),
)
_TRANSIENT: Final = (
    (_BUSY, "the store is busy or ill ({code}): try again later"),
    (_BROKEN, "the connection to the store failed or broke ({kind}): is its endpoint right?"),
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the errors of one failure are called, the first first.

    Attributes:
        names: Of their classes, and of those above these.
        codes: Of the store, and HTTP's statuses.
    """

    names: tuple[str, ...]
    codes: tuple[str, ...]

    def one_of(self, wanted: set[str]) -> str | None:
        """The first code or name that is among the wanted."""
        return next((one for one in (*self.codes, *self.names) if one in wanted), None)


@contextlib.contextmanager
def told(uri: str, *, writing: bool = False) -> Iterator[None]:
    """Tell what goes wrong with an address in the block; that a file is not there goes through.

    Raises:
        FormatError: It cannot be read.
        OutputError: It cannot be written.
        ConnectionFailedError: The store did not answer, or was busy: trying again may help.
    """
    try:
        yield
    except VidResultsError:
        raise
    except Exception as error:
        raised = _translated(error, uri, writing=writing)
        if raised is error:
            raise
        raise raised from None


def no_bucket(uri: str, *, writing: bool = False) -> VidResultsError:
    """The error of an address whose bucket there is not."""
    return _permanent(uri, _MISSING, writing=writing)


def _translated(error: Exception, uri: str, *, writing: bool) -> Exception:
    seen, doing = _seen(error), "written" if writing else "read"
    if not seen.one_of(_NO_BUCKET) and (
        isinstance(error, FileNotFoundError) or getattr(error, "errno", None) in _FULL
    ):
        return error
    words = {"doing": doing, "how": credentials_of(uri.partition("://")[0])}
    for wanted, problem in _PERMANENT:
        if code := seen.one_of(wanted):
            return _permanent(uri, problem.format(code=code, **words), writing=writing)
    for wanted, problem in _TRANSIENT:
        if code := seen.one_of(wanted):
            kind = type(error).__name__
            return ConnectionFailedError(f"{uri}: {problem.format(code=code, kind=kind)}")
    what = next(iter(seen.codes), type(error).__name__)
    problem = f"cannot be {doing}: the store refuses it ({what})"
    return _permanent(uri, problem, writing=writing)


def _permanent(uri: str, problem: str, *, writing: bool) -> VidResultsError:
    return OutputError(f"{uri}: {problem}") if writing else FormatError(problem, Place(file=uri))


def _seen(error: BaseException) -> _Seen:
    names, codes = list[str](), list[str]()
    one: BaseException | None = error
    while one is not None:
        names += [kind.__name__ for kind in type(one).__mro__]
        response = getattr(one, "response", None)
        if isinstance(response, dict):  # botocore
            codes.append(str(response.get("Error", {}).get("Code")))
            codes.append(str(response.get("ResponseMetadata", {}).get("HTTPStatusCode")))
        for name in ("error_code", "code", "status", "status_code"):  # azure, gcsfs, aiohttp
            value = getattr(one, name, None)
            if isinstance(value, (str, int)):
                codes.append(str(getattr(value, "value", value)))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return _Seen(tuple(names), tuple(codes))
