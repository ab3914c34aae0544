"""The keys of a territory: those that there are, one more, one less."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND
from commun.keys import actions, queries
from commun.keys.forms import KeyForm
from commun.keys.models import ApiKey


@require(Permission.API_MANAGE, of=territory_of_slug)
@READ_OR_SEND
def keys(request: UserRequest, slug: str) -> HttpResponse:
    """The secret of a new key is in the answer to the form, and in no page after: that answer is kept nowhere."""
    territory = territory_of_slug(slug=slug)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key, secret = actions.open_key(territory=territory, by=request.user, **form.given())
        except actions.KeyRefused as refusal:
            form.add_refusal(refusal)
        else:
            context = {"territory": territory, "key": key, "secret": secret.text}
            return render(request, "keys/opened.html", context, status=201)
    lines = queries.key_lines(territory=territory, on=timezone.localdate())
    context = {
        "territory": territory,
        "form": form,
        "alive": [line for line in lines if line.is_alive],
        "dead": [line for line in lines if not line.is_alive],
    }
    return render(request, "keys/list.html", context, status=422 if form.errors else 200)


@require(Permission.API_MANAGE, of=territory_of_slug)
@require_POST
def revoke(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    key = get_object_or_404(ApiKey.objects.select_related("territory"), pk=pk, territory__slug=slug)
    actions.revoke(key=key, by=request.user)
    messages.success(request, _("La clé « %(name)s » est révoquée : elle n’ouvre plus rien.") % {"name": key.name})
    return redirect("keys:list", slug=slug)
