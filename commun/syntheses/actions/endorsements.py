"""A territory supports a text of the network, in public; it may take its support back, saying why."""

import datetime

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.text import clean
from commun.syntheses.enums import ManifestoState
from commun.syntheses.models import Endorsement, ManifestoVersion
from commun.territories.models import Territory


@transaction.atomic
def endorse_manifesto(
    *,
    manifesto: ManifestoVersion,
    territory: Territory,
    signatory_role: str,
    endorsed_on: datetime.date,
    by: User,
    decision_reference: str = "",
    decision_url: str = "",
) -> Endorsement:
    """Put the territory's name under an adopted version: a real one under the real text, an invented one otherwise."""
    held = ManifestoVersion.objects.select_for_update().get(pk=manifesto.pk)
    if held.state != ManifestoState.ADOPTED or held.adopted_on is None:
        raise DomainError(_("Cette version n’est pas adoptée : elle ne peut pas encore être soutenue."))
    if held.is_fictional != territory.is_fictional:
        raise DomainError(_("Un texte inventé n’est soutenu que par des territoires inventés."))
    _check_day(endorsed_on, held.adopted_on)
    if not clean(signatory_role):
        raise DomainError(_("Dites en quelle qualité le texte est soutenu : « maire », « présidente »…"))
    if Endorsement.objects.standing().filter(manifesto=held, territory=territory).exists():
        raise DomainError(_("Ce territoire soutient déjà ce texte."))
    endorsement = Endorsement.objects.create(
        territory=territory,
        manifesto=held,
        signatory_role=clean(signatory_role),
        endorsed_on=endorsed_on,
        decision_reference=clean(decision_reference),
        decision_url=decision_url,
        recorded_by=by,
    )
    audit.record(
        "manifesto.endorsed",
        target=held,
        by=by,
        by_role=by.signature(territory),
        detail={"territoire": territory.uid, "version": held.code, "date": endorsed_on.isoformat()},
        public=True,
    )
    return endorsement


@transaction.atomic
def withdraw(*, endorsement: Endorsement, reason: str, by: User) -> Endorsement:
    """Take the support back today. The row stays, with the reason: both are public."""
    current = Endorsement.objects.select_for_update().get(pk=endorsement.pk)
    if current.withdrawn_on is not None:
        raise DomainError(_("Ce soutien est déjà retiré."))
    if not clean(reason):
        raise DomainError(_("Dites pourquoi le territoire retire son soutien : le motif est public."))
    current.withdrawn_on, current.withdrawal_reason = timezone.localdate(), clean(reason)
    current.save()
    audit.record(
        "endorsement.withdrawn",
        target=current,
        by=by,
        by_role=by.signature(current.territory),
        detail={"territoire": current.territory.uid, "motif": current.withdrawal_reason},
        public=True,
    )
    return current


def _check_day(endorsed_on: datetime.date, adopted_on: datetime.date) -> None:
    if endorsed_on > timezone.localdate():
        raise DomainError(_("La date du soutien est dans l’avenir : indiquez le jour de la décision."))
    if endorsed_on < adopted_on:
        raise DomainError(
            _("Ce texte a été adopté le %(day)s : il n’a pas pu être soutenu avant.")
            % {"day": formats.date_format(adopted_on, "j F Y")}
        )
