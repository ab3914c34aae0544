"""oEmbed 1.0 (oembed.com): from the address of a page to what shows it in a frame elsewhere."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.urls import Resolver404, resolve

from commun.embeds import queries
from commun.embeds.queries import Frame
from commun.ui.components.embedding import frame_code

WIDTH = 700
NARROWEST = 240
AN_HOUR = 3600

_FRAMES: Mapping[str, Callable[..., Frame | None]] = {
    "concertations:detail": queries.concertation_frame,
    "embeds:concertation": queries.concertation_frame,
    "territories:detail": queries.uses_frame,
    "embeds:uses": queries.uses_frame,
    "embeds:figure": queries.figure_frame,
    "embeds:territory_figure": queries.figure_frame,
}
"""By the name of the address that is asked about."""


def frame_at(url: str) -> Frame | None:
    """What can be shown of the page at `url`, if it is a public one of ours that can be."""
    try:
        asked, ours = urlsplit(url), urlsplit(settings.SITE_URL)
        is_ours = asked.scheme in ("http", "https") and asked.netloc.lower() == ours.netloc.lower()
        match = resolve(asked.path) if is_ours else None
    except (ValueError, Resolver404):
        return None
    if match is None or match.view_name not in _FRAMES:
        return None
    return _FRAMES[match.view_name](**match.kwargs)


def answer(frame: Frame, *, max_width: int | None = None, max_height: int | None = None) -> dict[str, Any]:
    """A response of the type "rich": never larger than what was asked."""
    width = min(WIDTH, max_width or WIDTH)
    height = frame.height if width >= NARROWEST * 2 else round(frame.height * 1.15)
    height = min(height, max_height or height)
    found: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": frame.title,
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.SITE_URL,
        "cache_age": AN_HOUR,
        "width": width,
        "height": height,
        "html": frame_code(frame.path, title=frame.title, width=str(width), height=height),
    }
    if frame.author:
        found |= {"author_name": frame.author, "author_url": f"{settings.SITE_URL}{frame.author_url}"}
    return found


def as_xml(found: Mapping[str, Any]) -> bytes:
    root = Element("oembed")
    for name, value in found.items():
        SubElement(root, name).text = str(value)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
