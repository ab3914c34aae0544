"""The law as this site read it: articles, thresholds, calendar, each with its source and how sure it is."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library import law
from commun.library.presenters.paths import path


@public
@require_safe
def law_page(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    texts = [(text, list(found)) for text, found in groupby(law.articles().values(), key=lambda one: one.text)]
    context = {
        "path": path(_("Droit")),
        "texts": texts,
        "thresholds": law.thresholds().values(),
        "deadlines": [(one, one.on > today) for one in law.deadlines()],
    }
    return render(request, "library/duties/law.html", context)
