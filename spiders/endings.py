"""Names what became of a URL that brought no page."""

from http import HTTPStatus

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from spiders.addresses import AddressGuard
from spiders.errors import FetchError

_BY_EXCEPTION: tuple[tuple[type[BaseException], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too_large"),  # a download is cancelled for its size, or for time as above
    (CannotResolveHostError, "no_address"),
    (DownloadConnectionRefusedError, "unreachable"),
    (ResponseDataLossError, "truncated"),
    (DownloadFailedError, "dropped"),
    (UnsupportedURLSchemeError, "refused"),
    (OSError, "unreachable"),
)


def ending_of(exception: BaseException, url: str, guard: AddressGuard) -> str:
    """The ending under which a failed fetch of a URL is counted."""
    if isinstance(exception, FetchError):
        return exception.ending
    if isinstance(exception, HttpError):
        return ending_of_status(exception.response.status)
    if isinstance(exception, CannotResolveHostError) and guard.refused(url):
        return "refused"
    if isinstance(exception, IgnoreRequest):
        return _ending_of_ignored(exception)
    return next((ending for kind, ending in _BY_EXCEPTION if isinstance(exception, kind)), "error")


def ending_of_status(status: int) -> str:
    """The ending of an answer that is no page."""
    if status == HTTPStatus.NOT_MODIFIED:
        return "not_modified"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "http_5xx"
    if status >= HTTPStatus.BAD_REQUEST:
        return f"http_{status}"
    return "redirects" if status >= HTTPStatus.MULTIPLE_CHOICES else "error"


def _ending_of_ignored(exception: IgnoreRequest) -> str:
    """Scrapy's own reasons to give up; it tells them apart by cause and words only."""
    if isinstance(exception.__cause__, ValueError):  # a body that grew beyond the limit while it was unpacked
        return "too_large"
    return "redirects" if "redirections" in str(exception) else "error"
