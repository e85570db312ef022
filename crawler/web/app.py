"""The web application: routes, security headers, errors."""

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from crawler.application import Application
from crawler.web.api import api_routes
from crawler.web.headers import SecureHeaders
from crawler.web.pages import error_page, page_routes
from store.errors import NotFoundError, StoreError


def create_app(application: Application) -> ASGIApp:
    """The pages and the API over one store.

    FastAPI's own documentation pages load scripts from elsewhere, so only the schema is served.
    """
    app = FastAPI(title="Tinbao", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.include_router(api_routes(application))
    app.include_router(page_routes(application))
    app.add_exception_handler(NotFoundError, _not_found)
    app.add_exception_handler(StoreError, _unavailable)
    app.add_exception_handler(RequestValidationError, _wrong_query)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)
    return SecureHeaders(app)


def _not_found(request: Request, error: Exception) -> Response:
    return _answer(request, 404, str(error))


def _unavailable(request: Request, error: Exception) -> Response:
    structlog.get_logger("web").error("store_failed", path=request.url.path, error=str(error))
    return _answer(request, 503, "The store cannot be reached now.")


def _wrong_query(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = "; ".join(f"{problem['loc'][-1]}: {problem['msg']}" for problem in error.errors())
    return _answer(request, 422, wrong)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(request, error.status_code, str(error.detail))


def _unexpected(request: Request, error: Exception) -> Response:
    structlog.get_logger("web").error("failed", path=request.url.path, exc_info=error)
    return _answer(request, 500, "Something went wrong here; the log has the details.")


def _answer(request: Request, status: int, message: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message}, status)
    return error_page(status, message)
