"""The application: which path leads where."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vidresults.localserver import api, workspace
from vidresults.localserver.guard import Guard
from vidresults.localserver.objects import INPUT_BUCKET, OUTPUT_BUCKET
from vidresults.localserver.openapi import description
from vidresults.localserver.refusals import (
    ApiRefusal,
    StorageRefusal,
    answer_api_refusal,
    answer_storage_refusal,
    envelope,
)
from vidresults.localserver.service import Service
from vidresults.localserver.storage_api import storage

if TYPE_CHECKING:
    from vidresults.localserver.settings import Settings

Endpoint = Callable[[Request], Awaitable[Response]]

_ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class _Anything(PathConvertor):
    """The rest of a path, also where it holds line breaks, which `path` stops at."""

    regex = r"[\s\S]*"


register_url_convertor("anything", _Anything())


def create_app(settings: Settings) -> Starlette:
    """The API as an ASGI application; it opens the data folder when it starts.

    Raises:
        ServerError: On starting: the data folder cannot be used, or another server uses it.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        with Service(settings) as service:
            app.state.service = service
            yield

    return _application(settings, lifespan)


def app_around(service: Service) -> Starlette:
    """The API around a service that is open already, and that the caller closes."""
    app = _application(service.settings, None)
    app.state.service = service
    return app


def _application(
    settings: Settings,
    lifespan: Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]] | None,
) -> Starlette:
    app = Starlette(
        routes=_routes(),
        lifespan=lifespan,
        middleware=[Middleware(Guard, hosts=settings.hosts)],
        exception_handlers={
            ApiRefusal: answer_api_refusal,
            StorageRefusal: answer_storage_refusal,
            HTTPException: _answer_http,
            Exception: _answer_failure,
        },
    )
    app.router.redirect_slashes = False
    return app


def _routes() -> list[Route]:
    routes = [
        Route(f"/{INPUT_BUCKET}/{{name:anything}}", storage, methods=_ANY),
        Route(f"/{OUTPUT_BUCKET}/{{name:anything}}", storage, methods=_ANY),
        *_both("/video_upload_signed_url", POST=api.video_upload_signed_url),
        *_both("/videoinfer", POST=api.videoinfer_post, GET=api.videoinfer_get),
        *_both("/openapi.json", GET=_openapi),
        Route(
            "/", _by_method({"GET": workspace.key_check, "POST": workspace.key_check}), methods=_ANY
        ),
    ]
    version = "/{workspace}/{project}/{version}"
    for path, endpoint in (
        ("/{workspace}", workspace.workspace),
        ("/{workspace}/{project}", workspace.project),
        (version, workspace.version),
        (f"{version}/v2/trainings", workspace.trainings),
        (f"{version}/v2/trainings/get", workspace.training),
    ):
        routes += _both(path, GET=endpoint)
    return routes


def _both(path: str, **endpoints: Endpoint) -> list[Route]:
    """Routes with and without the slash at the end."""
    return [Route(p, _by_method(endpoints), methods=_ANY) for p in (path, f"{path}/")]


def _by_method(endpoints: dict[str, Endpoint]) -> Endpoint:
    """One endpoint out of one for each method; a route for each would let others take over."""

    async def endpoint(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        if method not in endpoints:
            allowed = {"Allow": ", ".join(endpoints)}
            raise ApiRefusal(405, f"{request.method} is not possible here.", headers=allowed)
        return await endpoints[method](request)

    return endpoint


async def _openapi(_: Request) -> Response:
    return JSONResponse(description())


async def _answer_http(_: Request, error: Exception) -> Response:
    """Answers of the framework itself, such as 404, in the API's envelope."""
    assert isinstance(error, HTTPException)
    return envelope(ApiRefusal(error.status_code, error.detail, headers=error.headers))


async def _answer_failure(_: Request, __: Exception) -> Response:
    return envelope(ApiRefusal(500, "The server failed; its own output says more."))
