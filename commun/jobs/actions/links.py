"""Saying that a use of AI, or a sentence of a debate, speaks of a trade; taking it back."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations.models import Takeaway
from commun.core import audit
from commun.core.errors import DomainError
from commun.jobs.models import Trade, TradeLink
from commun.library.models import Deployment
from commun.territories.models import Territory


def attach(*, trade: Trade, to: Deployment | Takeaway, by: User | None) -> TradeLink:
    """Two people who say it at once say it once: the second is told."""
    place = territory_of(to)
    link = TradeLink(trade=trade, by_role=by.signature(place) if by is not None else "")
    if isinstance(to, Deployment):
        link.deployment = to
    else:
        link.takeaway = to
    try:
        with transaction.atomic():
            link.save(force_insert=True)
            _record("trade.attached", link, by=by)
    except IntegrityError as twice:
        raise DomainError(_("« %(trade)s » y est déjà.") % {"trade": trade.title}) from twice
    return link


@transaction.atomic
def detach(*, link: TradeLink, by: User) -> None:
    current = TradeLink.objects.select_for_update().filter(pk=link.pk).first()
    if current is None:
        raise DomainError(_("Ce métier est déjà retiré."))
    _record("trade.detached", current, by=by)
    current.delete()


def territory_of(about: Deployment | Takeaway) -> Territory:
    return about.territory if isinstance(about, Deployment) else about.concertation.territory


def _record(verb: str, link: TradeLink, *, by: User | None) -> None:
    """Public with what it links; a link to a draft leaves a trace that the territory alone reads."""
    is_public = TradeLink.objects.public().filter(pk=link.pk).exists()
    detail = {"metier": link.trade.uid, "sur": link.about.uid}
    audit.record(verb, target=link, by=by, by_role=link.by_role, detail=detail, public=is_public)
