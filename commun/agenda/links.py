"""The signed links of mails and calendars. No token is kept: a link is made of what it allows, sealed with our key."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.agenda.models import PersonalCalendar
from commun.core.errors import DomainError

CONFIRMED_WITHIN = timedelta(days=7)
_CONFIRM, _LEAVE, _CALENDAR = "agenda.confirm", "agenda.leave", "agenda.calendar"


class LinkRefused(DomainError):
    """The link is not ours, or is too old."""


def confirmation(registrations: Iterable[int]) -> str:
    return _absolute("agenda:confirm", signing.dumps(sorted(registrations), salt=_CONFIRM))


def read_confirmation(token: str) -> list[int]:
    """Raises LinkRefused."""
    try:
        return [int(one) for one in signing.loads(token, salt=_CONFIRM, max_age=CONFIRMED_WITHIN)]
    except signing.SignatureExpired:
        raise LinkRefused(_("Ce lien a plus de sept jours : inscrivez-vous de nouveau.")) from None
    except signing.BadSignature:
        raise LinkRefused(_("Ce lien est incomplet : copiez-le en entier depuis le message.")) from None


def leaving(registration: int) -> str:
    return _absolute("agenda:leave", signing.dumps(registration, salt=_LEAVE))


def read_leaving(token: str) -> int:
    """It lasts as long as the mail that holds it. Raises LinkRefused."""
    try:
        return int(signing.loads(token, salt=_LEAVE))
    except signing.BadSignature:
        raise LinkRefused(_("Ce lien est incomplet : copiez-le en entier depuis le message.")) from None


def calendar(kept: PersonalCalendar) -> str:
    return _absolute("agenda:own_calendar", signing.dumps([kept.user_id, kept.serial], salt=_CALENDAR))


def read_calendar(token: str) -> tuple[int, int]:
    """The person, and which of their addresses it is. Raises LinkRefused."""
    try:
        user, serial = signing.loads(token, salt=_CALENDAR)
    except signing.BadSignature:
        raise LinkRefused(_("Cette adresse de calendrier n’existe pas.")) from None
    return int(user), int(serial)


def _absolute(view: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(view, args=[token])}"
