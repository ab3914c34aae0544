"""Up to four sheets side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library.forms import shelf as forms
from commun.library.presenters.shelf import compared_columns
from commun.library.queries import compare as queries
from commun.ui.components import Crumb


@public
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    page = queries.comparison(slugs=forms.compared(request.GET, "fiches"))
    slugs = [one.slug for one in page.sheets]
    context = {
        "page": page,
        "columns": compared_columns(page),
        "add_url": f"{reverse('library:list')}?{forms.COMPARE}={','.join(slugs)}" if slugs else reverse("library:list"),
        "may_add": len(slugs) < forms.MOST_COMPARED,
        "too_many": len(forms.asked_to_compare(request.GET, "fiches")) > forms.MOST_COMPARED,
        "path": [Crumb(_("Bibliothèque"), reverse("library:list")), Crumb(_("Comparer"))],
    }
    return render(request, "library/compare.html", context)
