"""Passing a message on to whoever answers for a territory, without showing their address nor keeping the message."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commun.accounts.enums import Role
from commun.accounts.models import User
from commun.concertations.models import Concertation
from commun.core import audit, mails
from commun.core.errors import DomainError
from commun.territories.models import Territory


class NotSent(DomainError):
    """The mail server did not take the message."""


def receivers(*, territory: Territory, concertation: Concertation | None = None) -> list[str]:
    """The référent of the concertation, else those of the territory, else the network's coordinators.

    Addresses: never show them.
    """
    if concertation is not None and concertation.referent_email:
        return [concertation.referent_email]
    return [person.email for person in User.objects.answering_for(territory)]


def relay(
    *, territory: Territory, message: str, sender: str, name: str = "", concertation: Concertation | None = None
) -> None:
    """Send a visitor's message. Nothing of it is stored here. Raises NotSent."""
    subject = _("Message reçu par Commun : %(about)s") % {
        "about": concertation.title if concertation else territory.name
    }
    context = {
        "territory": territory,
        "concertation": concertation,
        "message": message,
        "sender": sender,
        "name": name,
    }
    text = render_to_string("concertations/mails/contact.txt", context | _ours()).strip()
    to = receivers(territory=territory, concertation=concertation)
    if not to:
        raise NotSent(
            _("Personne ne peut encore recevoir ce message : ce territoire et le réseau n’ont pas de compte ici.")
        )
    _send(subject=subject, text=text, to=to, reply_to=sender)


def write_to_referents(*, territory: Territory, subject: str, message: str, by: User) -> int:
    """The network writes to the référents of a territory. The trace says who wrote to which territory, not what.

    Returns how many people it was sent to.
    """
    to = [person.email for person in User.objects.acting_for(territory, Role.REFERENT).order_by("email")]
    if not to:
        found = Concertation.objects.filter(territory=territory).exclude(referent_email="")
        to = sorted(set(found.values_list("referent_email", flat=True)))
    if not to:
        raise NotSent(
            _("Ce territoire n’a pas encore de personne référente : invitez-en une depuis la page de son équipe.")
        )
    context = {"territory": territory, "message": message, "role": by.signature()}
    text = render_to_string("concertations/mails/from_network.txt", context | _ours()).strip()
    _send(subject=subject, text=text, to=to, reply_to=by.email)
    audit.record(
        "network.wrote_to_referent", target=territory, by=by, by_role=by.signature(), detail={"destinataires": len(to)}
    )
    return len(to)


def _ours() -> dict[str, str]:
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}


def _send(*, subject: str, text: str, to: list[str], reply_to: str) -> None:
    """One mail to each: receivers do not see one another."""
    subject = " ".join(subject.split())
    written = [EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [one], reply_to=[reply_to]) for one in to]
    if not mails.send(written, what="contact"):
        raise NotSent(_("Le message n’est pas parti : le courrier ne répond pas. Réessayez dans quelques minutes."))
