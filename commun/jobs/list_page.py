"""The list of trades as the twin of a dataset: its files take the same parameters and give the same rows."""

from django.http import QueryDict

from commun.core.datasets import ListPage, Narrowing, Queryset
from commun.jobs.enums import Branch
from commun.jobs.models import Trade
from commun.jobs.queries import Filter, matching

PARAMETERS = ("q", "filiere", "touche")
_TOUCHED = {"oui": True, "non": False}


def filter_of(query: QueryDict) -> Filter:
    """What an address asks; what cannot be read is ignored."""
    branch = query.get("filiere", "")
    return Filter(
        text=str(query.get("q", ""))[:200].strip(),
        branch=branch if branch in Branch.values else "",
        touched=_TOUCHED.get(query.get("touche", "")),
    )


def read(query: QueryDict) -> Narrowing:
    wanted = filter_of(query)
    understood = {"q": bool(wanted.text), "filiere": bool(wanted.branch), "touche": wanted.touched is not None}
    unread = tuple(name for name in PARAMETERS if query.get(name) and not understood[name])

    def narrow(rows: Queryset) -> Queryset:
        return rows.filter(pk__in=matching(Trade.objects.all(), wanted).order_by().values("pk"))

    return Narrowing(narrow, unread)


LIST_PAGE = ListPage(url_name="jobs:list", parameters=PARAMETERS, read=read, beside=frozenset())
