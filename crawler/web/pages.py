"""The pages: server-rendered, without scripts; every figure marked where it stands."""

from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi import Path as PathParameter
from fastapi import Query as Parameters
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crawler.application import Application
from crawler.notation import figure_value, minute
from crawler.present import indicator_title, judgement_text, period_text, programme_title, value_text
from crawler.rows import contradictions
from crawler.views import article_view, observation_view, story_view
from crawler.web.query import Query
from indicators.catalogue import load_catalogue
from indicators.observation import Status
from store import observations

_HERE: Final = Path(__file__).parent
_STYLE_SECONDS: Final = 3600
Id = Annotated[int, PathParameter(ge=1, lt=2**63)]


def page_routes(application: Application) -> APIRouter:
    """The routes of the pages and their style sheet."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    environment = template_environment()
    style = (_HERE / "static" / "tinbao.css").read_text("utf-8")

    @routes.get("/")
    def newest(asked: Annotated[Query, Parameters()]) -> str:
        with application.store.reading() as session:
            found = observations.listed(session, asked.filters)
        shown = found[: asked.limit]
        following = asked.following(shown[-1].id) if len(found) > asked.limit else None
        return _render(environment, "observations.html", asked=asked, found=shown, following=following, **_choices())

    @routes.get("/observations/{number}")
    def observation(number: Id) -> str:
        with application.store.reading() as session:
            view = observation_view(session, number)
        return _render(environment, "observation.html", view=view, record=view.observation)

    @routes.get("/stories/{number}")
    def story(number: Id) -> str:
        with application.store.reading() as session:
            view = story_view(session, number)
        return _render(environment, "story.html", view=view, story=view.story)

    @routes.get("/articles/{number}")
    def article(number: Id) -> str:
        with application.store.reading() as session:
            view = article_view(session, number)
        return _render(environment, "article.html", view=view, article=view.article)

    @routes.get("/tinbao.css")
    def style_sheet() -> Response:
        return Response(style, media_type="text/css", headers={"Cache-Control": f"max-age={_STYLE_SECONDS}"})

    return routes


def error_page(status: int, message: str) -> HTMLResponse:
    """A page that says what went wrong."""
    return HTMLResponse(_render(template_environment(), "error.html", status=status, message=message), status)


def template_environment() -> Environment:
    """Templates that escape everything and fail on a name that is not there."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "contradictions": contradictions,
        "figure_value": figure_value,
        "indicator_title": indicator_title,
        "minute": minute,
        "period_text": period_text,
        "programme_title": programme_title,
        "judgement_text": judgement_text,
        "value_text": value_text,
        "web_address": web_address,
    }
    return environment


def web_address(url: str | None) -> str | None:
    """The URL if it may be linked to; None for what is not http or https (`javascript:` and the like)."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def _choices() -> dict[str, Any]:
    catalogue = load_catalogue()
    return {
        "indicators": {code: indicator.title for code, indicator in sorted(catalogue.indicators.items())},
        "programmes": dict(sorted(catalogue.programmes.items())),
        "statuses": [status.value for status in Status],
    }


def _render(environment: Environment, name: str, **values: Any) -> str:
    return environment.get_template(name).render(**values)
