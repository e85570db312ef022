"""The web page and the API."""

from typing import Annotated

import typer

from crawler.cli.opening import examples, opened

app = typer.Typer()


@app.command(epilog=examples("tinbao serve", "tinbao serve --port 8080"))
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on; else web.host of the settings.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Port; else web.port; 0 takes a free one.")
    ] = None,
) -> None:
    """Serve the web page and the HTTP API.

    Until Ctrl-C. There is no login: mind where it listens.
    """
    from crawler.web.server import serve as run

    with opened(context) as application:
        web = application.settings.web
        run(application, host=host or web.host, port=web.port if port is None else port)
