"""Co-porteurs, people present, women and men, ages, and whom a frein concerns: the last fields of the canevas."""

import pytest
from django.urls import reverse

from commun.concertations import canevas, rules
from commun.concertations.actions import takeaways
from commun.concertations.actions.takeaways import NewTakeaway
from commun.concertations.enums import BearsOn, TakeawayKind
from commun.concertations.models import AudiencePart, Concertation
from commun.concertations.offline import book
from commun.concertations.small_counts import is_sayable_apart
from commun.core.models import AuditEvent, Revision
from commun.opendata import rows
from commun.opendata.registry import datasets
from tests.accounts.factories import contributor
from tests.concertations.factories import (
    ConcertationFactory,
    concertation_under_way,
    referent_of,
    restituted_concertation,
)
from tests.concertations.test_lifecycle import give
from tests.concertations.test_offline_import import filled, taken
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


# --- Co-porteurs ----------------------------------------------------------------------------------------------------


def test_co_leads_are_named_one_by_line_and_public(client) -> None:
    record = concertation_under_way()
    town, metropole = TerritoryFactory(name="Rives-sur-Aube"), TerritoryFactory(name="Grand Rivage")
    client.force_login(contributor(record.territory))
    url = reverse("concertations:workspace_co_leads", args=[record.slug])
    version = client.get(url).context["version"]
    names = f"{town.name}\n\n{metropole.name} ({metropole.uid})\n"
    assert client.post(url, {"names": names, "version": version}).status_code == 302
    assert set(record.co_leads.all()) == {town, metropole}
    client.logout()
    assert "Rives-sur-Aube" in client.get(record.get_absolute_url()).content.decode()
    event = AuditEvent.objects.public().about(record).get(verb="concertation.co_leads_changed")
    assert sorted(event.detail["ajoutes"]) == sorted([town.uid, metropole.uid])
    last = Revision.objects.of(record).order_by("-number").first()
    assert last is not None
    assert "Grand Rivage" in dict(last.content)["Co-porteurs"]


def test_wrong_co_leads_are_told_and_kept_on_the_page(client) -> None:
    record = concertation_under_way()
    client.force_login(referent_of(record))
    url = reverse("concertations:workspace_co_leads", args=[record.slug])
    version = client.get(url).context["version"]
    page = client.post(url, {"names": "Nulle-Part-les-Bains", "version": version}).content.decode()
    assert "Aucun territoire ne s’appelle « Nulle-Part-les-Bains »" in page
    itself = client.post(url, {"names": record.territory.uid.partition(":")[2], "version": version})
    assert "porte déjà la concertation" in itself.content.decode()
    assert not record.co_leads.exists()


def test_second_person_who_changes_the_co_leads_is_told(client) -> None:
    record = concertation_under_way()
    client.force_login(referent_of(record))
    url = reverse("concertations:workspace_co_leads", args=[record.slug])
    version = client.get(url).context["version"]
    record.co_leads.add(TerritoryFactory(name="Rives-sur-Aube"))
    page = client.post(url, {"names": "", "version": version}).content.decode()
    assert "avant vous" in page
    assert "Rives-sur-Aube" in page
    assert record.co_leads.count() == 1


# --- Counts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "whole", "is_sayable"),
    [
        ((30, 30), 60, True),
        ((30, 30), None, True),
        ((30, 20), 60, True),
        ((56, 4), 60, False),
        ((60, 0), 60, False),
        ((30, 27), 60, False),  # the three others would be told by a subtraction
        ((30, None), 60, False),
        ((None, None), 60, False),
    ],
)
def test_parts_are_published_together_or_not_at_all(parts, whole, is_sayable) -> None:
    assert is_sayable_apart(parts, whole=whole) is is_sayable


def test_women_and_men_reach_the_public_only_when_nobody_can_be_pointed_at() -> None:
    record = give(restituted_concertation(), women_count=33, men_count=27)
    said = canevas.public_content(Concertation.objects.get(pk=record.pk))
    assert (said["Femmes"], said["Hommes"]) == ("33", "27")
    (row,) = rows.read(datasets()["concertations"])
    told = dict(zip(datasets()["concertations"].headers, row, strict=True))
    assert (told["femmes"], told["hommes"]) == (33, 27)
    give(record, women_count=57, men_count=3)
    said = canevas.public_content(Concertation.objects.get(pk=record.pk))
    assert not {"Femmes", "Hommes"} & said.keys()
    (row,) = rows.read(datasets()["concertations"])
    told = dict(zip(datasets()["concertations"].headers, row, strict=True))
    assert (told["femmes"], told["hommes"]) == (None, None)


def test_ages_may_not_outnumber_the_participants() -> None:
    record = ConcertationFactory.build(
        territory=TerritoryFactory(), participants_count=20, under_25_count=9, from_25_to_64_count=9, over_64_count=9
    )
    (fault,) = rules.faults(record, list[AudiencePart]())
    assert fault.fields[0] == "under_25_count"


def test_more_people_present_than_invited_is_a_fault() -> None:
    record = ConcertationFactory.build(territory=TerritoryFactory(), invited_count=20, present_count=21)
    assert [fault.fields[0] for fault in rules.faults(record, [])] == ["present_count"]


def test_people_present_are_expected_where_they_were_drawn_by_lot() -> None:
    record = give(restituted_concertation(), recruitment=["tirage_au_sort"])
    assert "present_count" in {one.name for one in canevas.expected_fields(record)}
    assert "present_count" not in {one.name for one in canevas.expected_fields(restituted_concertation())}


# --- Whom a frein concerns ------------------------------------------------------------------------------------------


def test_obstacle_says_whom_it_concerns_and_a_proposition_does_not() -> None:
    record = concertation_under_way()
    by = referent_of(record)
    made = takeaways.add_many(
        concertation=record,
        items=[
            NewTakeaway(TakeawayKind.OBSTACLE, "Le temps manque.", bears_on=BearsOn.ACTORS),
            NewTakeaway(TakeawayKind.PROPOSITION, "Publier la liste.", bears_on=BearsOn.ACTORS),
        ],
        by=by,
    )
    assert [one.bears_on for one in made.added] == [BearsOn.ACTORS, ""]


def test_file_carries_the_new_fields() -> None:
    record = ConcertationFactory()
    taken(
        record,
        filled(
            book.book_of(record),
            {"participants_count": "40", "women_count": "22", "men_count": "18", "present_count": "36"},
            {"Remontées": [["Frein", "", "Le temps manque.", *[""] * 7, "Pour les acteurs"]]},
        ),
    )
    record.refresh_from_db()
    assert (record.women_count, record.men_count, record.present_count) == (22, 18, 36)
    assert record.takeaways.get().bears_on == BearsOn.ACTORS
