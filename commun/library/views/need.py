"""Starting from a need: a sentence understood, shown back as criteria, and the uses most like it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library.forms import need as forms
from commun.library.queries import need as queries
from commun.ui.components import Crumb


@public
@require_safe
def need(request: HttpRequest) -> HttpResponse:
    sentence, criteria = forms.read(request.GET)
    asked = criteria.need() if criteria is not None else None
    found = None
    if asked is not None and not asked.is_empty:
        with_fictional = request.GET.get("exemple") == "on"
        found = queries.answer(need=asked, on=timezone.localdate(), with_fictional=with_fictional)
    context = {
        "sentence": sentence,
        "criteria": criteria,
        "found": found,
        "path": [Crumb(_("Bibliothèque"), reverse("library:list")), Crumb(_("Votre besoin"))],
    }
    return render(request, "library/need.html", context)
