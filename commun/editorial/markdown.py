"""Markdown of pages and news: what comes out holds the few tags below, and nothing that anyone typed as HTML.

Titles go under that of the page whatever signs were typed, pictures are ours alone, a link that leaves the site says
so, tables scroll in their own box, and French spaces do not break.
"""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from commun.editorial import facts
from commun.editorial.models import Picture
from commun.ui.components.typography import nbsp

_IMAGE, _TERM = "image:", "terme:"
_ATTRIBUTES: Mapping[str, set[str]] = {
    "a": {"href", "rel", "title"},
    "abbr": {"title"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "figure": {"class"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "span": {"class"},
    "th": {"scope"},
}
_TAGS = {
    *_ATTRIBUTES, "blockquote", "br", "code", "em", "figcaption", "hr", "li", "p", "pre", "strong", "table", "tbody",
    "td", "thead", "tr", "ul", "s",
}  # fmt: skip

PictureUrl = Callable[[Picture], str]


@dataclass(frozen=True)
class Title:
    """A title of the text, for the summary of a long page."""

    anchor: str
    text: str
    level: int


@dataclass(frozen=True)
class Rendered:
    html: SafeString
    titles: tuple[Title, ...]


def render(text: str, *, pictures: Sequence[Picture] = (), picture_url: PictureUrl | None = None) -> Rendered:
    """No query. A picture that is not among `pictures` is left out."""
    tokens = _parsed(facts.filled(text))
    titles = _level_titles(tokens)
    known = {str(one.number): one for one in pictures} if picture_url else {}
    for token in tokens:
        for child in token.children or ():
            _mend(child)
    made = _MD.renderer.render(_with_figures(tokens, known, picture_url), _MD.options, {})
    attributes = {tag: set(names) for tag, names in _ATTRIBUTES.items()}
    safe = nh3.clean(made, tags=_TAGS, attributes=attributes, url_schemes={"http", "https", "mailto"}, link_rel=None)
    return Rendered(mark_safe(safe), tuple(titles))  # noqa: S308 - only what nh3 let through


def plain(text: str) -> str:
    """Its words alone, for the search and the feeds."""
    stripped = nh3.clean(_MD.render(facts.filled(text)), tags=set())
    return " ".join(html.unescape(stripped).split())


def picture_numbers(text: str) -> set[int]:
    """The pictures that a text shows."""
    found = (child.attrGet("src") for token in _parsed(text) for child in token.children or () if child.type == "image")
    return {int(src.removeprefix(_IMAGE)) for src in map(str, found) if _number_of(src)}


def term_slugs(text: str) -> set[str]:
    """The words of the glossary that a text leads to."""
    return {href.removeprefix(_TERM) for href in _hrefs(text) if href.startswith(_TERM)}


def outside_links(text: str) -> list[str]:
    return [href for href in _hrefs(text) if _is_outside(href)]


def faults(text: str, *, pictures: Sequence[Picture]) -> list[str]:
    """What would not show as its author thinks, and how to mend it."""
    found = [
        _("[[%(name)s]] n’est pas un fait connu : choisissez dans la liste, au bas de cette page.") % {"name": name}
        for name in facts.unknown_in(text)
    ]
    numbers = {one.number for one in pictures}
    for token in _parsed(text):
        images = [child for child in token.children or () if child.type == "image"]
        for image in images:
            src = str(image.attrGet("src") or "")
            if not _number_of(src):
                found.append(
                    _("Une image se dépose ici d’abord, puis s’écrit ![](image:1) : « %(src)s ».") % {"src": src}
                )
            elif int(src.removeprefix(_IMAGE)) not in numbers:
                found.append(_("Aucune image de ce texte ne porte le numéro %(src)s.") % {"src": src[len(_IMAGE) :]})
        if images and len(_meant(token)) > 1:
            found.append(_("Une image se place seule, entre deux lignes vides."))
    return found


def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    made.add_render_rule("table_open", _table_open)
    made.add_render_rule("table_close", _table_close)
    return made


def _table_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return str(
        format_html('<div class="table-scroll" role="region" tabindex="0" aria-label="{}"><table>', _("Tableau"))
    )


def _table_close(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>"


_MD = _markdown()


def _parsed(text: str) -> list[Token]:
    return _MD.parse(text)


def _hrefs(text: str) -> list[str]:
    return [
        str(child.attrGet("href") or "")
        for token in _parsed(text)
        for child in token.children or ()
        if child.type == "link_open"
    ]


def _level_titles(tokens: Sequence[Token]) -> list[Title]:
    """Titles from h2 down to h4, none skipped, each with an anchor of its own."""
    titles: list[Title] = []
    least = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=1)
    level, taken = 1, set[str]()
    numbers: dict[str, int] = {}
    for place, token in enumerate(tokens):
        if token.type == "heading_close":
            token.tag = f"h{level}"
        if token.type != "heading_open":
            continue
        level = min(int(token.tag[1]) - least + 2, level + 1, 4)
        text = _said(tokens[place + 1])
        base = slugify(text) or "partie"
        anchor = base
        while anchor in taken:
            numbers[base] = numbers.get(base, 1) + 1
            anchor = f"{base}-{numbers[base]}"
        taken.add(anchor)
        token.tag = f"h{level}"
        token.attrSet("id", anchor)
        titles.append(Title(anchor, nbsp(text), level))
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
    return titles


def _said(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _mend(child: Token) -> None:
    if child.type == "text":
        child.content = nbsp(child.content)
    elif child.type == "link_open":
        href = str(child.attrGet("href") or "")
        if href.startswith(_TERM):
            child.attrSet("href", reverse("editorial:term", args=[slugify(href.removeprefix(_TERM)) or "-"]))
        elif _is_outside(href):
            child.attrSet("rel", "external noopener")


def _is_outside(href: str) -> bool:
    parts = urlsplit(href)
    return bool(parts.netloc) and parts.netloc != urlsplit(settings.SITE_URL).netloc


def _number_of(src: str) -> bool:
    number = src.removeprefix(_IMAGE)
    return src.startswith(_IMAGE) and number.isascii() and number.isdecimal() and len(number) < 5


def _meant(inline: Token) -> list[Token]:
    return [one for one in inline.children or () if one.type != "softbreak" and (one.tag or one.content.strip())]


def _with_figures(tokens: Sequence[Token], known: Mapping[str, Picture], url: PictureUrl | None) -> list[Token]:
    """A paragraph that is one picture becomes a figure; a picture anywhere else is left out."""
    found: list[Token] = []
    skip = 0
    for place, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        inline = tokens[place + 1] if token.type == "paragraph_open" else None
        images = [child for child in (inline.children if inline else None) or () if child.type == "image"]
        if inline is not None and len(images) == 1 and len(_meant(inline)) == 1:
            picture = known.get(str(images[0].attrGet("src") or "").removeprefix(_IMAGE))
            if picture is not None and url is not None:
                block = Token("html_block", "", 0)
                block.content = _figure(picture, url(picture))
                found.append(block)
            skip = 2
            continue
        if token.children:
            token.children = [child for child in token.children if child.type != "image"]
        found.append(token)
    return found


def _figure(picture: Picture, url: str) -> SafeString:
    return format_html(
        '<figure class="picture"><img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
        "<figcaption>{}</figcaption></figure>\n",
        url,
        picture.alt,
        picture.width,
        picture.height,
        _("Crédit : %(credit)s. %(licence)s.")
        % {"credit": picture.credit.rstrip("."), "licence": picture.get_licence_display()},
    )
