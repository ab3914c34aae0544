"""Who has a role in the network."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commun.accounts import actions, queries
from commun.accounts.access import UserRequest, require
from commun.accounts.enums import NetworkRole, Permission
from commun.accounts.forms import NetworkRoleForm
from commun.accounts.models import User
from commun.core.attempts import READ_OR_SEND, RefusalsOn


@require(Permission.NETWORK_ROLES_MANAGE)
@READ_OR_SEND
def network_roles(request: UserRequest) -> HttpResponse:
    form = NetworkRoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.active().filter(email__iexact=form.cleaned_data["email"]).first()
        role = form.cleaned_data["network_role"]
        if user is None:
            form.add_error("email", _("Aucun compte n’a cette adresse : la personne doit d’abord en créer un."))
        else:
            with RefusalsOn(form):
                actions.set_network_role(user=user, network_role=NetworkRole(role) if role else None, by=request.user)
                messages.success(request, _("Le rôle est enregistré."))
                return redirect("accounts:network_roles")
    context = {"form": form, "members": queries.network_members()}
    return render(request, "accounts/network_roles.html", context)
