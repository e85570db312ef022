"""The JSON API: the rows of the command line's lists, a page at a time; `Link: <…>; rel="next"` leads on."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi import Query as Parameters
from sqlmodel import Session

from crawler.application import Application
from crawler.contract import ArticleRow, ObservationRow, StoredFigureRow, StoryRow
from crawler.rows import article_row, observation_row, stored_figure_row, story_row
from crawler.web.query import Query
from store import articles, figures, observations, pages, stories
from store.errors import StoreError
from store.records import Filters

Asked = Annotated[Query, Parameters()]


def api_routes(application: Application) -> APIRouter:
    """The routes under `/api/`, and `/health`."""
    routes = APIRouter()

    @routes.get("/api/observations")
    def list_observations(asked: Asked, response: Response) -> list[ObservationRow]:
        """Observations, newest first."""
        return [observation_row(record) for record in _page(application, observations.listed, asked, response)]

    @routes.get("/api/stories")
    def list_stories(asked: Asked, response: Response) -> list[StoryRow]:
        """Stories, newest first."""
        return [story_row(record) for record in _page(application, stories.listed, asked, response)]

    @routes.get("/api/articles")
    def list_articles(asked: Asked, response: Response) -> list[ArticleRow]:
        """Articles, newest first."""
        return [article_row(record) for record in _page(application, articles.listed, asked, response)]

    @routes.get("/api/figures")
    def list_figures(asked: Asked, response: Response) -> list[StoredFigureRow]:
        """Figures, newest first."""
        return [stored_figure_row(record) for record in _page(application, figures.listed, asked, response)]

    @routes.get("/health")
    def health(response: Response) -> dict[str, str]:
        """Whether the store answers: 200, else 503."""
        try:
            with application.store.reading() as session:
                pages.waiting(session, limit=1)
        except StoreError:
            response.status_code = 503
            return {"status": "store unavailable"}
        return {"status": "ok"}

    return routes


def _page(
    application: Application, listed: Callable[[Session, Filters], Sequence[Any]], asked: Query, response: Response
) -> Sequence[Any]:
    """One page of records; where there are more, the answer says how to get them."""
    with application.store.reading() as session:
        records = listed(session, asked.filters)
    if len(records) > asked.limit:
        records = records[: asked.limit]
        response.headers["Link"] = f'<?{asked.following(records[-1].id)}>; rel="next"'
    return records
