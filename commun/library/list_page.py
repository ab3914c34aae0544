"""The list of the library as the twin of a dataset: its files take the same parameters and give the same rows."""

from django.http import QueryDict

from commun.core.datasets import ListPage, Narrowing, Queryset
from commun.library import facets
from commun.library.forms import shelf as forms
from commun.library.queries.shelf import matching_keys


def read(query: QueryDict) -> Narrowing:
    """The rows, of a queryset of `PublishedSheet`, that the list shows for `query`."""
    wanted = forms.read(query)
    understood = {name for name, _values in wanted.choices} | ({forms.TEXT} if wanted.text else set())
    if wanted.with_fictional:
        understood.add(forms.FICTIONAL)
    unread = tuple(name for name in PARAMETERS if query.get(name) and name not in understood)

    def narrow(rows: Queryset) -> Queryset:
        return rows.filter(pk__in=matching_keys(wanted))

    return Narrowing(narrow, unread)


PARAMETERS = (forms.TEXT, *facets.BY_NAME, *facets.PLACES, forms.FICTIONAL)
LIST_PAGE = ListPage(
    url_name="library:list",
    parameters=PARAMETERS,
    read=read,
    beside=frozenset({forms.SORT, forms.PAGE, forms.VIEW, forms.FILTERS, forms.COMPARE}),
    several=frozenset((*facets.BY_NAME, *facets.PLACES)),
)
