"""Reads XML that strangers wrote: no entities, no network, broken places skipped, HTML recognised."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from spiders.errors import UnreadableError

_HTML_STARTS = (b"<!doctype html", b"<html")
_XML_SPACE = b"\xef\xbb\xbf \t\r\n"


def parse_xml(body: bytes, *, kind: str) -> etree._Element:
    """The root of an XML document, mended where it is broken.

    Raises:
        UnreadableError: it is HTML (`not_a_<kind>`), or too broken to have a root (`broken_<kind>`).
    """
    start = body[:200].lstrip(_XML_SPACE).lower()
    if start.startswith(_HTML_STARTS):
        raise UnreadableError(f"an HTML page came instead of a {kind}", f"not_a_{kind}")
    if not start.startswith(b"<"):
        raise UnreadableError(f"something else than XML came instead of a {kind}", f"not_a_{kind}")
    # The second try is for a charset that nobody knows, or that is not the one it says.
    for text, encoding in ((body, None), (body.decode("utf-8", errors="replace").encode(), "utf-8")):
        root = _parsed(text, encoding)
        if root is not None:
            return root
    raise UnreadableError(f"the {kind} is too broken to be read", f"broken_{kind}")


def _parsed(body: bytes, encoding: str | None) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding=encoding, recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root: Any = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError):
        return None
    return root if etree.iselement(root) else None  # None where nothing could be mended, whatever the stubs say


def local_name(element: etree._Element) -> str:
    """An element's name without namespace, in small letters; empty for comments and the like."""
    tag: object = element.tag  # a function for comments and the like, whatever the stubs say
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The child elements of these local names, in document order."""
    return (child for child in element if local_name(child) in names)


def text_of(element: etree._Element, *names: str) -> str:
    """The text of the first child of these local names that has any; empty if none has."""
    found = ("".join(map(str, child.itertext())).strip() for child in children(element, *names))
    return next((text for text in found if text), "")
