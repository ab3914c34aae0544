"""The life cycle of a concertation and its guards (DOMAIN 5.5), as one table that an auditor can read.

A guard answers with what is still missing, in words that say how to mend; an empty answer opens the way.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commun.accounts.enums import Permission
from commun.concertations import canevas
from commun.concertations.enums import (
    Decision,
    FollowUpPledge,
    PledgeState,
    State,
    TakeawayKind,
)
from commun.concertations.models import Concertation, FollowUp, Takeaway


@dataclass(frozen=True)
class Missing:
    """Something that a step still needs. `place` tells where one mends it: a field of the canevas, or a page
    ("charte", "publication", "remontees", "reponses", "suites")."""

    text: str
    place: str


Guard = Callable[[Concertation], list[Missing]]


@dataclass(frozen=True)
class Around:
    """What the guards ask of the rows around a record."""

    takeaways: int = 0
    unanswered: int = 0
    retained_without_promise: int = 0
    open_promises: int = 0


def around_of(concertations: Collection[Concertation]) -> dict[int, Around]:
    """For each record, by its key. Two queries, however many there are."""
    keys = [one.pk for one in concertations]
    promises = dict(
        FollowUp.objects.filter(proposition__concertation__in=keys)
        .open()
        .values_list("proposition__concertation")
        .annotate(count=Count("pk"))
    )
    retained = Q(decision__in=[Decision.RETAINED, Decision.PARTLY_RETAINED], follow_ups=None)
    rows = (
        Takeaway.objects.filter(concertation__in=keys)
        .order_by()
        .values("concertation")
        .annotate(
            all=Count("pk", distinct=True),
            unanswered=Count("pk", distinct=True, filter=Q(kind=TakeawayKind.PROPOSITION, answered_on=None)),
            bare=Count("pk", distinct=True, filter=retained),
        )
        .values_list("concertation", "all", "unanswered", "bare")
    )
    counted = {key: (every, unanswered, bare) for key, every, unanswered, bare in rows}
    return {key: Around(*counted.get(key, (0, 0, 0)), promises.get(key, 0)) for key in keys}


def count_around(concertations: Collection[Concertation]) -> None:
    """Count once for a list: the guards of these rows then ask nothing. An action locks a row of its own, uncounted."""
    around = around_of(concertations)
    for one in concertations:
        one.counted_around = around[one.pk]


def _around(concertation: Concertation) -> Around:
    counted = concertation.counted_around
    return counted if isinstance(counted, Around) else around_of([concertation])[concertation.pk]


def _fields(*names: str) -> Guard:
    def guard(concertation: Concertation) -> list[Missing]:
        fields = [canevas.BY_NAME[name] for name in names]
        return [
            Missing(_("À renseigner : %(field)s") % {"field": one.label}, one.name)
            for one in fields
            if one.applies(concertation) and not one.is_filled(concertation)
        ]

    return guard


def _charter_signed(concertation: Concertation) -> list[Missing]:
    pledge = getattr(concertation.territory, "pledge", None)
    if pledge is not None and pledge.state == PledgeState.SIGNED:
        return []
    return [Missing(_("La charte n’est pas encore signée par le territoire."), "charte")]


def _published(concertation: Concertation) -> list[Missing]:
    if concertation.is_published:
        return []
    return [
        Missing(
            _("Publiez la fiche : les participants doivent pouvoir lire les règles avant de débattre."), "publication"
        )
    ]


def _has_hours(concertation: Concertation) -> list[Missing]:
    if concertation.minutes_count:
        return []
    return [Missing(_("Indiquez la durée d’au moins une séquence : les heures de débat s’en déduisent."), "sequences")]


def _has_production(concertation: Concertation) -> list[Missing]:
    if _around(concertation).takeaways or concertation.documents.all():
        return []
    return [
        Missing(
            _("Ajoutez au moins une production : une proposition, un point de vigilance ou un document."), "remontees"
        )
    ]


def _answer_promised_for_later(concertation: Concertation) -> list[Missing]:
    restituted_on = concertation.restituted_on or timezone.localdate()
    if concertation.answer_due_on is None or concertation.answer_due_on > restituted_on:
        return []
    text = _("La date de réponse promise n’est pas après la restitution : donnez-en une autre, ou laissez-la vide.")
    return [Missing(text, "answer_due_on")]


def _follow_up_settled(concertation: Concertation) -> list[Missing]:
    missing = _fields("follow_up_pledge")(concertation)
    if concertation.follow_up_pledge == FollowUpPledge.NO:
        missing += _fields("follow_up_refusal")(concertation)
    if concertation.follow_up_pledge == FollowUpPledge.YES:
        missing += _fields("follow_up_terms", "answering_role")(concertation)
    return missing


def _all_answered(concertation: Concertation) -> list[Missing]:
    waiting = _around(concertation).unanswered
    if not waiting:
        return []
    text = ngettext(
        "%(count)d proposition attend encore sa réponse.",
        "%(count)d propositions attendent encore leur réponse.",
        waiting,
    )
    return [Missing(text % {"count": waiting}, "reponses")]


def _promises_made(concertation: Concertation) -> list[Missing]:
    bare = _around(concertation).retained_without_promise
    if not bare:
        return []
    text = ngettext(
        "%(count)d proposition retenue n’a pas encore d’action promise.",
        "%(count)d propositions retenues n’ont pas encore d’action promise.",
        bare,
    )
    return [Missing(text % {"count": bare}, "suites")]


def _promises_settled(concertation: Concertation) -> list[Missing]:
    left = _around(concertation).open_promises
    if not left:
        return []
    text = ngettext(
        "%(count)d action promise n’est ni réalisée, ni modifiée, ni abandonnée avec son motif.",
        "%(count)d actions promises ne sont ni réalisées, ni modifiées, ni abandonnées avec leur motif.",
        left,
    )
    return [Missing(text % {"count": left}, "suites")]


@dataclass(frozen=True)
class Step:
    """One way from a state to another: what the button says, who may push it, what it needs."""

    source: State
    target: State
    label: str | Promise
    explanation: str | Promise
    permission: Permission
    guards: tuple[Guard, ...] = ()

    def missing(self, concertation: Concertation) -> list[Missing]:
        return [item for guard in self.guards for item in guard(concertation)]


S = State
t = gettext_lazy
PUBLISH = Permission.CONCERTATION_PUBLISH
ANSWER = Permission.ANSWER_PUBLISH

STEPS: tuple[Step, ...] = (
    Step(
        S.INTENTION,
        S.CHARTER_SIGNED,
        t("La charte est signée"),
        t("Le territoire est engagé ; la concertation peut être préparée."),
        PUBLISH,
        (_charter_signed,),
    ),
    Step(
        S.CHARTER_SIGNED,
        S.PREPARATION,
        t("Commencer la préparation"),
        t("Le sujet, les publics et la méthode se décident maintenant."),
        PUBLISH,
        (_charter_signed, _fields("title")),
    ),
    Step(
        S.PREPARATION,
        S.UNDER_WAY,
        t("Ouvrir la concertation"),
        t("Le débat commence : la consigne et la façon dont les propositions pèseront sont publiques."),
        PUBLISH,
        (_fields("brief", "audiences", "recruitment", "objectives", "arbitration"), _published),
    ),
    Step(
        S.UNDER_WAY,
        S.RESTITUTION,
        t("Restituer les résultats"),
        t(
            "Le texte des remontées est figé et publié tel quel ; une correction laissera lire la première version. "
            "Le délai public de réponse commence ce jour."
        ),
        PUBLISH,
        (_fields("ends_on", "participants_count"), _has_hours, _has_production, _answer_promised_for_later),
    ),
    Step(
        S.RESTITUTION,
        S.ANSWER_DUE,
        t("Annoncer le droit de suite"),
        t("Qui répondra, et comment, est public ; le délai de réponse court depuis la restitution."),
        PUBLISH,
        (_follow_up_settled,),
    ),
    Step(
        S.ANSWER_DUE,
        S.ANSWER_PUBLISHED,
        t("Déclarer la réponse complète"),
        t("Chaque proposition a reçu sa réponse."),
        ANSWER,
        (_all_answered,),
    ),
    Step(
        S.ANSWER_PUBLISHED,
        S.FOLLOW_UP,
        t("Commencer le suivi des promesses"),
        t("Chaque action promise a un responsable et une échéance ; leur avancement est public."),
        ANSWER,
        (_promises_made,),
    ),
    Step(
        S.FOLLOW_UP,
        S.CLOSED,
        t("Clore la concertation"),
        t("Toutes les promesses sont tenues, modifiées ou abandonnées avec leur motif ; le bilan est publié."),
        ANSWER,
        (_promises_settled, _fields("closing_report", "closing_message")),
    ),
)


def next_step(concertation: Concertation) -> Step | None:
    """The step that leads on from where the concertation is; None when it is closed or interrupted."""
    return next((step for step in STEPS if step.source == concertation.state), None)


def broken_by(concertation: Concertation) -> list[Missing]:
    """What the steps already taken needed and that the record lacks now. Empty for most; a record that the network
    documented from public sources never had to satisfy them all, so that actions compare before and after."""
    here = canevas.LIFE.index(canevas.reached(concertation))
    return [item for step in STEPS if canevas.LIFE.index(step.target) <= here for item in step.missing(concertation)]


def may_be_interrupted(concertation: Concertation) -> bool:
    return concertation.state not in (State.CLOSED, State.INTERRUPTED)


def is_before(concertation: Concertation, state: State) -> bool:
    """Whether the concertation has not yet reached `state`."""
    return canevas.LIFE.index(canevas.reached(concertation)) < canevas.LIFE.index(state)
