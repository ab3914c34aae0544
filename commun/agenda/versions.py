"""What the public read of a meeting at each of its versions, as `core.revisions` keeps it."""

from django.utils.translation import gettext as _

from commun.agenda.enums import EventAudience
from commun.agenda.models import Event
from commun.agenda.when import when
from commun.core.themes import Theme


def content_of(event: Event) -> dict[str, str]:
    """Label → text, in the order of the page; what is unknown is left out."""
    said = {
        _("Titre"): event.title,
        _("Nature"): str(event.get_kind_display()),
        _("Quand"): when(event),
        _("Lieu"): event.place,
        _("Organisé par"): event.organisers_line,
        _("Description"): event.description,
        _("Publics"): ", ".join(str(EventAudience(one).label) for one in event.audiences),
        _("Thèmes"): ", ".join(str(Theme(one).label) for one in event.themes),
        _("Inscription"): str(event.get_signup_display()),
        _("Nombre de places"): str(event.capacity or ""),
        _("Programme"): "\n".join(_programme(event)),
        _("Annulée"): event.cancelled_for,
        _("Compte rendu"): event.minutes,
        _("Personnes présentes"): str(event.attendance or ""),
        _("Source"): event.source_title,
    }
    return {label: text for label, text in said.items() if text}


def _programme(event: Event) -> list[str]:
    return [
        " · ".join(filter(None, (item.title, *(one.public_line for one in item.speakers.all()))))
        for item in event.programme.prefetch_related("speakers")
    ]
