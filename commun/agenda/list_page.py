"""The agenda as the twin of a dataset: its files take the same parameters and give the same rows."""

from django.http import QueryDict
from django.utils import timezone

from commun.agenda.forms import FilterForm
from commun.agenda.models import Event
from commun.agenda.queries.shelf import narrowed
from commun.core.datasets import ListPage, Narrowing, Queryset

PARAMETERS = tuple(FilterForm.base_fields)


def read(query: QueryDict) -> Narrowing:
    """The rows, of a queryset of `Event`, that the list shows for `query`."""
    form = FilterForm(query)
    form.is_valid()
    given = form.cleaned_data

    def narrow(rows: Queryset) -> Queryset:
        kept = narrowed(Event.objects.public(), given, now=timezone.now())
        return rows.filter(pk__in=kept.values("pk"))

    return Narrowing(narrow, tuple(name for name in PARAMETERS if query.get(name) and name in form.errors))


LIST_PAGE = ListPage(url_name="agenda:list", parameters=PARAMETERS, read=read, beside=frozenset({"page"}))
