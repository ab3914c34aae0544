"""What this app shows on the pages of territories: who is engaged, what they signed, debated, promised and kept."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.concertations.datasets import TERRITOIRES_ENGAGES
from commun.concertations.enums import PledgeState, State
from commun.concertations.feeds import deadlines_link, territory_link
from commun.concertations.models import Concertation, FollowUp, Pledge, Takeaway
from commun.concertations.queries.charter import pledge_standing
from commun.concertations.queries.concertations import lines_of
from commun.concertations.queries.indicators import Scope, indicators
from commun.concertations.queries.proofs import DebateProofs
from commun.concertations.queries.proposition_lines import lines as proposition_lines
from commun.concertations.queries.resource_uses import debates_using
from commun.concertations.queries.usage_links import debates_of
from commun.deliberations.proofs import register_proofs
from commun.library.panels import register_debates
from commun.resources.uses import register_uses
from commun.territories.models import Territory
from commun.territories.panels import (
    Engagement,
    Panel,
    Step,
    TerritoryLink,
    register_engagement,
    register_link,
    register_panel,
)

LATE_SHOWN = 5


def pledge_panel(territory: Territory) -> Panel | None:
    standing = pledge_standing(territory=territory)
    if standing is None:
        return None
    return Panel(
        title=_("Engagement"),
        template="concertations/panels/pledge.html",
        context={"standing": standing, "charter_url": reverse("concertations:charter")},
        order=10,
        anchor="engagement",
    )


def concertations_panel(territory: Territory) -> Panel | None:
    lines = lines_of(territory=territory, on=timezone.localdate())
    if not lines:
        return None
    return Panel(
        title=_("Concertations"),
        template="concertations/panels/concertations.html",
        context={"lines": lines},
        order=20,
        anchor="concertations",
    )


def promises_panel(territory: Territory) -> Panel | None:
    """The figures of the droit de suite here, then what is late: answers first, promised actions next."""
    today = timezone.localdate()
    figures = indicators(scope=Scope.of_territory(territory), on=today)
    if not figures or not figures[0].denominator:
        return None
    mine = Scope.of_territory(territory).concertations()
    unanswered = Takeaway.objects.public().propositions().filter(concertation__in=mine).late(today)
    promises = (
        FollowUp.objects.public()
        .filter(proposition__concertation__in=mine)
        .late(today)
        .select_related("proposition")
        .order_by("due_on", "pk")[:LATE_SHOWN]
    )
    return Panel(
        title=_("Réponses et promesses"),
        template="concertations/panels/promises.html",
        context={
            "figures": figures,
            "unanswered": proposition_lines(unanswered.order_by("pk")[:LATE_SHOWN], on=today),
            "promises": [(one, one.days_late(today)) for one in promises],
        },
        order=30,
        anchor="promesses",
    )


def contact_link(territory: Territory) -> TerritoryLink | None:
    if not Pledge.objects.standing().filter(territory=territory).exists():
        return None
    url = reverse("concertations:territory_contact", args=[territory.slug])
    return TerritoryLink(label=_("Écrire à la personne référente"), url=url, order=20)


_PLEDGED = Pledge.objects.filter(territory=OuterRef("pk"))
_DEBATES = Concertation.objects.published().filter(territory=OuterRef("pk"))

INTENTION, SIGNED, WITH_DEBATE, ANSWER_DUE, LATE, ANSWERED = (
    "annonce",
    "signe",
    "concertation",
    "reponse_due",
    "en_retard",
    "reponse_publiee",
)
_ANSWERED_STATES = [State.ANSWER_PUBLISHED, State.FOLLOW_UP, State.CLOSED]


class PledgeEngagement:
    """A territory is engaged when its pledge stands: announced or signed, and not withdrawn."""

    def engaged(self) -> Q:
        # By key: the database reads a thousand pledges rather than looking for one beside each of 36,000 territories.
        return Q(pk__in=Pledge.objects.standing().values("territory"))

    def steps(self) -> Sequence[Step]:
        today = timezone.localdate()
        return (
            Step(INTENTION, _("Engagement annoncé"), Q(Exists(_PLEDGED.filter(state=PledgeState.INTENTION)))),
            Step(SIGNED, _("Charte signée"), Q(Exists(_PLEDGED.signed()))),
            Step(WITH_DEBATE, _("Concertation publiée"), Q(Exists(_DEBATES))),
            Step(ANSWER_DUE, _("Réponse attendue"), Q(Exists(_DEBATES.awaiting_answer()))),
            Step(LATE, _("Réponse en retard"), Q(Exists(_DEBATES.late(today)))),
            Step(ANSWERED, _("Réponse publiée"), Q(Exists(_DEBATES.filter(state__in=_ANSWERED_STATES)))),
        )

    def of(self, territory_ids: Collection[int]) -> Mapping[int, Engagement]:
        """Three queries."""
        today = timezone.localdate()
        pledges = Pledge.objects.standing().filter(territory__in=territory_ids).prefetch_related("signatures")
        debates: dict[int, list[Concertation]] = defaultdict(list)
        for one in (
            Concertation.objects.published()
            .filter(territory__in=territory_ids)
            .only("territory_id", "state", "answer_due_on", "restituted_on", "is_documented_by_network")
            .order_by("pk")
        ):
            debates[one.territory_id].append(one)
        return {one.territory_id: _engagement(one, debates[one.territory_id], today) for one in pledges}

    def files(self, query: QueryDict) -> Sequence[tuple[str, str]]:
        return TERRITOIRES_ENGAGES.files(query)


def _engagement(pledge: Pledge, debates: list[Concertation], today: datetime.date) -> Engagement:
    signatures = [one for one in pledge.signatures.all() if one.withdrawn_on is None]
    late = [days for one in debates if (days := one.days_late(today))]
    count = len(debates)
    notes: tuple[str, ...] = ()
    if count:
        notes = (ngettext("%(count)d concertation", "%(count)d concertations", count) % {"count": count},)
    alerts: tuple[str, ...] = ()
    if late:
        alerts = (
            ngettext("réponse en retard de %(days)d jour", "réponse en retard de %(days)d jours", max(late))
            % {"days": max(late)},
        )
    if pledge.state == PledgeState.SIGNED and signatures:
        return Engagement("tenu", _("A signé la charte"), since=signatures[0].signed_on, notes=notes, alerts=alerts)
    return Engagement("en_cours", _("A annoncé son engagement"), since=pledge.announced_on, notes=notes, alerts=alerts)


_debate_proofs = DebateProofs()


def register() -> None:
    """Called once, when the app is ready."""
    register_debates(debates_of)
    register_proofs(_debate_proofs)
    register_uses(debates_using)
    for provider in (pledge_panel, concertations_panel, promises_panel):
        register_panel(provider)
    register_link(contact_link)
    register_link(territory_link)
    register_link(deadlines_link)
    register_engagement(PledgeEngagement())
