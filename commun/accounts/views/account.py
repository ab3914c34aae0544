"""One's own account: who one is, what is held, how to leave."""

import json

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts import actions, personal_data, queries
from commun.accounts.access import UserRequest, signed_in
from commun.accounts.forms import EraseForm, ProfileForm
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.core.errors import DomainError
from commun.territories.models import Territory


@signed_in
@READ_OR_SEND
def account(request: UserRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(user=request.user, **form.cleaned_data)
        messages.success(request, _("Votre compte est à jour."))
        return redirect("accounts:account")
    context = {
        "form": form,
        "belongings": queries.belongings(user=request.user),
        "joinable": queries.joinable_territories(user=request.user),
        "identities": request.user.socialaccount_set.exists(),
        "has_second_factor": request.user.authenticator_set.filter(type="totp").exists(),
    }
    return render(request, "accounts/account.html", context)


@signed_in
@require_POST
def end_other_sessions(request: UserRequest) -> HttpResponse:
    actions.end_other_sessions(user=request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Toutes vos autres sessions sont fermées."))
    return redirect("accounts:account")


@signed_in
@require_safe
def export(request: UserRequest) -> HttpResponse:
    """A file that only its owner receives."""
    text = json.dumps(personal_data.export(request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mes-donnees-commun.json"'
    return response


@signed_in
@READ_OR_SEND
def erase(request: UserRequest) -> HttpResponse:
    form = EraseForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            actions.erase(user=request.user)
            logout(request)
            messages.success(request, _("Votre compte est effacé."))
            return redirect("/")
    context = {"form": form, "left_alone": queries.last_referent_of(user=request.user)}
    return render(request, "accounts/erase.html", context)


@signed_in
@require_POST
def request_to_join(request: UserRequest, slug: str) -> HttpResponse:
    territory = get_object_or_404(Territory.objects.current(), slug=slug)
    sirens = queries.proconnect_sirens(user=request.user)
    try:
        asked = actions.request_to_join(
            territory=territory, siren=territory.siren if territory.siren in sirens else "", by=request.user
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        if asked.mail_failed:
            messages.warning(
                request,
                _("Votre demande est enregistrée, mais le courrier ne répond pas : prévenez la personne référente."),
            )
        else:
            messages.success(request, _("Votre demande est partie ; vous recevrez la réponse par courriel."))
    return redirect("accounts:account")
