"""The list of the catalogue as the twin of a dataset: its files take the same parameters and give the same rows."""

from django.http import QueryDict

from commun.core.datasets import ListPage, Narrowing, Queryset
from commun.resources.facets import BY_NAME
from commun.resources.queries import shelf

PARAMETERS = (shelf.TEXT, *BY_NAME)


def read(query: QueryDict) -> Narrowing:
    """The rows, of a queryset of `Resource`, that the list shows for `query`."""
    wanted = shelf.read(query)
    understood = {name for name, _values in wanted.choices} | ({shelf.TEXT} if wanted.text else set())
    unread = tuple(name for name in PARAMETERS if query.get(name) and name not in understood)

    def narrow(rows: Queryset) -> Queryset:
        return rows.filter(pk__in=shelf.matching_keys(wanted))

    return Narrowing(narrow, unread)


LIST_PAGE = ListPage(
    url_name="resources:list",
    parameters=PARAMETERS,
    read=read,
    beside=frozenset({shelf.SORT, shelf.PAGE}),
    several=frozenset(BY_NAME),
)
