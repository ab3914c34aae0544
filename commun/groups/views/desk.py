"""Opening groups, saying what they work on, naming who animates them: those of the network, or of one territory.

Whoever does that reads nothing of their private space: to enter it, they must be a member of it.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.core.errors import EditConflict
from commun.groups.actions import groups, members
from commun.groups.enums import GroupRole
from commun.groups.forms import AnimatorForm, GroupForm, initial_of
from commun.groups.models import Group
from commun.groups.queries.public import desk_list
from commun.territories.models import Territory


def _holder(*, slug: str, **kwargs: object) -> Territory | None:
    return _group(slug).territory


FOR_NETWORK = require(Permission.GROUP_MANAGE)
FOR_TERRITORY = require(Permission.GROUP_MANAGE, of=territory_of_slug)
MANAGE = require(Permission.GROUP_MANAGE, of=_holder)


@FOR_NETWORK
@READ_OR_SEND
def desk(request: UserRequest) -> HttpResponse:
    return _desk(request, None)


@FOR_TERRITORY
@READ_OR_SEND
def territory_desk(request: UserRequest, slug: str) -> HttpResponse:
    return _desk(request, territory_of_slug(slug=slug))


def _desk(request: UserRequest, territory: Territory | None) -> HttpResponse:
    context = {"groups": desk_list(territory=territory, user=request.user), "territory": territory}
    return render(request, "groups/desk/home.html", context)


@FOR_NETWORK
@READ_OR_SEND
def new(request: UserRequest) -> HttpResponse:
    return _new(request, None)


@FOR_TERRITORY
@READ_OR_SEND
def territory_new(request: UserRequest, slug: str) -> HttpResponse:
    return _new(request, territory_of_slug(slug=slug))


def _new(request: UserRequest, territory: Territory | None) -> HttpResponse:
    initial = {"takes_requests": True, "led_by": territory.name if territory else ""}
    form = GroupForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            made = groups.open_group(values=form.cleaned_data, territory=territory, by=request.user)
            messages.success(request, _("Le groupe est ouvert. Nommez maintenant qui l’anime."))
            return redirect("groups:edit", slug=made.slug)
    return render(request, "groups/desk/edit.html", {"form": form, "territory": territory})


@MANAGE
@READ_OR_SEND
def edit(request: UserRequest, slug: str) -> HttpResponse:
    """The version is the one that the form was made from."""
    one = _group(slug)
    form = GroupForm(request.POST or None, initial=initial_of(one))
    version = seen_version(request) if request.method == "POST" else one.version
    if request.method == "POST" and form.is_valid():
        try:
            groups.edit(group=one, values=form.cleaned_data, version=version, by=request.user)
        except EditConflict as conflict:
            version = one.version
            form.add_error(None, conflict.message)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("groups:edit", slug=slug)
    context = {
        "form": form,
        "one": one,
        "version": version,
        "territory": one.territory,
        "animator_form": AnimatorForm(),
        "animated": one.members.filter(role=GroupRole.ANIMATOR).count(),
        "is_member": one.members.filter(user=request.user).exists(),
    }
    return render(request, "groups/desk/edit.html", context)


@MANAGE
@require_POST
def animator(request: UserRequest, slug: str) -> HttpResponse:
    one, form = _group(slug), AnimatorForm(request.POST)
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
    one = _group(slug)
    attempt(request, lambda: groups.close(group=one, by=request.user), done=_("Le groupe a terminé ses travaux."))
    return redirect("groups:territory_desk", slug=one.territory.slug) if one.territory else redirect("groups:desk")


def _group(slug: str) -> Group:
    return get_object_or_404(Group.objects.select_related("territory"), slug=slug)
