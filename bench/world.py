"""A country as large as the plan: engaged territories, concertations and propositions, made up, reproducible.

Run inside a site: `commun shell -c "from bench.world import build; build(...)"`. Sentences are assembled from a small
vocabulary; they say nothing of the territories that carry them and never leave the benchmark's data folder.
"""

import datetime
import random

from django.db import transaction
from django.utils import timezone

from commun.concertations.enums import Audience, Decision, FollowUpState, PledgeState, State, TakeawayKind, Theme
from commun.concertations.models import (
    Answer,
    AudiencePart,
    CharterVersion,
    Concertation,
    FollowUp,
    Milestone,
    Pledge,
    Sequence,
    Signature,
    Takeaway,
)
from commun.core.dates import PartialDate
from commun.territories.models import Territory

VERBS = (
    "Publier",
    "Former",
    "Interdire",
    "Mesurer",
    "Expliquer",
    "Ouvrir",
    "Partager",
    "Vérifier",
    "Garantir",
    "Refuser",
)
OBJECTS = (
    "la liste des algorithmes", "les agents de l’accueil", "la durée de conservation", "un guichet dans chaque quartier",
    "le coût de chaque outil", "la consommation d’énergie", "un droit de recours simple", "les réponses en langage clair",
    "la décision humaine", "les données des écoles", "le choix des fournisseurs", "le bilan annuel",
)  # fmt: skip
ENDS = (
    "avant tout déploiement.", "avec les habitants tirés au sort.", "chaque année en conseil.", "sans attendre la loi.",
    "pour les personnes éloignées du numérique.", "dans toutes les communes membres.", "et le dire publiquement.",
)  # fmt: skip
REASONS = ("Le budget de l’année le permet en partie.", "Cela relève d’une autre collectivité.", "C’est déjà la règle.")


def _sentence(dice: random.Random, number: int) -> str:
    return f"{dice.choice(VERBS)} {dice.choice(OBJECTS)} {dice.choice(ENDS)} ({number})"


@transaction.atomic
def build(*, territories: int, concertations: int, propositions: int, seed: int = 2026) -> None:
    """Fill an empty site. `propositions` are spread evenly over `concertations`."""
    dice = random.Random(seed)
    today = timezone.localdate()
    bodies = list(Territory.objects.real().exclude(population=None).order_by("-population", "pk")[:territories])
    charter = CharterVersion.objects.current()
    pledges = Pledge.objects.bulk_create(
        Pledge(territory=body, state=PledgeState.SIGNED, announced_on=PartialDate.of(today - datetime.timedelta(400)))
        for body in bodies
    )
    Signature.objects.bulk_create(
        Signature(pledge=pledge, charter=charter, signatory_role="Présidence", signed_on=today) for pledge in pledges
    )
    each = propositions // concertations
    records = Concertation.objects.bulk_create(
        (_record(dice, number, bodies[number % len(bodies)], today, each) for number in range(concertations)),
        batch_size=500,
    )
    AudiencePart.objects.bulk_create(
        (AudiencePart(concertation=one, audience=kind) for one in records for kind in dice.sample(list(Audience), 2)),
        batch_size=1000,
    )
    Sequence.objects.bulk_create(
        (
            Sequence(
                concertation=one, title=f"Séance {rank}", on=one.restituted_on - datetime.timedelta(30 * rank),
                minutes=120, attendance=25,
            )
            for one in records
            if one.restituted_on
            for rank in (3, 2, 1)
        ),
        batch_size=1000,
    )  # fmt: skip
    for start in range(0, len(records), 200):
        _takeaways(dice, records[start : start + 200], each, today)


def _record(dice: random.Random, number: int, body: Territory, today: datetime.date, each: int) -> Concertation:
    restituted = today - datetime.timedelta(days=dice.randrange(20, 700))
    instant = timezone.make_aware(datetime.datetime.combine(restituted, datetime.time(9)))
    return Concertation(
        uid=f"cta-{restituted.year}-{number + 10:05d}",
        slug=f"concertation-{number}",
        territory=body,
        title=f"L’intelligence artificielle en débat, {body.name}",
        state=State.ANSWER_DUE,
        published_at=instant,
        starts_on=PartialDate.of(restituted - datetime.timedelta(120)),
        ends_on=PartialDate.of(restituted),
        brief="À quelles conditions acceptons-nous ces outils ?",
        recruitment=["tirage_au_sort"],
        participants_count=dice.randrange(12, 300),
        restituted_on=restituted,
        answer_due_on=restituted + datetime.timedelta(days=182),
        follow_up_pledge="oui",
        propositions_count=each,
        sequences_count=3,
        minutes_count=360,
    )


def _takeaways(dice: random.Random, records: list[Concertation], each: int, today: datetime.date) -> None:
    propositions, answers, follow_ups = [], [], []
    themes, decisions = [theme.value for theme in Theme], [decision.value for decision in Decision]
    for record in records:
        frozen = record.published_at
        answered = 0
        for number in range(1, each + 1):
            text = _sentence(dice, number)
            is_answered = dice.random() < 0.6
            decision = dice.choice(decisions) if is_answered else ""
            final = bool(decision) and decision != Decision.UNDER_STUDY
            answered += final
            propositions.append(
                Takeaway(
                    uid=f"{record.uid}-p{number}",
                    concertation=record,
                    kind=TakeawayKind.PROPOSITION,
                    number=number,
                    text=text,
                    text_sha256=Takeaway.digest(text),
                    theme=dice.choice(themes),
                    frozen_at=frozen,
                    changed_at=frozen or timezone.now(),
                    decision=decision,
                    answered_on=min(today, record.restituted_on + datetime.timedelta(dice.randrange(30, 300)))
                    if final and record.restituted_on
                    else None,
                )
            )
        record.answered_count = answered
    Takeaway.objects.bulk_create(propositions, batch_size=500)
    for one in propositions:
        if one.decision:
            on = one.answered_on or today
            answers.append(
                Answer(
                    uid=Answer.uid_within(one.uid, 1), number=1, proposition=one, decision=one.decision, reason=dice.choice(REASONS), author_role="Vice-présidence",
                    body="Conseil", answered_on=on, published_at=one.changed_at,
                )
            )  # fmt: skip
        if one.decision in (Decision.RETAINED, Decision.PARTLY_RETAINED):
            state = dice.choice([s.value for s in FollowUpState])
            follow_ups.append(
                FollowUp(
                    uid=f"{one.uid}-s1", proposition=one, number=1, title="Plan d’action", owner_role="Direction générale",
                    due_on=today + datetime.timedelta(dice.randrange(-200, 300)), state=state,
                    state_reason="Motif public." if state in ("modifie", "abandonne") else "",
                )
            )  # fmt: skip
    Answer.objects.bulk_create(answers, batch_size=500)
    FollowUp.objects.bulk_create(follow_ups, batch_size=500)
    Milestone.objects.bulk_create(
        (
            Milestone(
                uid=Milestone.uid_within(one.uid, 1),
                number=1,
                follow_up=one,
                on=today,
                state=one.state,
                text="Point d’étape.",
            )
            for one in follow_ups
        ),
        batch_size=1000,
    )
    Concertation.objects.bulk_update(records, ["answered_count"], batch_size=200)
