"""A small country with everything that a dataset may hold, and texts that break careless files."""

import datetime
from decimal import Decimal

from commun.concertations.enums import (
    Audience,
    Decision,
    FollowUpState,
    Objective,
    PledgeState,
    Recruitment,
    State,
    Support,
    TakeawayKind,
    Theme,
    VigilanceKind,
)
from commun.concertations.models import (
    Answer,
    Concertation,
    Document,
    Erratum,
    FactSource,
    FollowUp,
    Milestone,
    Pledge,
    Takeaway,
)
from commun.core import audit
from commun.core.dates import PartialDate
from commun.groups.actions import groups
from commun.hearings.actions import council
from commun.labels.actions import results
from commun.labels.enums import For
from commun.library.actions import publication
from commun.library.actions.alerts import raise_alert
from commun.library.actions.evaluation import Given
from commun.library.enums import LineageKind, Outcome, Visibility
from commun.library.models import Lineage, PublishedSheet, SheetLink
from commun.syntheses.enums import FindingKind, Stance
from commun.syntheses.models import FindingSource, OpinionPoll, OpinionStatement
from commun.territories.models import Territory
from tests.accounts.factories import UserFactory, coordinator, referent
from tests.agenda.factories import announced, past
from tests.concertations.factories import restituted_concertation
from tests.consultations.factories import consultation
from tests.deliberations.factories import DeliberationFactory, SourceFactory, with_text
from tests.editorial.factories import published, word
from tests.federation.factories import active_source, record_of
from tests.groups.factories import group
from tests.hearings.factories import public_hearing, public_opinion
from tests.heritage.factories import published as archived
from tests.jobs.factories import attached, trade
from tests.labels.factories import admitted, judged, open_call, scored, seated, sent
from tests.library.evaluations import evaluated
from tests.library.factories import SolutionFactory, draft, result, whole_sheet
from tests.resources.factories import added
from tests.syntheses.factories import evidence
from tests.syntheses.manifestos import adopted, public_finding
from tests.territories.factories import TerritoryFactory

NASTY_TEXTS = (
    "=cmd|' /C calc'!A0",
    "'=déjà gardé",
    "''@deux fois",
    "'juste une apostrophe",
    "+33 1 02 03 04 05",
    "-1 % de budget",
    "@everyone",
    "\ttabulation",
    "\r\nretour",
    'guillemets "doubles", virgules, ; et |',
    "première ligne\nseconde ligne\r\ntroisième",
    "émoji 🗳️ et ’ « guillemets »",
    "<script>alert(1)</script>",
    " espaces autour ",
    "0123",
    "NULL",
    "https://www.exemple.fr/a?b=c",
    "long " * 2000,
)


def answered(proposition: Takeaway, decision: Decision, reason: str = "", **fields) -> Answer:
    answer = Answer.objects.create(
        proposition=proposition,
        decision=decision,
        reason=reason,
        author_role="Adjointe au numérique",
        answered_on=datetime.date(2026, 9, 1),
        **fields,
    )
    final = decision != Decision.UNDER_STUDY
    Takeaway.objects.filter(pk=proposition.pk).update(
        decision=decision, answered_on=answer.answered_on if final else None
    )
    return answer


def country() -> Concertation:
    """Every dataset gets rows; the concertation returned bears the nasty texts."""
    metropole = TerritoryFactory(metropole=True, name="Métropole d’Essai", latitude=48.11, longitude=-1.68)
    concertation = restituted_concertation(territory=metropole, propositions=len(NASTY_TEXTS), vigilances=2)
    for proposition, text in zip(concertation.takeaways.propositions().order_by("number"), NASTY_TEXTS, strict=True):
        Takeaway.objects.filter(pk=proposition.pk).update(text=text, support=Support.CONSENSUS)
    Takeaway.objects.filter(concertation=concertation, kind=TakeawayKind.VIGILANCE).update(
        vigilance_kind=VigilanceKind.ALERT, theme=Theme.JOBS, audiences=[Audience.AGENTS, Audience.ELECTED]
    )
    record_of(active_source(f"https://commun.exemple.fr/{metropole.pk}/datapackage.json", territory=metropole))
    concertation.refresh_from_db()
    concertation.co_leads.add(TerritoryFactory(), TerritoryFactory())
    concertation.audiences.filter(audience=Audience.USERS).update(people_count=42)
    concertation.audiences.filter(audience=Audience.AGENTS).update(people_count=3)
    concertation.summary = "=SOMME(A1:A9)"
    concertation.tools = "@outils"
    concertation.objectives = [Objective.SOCIAL, Objective.DEMOCRATIC]
    concertation.recruitment = [Recruitment.SORTITION, Recruitment.OTHER]
    concertation.uses_support = False
    concertation.starts_on = PartialDate("2026")
    concertation.answer_due_on = datetime.date(2026, 12, 31)
    concertation.save()
    Document.objects.create(concertation=concertation, title="Rapport", url="https://www.exemple.fr/a|b.pdf")
    FactSource.objects.create(
        concertation=concertation, url="https://www.exemple.fr/source", read_on=PartialDate("2026-10-01")
    )
    first, second, third, *_rest = concertation.takeaways.propositions().order_by("number")
    Erratum.objects.create(takeaway=second, previous_text="avant", reason="faute de frappe")
    answered(first, Decision.UNDER_STUDY)
    answered(first, Decision.PARTLY_RETAINED, "=motif, avec virgule", decision_reference="DEL-2026-1")
    answered(third, Decision.RETAINED)
    follow_up = FollowUp.objects.create(
        uid=f"{first.uid}-s1",
        proposition=first,
        number=1,
        title="-Mettre en ligne le registre",
        owner_role="Direction du numérique",
        due_on=datetime.date(2027, 3, 31),
        state=FollowUpState.UNDER_WAY,
    )
    Milestone.objects.create(
        follow_up=follow_up,
        on=datetime.date(2027, 1, 5),
        state=FollowUpState.UNDER_WAY,
        text="@commencé",
        by_role="Référent·e, Métropole d’Essai",
    )
    Pledge.objects.create(
        territory=TerritoryFactory(population=None), state=PledgeState.INTENTION, announced_on=PartialDate("2024-09")
    )
    restituted_concertation(propositions=1)
    imagined = restituted_concertation(territory=TerritoryFactory(is_fictional=True), propositions=2)
    answered(imagined.takeaways.propositions()[0], Decision.RETAINED)
    assert imagined.state == State.RESTITUTION
    library(metropole)
    syntheses(concertation)
    _decisions()
    _resources()
    _texts()
    _heard()
    _jobs(concertation)
    _consultations()
    _labels()
    _heritage()
    _agenda()
    return concertation


def library(territory: Territory) -> None:
    """Two uses of one solution, one with everything that a sheet may hold, and texts that break careless files."""
    used = SolutionFactory(release="=2.1", released_on=PartialDate("2025-03"), is_commons=True)
    here = whole_sheet(territory, solution=used, need="=SOMME(A1:A9)", debate="première | ligne\nseconde")
    evaluated(here, equite=Given(Outcome.STARTED, NASTY_TEXTS[0] + NASTY_TEXTS[10]))
    result(here, note="@remarque", amount=Decimal("110000"), dated_on=PartialDate("2025"))
    SheetLink.objects.create(deployment=here, title="Page", url="https://www.exemple.fr/a")
    raise_alert(
        sheet=here, authority="CNIL", text="Pas de | verbalisation", source_url="https://www.exemple.fr/cnil", by=None
    )
    here.visibility["yearly_cost"] = {"level": Visibility.NETWORK.value, "reason": "Marché | en cours."}
    here.save()
    publication.publish(sheet=here, by=None)
    other = draft(TerritoryFactory(), solution=used)
    Lineage.objects.create(deployment=other, source=here, kind=LineageKind.REUSES)
    publication.publish(sheet=other, by=None)


def syntheses(concertation: Concertation) -> None:
    """A finding with its proofs for and against, one with a source only, a manifesto, and a vote on statements."""
    first, second, third, *_rest = concertation.takeaways.propositions().order_by("number")
    said = public_finding(title="=Les habitants veulent savoir", text="première\nseconde", dissent="@sauf deux groupes")
    audit.record("finding.published", target=said, by=None, public=True)
    evidence(said, first, is_quoted=True)
    evidence(said, second, stance=Stance.NUANCES)
    evidence(said, third, stance=Stance.CONTRARY)
    read = public_finding(kind=FindingKind.RECOMMENDATION)
    read.rests_on.add(said)
    FindingSource.objects.create(finding=read, title="Bilan | 2025", read_on=datetime.date(2026, 10, 1))
    adopted(finding=said)
    poll = OpinionPoll.objects.create(
        concertation=concertation,
        number=1,
        title="Quelle IA ici ?",
        voters=12,
        votes=24,
        recast=1,
        rejected=0,
        differing=1,
        first_on=datetime.date(2026, 3, 11),
        sha256="0" * 64,
    )
    OpinionStatement.objects.create(poll=poll, key="0", text=NASTY_TEXTS[0], agree=9, disagree=3, takeaway=first)
    OpinionStatement.objects.create(poll=poll, key="1", text=NASTY_TEXTS[1], agree=4, passed=1)
    OpinionStatement.objects.create(poll=poll, key="2", text="vu par trop peu de personnes", agree=2)


def _decisions() -> None:
    """One whose body says all that it may, and one whose text is known."""
    source = SourceFactory(is_fictional=False)
    DeliberationFactory(
        source=source, budget_year="2026", budget_name="Budget principal", prefecture_id="PREF035",
        received_on=datetime.date(2026, 6, 30), vote_members=43, vote_present=40, vote_for=30, vote_against=6,
        vote_abstained=4, url="https://exemple.fr/deliberations/1.pdf",
    )  # fmt: skip
    with_text(DeliberationFactory(source=source, subject=NASTY_TEXTS[0]), "Le conseil approuve.")


def _texts() -> None:
    """A piece of news, and two words that lead to one another."""
    published(title=NASTY_TEXTS[0], summary=NASTY_TEXTS[1], body="## Titre\n\n=1+1 | [lien](https://exemple.fr)")
    known = word("=Remontée", definition=NASTY_TEXTS[1], source_title="@source", source_url="https://exemple.fr/s")
    known.see_also.add(word("A|B", definition=NASTY_TEXTS[2]))


def _agenda() -> None:
    """A group with a public decision, a meeting of it of which everything is said, and one announced in two words."""
    made = group(title=NASTY_TEXTS[0], purpose=NASTY_TEXTS[1], cycle="-tous les deux mois", themes=["metiers"],
                 led_by=NASTY_TEXTS[2], source_title="@source", known_on=PartialDate("2025"))  # fmt: skip
    settled = groups.decide(group=made, title="=1+1", text=NASTY_TEXTS[3], decided_on=datetime.date(2026, 10, 1),
                            minutes_url="https://exemple.fr/cr", by=None)  # fmt: skip
    groups.publish_decision(decision=settled, by=None)
    past(title=NASTY_TEXTS[0], description=NASTY_TEXTS[1], organisers=["A|B", NASTY_TEXTS[2]], group=made,
         themes=["metiers"], audiences=["elus"], place="+33", online_url="https://exemple.fr/visio",
         is_online_url_public=True, capacity=12, attendance=9, source_title="@s",
         known_on=PartialDate("2026"))  # fmt: skip
    announced(TerritoryFactory())


def _heard() -> None:
    """Someone who agreed to be named, and an opinion that is answered."""
    public_hearing(
        title=NASTY_TEXTS[0], body=NASTY_TEXTS[1], person_name="=Nom", person_role="@rôle",
        organisation=NASTY_TEXTS[2], questions=NASTY_TEXTS[1], consented_on=datetime.date(2026, 5, 1),
    )  # fmt: skip
    made = public_opinion(text=NASTY_TEXTS[0], interest="=1+1")
    council.answer(opinion=made, text=NASTY_TEXTS[2], role="Coordination du réseau", by=coordinator())


def _consultations() -> None:
    consultation(
        title=NASTY_TEXTS[0], organiser="=1+1", tools=["A|B", "@outil"], text="-Un, deux", url="https://exemple.fr/c",
        recorded_on=datetime.date(2019, 1, 15),
    )  # fmt: skip
    consultation(organiser="", methods=[])


def _jobs(concertation: Concertation) -> None:
    """A trade with nasty names, of which a use and a sentence speak, and one of which nobody does."""
    made = trade(title=NASTY_TEXTS[0], other_names=["A|B", "=1+1"], legal_text="@décret")
    attached(PublishedSheet.objects.real().earliest("pk").deployment, made)
    attached(concertation.takeaways.propositions().earliest("pk"), made)
    trade(other_names=[], legal_text="")


def _labels() -> None:
    """A laureate whose words are nasty, of a start-up, and a territory."""
    place = TerritoryFactory()
    for is_for, author, given in (
        (For.STARTUPS, UserFactory(), {"organisation": NASTY_TEXTS[2]}),
        (For.TERRITORIES, referent(place), {"territory": place}),
    ):
        call = open_call(is_for)
        [one] = admitted(call, sent(call, author, NASTY_TEXTS[0], **given))
        scored(seated(call), one, 5, 5)
        judged(one, is_laureate=True, reason=NASTY_TEXTS[9])
        results.settle(call=call, by=coordinator())


def _resources() -> None:
    """One of which everything is known, one of which next to nothing is."""
    added(
        title=NASTY_TEXTS[0], description=NASTY_TEXTS[1], producers=["A|B", NASTY_TEXTS[2]],
        audiences=["agents", "elus"],
        url="https://exemple.fr/kit", published_on=PartialDate("2024-05"), themes=["metiers"], age_min=14, age_max=18,
        minutes=90, group_min=6, group_max=15, languages=["fr", "oc"], cost="gratuit", cost_note="=1+1",
        licence="cc-by-sa", source_title="@source", source_url="https://exemple.fr/s", known_on=PartialDate("2026"),
    )  # fmt: skip
    added()


def _heritage() -> None:
    """A dataset whose words are nasty, and a model of which as little is said as may be."""
    archived(
        title=NASTY_TEXTS[0], description=NASTY_TEXTS[1], creators=["A|B", NASTY_TEXTS[2]], keywords=["=1+1", "rue"],
        themes=["metiers", "donnees"],
    )  # fmt: skip
    archived(kind="modele", licence="MIT", keywords=[], themes=[])
