"""What one follows: by the link of a mail, or signed in; leaving in one click."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from commun.accounts.access import UserRequest, public, signed_in
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import DomainError
from commun.following import actions, links
from commun.following.forms import RhythmsForm
from commun.following.models import Reader, Subscription


@signed_in
@READ_OR_SEND
def own(request: UserRequest) -> HttpResponse:
    return _subscriptions(request, Reader.objects.filter(user=request.user).first())


@public
@never_cache
@READ_OR_SEND
def manage(request: HttpRequest, token: str) -> HttpResponse:
    try:
        reader = Reader.objects.filter(pk=links.read_management(token)).first()
    except DomainError as refusal:
        return render(request, "following/link_refused.html", {"message": refusal.message}, status=410)
    if reader is None:
        message = _("Cette adresse est oubliée : plus rien ne lui est envoyé.")
        return render(request, "following/link_refused.html", {"message": message}, status=410)
    return _subscriptions(request, reader)


def _subscriptions(request: HttpRequest, reader: Reader | None) -> HttpResponse:
    if reader is None:
        return render(request, "following/own.html")
    subscriptions = list(Subscription.objects.confirmed().filter(reader=reader).order_by("label", "pk"))
    if request.method == "POST" and "oublier" in request.POST:
        actions.forget(reader=reader)
        return render(request, "following/left.html", {"labels": [], "forgotten": True})
    form = RhythmsForm(request.POST or None, subscriptions=subscriptions)
    if request.method == "POST" and form.is_valid():
        actions.change_rhythms(reader=reader, rhythms=form.rhythms)
        messages.success(request, _("Vos choix sont enregistrés."))
        return redirect(request.path)
    context = {"form": form, "reader": reader, "subscriptions": subscriptions}
    return render(request, "following/own.html", context)


@csrf_exempt
@public
@never_cache
@READ_OR_SEND
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """A mail programme posts here by itself (RFC 8058): the seal of the link stands for the form's token."""
    try:
        reader, subscriptions = links.read_leaving(token)
    except DomainError as refusal:
        return render(request, "following/link_refused.html", {"message": refusal.message}, status=410)
    if request.method != "POST":
        rows = Subscription.objects.filter(reader=reader, pk__in=subscriptions).order_by("pk")
        context = {"action": request.path, "labels": list(rows.values_list("label", flat=True))}
        return render(request, "following/leave.html", context)
    labels = actions.leave(reader=reader, subscriptions=subscriptions)
    return render(request, "following/left.html", {"labels": labels, "manage": links.management(reader)})
