"""Links, paths, pages and the open-data twins of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qsl, urlencode

from django.core.paginator import Page
from django.http import QueryDict
from django.template import RequestContext
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commun.ui.components.typography import grouped

ButtonKind: TypeAlias = Literal["primary", "secondary", "danger", "quiet"]


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path to a page; the last has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A named address; `detail` says what one finds there ("12 kB")."""

    label: str
    url: str
    detail: str = ""


def ui_nav_link(context: RequestContext, url: str, label: str, *, is_near: bool = False) -> SafeString:
    """{% ui_nav_link "/territoires/" "Territoires" %}: marked when the page being read is there or below.

    `is_near`: of all the links beside it, the one that leads nearest to the page being read.
    """
    request = context.get("request")
    path = request.path if request is not None else ""
    here: Any = ""
    if path == url:
        here = mark_safe(' aria-current="page"')
    elif url != "/espace/" and (is_near or (url.count("/") == 2 and path.startswith(url))):
        here = mark_safe(' aria-current="true"')
    return format_html('<li><a href="{}"{}>{}</a></li>', url, here, label)


def ui_nav_links(context: RequestContext, links: Iterable[Link], *, first: int | None = None) -> SafeString:
    """Several links of a navigation, for the tags that know which ones; the one that leads nearest is marked.

    Too many would fill a phone before the page begins: with `first`, those after it fold, but the one being read.
    """
    every = list(links)
    request = context.get("request")
    path = request.path if request is not None else ""
    near = max((link.url for link in every if path.startswith(link.url)), key=len, default="")
    shown = [link for place, link in enumerate(every) if first is None or place < first or link.url == near]
    told = _joined(ui_nav_link(context, link.url, link.label, is_near=link.url == near) for link in shown)
    folded = [link for link in every if link not in shown]
    if not folded:
        return told
    rest = _joined(ui_nav_link(context, link.url, link.label) for link in folded)
    fold = '{}<li class="folded"><details><summary>{}</summary><ul>{}</ul></details></li>'
    return format_html(fold, told, _("Autres rubriques"), rest)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def ui_button(
    label: str, *, kind: ButtonKind = "primary", name: str = "", value: str = "", form: str = ""
) -> SafeString:
    """{% ui_button label="Enregistrer" %} · {% ui_button label="Supprimer" kind="danger" name="do" value="delete" %}"""
    return format_html(
        '<button type="submit" class="button button-{}"{}{}{}>{}</button>',
        kind,
        format_html(' name="{}"', name) if name else "",
        format_html(' value="{}"', value) if value else "",
        format_html(' form="{}"', form) if form else "",
        label,
    )


def ui_link_button(url: str, label: str, kind: ButtonKind = "secondary") -> SafeString:
    """{% ui_link_button url="/espace/" label="Ouvrir mon espace" kind="primary" %}"""
    return format_html('<a class="button button-{}" href="{}">{}</a>', kind, url, label)


def ui_breadcrumb(items: Iterable[Crumb | tuple[str, str]]) -> SafeString:
    """{% ui_breadcrumb items=path %}: `items` are `Crumb` or (label, url), the page itself last and without address."""
    crumbs = [item if isinstance(item, Crumb) else Crumb(*item) for item in items]
    return format_html(
        '<nav class="breadcrumb" aria-label="{}"><ol>{}</ol></nav>',
        _("Fil d’Ariane"),
        format_html_join(
            "",
            "<li>{}</li>",
            (
                (
                    format_html('<a href="{}">{}</a>', crumb.url, crumb.label)
                    if crumb.url
                    else format_html('<span aria-current="page">{}</span>', crumb.label),
                )
                for crumb in crumbs
            ),
        ),
    )


def _query(base: QueryDict | str, **changed: object) -> str:
    pairs = (
        [(key, value) for key, values in base.lists() for value in values]
        if isinstance(base, QueryDict)
        else parse_qsl(base.lstrip("?"))
    )
    kept = [(key, value) for key, value in pairs if key not in changed and value != ""]
    return urlencode([*kept, *((key, str(value)) for key, value in changed.items())])


def ui_pagination(page: "Page[Any]", base_query: QueryDict | str = "") -> SafeString:
    """{% ui_pagination page=page base_query=request.GET %}: nothing when there is only one page."""
    last = page.paginator.num_pages
    if last <= 1:
        return SafeString("")

    def link(number: int, label: str, rel: str = "") -> SafeString:
        return format_html(
            '<li><a href="?{}"{}>{}</a></li>',
            _query(base_query, page=number),
            format_html(' rel="{}"', rel) if rel else "",
            label,
        )

    number = page.number
    parts = []
    if number > 2:
        parts.append(link(1, _("Première page")))
    if number > 1:
        parts.append(link(number - 1, _("Page précédente"), "prev"))
    parts.append(
        format_html(
            '<li><span aria-current="page">{}</span></li>',
            _("Page %(number)s sur %(last)s") % {"number": grouped(number), "last": grouped(last)},
        )
    )
    if number < last:
        parts.append(link(number + 1, _("Page suivante"), "next"))
    if number < last - 1:
        parts.append(link(last, _("Dernière page")))
    return format_html(
        '<nav class="pagination" aria-label="{}"><ul>{}</ul></nav>',
        _("Pages de la liste"),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def ui_download(links: Iterable[Link | tuple[str, str]], *, label: str = "") -> SafeString:
    """{% ui_download links=twins %}: the same rows as CSV, JSON and XLSX; `links` are `Link` or (label, url)."""
    found = [link if isinstance(link, Link) else Link(*link) for link in links]
    return format_html(
        '<p class="download">{} {}</p>',
        label or _("Télécharger ces lignes :"),
        format_html_join(
            mark_safe(" · "),
            '<a href="{}">{}</a>{}',
            (
                (link.url, link.label, format_html(" <small>({})</small>", link.detail) if link.detail else "")
                for link in found
            ),
        ),
    )
