"""A page such as news portals serve: an article among navigation, headlines, widgets and scripts, for measuring."""

from html import escape

_HEADLINES = 12
_NAVIGATION = 24
_SCRIPT = "<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}</script>"
_SHARE = "".join(
    f'<li class="share-item"><a rel="nofollow" href="#{name}"><i class="icon-{name}"></i>{name}</a></li>'
    for name in ("facebook", "twitter", "zalo", "print", "email")
)


def portal_page(text: str, language: str) -> str:
    """The HTML of a page around an article whose title is the first line of its text.

    The headlines of navigation, sidebar and related articles are made of the article's own words, so that they are in
    its language and script.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    title, paragraphs = lines[0], lines[1:]
    headlines = _headlines(" ".join(paragraphs), _HEADLINES)
    return "\n".join((
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)} - News</title>',
        f'<meta name="description" content="{escape(title)}"><meta property="og:title" content="{escape(title)}">',
        '<meta property="article:published_time" content="2024-10-03T08:00:00+07:00">',
        _SCRIPT * 6, "<style>.menu{display:flex}.col{float:left}</style></head><body>",
        f'<header><a class="logo" href="/">News</a><nav class="menu"><ul>{_links(headlines, _NAVIGATION)}</ul></nav>',
        "</header>",
        f'<div class="wrapper"><main><ol class="breadcrumb">{_links(headlines, 3)}</ol>',
        f'<article><h1>{escape(title)}</h1><div class="meta"><time>03/10/2024</time></div><ul>{_SHARE}</ul>',
        '<div class="content">', *(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs), "</div></article>",
        f'<section class="related"><h3>+</h3>{_cards(headlines)}</section>',
        '<section class="comments"><form><textarea></textarea><button>OK</button></form></section></main>',
        f'<aside class="sidebar"><div class="widget">{_cards(headlines)}</div><ol>{_links(headlines, _HEADLINES)}</ol>',
        f"</aside></div><footer><ul>{_links(headlines, _NAVIGATION)}</ul></footer>{_SCRIPT * 3}</body></html>",
    ))  # fmt: skip


def _headlines(text: str, count: int) -> list[str]:
    """Pieces of a text, as long as headlines are."""
    step = max(1, len(text) // count)
    return [text[start : start + 70].strip() for start in range(0, step * count, step)]


def _links(headlines: list[str], count: int) -> str:
    return "".join(
        f'<li class="menu-item"><a href="/section-{index}/">{escape(headlines[index % len(headlines)][:24])}</a></li>'
        for index in range(count)
    )


def _cards(headlines: list[str]) -> str:
    return "".join(
        f'<div class="card"><a href="/{index}.html"><img src="/{index}.jpg" alt=""><h4>{escape(headline)}</h4></a>'
        f"<span>03/10/2024</span></div>"
        for index, headline in enumerate(headlines)
    )
