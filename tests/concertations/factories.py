"""Concertations for tests, told by where they stand. Each step is taken by the real action, guards included."""

import datetime

import factory
from factory.django import DjangoModelFactory

from commun.accounts.enums import Role
from commun.accounts.models import User
from commun.concertations.actions import lifecycle
from commun.concertations.actions.records import keep_counters
from commun.concertations.enums import (
    Audience,
    CountMethod,
    FollowUpPledge,
    ParticipationLevel,
    Party,
    Phase,
    PledgeState,
    Recruitment,
    State,
    TakeawayKind,
    Theme,
)
from commun.concertations.models import (
    AudiencePart,
    CharterVersion,
    Commitment,
    Concertation,
    Pledge,
    Sequence,
    Signature,
    Takeaway,
)
from commun.core.dates import PartialDate
from commun.territories.models import Territory
from tests.accounts.factories import member
from tests.territories.factories import TerritoryFactory

LETTERS = {
    TakeawayKind.PROPOSITION: "p",
    TakeawayKind.VIGILANCE: "v",
    TakeawayKind.OBSTACLE: "f",
    TakeawayKind.OPPORTUNITY: "o",
}


class CharterVersionFactory(DjangoModelFactory):
    class Meta:
        model = CharterVersion

    number = factory.Sequence(lambda n: f"t{n + 1}")
    title = "Charte d’essai"
    published_on = datetime.date(2025, 3, 11)


def charter() -> CharterVersion:
    """A published charter: one commitment for each moment, one for the network."""
    version: CharterVersion = CharterVersionFactory()
    rows = [
        ("A1", Party.TERRITORY, Phase.BEFORE, "Faciliter le débat sans le diriger."),
        ("P1", Party.TERRITORY, Phase.DURING, "Dire comment les propositions pèseront sur la décision."),
        ("R1", Party.TERRITORY, Phase.AFTER, "Répondre à chaque proposition."),
        ("N1", Party.NETWORK, Phase.NETWORK, "Analyser les résultats."),
    ]
    Commitment.objects.bulk_create(
        Commitment(charter=version, code=code, party=party, phase=phase, text=text, position=position)
        for position, (code, party, phase, text) in enumerate(rows)
    )
    return version


class PledgeFactory(DjangoModelFactory):
    """A pledge announced and not yet signed."""

    class Meta:
        model = Pledge

    territory = factory.SubFactory(TerritoryFactory)
    state = PledgeState.INTENTION


def signed_pledge(
    territory: Territory | None = None, *, on: datetime.date = datetime.date(2026, 3, 2), version=None
) -> Pledge:
    """A territory that signed the charter."""
    pledge: Pledge = PledgeFactory(territory=territory or TerritoryFactory(), state=PledgeState.SIGNED)
    Signature.objects.create(pledge=pledge, charter=version or charter(), signatory_role="Maire", signed_on=on)
    return pledge


class ConcertationFactory(DjangoModelFactory):
    """A record just opened, in its first state, seen by its territory alone."""

    class Meta:
        model = Concertation

    uid = factory.Sequence(lambda n: f"cta-2020-{n + 1:04d}")
    slug = factory.Sequence(lambda n: f"ia-et-services-publics-{n + 1}")
    territory = factory.SubFactory(TerritoryFactory)
    title = "L’IA dans nos services publics"
    referent_email = "referente.privee@exemple.fr"
    starts_on_planned = PartialDate("2026-04-01")


class SequenceFactory(DjangoModelFactory):
    class Meta:
        model = Sequence

    concertation = factory.SubFactory(ConcertationFactory)
    title = factory.Sequence(lambda n: f"Atelier {n + 1}")
    on = datetime.date(2026, 5, 12)
    minutes = 150
    attendance = 24


class TakeawayFactory(DjangoModelFactory):
    """A sentence, not yet frozen. Its number follows the last one of its kind."""

    class Meta:
        model = Takeaway

    concertation = factory.SubFactory(ConcertationFactory)
    kind = TakeawayKind.PROPOSITION
    number = factory.LazyAttribute(
        lambda self: self.concertation.takeaways.filter(kind=self.kind).count() + 1  # in tests nothing is removed
    )
    uid = factory.LazyAttribute(lambda self: f"{self.concertation.uid}-{LETTERS[self.kind]}{self.number}")
    text = factory.LazyAttribute(lambda self: f"Publier la liste des algorithmes, version {self.number}.")
    theme = Theme.TRANSPARENCY


def referent_of(concertation: Concertation) -> User:
    """The person who leads it: the territory's first référent, made when there is none."""
    membership = concertation.territory.memberships.filter(role=Role.REFERENT).order_by("pk").first()
    return membership.user if membership else member(concertation.territory)


def _give(concertation: Concertation, **values) -> None:
    for name, value in values.items():
        setattr(concertation, name, value)
    concertation.save()


def _advance(concertation: Concertation, *states: State) -> Concertation:
    by = referent_of(concertation)
    for state in states:
        concertation = lifecycle.advance(concertation=concertation, to=state, by=by)
    return concertation


def prepared_concertation(**fields) -> Concertation:
    """Charter signed, subject and method written, not yet public: everything is ready to be opened."""
    concertation: Concertation = ConcertationFactory(**fields)
    if not Pledge.objects.filter(territory=concertation.territory).exists():
        signed_pledge(concertation.territory)
    concertation = _advance(concertation, State.CHARTER_SIGNED, State.PREPARATION)
    AudiencePart.objects.create(concertation=concertation, audience=Audience.USERS)
    AudiencePart.objects.create(concertation=concertation, audience=Audience.AGENTS)
    _give(
        concertation,
        brief="Que voulons-nous confier à une machine dans nos services, et que refusons-nous de lui confier ?",
        arbitration="Le conseil municipal répondra à chaque proposition, par écrit et avec ses raisons.",
        recruitment=[Recruitment.OPEN_CALL],
        level=ParticipationLevel.CONCERTATION,
        objectives=["democratique"],
    )
    return concertation


def published_concertation(**fields) -> Concertation:
    """Ready and public, before the debate opens."""
    concertation = prepared_concertation(**fields)
    return lifecycle.publish(concertation=concertation, by=referent_of(concertation))


def concertation_under_way(**fields) -> Concertation:
    """Public, the debate is open."""
    return _advance(published_concertation(**fields), State.UNDER_WAY)


def restituted_concertation(*, propositions: int = 3, vigilances: int = 0, **fields) -> Concertation:
    """The debate is over: its takeaways are frozen and public."""
    concertation = concertation_under_way(**fields)
    SequenceFactory(concertation=concertation)
    for _number in range(propositions):
        TakeawayFactory(concertation=concertation)
    for _number in range(vigilances):
        TakeawayFactory(
            concertation=concertation,
            kind=TakeawayKind.VIGILANCE,
            text=f"Qui répond quand la machine se trompe ? ({_number + 1})",
        )
    if not propositions and not vigilances:
        TakeawayFactory(
            concertation=concertation, kind=TakeawayKind.OPPORTUNITY, text="Gagner du temps pour l’accueil."
        )
    _give(
        concertation,
        ends_on=PartialDate("2026-06-30"),
        participants_count=60,
        count_method=CountMethod.PEOPLE,
        summary="Les participants demandent de savoir où sont les algorithmes.",
    )
    keep_counters(concertation)
    return _advance(concertation, State.RESTITUTION)


def concertation_awaiting_answer(
    *, propositions: int = 3, answer_due_on: datetime.date | None = None, **fields
) -> Concertation:
    """The public clock runs: each proposition waits for its answer until the promised date."""
    concertation = restituted_concertation(propositions=propositions, **fields)
    _give(
        concertation,
        follow_up_pledge=FollowUpPledge.YES,
        follow_up_terms="Une réponse par proposition, puis un point chaque semestre.",
        answering_role="Adjointe au numérique",
        answering_body="Conseil municipal",
        **({"answer_due_on": answer_due_on, "answer_first_due_on": answer_due_on} if answer_due_on else {}),
    )
    return _advance(concertation, State.ANSWER_DUE)


def unanswered_proposition(**fields) -> Takeaway:
    """A frozen public proposition that waits for its answer."""
    proposition: Takeaway = concertation_awaiting_answer(propositions=1, **fields).takeaways.get()
    return proposition
