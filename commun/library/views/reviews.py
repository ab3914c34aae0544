"""Reading the sheets of others before they are public, and asking others to read one's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require, signed_in, territory_of_slug
from commun.accounts.desk import desk_of
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt
from commun.library.access import territory_of_sheet
from commun.library.actions import reviews as actions
from commun.library.forms.reviews import ReviewForm
from commun.library.models import Deployment
from commun.library.queries import desk as desks
from commun.library.queries import reviews as queries
from commun.library.queries.preview import as_read
from commun.library.reviewing import texts_digest


@signed_in
@require_safe
def queue(request: UserRequest) -> HttpResponse:
    """All that one may review, whatever the territories that one acts for."""
    reviewing = desk_of(user=request.user, on=timezone.localdate()).where(Permission.LIBRARY_REVIEW)
    sheets = queries.waiting(user=request.user) if reviewing else []
    context = {"territories": reviewing, "sheets": sheets}
    return render(request, "library/workspace/reviews.html", context)


@require(Permission.LIBRARY_REVIEW, of=territory_of_slug)
@READ_OR_SEND
def review(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    """One sheet as an outsider will read it, and what this outsider says of it."""
    territory = territory_of_slug(slug=slug)
    waiting = Deployment.objects.filter(review_asked_at__isnull=False).exclude(territory=territory)
    sheet = get_object_or_404(waiting.select_related("territory", "solution"), uid=uid)
    shown = as_read(sheet=sheet)
    form = ReviewForm(request.POST or None, parts=shown.parts)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            actions.answer(
                sheet=sheet,
                territory=territory,
                is_readable=form.cleaned_data["verdict"] == "oui",
                remarks=form.cleaned_data["remarks"],
                field_remarks=form.field_remarks(),
                seen=request.POST.get("seen", ""),
                by=request.user,
            )
            messages.success(request, _("Merci : votre lecture est envoyée à %(name)s.") % {"name": sheet.territory})
            return redirect("library:reviews")
    context = {
        "territory": territory,
        "sheet": sheet,
        "shown": shown,
        "form": form,
        "rows": form.rows(shown.parts),
        "seen": texts_digest(sheet),
    }
    return render(request, "library/workspace/review.html", context)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_POST
def ask(request: UserRequest, slug: str) -> HttpResponse:
    sheet = desks.workspace_sheet(slug=slug)
    attempt(
        request,
        lambda: actions.ask(sheet=sheet, by=request.user),
        done=_("La relecture est demandée aux autres territoires."),
    )
    return redirect("library:workspace", slug=slug)
