"""`/espace/groupes/`: opening groups, saying what they work on, naming who animates them. Not their private space."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import attempt
from commun.core.errors import DomainError, EditConflict
from commun.groups.actions import groups, members
from commun.groups.forms import AnimatorForm, GroupForm, initial_of
from commun.groups.models import Group
from commun.groups.queries.public import group_list

MANAGE = require(Permission.GROUP_MANAGE)
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@MANAGE
@READ_OR_SEND
def desk(request: UserRequest) -> HttpResponse:
    return render(request, "groups/desk/home.html", {"groups": group_list()})


@MANAGE
@READ_OR_SEND
def new(request: UserRequest) -> HttpResponse:
    form = GroupForm(request.POST or None, initial={"takes_requests": True})
    if request.method == "POST" and form.is_valid():
        try:
            made = groups.open_group(values=form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Le groupe est ouvert. Nommez maintenant qui l’anime."))
            return redirect("groups:edit", slug=made.slug)
    return render(request, "groups/desk/edit.html", {"form": form})


@MANAGE
@READ_OR_SEND
def edit(request: UserRequest, slug: str) -> HttpResponse:
    """The version is the one that the form was made from."""
    one = get_object_or_404(Group, slug=slug)
    form = GroupForm(request.POST or None, initial=initial_of(one))
    version = _number(request) if request.method == "POST" else one.version
    if request.method == "POST" and form.is_valid():
        try:
            groups.edit(group=one, values=form.cleaned_data, version=version, by=request.user)
        except EditConflict as conflict:
            version = one.version
            form.add_error(None, conflict.message)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("groups:edit", slug=slug)
    context = {"form": form, "one": one, "version": version, "animator_form": AnimatorForm()}
    return render(request, "groups/desk/edit.html", context)


@MANAGE
@require_POST
def animator(request: UserRequest, slug: str) -> HttpResponse:
    one, form = get_object_or_404(Group, slug=slug), AnimatorForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Écrivez une adresse complète, par exemple prenom.nom@exemple.fr."))
        return redirect("groups:edit", slug=slug)
    email = form.cleaned_data["email"]
    done = _("C’est fait. Sans compte ici, cette personne reçoit une invitation.")
    attempt(request, lambda: members.name_animator(group=one, email=email, by=request.user), done=done)
    return redirect("groups:edit", slug=slug)


@MANAGE
@require_POST
def close(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Group, slug=slug)
    attempt(request, lambda: groups.close(group=one, by=request.user), done=_("Le groupe a terminé ses travaux."))
    return redirect("groups:desk")


def _number(request: UserRequest) -> int:
    """The version that a form was made from; 0, which no row bears, when it does not say."""
    written = request.POST.get("version", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0
