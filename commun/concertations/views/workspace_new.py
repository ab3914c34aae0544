"""Opening a concertation: what one knows on the first day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations import rules
from commun.concertations.access import territory_of_slug
from commun.concertations.actions import concertation as actions
from commun.concertations.canevas import Section
from commun.concertations.enums import Audience
from commun.concertations.forms.canevas import OpeningForm
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import DomainError


@require(Permission.CONCERTATION_EDIT, of=territory_of_slug)
@READ_OR_SEND
def concertation_new(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    form = OpeningForm(request.POST or None, initial={"referent_email": request.user.email})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        values["audiences"] = [Audience(value) for value in values["audiences"]]
        try:
            record = actions.create(territory=territory, by=request.user, **values)
        except rules.InvalidRecord as invalid:
            form.add_faults(invalid.faults)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("La concertation est ouverte ; vous seuls la voyez pour l’instant."))
            return redirect("concertations:workspace_section", slug=record.slug, section=Section.PRACTICAL.value)
    return render(request, "concertations/workspace/new.html", {"territory": territory, "form": form})
