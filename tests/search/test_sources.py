"""What each app gives to the search: nothing but what its public pages show, in a known number of queries."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from commun.concertations.actions import answers, follow_ups
from commun.concertations.enums import Decision, State, TakeawayKind
from commun.concertations.models import Concertation, Speaker, Takeaway
from commun.library.actions import publication
from commun.library.enums import Visibility
from commun.library.models import PublishedSheet, Solution
from commun.search.documents import SearchDocument, gazetteer, sources, vocabularies, watches
from commun.syntheses.actions import findings
from commun.syntheses.enums import SynthesisState
from commun.syntheses.models import Finding, Synthesis
from commun.territories.enums import Kind
from commun.territories.models import Territory
from tests.concertations.factories import (
    ConcertationFactory,
    PledgeFactory,
    SequenceFactory,
    TakeawayFactory,
    concertation_awaiting_answer,
    concertation_under_way,
    prepared_concertation,
    referent_of,
    restituted_concertation,
)
from tests.library import factories as library
from tests.library.test_privacy import MARK, hold_all
from tests.syntheses import manifestos, situations
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db

HEARD = ("territoires", "concertations", "propositions", "remontees", "reponses", "suites")
QUERIES = {
    "territoires": 2, "concertations": 5, "propositions": 1, "remontees": 1, "reponses": 1, "suites": 2,
    "usages": 1, "solutions": 2, "constats": 1, "syntheses": 3, "manifeste": 4,
}  # fmt: skip


def given(kind: str, keys=None) -> list[SearchDocument]:
    """The documents of these keys, of every public one without them."""
    source = sources()[kind]
    return list(source.documents(list(source.keys()) if keys is None else list(keys)))


def text_of(document: SearchDocument) -> str:
    return " ".join((document.title, document.body, document.words, document.context, document.url))


def answered_concertation(**fields) -> Concertation:
    """Three propositions: one refused with its reason, one retained without, with a promise; one that waits."""
    record = concertation_awaiting_answer(**fields)
    by = referent_of(record)
    refused, retained, _waiting = record.takeaways.order_by("number")
    common: dict[str, Any] = {"author_role": "Maire", "body": "", "answered_on": timezone.localdate(), "by": by}
    answers.answer(proposition=refused, decision=Decision.NOT_RETAINED, reason="Le budget est voté.", **common)
    answers.answer(proposition=retained, decision=Decision.RETAINED, reason="", **common)
    follow_ups.promise(
        proposition=retained,
        title="publier l’inventaire",
        owner_role="Direction du numérique",
        due_on=timezone.localdate() + datetime.timedelta(days=90),
        by=by,
    )
    return record


def make(kind: str) -> None:
    """One more public record of this kind."""
    if kind in HEARD:
        answered_concertation()
        restituted_concertation(propositions=0, vigilances=1)
    elif kind in ("usages", "solutions"):
        library.published(solution=library.SolutionFactory())
    elif kind == "manifeste":
        manifestos.adopted()
    else:
        situations.published()


@pytest.mark.parametrize("kind", QUERIES)
def test_a_source_asks_the_same_number_of_queries_whatever_the_keys(kind, django_assert_num_queries):
    make(kind)
    keys = list(sources()[kind].keys())
    if kind != "manifeste":
        make(kind)
    more = list(sources()[kind].keys())
    with django_assert_num_queries(QUERIES[kind]):
        assert given(kind, keys[:1])
    with django_assert_num_queries(QUERIES[kind]):
        assert len(given(kind, more)) == len(more) > 0


@pytest.mark.parametrize("kind", QUERIES)
def test_every_document_names_a_page_that_anyone_reads(kind, client):
    make(kind)
    for document in given(kind):
        assert document.title
        assert document.uid
        assert client.get(document.url).status_code == 200, document.url
        assert set(document.facets) <= {"territory", "theme", "year"}


@pytest.mark.parametrize("kind", QUERIES)
def test_the_database_finds_what_the_index_would_not_answer(kind):
    make(kind)
    first = given(kind)[0]
    word = (first.body if sources()[kind].is_said else first.title).split()[-1].strip(".,;:!?»")
    if kind == "reponses":
        word = "budget"
    assert first.key in sources()[kind].find([word], 50)
    assert sources()[kind].find([word, "introuvable"], 50) == []


def test_each_watched_column_exists():
    for source, watch in watches():
        known = {field.column for field in watch.model._meta.concrete_fields}
        assert watch.column in known, (source.kind, watch)
        assert set(watch.columns) <= known, (source.kind, set(watch.columns) - known)


def test_each_facet_value_has_a_name():
    record = answered_concertation()
    sheet = library.published(solution=library.SolutionFactory())
    names = {
        facet: {value: name for one in known for value, name in one.labels(values).items()}
        for facet, known in vocabularies().items()
        for values in [{"transparence", "usage-transition_ecologique", record.territory.slug, "inconnu"}]
    }
    assert names["theme"] == {
        "transparence": "Transparence et explication",
        "usage-transition_ecologique": "Transition écologique et énergétique",
    }
    assert names["territory"] == {record.territory.slug: record.territory.name}
    assert given("usages")[0].facets["theme"] == (f"usage-{sheet.theme}",)


# --- What is not public ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "opened", [ConcertationFactory, prepared_concertation], ids=["just opened", "prepared, not published"]
)
def test_a_concertation_that_is_not_public_gives_nothing(opened):
    record = opened()
    TakeawayFactory(concertation=record, frozen_at=timezone.now(), text_sha256="0" * 64)
    PledgeFactory.create_batch(0)
    everything = {kind: given(kind) for kind in HEARD}
    assert not any(everything[kind] for kind in HEARD if kind != "territoires")
    assert given("concertations", [record.pk]) == []
    assert given("propositions", record.takeaways.values_list("pk", flat=True)) == []
    if opened is ConcertationFactory:
        assert everything["territoires"] == []


def test_a_sentence_is_found_once_the_restitution_froze_it():
    record = concertation_under_way()
    SequenceFactory(concertation=record)
    TakeawayFactory(concertation=record)
    TakeawayFactory(concertation=record, kind=TakeawayKind.VIGILANCE)
    assert given("propositions") == given("remontees") == []
    shown = restituted_concertation(propositions=2, vigilances=1)
    assert [len(given("propositions")), len(given("remontees"))] == [2, 1]
    Concertation.objects.filter(pk=shown.pk).update(published_at=None)
    keys = list(shown.takeaways.values_list("pk", flat=True))
    assert given("propositions", keys) == given("remontees", keys) == []


def test_an_answer_is_found_by_its_reason_and_an_action_by_its_promise():
    record = answered_concertation()
    (answer,) = given("reponses")
    assert (answer.body, answer.title) == (
        "Le budget est voté.",
        f"Non retenue : réponse à la proposition 1, {record.territory.name}",
    )
    (action,) = given("suites")
    assert action.title == "Publier l’inventaire"
    Takeaway.objects.update(frozen_at=None)
    assert given("reponses", [answer.key]) == given("suites", [action.key]) == []


def test_names_and_addresses_of_persons_are_in_no_document():
    record = answered_concertation(referent_email=f"{MARK}@exemple.fr")
    for consent in (True, False):
        Speaker.objects.create(concertation=record, name=f"{MARK} Durand", profession="Juriste", has_consented=consent)
    assert not any(MARK in text_of(one) for kind in HEARD for one in given(kind))


def test_a_territory_is_found_once_it_said_or_published_something():
    silent, pledged, telling = TerritoryFactory(), PledgeFactory().territory, library.published().territory
    co_lead = TerritoryFactory()
    record = restituted_concertation()
    record.co_leads.add(co_lead)
    found = {one.title for one in given("territoires")}
    assert found == {pledged.name, telling.name, co_lead.name, record.territory.name}
    assert given("territoires", [silent.pk]) == []
    known = gazetteer()
    assert known is not None
    assert known.understand(silent.slug) is not None


@pytest.mark.parametrize("level", [Visibility.NETWORK, Visibility.TERRITORY])
def test_what_a_territory_holds_back_is_in_no_document(level):
    here = library.whole_sheet(mark="public", solution=library.SolutionFactory(supplier=f"{MARK} Éditions"))
    hold_all(here, level)
    publication.publish(sheet=here, by=None)
    library.draft(title=f"{MARK} brouillon", solution=library.SolutionFactory(name=f"{MARK} système"))
    shown = [*given("usages"), *given("solutions")]
    assert len(shown) == 2
    assert not any(MARK in text_of(one) for one in shown)


def test_a_supplier_is_found_as_soon_as_one_use_says_it():
    system = library.SolutionFactory(supplier="Régie de l’eau")
    here = library.draft(solution=system, supplier="Régie de l’eau")
    here.visibility["supplier"] = {"level": Visibility.TERRITORY.value, "reason": "Marché en cours"}
    here.save()
    publication.publish(sheet=here, by=None)
    assert "Régie" not in text_of(given("solutions")[0])
    library.published(solution=system)
    assert "Régie" in text_of(given("solutions")[0])


def test_a_template_and_what_is_no_longer_published_are_not_found():
    sheet = library.published(solution=library.SolutionFactory())
    PublishedSheet.objects.update(is_template=True)
    assert given("usages", [sheet.pk]) == []
    key = sheet.solution_id
    PublishedSheet.objects.all().delete()
    assert key is not None
    assert given("solutions", [key]) == []


def test_a_finding_is_found_from_its_publication_to_its_withdrawal():
    sent = situations.in_preview()
    finding = Finding.objects.get()
    assert given("constats", [finding.pk]) == given("syntheses", [sent.pk]) == []
    shown = situations.published()
    kept = Finding.objects.standing().get()
    assert [one.key for one in given("constats")] == [kept.pk]
    assert kept.title in given("syntheses")[0].body
    findings.withdraw(finding=kept, reason="Une phrase citée a été corrigée.", by=situations.coordinator())
    assert given("constats", [kept.pk]) == []
    assert kept.title not in given("syntheses", [shown.pk])[0].body
    assert Synthesis.objects.get(pk=shown.pk).state == SynthesisState.PUBLIC


def test_only_the_last_words_of_the_manifesto_are_found():
    version = manifestos.adopted()
    manifestos.draft()
    documents = given("manifeste")
    assert {one.key for one in documents} == set(version.articles.values_list("pk", flat=True))
    assert "une machine a pris part" in documents[0].body


# --- Where it is found -----------------------------------------------------------------------------------------------


def test_a_record_is_found_within_each_body_that_its_territory_lies_in():
    region = TerritoryFactory(kind=Kind.REGION)
    departement = TerritoryFactory(kind=Kind.DEPARTEMENT, region=region)
    metropole = TerritoryFactory(kind=Kind.METROPOLE, code_insee="", departement=departement, region=region)
    commune = TerritoryFactory(epci=metropole, departement=departement, region=region)
    answered_concertation(territory=commune)
    wanted = {commune.slug, metropole.slug, departement.slug, region.slug}
    for kind in HEARD:
        for document in given(kind):
            if document.facets.get("territory") == (commune.slug,):
                assert set(document.places) == wanted, kind


def reached(kind: str, model, **touched) -> set[int]:
    """The keys that the watches of a source lead to when these rows of a table are written."""
    found: set[int] = set()
    for watch in sources()[kind].watches:
        if watch.model is model:
            values = set(model._default_manager.filter(**touched).values_list(watch.column, flat=True)) - {None}
            found |= set(watch.reach(values)) if watch.reach else values
    return found


@pytest.mark.parametrize("kind", ["concertations", "propositions", "reponses", "suites"])
def test_what_is_written_above_a_record_reaches_its_document(kind):
    region = TerritoryFactory(kind=Kind.REGION)
    record = answered_concertation(territory=TerritoryFactory(region=region))
    answered_concertation()
    here = {one.key for one in given(kind) if record.territory.slug in one.places}
    assert here
    for model, touched in ((Concertation, record.pk), (Territory, record.territory.pk), (Territory, region.pk)):
        assert reached(kind, model, pk=touched) >= here, (kind, model)
        assert len(reached(kind, model, pk=touched)) < 2 * len(given(kind)), "others are left in peace"


def test_a_renamed_system_reaches_its_uses_and_a_use_its_system():
    system = library.SolutionFactory()
    sheet = library.published(solution=system)
    library.published()
    assert reached("usages", Solution, pk=system.pk) == {sheet.pk}
    assert reached("solutions", PublishedSheet, pk=sheet.pk) == {system.pk}


def test_a_published_concertation_reaches_all_who_lead_it():
    record = restituted_concertation()
    co_lead = TerritoryFactory()
    record.co_leads.add(co_lead)
    assert reached("territoires", Concertation, pk=record.pk) == {record.territory_id, co_lead.pk}
    assert State(record.state) == State.RESTITUTION


def test_a_proposition_shows_its_thread_and_its_answer_the_same():
    record = answered_concertation()
    threads = sources()["propositions"].threads
    assert threads is not None
    refused = record.takeaways.get(number=1)
    knots = threads([refused.pk])[refused.pk]
    assert [one.state for one in knots[:2]] == ["done", "done"]
    above = sources()["reponses"].threads
    assert above is not None
    (key,) = sources()["reponses"].keys()
    assert above([key])[key] == knots
