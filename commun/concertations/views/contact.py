"""Writing to whoever answers for a territory or a concertation, without ever seeing their address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commun.accounts.access import public
from commun.concertations.actions.contact import relay
from commun.concertations.forms.contact import ContactForm
from commun.concertations.models import Concertation
from commun.core import letters
from commun.core.attempts import READ_OR_SEND
from commun.territories.models import Territory

LIMITS = letters.Limits("contact", a_visitor=5, a_receiver=30)


@public
@READ_OR_SEND
def contact_territory(request: HttpRequest, slug: str) -> HttpResponse:
    return _contact(request, get_object_or_404(Territory, slug=slug))


@public
@READ_OR_SEND
def contact_concertation(request: HttpRequest, slug: str) -> HttpResponse:
    found = Concertation.objects.published().select_related("territory")
    concertation = get_object_or_404(found, slug=slug)
    return _contact(request, concertation.territory, concertation)


def _contact(request: HttpRequest, territory: Territory, concertation: Concertation | None = None) -> HttpResponse:
    about = concertation or territory
    form = ContactForm(request.POST or None)
    is_taken, status = letters.take(
        request,
        form,
        limits=LIMITS,
        receiver=str(territory.pk),
        too_often=_(
            "Vous avez envoyé plusieurs messages en peu de temps. Réessayez dans une heure : rien n’est perdu."
        ),
        send=lambda given: relay(
            territory=territory,
            concertation=concertation,
            message=given["message"],
            sender=given["email"],
            name=given["nom"].strip(),
        ),
    )
    if is_taken:
        messages.success(
            request,
            _("Votre message est parti. La réponse arrivera à l’adresse donnée ; rien n’est conservé ici."),
        )
        return redirect(about)
    context = {"form": form, "territory": territory, "concertation": concertation, "about": about}
    return render(request, "concertations/contact.html", context, status=status)
