"""The part of a dataset that an address asks for: all of it, or what the list page shows with these filters."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.core.datasets import Dataset, Queryset
from commun.opendata import rows
from commun.opendata.rows import Cells, Row

PAGING = frozenset({"apres", "limite"})
_NAMED = 20


@dataclass(frozen=True)
class Extract:
    """`asked`: the filters that narrow the rows. `ignored`: the parameters that say nothing here, as on the page."""

    dataset: Dataset
    asked: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    narrow: Callable[[Queryset], Queryset] | None = None

    @property
    def is_whole(self) -> bool:
        return not self.asked

    @property
    def is_plain(self) -> bool:
        """The whole dataset, asked without strange parameters: its file says nothing of the one who asks."""
        return self.is_whole and not self.ignored

    @property
    def name(self) -> str:
        """What files are called: the same filters have the same name, whatever their order."""
        if self.is_whole:
            return self.dataset.slug
        digest = hashlib.sha256(urlencode(sorted(self.asked.items())).encode()).hexdigest()[:16]
        return f"{self.dataset.slug}-extrait-{digest}"

    def rows(self, *, after: str = "", limit: int | None = None, cells: Cells = rows.AS_READ) -> Iterator[Row]:
        return rows.read(self.dataset, after=after, limit=limit, narrow=self.narrow, cells=cells)

    def metadata(self) -> dict[str, Any]:
        """What the head of the JSON adds; nothing for the whole dataset asked without strange parameters."""
        said: dict[str, Any] = {}
        if self.asked:
            said |= {"filtres": self.asked, "extrait_du": timezone.localdate().isoformat()}
        if self.ignored:
            said["parametres_ignores"] = list(self.ignored)
        return said

    def lines(self) -> list[tuple[str, str]]:
        """What the second sheet of the workbook adds."""
        return [(_("Filtre"), f"{name} = {value}") for name, value in self.asked.items()]

    def headers(self) -> dict[str, str]:
        """What a CSV has no room to say, and what a workbook, made once for all, does not say."""
        if not self.ignored:
            return {}
        return {"X-Parametres-Ignores": ", ".join(quote(name[:60], safe="") for name in self.ignored)}


def of(dataset: Dataset, query: QueryDict) -> Extract:
    """What `query` asks of `dataset`; the filters are read as the list page reads them."""
    page = dataset.page
    if page is None:
        return Extract(dataset, ignored=_strange(query, PAGING))
    strange = _strange(query, PAGING | page.beside | frozenset(page.parameters))
    asked = page.asked(query)
    if not asked:
        return Extract(dataset, ignored=strange)
    read = page.read(query)
    understood = {name: value for name, value in asked.items() if name not in read.unread}
    unread = tuple(name for name in asked if name in read.unread)
    return Extract(dataset, understood, (*unread, *strange), read.narrow if understood else None)


def _strange(query: QueryDict, known: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in query if name not in known)[:_NAMED]
