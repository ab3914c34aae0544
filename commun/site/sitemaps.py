"""Every public page that says something of its own, by kind: what the sitemaps list, and when each last changed.

A kind is cut in files of 50,000 addresses at most (sitemaps.org); a file is read and written batch after batch.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from commun.agenda.models import Event
from commun.concertations.models import CharterVersion, Concertation, Takeaway
from commun.consultations.models import Consultation
from commun.core.freshness import kept
from commun.deliberations.models import Deliberation
from commun.editorial.models import PublishedArticle, Term
from commun.groups.models import Group
from commun.hearings.models import CouncilOpinion, Hearing
from commun.heritage.models import HeritageItem
from commun.jobs.models import Trade
from commun.labels.models import Application, Call
from commun.library.models import PublishedSheet, Solution
from commun.opendata.registry import datasets
from commun.resources.models import Resource
from commun.syntheses.models import Finding, ManifestoVersion, Synthesis
from commun.territories.models import Territory

MOST = 50_000  # addresses in one file, says the protocol
_BATCH = 2_000

PAGES = (
    "site:home",
    "territories:list",
    "concertations:list",
    "concertations:propositions",
    "concertations:charter",
    "syntheses:findings",
    "library:list",
    "deliberations:list",
    "resources:list",
    "agenda:list",
    "groups:list",
    "hearings:list",
    "hearings:council",
    "jobs:list",
    "consultations:list",
    "labels:list",
    "heritage:list",
    "editorial:news_list",
    "editorial:method",
    "editorial:glossary",
    "opendata:catalogue",
    "opendata:archives",
    "api_home",
    "api_changes",
    "site:help",
    "site:about",
    "site:accessibility",
    "site:ecodesign",
    "site:personal_data",
    "site:legal",
)


@dataclass(frozen=True)
class Address:
    path: str
    changed_at: datetime.datetime | None = None


@dataclass(frozen=True)
class Section:
    """One kind of page: its rows, the lookup that stands in its address, and that of its last change.

    `dataset` is that of the same rows, which tells how many there are and when one last changed.
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    view: str
    key: str
    changed: str = ""
    dataset: str = ""

    def count(self) -> int:
        """Once for each version of the public data; what has a way of its own to count keeps it."""
        declared = datasets()[self.dataset].count if self.dataset else None
        return declared() if declared else kept(f"sitemap-{self.name}", self.rows().count)

    def changed_at(self) -> datetime.datetime | None:
        return datasets()[self.dataset].changed_at() if self.dataset else None

    def addresses(self, page: int) -> Iterator[Address]:
        """Those of file number `page`, from 1. One query, read as it is written."""
        wanted = (self.key, self.changed) if self.changed else (self.key,)
        start = (page - 1) * MOST
        rows = self.rows().order_by("pk").values_list(*wanted)[start : start + MOST]
        for key, *changed in rows.iterator(chunk_size=_BATCH):
            yield Address(reverse(self.view, args=[key]), changed[0] if changed else None)


SECTIONS: tuple[Section, ...] = (
    Section(
        "territoires",
        lambda: Territory.objects.real().filter(pledge__isnull=False),
        "territories:detail",
        "slug",
        dataset="territoires-engages",
    ),
    Section(
        "concertations",
        lambda: Concertation.objects.published().real(),
        "concertations:detail",
        "slug",
        changed="published_at",
        dataset="concertations",
    ),
    Section(
        "propositions",
        lambda: Takeaway.objects.public().real().propositions(),
        "concertations:proposition",
        "uid",
        changed="changed_at",
        dataset="propositions",
    ),
    Section(
        "constats",
        lambda: Finding.objects.public().real(),
        "syntheses:finding",
        "slug",
        changed="published_at",
        dataset="constats",
    ),
    Section(
        "syntheses",
        lambda: Synthesis.objects.public().real(),
        "syntheses:synthesis",
        "slug",
        changed="published_at",
    ),
    Section(
        "manifeste",
        lambda: ManifestoVersion.objects.public().real(),
        "syntheses:manifesto_version",
        "code",
        changed="published_at",
    ),
    Section(
        "usages",
        lambda: PublishedSheet.objects.real(),
        "library:sheet",
        "slug",
        changed="updated_at",
        dataset="usages-ia",
    ),
    Section("solutions", lambda: Solution.objects.public(), "library:solution", "slug", dataset="solutions"),
    Section(
        "deliberations",
        lambda: Deliberation.objects.public().filter(body__is_fictional=False),
        "deliberations:detail",
        "uid",
        changed="recorded_at",
        dataset="deliberations",
    ),
    Section(
        "ressources",
        lambda: Resource.objects.public(),
        "resources:detail",
        "slug",
        changed="updated_at",
        dataset="ressources",
    ),
    Section(
        "evenements",
        lambda: Event.objects.public().real(),
        "agenda:detail",
        "slug",
        changed="updated_at",
        dataset="evenements",
    ),
    Section(
        "groupes",
        lambda: Group.objects.exclude(territory__is_fictional=True),
        "groups:detail",
        "slug",
        changed="updated_at",
        dataset="groupes",
    ),
    Section(
        "auditions",
        lambda: Hearing.objects.public().real(),
        "hearings:hearing",
        "slug",
        changed="updated_at",
        dataset="auditions",
    ),
    Section(
        "avis",
        lambda: CouncilOpinion.objects.public().real(),
        "hearings:opinion",
        "uid",
        changed="updated_at",
        dataset="avis-scientifiques",
    ),
    Section(
        "consultations",
        lambda: Consultation.objects.all(),
        "consultations:detail",
        "slug",
        changed="updated_at",
        dataset="consultations",
    ),
    Section("metiers", lambda: Trade.objects.all(), "jobs:trade", "slug", changed="updated_at", dataset="metiers"),
    Section("labels", lambda: Call.objects.public().real(), "labels:call", "slug", changed="updated_at"),
    Section(
        "laureats",
        lambda: Application.objects.laureates().real(),
        "labels:laureate",
        "uid",
        changed="updated_at",
        dataset="laureats",
    ),
    Section(
        "patrimoine",
        lambda: HeritageItem.objects.public().filter(territory__is_fictional=False),
        "heritage:item",
        "uid",
    ),
)


def pages() -> Iterator[Address]:
    """Those of the site itself, of the versions of the charter, of what the network writes, and of each dataset."""
    for name in PAGES:
        yield Address(reverse(name))
    for version in CharterVersion.objects.published():
        yield Address(version.get_absolute_url())
    for article in PublishedArticle.objects.real().order_by("pk"):
        yield Address(article.get_absolute_url())
    for term in Term.objects.order_by("pk"):
        yield Address(term.get_absolute_url())
    for one in datasets().values():
        yield Address(reverse("opendata:dataset", args=[one.slug]), one.changed_at())
        yield Address(reverse("api_collection", args=[one.slug]))


def section(name: str) -> Section | None:
    return next((one for one in SECTIONS if one.name == name), None)


def files() -> Iterator[tuple[str, int, datetime.datetime | None]]:
    """(name, number, last change) of each file of each kind that has something to list."""
    for one in SECTIONS:
        for number in range(1, -(-one.count() // MOST) + 1):
            yield one.name, number, one.changed_at()


def written(kind: str, item: str, entries: Iterable[tuple[str, datetime.datetime | None]]) -> Iterator[str]:
    """A file of the protocol: `kind` holds `item`, each with its absolute address and its last change."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    for address, changed_at in entries:
        changed = f"<lastmod>{changed_at.isoformat(timespec='seconds')}</lastmod>" if changed_at else ""
        yield f"<{item}><loc>{address}</loc>{changed}</{item}>\n"
    yield f"</{kind}>\n"
