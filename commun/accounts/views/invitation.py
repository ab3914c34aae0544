"""Accepting an invitation, with an account or without one yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commun.accounts import actions, queries
from commun.accounts.access import public
from commun.accounts.models import User
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import DomainError


@public
@never_cache
@READ_OR_SEND
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link shows what is offered; joining takes a signed-in account of the invited address, and a click."""
    found = queries.invitation_for(token_sha256=actions.token_digest(token))
    if found is None:
        return render(request, "accounts/invitation_unusable.html", status=410)
    if request.method == "POST" and isinstance(request.user, User):
        try:
            membership = actions.accept_invitation(token=token, by=request.user)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            territory = membership.territory.name
            messages.success(request, _("Vous faites partie de l’équipe : %(territory)s.") % {"territory": territory})
            return redirect("accounts:account")
    context = {
        "invitation": found,
        "is_theirs": isinstance(request.user, User) and request.user.email == found.email,
        "path": request.path,
    }
    response = render(request, "accounts/invitation.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response
