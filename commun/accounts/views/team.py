"""The team of a territory: members, invitations, requests."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts import actions, queries
from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission, Role
from commun.accounts.forms import InvitationForm, RoleForm
from commun.accounts.models import Invitation, JoinRequest, Membership
from commun.core.attempts import RefusalsOn, attempt
from commun.core.errors import DomainError
from commun.territories.models import Territory


def territory_of(*, slug: str, **kwargs: object) -> Territory:
    """The territory that the address names."""
    return get_object_or_404(Territory, slug=slug)


@require(Permission.TEAM_MANAGE, of=territory_of)
@require_safe
def team(request: UserRequest, slug: str) -> HttpResponse:
    return _page(request, territory_of(slug=slug), InvitationForm())


@require(Permission.TEAM_MANAGE, of=territory_of)
@require_POST
def invite(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of(slug=slug)
    form = InvitationForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"]
        with RefusalsOn(form, "email"):
            invitation = actions.invite(
                territory=territory, email=email, role=Role(form.cleaned_data["role"]), by=request.user
            )
            if invitation.mail_failed:
                form.add_error(
                    None,
                    _("Le courriel n’est pas parti : le courrier ne répond pas. Renvoyez-le dans quelques minutes."),
                )
                return _page(request, territory, form, status=503)
            messages.success(request, _("L’invitation est partie à %(email)s.") % {"email": email})
            return redirect("accounts:team", slug=slug)
    return _page(request, territory, form, status=422)


@require(Permission.TEAM_MANAGE, of=territory_of)
@require_POST
def withdraw_invitation(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk, territory__slug=slug)
    attempt(
        request,
        lambda: actions.withdraw_invitation(invitation=invitation, by=request.user),
        done=_("L’invitation est retirée : son lien ne fonctionne plus."),
    )
    return redirect("accounts:team", slug=slug)


@require(Permission.TEAM_MANAGE, of=territory_of)
@require_POST
def change_role(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("user", "territory"), pk=pk, territory__slug=slug)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choisissez un rôle de la liste."))
        return redirect("accounts:team", slug=slug)
    role = Role(form.cleaned_data["role"])
    try:
        actions.change_role(
            membership=membership, role=role, by=request.user, leave_without_referent="confirm" in request.POST
        )
    except actions.LastReferent as warning:
        context = {"membership": membership, "role": role, "warning": warning.message}
        return render(request, "accounts/last_referent.html", context, status=409)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Le rôle est changé."))
    return redirect("accounts:team", slug=slug)


@require(Permission.TEAM_MANAGE, of=territory_of)
@require_POST
def remove_member(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("user", "territory"), pk=pk, territory__slug=slug)
    try:
        actions.remove_member(membership=membership, by=request.user, leave_without_referent="confirm" in request.POST)
    except actions.LastReferent as warning:
        context = {"membership": membership, "role": "", "warning": warning.message}
        return render(request, "accounts/last_referent.html", context, status=409)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Cette personne ne fait plus partie de l’équipe."))
        if membership.user_id == request.user.pk:
            return redirect("accounts:account")
    return redirect("accounts:team", slug=slug)


@require(Permission.TEAM_MANAGE, of=territory_of)
@require_POST
def answer_join_request(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    asked = get_object_or_404(JoinRequest.objects.select_related("user", "territory"), pk=pk, territory__slug=slug)
    form = RoleForm(request.POST)
    try:
        if request.POST.get("answer") == "accept" and form.is_valid():
            actions.accept_join_request(request=asked, role=Role(form.cleaned_data["role"]), by=request.user)
            _say_it(request, asked, _("Cette personne fait partie de l’équipe."))
        elif request.POST.get("answer") == "refuse":
            actions.refuse_join_request(request=asked, by=request.user)
            _say_it(request, asked, _("La demande est refusée."))
        else:
            messages.error(request, _("Choisissez un rôle, puis acceptez ou refusez."))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("accounts:team", slug=slug)


def _say_it(request: UserRequest, asked: JoinRequest, done: str) -> None:
    """What was done, and whether the person could be told."""
    if asked.mail_failed:
        told = _("Le courrier ne répond pas : le courriel n’est pas parti, prévenez-la vous-même.")
        messages.warning(request, f"{done} {told}")
    else:
        messages.success(request, f"{done} {_('La personne en est prévenue par courriel.')}")


def _page(request: UserRequest, territory: Territory, form: InvitationForm, status: int = 200) -> HttpResponse:
    context = {
        "territory": territory,
        "form": form,
        "team": queries.team(territory=territory, me=request.user),
        "roles": Role.choices,
    }
    return render(request, "accounts/team.html", context, status=status)
