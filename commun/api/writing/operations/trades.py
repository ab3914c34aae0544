"""Which trades a use of AI, or a sentence of a debate, speaks of: said by a program, taken back by it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field

from commun.accounts.enums import Permission
from commun.api.writing import fields
from commun.api.writing.fields import Given
from commun.api.writing.operation import Call, Done, Line, Operation
from commun.api.writing.operations.library import ONE as USE
from commun.api.writing.operations.library import found as use_found
from commun.api.writing.operations.takeaways import ONE as TAKEAWAY
from commun.api.writing.operations.takeaways import found as takeaway_found
from commun.api.writing.parts import part_id, part_of
from commun.concertations.models import Takeaway
from commun.jobs.actions import links
from commun.jobs.models import Trade, TradeLink
from commun.keys.enums import Scope
from commun.library.models import Deployment
from commun.territories.models import Territory

_USES, _SAYINGS = "usages-ia-metiers", "remontees-metiers"


class AttachedTrade(Given):
    """Le métier dont parle un usage, ou une remontée."""

    metier: str = Field(..., min_length=1, max_length=20, description="Son identifiant : « me-0005 ».")


def _line(link: TradeLink, *, is_new: bool) -> Line:
    """Public with what it links: its page is then that of the trade."""
    is_public = TradeLink.objects.public().filter(pk=link.pk).exists()
    if link.deployment_id:
        kind, desk = _USES, "jobs:of_use"
    else:
        kind, desk = _SAYINGS, "jobs:of_takeaway"
    page = link.trade.get_absolute_url() if is_public else reverse(desk, args=[link.about.uid])
    return Line(kind, part_id(link.about.uid, "metiers", link), page, is_public, is_new)


def _attach(call: "Call[Deployment | Takeaway]") -> Done:
    trade = Trade.objects.filter(uid=call.given.metier).first()
    if trade is None:
        raise fields.unsuitable([("metier", _("Aucun métier de la liste ne porte cet identifiant."))])
    return Done((_line(links.attach(trade=trade, to=call.target, by=call.by), is_new=True),))


def _of_use(territory: Territory, identifier: str) -> TradeLink:
    return _among("deployment__uid", identifier, deployment__territory=territory)


def _of_takeaway(territory: Territory, identifier: str) -> TradeLink:
    return _among("takeaway__uid", identifier, takeaway__concertation__territory=territory)


def _among(owner: str, identifier: str, **mine: Territory) -> TradeLink:
    rows = TradeLink.objects.with_what_they_link().select_related("deployment__territory").filter(**mine)
    row: TradeLink = part_of(rows, identifier, kind="metiers", owner=owner)
    return row


def _detach(call: Call[TradeLink]) -> Done:
    told = _line(call.target, is_new=False)
    links.detach(link=call.target, by=call.by)
    return Done((told,))


def _operation(**told: Any) -> Operation[Any]:
    return Operation(permission=Permission.TRADE_ATTACH, **told)


OPERATIONS: tuple[Operation[Any], ...] = (
    _operation(
        name="rattacher_usage_a_un_metier",
        method="POST",
        path=f"{USE}/metiers",
        summary="Dire qu’un usage touche un métier de la liste",
        scope=Scope.LIBRARY,
        twin="jobs:of_use",
        find=use_found,
        act=_attach,
        given=AttachedTrade,
        creates=True,
    ),
    _operation(
        name="detacher_usage_d_un_metier",
        method="DELETE",
        path=f"/{_USES}/{{identifiant}}",
        summary="Ne plus dire qu’un usage touche un métier",
        scope=Scope.LIBRARY,
        twin="jobs:detach",
        find=_of_use,
        act=_detach,
    ),
    _operation(
        name="rattacher_remontee_a_un_metier",
        method="POST",
        path=f"{TAKEAWAY}/metiers",
        summary="Dire qu’une remontée parle d’un métier de la liste",
        scope=Scope.TAKEAWAYS,
        twin="jobs:of_takeaway",
        find=takeaway_found,
        act=_attach,
        given=AttachedTrade,
        creates=True,
    ),
    _operation(
        name="detacher_remontee_d_un_metier",
        method="DELETE",
        path=f"/{_SAYINGS}/{{identifiant}}",
        summary="Ne plus dire qu’une remontée parle d’un métier",
        scope=Scope.TAKEAWAYS,
        twin="jobs:detach",
        find=_of_takeaway,
        act=_detach,
    ),
)
