"""Writing to whoever answers for a territory or a concertation, without ever seeing their address."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commun.accounts.access import public
from commun.concertations.actions.contact import NotSent, relay
from commun.concertations.forms.contact import ContactForm
from commun.concertations.models import Concertation
from commun.core.throttle import is_allowed, is_under
from commun.territories.models import Territory

HOUR = timedelta(hours=1)
A_VISITOR_AN_HOUR, A_TERRITORY_AN_HOUR = 5, 30


@public
@require_http_methods(["GET", "HEAD", "POST"])
def contact_territory(request: HttpRequest, slug: str) -> HttpResponse:
    return _contact(request, get_object_or_404(Territory, slug=slug))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def contact_concertation(request: HttpRequest, slug: str) -> HttpResponse:
    found = Concertation.objects.published().select_related("territory")
    concertation = get_object_or_404(found, slug=slug)
    return _contact(request, concertation.territory, concertation)


def _contact(request: HttpRequest, territory: Territory, concertation: Concertation | None = None) -> HttpResponse:
    about = concertation or territory
    form = ContactForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.is_from_a_program:
            return _thanks(request, about)
        if _is_too_often(request, territory):
            form.add_error(
                None,
                _("Vous avez envoyé plusieurs messages en peu de temps. Réessayez dans une heure : rien n’est perdu."),
            )
            status = 429
        else:
            given = form.cleaned_data
            try:
                relay(
                    territory=territory,
                    concertation=concertation,
                    message=given["message"],
                    sender=given["email"],
                    name=given["nom"].strip(),
                )
            except NotSent as refusal:
                form.add_error(None, refusal.message)
            else:
                return _thanks(request, about)
    context = {"form": form, "territory": territory, "concertation": concertation, "about": about}
    return render(request, "concertations/contact.html", context, status=status)


def _thanks(request: HttpRequest, about: Territory | Concertation) -> HttpResponse:
    messages.success(
        request,
        _("Votre message est parti. La réponse arrivera à l’adresse donnée ; rien n’est conservé ici."),
    )
    return redirect(about)


def _is_too_often(request: HttpRequest, territory: Territory) -> bool:
    by_visitor = is_allowed(request, "contact", limit=A_VISITOR_AN_HOUR, per=HOUR)
    to_territory = is_under("contact-received", str(territory.pk), limit=A_TERRITORY_AN_HOUR, per=HOUR)
    return not (by_visitor and to_territory)
