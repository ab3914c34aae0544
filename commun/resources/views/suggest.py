"""« Proposer une ressource »: anyone signed in may, the coordination reads it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commun.accounts.access import UserRequest, signed_in
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.resources.actions import suggestions
from commun.resources.forms.resource import ResourceForm


@signed_in
@READ_OR_SEND
def suggest(request: UserRequest) -> HttpResponse:
    form = ResourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            suggestions.suggest(values=form.values(), by=request.user)
            messages.success(
                request, _("Merci. La coordination va lire votre proposition et vous répondra par courriel.")
            )
            return redirect("resources:list")
    return render(request, "resources/suggest.html", {"form": form})
