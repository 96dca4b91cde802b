"""A server in a thread of this process."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn

from vidresults.errors import ServerError
from vidresults.localserver.app import app_around
from vidresults.localserver.service import Service
from vidresults.localserver.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_GRACE_SECONDS = 2


class LocalServer:
    """The API on a port of this machine, from entering the block to leaving it.

    Attributes:
        url: The base URL, such as "http://127.0.0.1:8123"; known inside the block.
    """

    url: str

    def __init__(
        self,
        *,
        data: str | os.PathLike[str],
        host: str = "127.0.0.1",
        port: int = 0,
        **settings: Any,
    ) -> None:
        """Take where to listen, and the settings.

        Args:
            data: Folder of jobs and files; made where it is missing.
            host: Address to listen on.
            port: Port to listen on; 0 takes a free one.
            settings: Others of `Settings`.

        Raises:
            ServerError: A setting is out of range, or a model cannot be served.
        """
        self._host = host
        self._port = port
        hosts = LOOPBACK if host in LOOPBACK else None
        self.settings = Settings(data=Path(data), **{"hosts": hosts, **settings})

    def __enter__(self) -> Self:
        """Start.

        Raises:
            ServerError: The port is taken, or the data folder cannot be used.
        """
        self._socket = _listen(self._host, self._port)
        try:
            self._service = Service(self.settings)
        except BaseException:
            self._socket.close()
            raise
        self._service.__enter__()
        port = self._socket.getsockname()[1]
        self.url = f"http://{f'[{self._host}]' if ':' in self._host else self._host}:{port}"
        config = uvicorn.Config(
            app_around(self._service),
            log_config=None,
            access_log=False,  # its lines would hold keys and signatures
            lifespan="off",
            http="h11",
            loop="asyncio",
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
        self._service.__exit__(kind, error, trace)


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens already: who knows the URL can connect."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise ServerError(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    return listening
