"""The page of a use says what it does first, what it gave with the nature of each figure, and what nobody said."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from commun.core.dates import PartialDate
from commun.library import fields
from commun.library.actions import publication, sheets
from commun.library.actions.alerts import raise_alert
from commun.library.enums import (
    AbandonReason,
    LineageKind,
    PersonalData,
    ResultNature,
    Stage,
    Technique,
    Visibility,
)
from commun.library.models import Deployment, Lineage, PublishedSheet, SheetSource
from commun.library.presenters.history import told
from commun.library.queries.sheets import published_sheet, sheet_page
from tests.accounts.factories import UserFactory, contributor, referent
from tests.library.factories import SolutionFactory, draft, published, result
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u202f", " ").replace("\xa0", " ").split())


def read(client, sheet: PublishedSheet | Deployment, name: str = "sheet") -> str:
    response = client.get(reverse(f"library:{name}", args=[sheet.slug]))
    assert response.status_code == 200
    return words(response.content.decode())


def canteens() -> Deployment:
    """The story of the canteens, of invented territories: two simulations, a study elsewhere, given up unexplained."""
    code = SolutionFactory(
        licence="MIT", source_code_url="https://code.exemple.fr/cantines", released_on=PartialDate("2020-11")
    )
    here = draft(TerritoryFactory(name="Métropole des Cantines"), solution=code, title="Prévoir les repas")
    Deployment.objects.filter(pk=here.pk).update(is_documented_by_network=True)
    here.refresh_from_db()
    for baseline, value in (("9,6", "6,5"), ("9,7", "6,8")):
        result(
            here, indicator="Repas en trop", baseline=baseline, value=value, unit="%", nature=ResultNature.SIMULATED,
            dated_on=PartialDate("2020"),
        )  # fmt: skip
    result(
        here, indicator="Exactitude", value="98", unit="%", nature=ResultNature.CLAIMED_BY_OWNER,
        dated_on=PartialDate("2025-03"), source_title="Sénat",
    )  # fmt: skip
    sheets.enter_stage(
        sheet=here, stage=Stage.ABANDONED, reason=AbandonReason.UNPUBLISHED, observed_on=PartialDate("2025-07"), by=None
    )
    publication.publish(sheet=here, by=None)
    study = draft(TerritoryFactory(name="Métropole Voisine"), title="Étude de réemploi", started_on=PartialDate("2021"))
    Lineage.objects.create(deployment=study, source=here, kind=LineageKind.INSPIRED_BY)
    publication.publish(sheet=study, by=None)
    here.refresh_from_db()
    return here


def test_the_canteens_read_as_the_story_they_are() -> None:
    here = canteens()
    story = told(sheet_page(sheet=published_sheet(slug=here.slug)))
    assert [(str(one.on.iso) if one.on else "", one.text) for one in story] == [
        ("2020", "Repas en trop : 9,6 → 6,5 %"),
        ("2020", "Repas en trop : 9,7 → 6,8 %"),
        ("2020-11", "Code publié sous licence MIT"),
        ("2021", "Métropole Voisine s’en inspire"),
        ("2024-05", "En expérimentation"),
        ("2025-03", "Exactitude : 98 %"),
        ("2025-07", "Abandonné"),
    ]
    assert (story[-1].detail, story[-1].is_observed) == ("Motif non publié", True)


def test_the_story_is_read_from_the_other_end_too(client) -> None:
    canteens()
    page = read(client, PublishedSheet.objects.get(territory_name="Métropole Voisine"))
    assert "Inspiré de : Métropole des Cantines" in page
    assert "Métropole des Cantines : abandonné" in page


def test_a_lineage_with_a_draft_is_not_told(client) -> None:
    hidden = draft(TerritoryFactory(name="Ville Cachée"))
    here = draft()
    Lineage.objects.create(deployment=here, source=hidden, kind=LineageKind.REUSES)
    publication.publish(sheet=here, by=None)
    assert "Ville Cachée" not in read(client, here)


def test_figures_that_disagree_stand_side_by_side_with_their_nature(client) -> None:
    html = client.get(reverse("library:sheet", args=[canteens().slug])).content.decode()
    ledger = words(html.split('id="resultats"')[1].split("</section>")[0])
    assert "9,6 → 6,5 % Simulé" in ledger and "9,7 → 6,8 % Simulé" in ledger
    assert "sans moyenne" in ledger
    assert "98 % Annoncé par le porteur" in ledger
    assert "nature-mesure" not in html, "nothing here was measured"


def test_the_claim_of_a_supplier_never_looks_like_a_measure(client) -> None:
    here = draft()
    result(here, value="30", nature=ResultNature.CLAIMED_BY_SUPPLIER)
    result(here, value="4", nature=ResultNature.MEASURED)
    publication.publish(sheet=here, by=None)
    html = client.get(here.get_absolute_url()).content.decode()
    assert re.search(r"nature-annonce_prestataire[^>]*>Annoncé par le prestataire", html)
    assert re.search(r"nature-mesure[^>]*>Mesuré", html)


def test_silence_is_said_where_it_matters_and_where_it_applies(client) -> None:
    page = read(client, published())
    assert "Alternative sans IA" in page
    assert "Paramètres et pondération" not in page, "nobody says that it founds decisions"
    assert "Paramètres et pondération" in read(client, published(is_individual_decision=True))


def test_the_count_of_a_section_tells_nothing_of_what_is_held_back() -> None:
    by = UserFactory()
    seen = []
    for personal_data in (PersonalData.YES, PersonalData.NONE):
        here = draft(TerritoryFactory(), personal_data=personal_data)
        here.visibility["personal_data"] = {"level": Visibility.TERRITORY.value, "reason": "À l’étude."}
        here.save()
        seen.append(publication.publish(sheet=here, by=by).values)
    assert seen[0] == seen[1]


def test_members_of_the_network_read_what_is_kept_for_it_and_it_is_never_shared(client) -> None:
    here = draft(yearly_cost=Decimal(41234))
    result(here, value="777", visibility=Visibility.NETWORK)
    sheets.hold_back(
        sheet=here,
        field=fields.BY_NAME["yearly_cost"],
        level=Visibility.NETWORK,
        reason="Marché en cours.",
        by=referent(here.territory),
    )
    publication.publish(sheet=here, by=None)
    assert "41 234" not in read(client, here) and "777" not in read(client, here)
    client.force_login(UserFactory())
    assert "41 234" not in read(client, here), "an account without a role is nobody of the network"
    client.force_login(contributor(TerritoryFactory()))
    response = client.get(here.get_absolute_url())
    page = words(response.content.decode())
    assert "41 234 € réservé au réseau" in page and "777" in page
    assert "no-store" in response.headers["Cache-Control"] and "private" in response.headers["Cache-Control"]


def test_what_a_member_reads_is_not_kept_for_the_next_reader() -> None:
    here = draft(yearly_cost=Decimal(41234))
    by, level = referent(here.territory), Visibility.NETWORK
    sheets.hold_back(sheet=here, field=fields.BY_NAME["yearly_cost"], level=level, reason="Marché en cours.", by=by)
    publication.publish(sheet=here, by=None)
    member, visitor = Client(), Client()
    member.force_login(contributor(TerritoryFactory()))
    for _turn in range(2):
        assert "41 234 € réservé au réseau" in read(member, here)
        assert "41 234" not in read(visitor, here)
    visitor.force_login(UserFactory())
    assert "41 234" not in read(visitor, here)
    assert "network_values" in published_sheet(slug=here.slug).get_deferred_fields(), "not even loaded for everyone"


def test_a_kept_page_changes_with_its_sheet(client, settings, django_assert_num_queries) -> None:
    settings.PAGE_CACHE = False
    here = published(title="Repérer les fuites").deployment
    assert "Repérer les fuites" in read(client, here)
    with django_assert_num_queries(1):
        read(client, here)
    result(here, value="31 337")
    publication.publish(sheet=here, by=None)
    assert "31 337" in read(client, here)


def test_each_source_says_when_it_was_read(client) -> None:
    here = draft()
    SheetSource.objects.create(
        deployment=here,
        field="need",
        title="Rapport annuel",
        url="https://ville.exemple.fr/r",
        read_on=PartialDate("2026-03"),
    )
    publication.publish(sheet=here, by=None)
    assert "Rapport annuel , lu en mars 2026" in read(client, here)


def test_past_its_date_a_sheet_is_to_be_checked_again(client) -> None:
    shown = published()
    assert "À revérifier depuis" not in read(client, shown)
    assert shown.next_check_on is not None
    with time_machine.travel(f"{shown.next_check_on.year + 1}-12-01T12:00:00+00:00", tick=False):
        assert "À revérifier depuis le" in read(client, shown)


def test_an_alert_stands_on_every_reading_of_the_sheet(client) -> None:
    here = published().deployment
    raise_alert(
        sheet=here, authority="CNIL", text="Pas de verbalisation.", source_url="https://cnil.exemple.fr/", by=None
    )
    for name in ("sheet", "plain", "one_page"):
        assert "Pas de verbalisation." in read(client, here, name)


def test_a_scoring_grid_is_said_to_hold_no_ai(client) -> None:
    assert "algorithme sans IA" in read(client, published(technique=Technique.RULES))


def test_the_page_costs_the_same_number_of_queries_whatever_the_sheet_holds(django_assert_num_queries) -> None:
    here = canteens()
    for number in range(20):
        result(here, indicator=f"Indicateur {number}")
    publication.publish(sheet=here, by=None)
    shown = published_sheet(slug=here.slug)
    with django_assert_num_queries(11 + 1):  # and that of the debates
        page = sheet_page(sheet=shown)
    with django_assert_num_queries(0):
        told(page)
    assert sum(len(group.results) for group in page.indicators) == 23


def test_versions_tell_what_changed(client) -> None:
    here = published().deployment
    by = referent(here.territory)
    seen = sheets.section_digest(here, fields.Section.NEED)
    sheets.save_section(
        sheet=here, section=fields.Section.NEED, values={"need": "La moitié se perdait."}, seen=seen, by=by
    )
    publication.publish(sheet=here, by=by, reason="Chiffre corrigé.")
    url = reverse("library:versions", args=[here.slug])
    page = client.get(url, {"de": "1", "a": "2"}).content.decode()
    assert "<del>" in page and "<ins>" in page and "Chiffre corrigé." in page
    assert client.get(url, {"de": "1", "a": "9"}).status_code == 404
    assert "Un quart" in client.get(f"{url}1/").content.decode()


def test_a_document_of_a_draft_does_not_exist(client) -> None:
    here = draft()
    assert client.get(reverse("library:document", args=[here.slug, 1])).status_code == 404
