"""A territory supports a text of the network, in public; it may take its support back, saying why."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.text import clean
from commun.syntheses.enums import ManifestoState
from commun.syntheses.models import Endorsement, ManifestoVersion, Synthesis
from commun.territories.models import Territory
from commun.ui.components.dates import written


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
    _check_day(endorsed_on)
    if endorsed_on < held.adopted_on:
        raise DomainError(
            _("Ce texte a été adopté le %(day)s : il n’a pas pu être soutenu avant.")
            % {"day": written(held.adopted_on)}
        )
    endorsement = Endorsement(
        territory=territory,
        manifesto=held,
        signatory_role=clean(signatory_role),
        endorsed_on=endorsed_on,
        decision_reference=clean(decision_reference),
        decision_url=decision_url,
        recorded_by=by,
    )
    return _endorse(endorsement, under=held, by=by, verb="manifesto.endorsed", version=held.code)


@transaction.atomic
def endorse_synthesis(
    *,
    synthesis: Synthesis,
    territory: Territory,
    signatory_role: str,
    endorsed_on: datetime.date,
    by: User,
    decision_reference: str = "",
    decision_url: str = "",
) -> Endorsement:
    """Put a territory's name under a public synthesis: who, in what capacity, when, by which decision. It is public."""
    held = Synthesis.objects.select_for_update().get(pk=synthesis.pk)
    if not held.is_public or held.published_at is None:
        raise DomainError(_("Cette synthèse n’est pas encore publique : elle ne peut pas être soutenue."))
    _check_day(endorsed_on)
    published_on = timezone.localdate(held.published_at)
    if endorsed_on < published_on:
        raise DomainError(
            _("Cette synthèse a été publiée le %(day)s : elle n’a pas pu être soutenue avant.")
            % {"day": written(published_on)}
        )
    endorsement = Endorsement(
        territory=territory,
        synthesis=held,
        signatory_role=clean(signatory_role),
        endorsed_on=endorsed_on,
        decision_reference=clean(decision_reference),
        decision_url=decision_url,
        recorded_by=by,
    )
    return _endorse(endorsement, under=held, by=by, verb="synthesis.endorsed")


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


def _check_day(endorsed_on: datetime.date) -> None:
    if endorsed_on > timezone.localdate():
        raise DomainError(_("La date du soutien est dans l’avenir : indiquez le jour de la décision."))


def _endorse(
    endorsement: Endorsement, *, under: ManifestoVersion | Synthesis, by: User, verb: str, **detail: str
) -> Endorsement:
    """What holds for every text: invented and real never meet, somebody signs in a capacity, and once."""
    territory = endorsement.territory
    if under.is_fictional != territory.is_fictional:
        raise DomainError(_("Un texte inventé n’est soutenu que par des territoires inventés."))
    if not endorsement.signatory_role:
        raise DomainError(_("Dites en quelle qualité le texte est soutenu : « maire », « présidente »…"))
    if under.endorsements.standing().filter(territory=territory).exists():
        raise DomainError(_("Ce territoire soutient déjà ce texte."))
    endorsement.save(force_insert=True)
    audit.record(
        verb,
        target=under,
        by=by,
        by_role=by.signature(territory),
        detail={"territoire": territory.uid, "date": endorsement.endorsed_on.isoformat(), **detail},
        public=True,
    )
    return endorsement
