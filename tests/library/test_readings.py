"""The same sheet in plain words, on one page of paper, side by side with others, and what is not declared at all."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from commun.accounts import personal_data
from commun.accounts.enums import Role
from commun.core.models import AuditEvent
from commun.library import fields
from commun.library.actions import attachments, publication, sheets
from commun.library.enums import Automation, Debated, ResultNature, Stage, Visibility
from commun.library.models import CorrectionRequest, Solution
from commun.library.presenters.plain import answers
from commun.library.queries.sheets import published_sheet, sheet_page
from tests.accounts.factories import UserFactory, member, referent
from tests.concertations.factories import signed_pledge
from tests.concertations.test_pdf import body
from tests.deliberations.factories import decision_of
from tests.library.factories import SolutionFactory, draft, published, result
from tests.library.test_sheet_page import words
from tests.pdf import text_of
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def plainly(here) -> dict[str, tuple[str, ...]]:
    return {one.anchor: one.sentences for one in answers(sheet_page(sheet=published_sheet(slug=here.slug)))}


def test_an_inhabitant_reads_who_decides_and_whether_it_works() -> None:
    here = draft(
        is_individual_decision=True,
        automation=Automation.ADVICE,
        oversight_may_overrule=True,
        debated=Debated.NO,
        yearly_cost=Decimal(12000),
    )
    result(here, value="12", nature=ResultNature.SIMULATED, indicator="fuites trouvées", unit="par an")
    publication.publish(sheet=here, by=None)
    said = plainly(here)
    assert said["decide"] == (
        "Un agent décide ; il peut s’aider de ce que dit la machine.",
        "Cette personne peut écarter ce que dit la machine.",
    )
    assert "Fuites trouvées : 12 par an (simulé)." in said["marche"]
    assert "Aucun de ces chiffres n’est une mesure." in said["marche"]
    assert said["habitants"] == ("L’usage n’a pas été débattu avant d’être déployé.",)
    assert said["contester"] == ()


def test_what_the_territory_did_not_say_is_said_so_and_what_it_keeps_too(client) -> None:
    here = draft(yearly_cost=Decimal(41234))
    sheets.hold_back(
        sheet=here,
        field=fields.BY_NAME["yearly_cost"],
        level=Visibility.TERRITORY,
        reason="Marché en cours.",
        by=referent(here.territory),
    )
    publication.publish(sheet=here, by=None)
    page = words(client.get(reverse("library:plain", args=[here.slug])).content.decode())
    assert "Comment contester ? La collectivité ne l’a pas dit." in page
    assert "Marché en cours." in page and "41 234" not in page


def test_one_page_fits_on_one_sheet_of_paper_whatever_there_is_to_say(client, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    long = "Un texte qui n’en finit pas de dire la même chose, encore et encore. " * 40
    texts: dict[str, Any] = dict.fromkeys(("need", "objection", "reversibility", "risks", "cost_note", "debate"), long)
    lines: dict[str, Any] = dict.fromkeys(("supplier", "funding", "oversight_who"), long[:300])
    here = draft(summary=long[:1000], debated=Debated.YES, **texts, **lines)
    for number in range(12):
        result(here, indicator=f"{long[:150]} {number}", note=long)
    for _number in range(4):
        one = decision_of(here.territory, subject=long[:1000])
        attachments.cite_decision(sheet=here, deliberation=one, note="", by=None)
    publication.publish(sheet=here, by=None)
    response = client.get(reverse("library:one_page_pdf", args=[here.slug]))
    pages = text_of(body(response), tmp_path).split("\f")[:-1]
    assert len(pages) == 1 and "En retard, ou non renseigné" in pages[0]
    assert "Ce que le conseil a décidé" in pages[0] and "et 2 autres" in pages[0]


def test_an_elu_reads_what_runs_at_what_risk_and_what_is_late(client) -> None:
    here = TerritoryFactory()
    published(here, title="Repérer les fuites", yearly_cost=Decimal(12000), stage=Stage.IN_USE)
    published(here, title="Trier les courriers")
    url = reverse("library:territory_one_page", args=[here.slug])
    page = words(client.get(url).content.decode())
    assert "2 usages déclarés, dont 2 en cours." in page
    assert "Coût annuel publié pour 1 usage sur 2 : 12 000 € par an en tout" in page
    assert "Classe de risque non renseignée : 2 sur 2" in page
    assert "à revérifier" not in page
    assert "Ce qui est en retard Aucune fiche n’est en retard de vérification." in page
    assert "Ce qui s’est arrêté Aucun usage suspendu, terminé ou abandonné n’est déclaré." in page
    with time_machine.travel("2030-01-01T12:00:00+00:00", tick=False):
        assert "Repérer les fuites : à revérifier depuis le" in words(client.get(url).content.decode())


def test_the_uses_of_one_solution_stand_side_by_side(client) -> None:
    used = SolutionFactory(name="Fuitex")
    first = draft(TerritoryFactory(name="Aigrefeuille"), solution=used, title="Fuites ici")
    result(first, value="12 000", nature=ResultNature.MEASURED)
    publication.publish(sheet=first, by=None)
    second = draft(TerritoryFactory(name="Bellevue"), solution=used, title="Fuites là")
    result(second, value="30", indicator="Eau préservée", nature=ResultNature.CLAIMED_BY_SUPPLIER)
    publication.publish(sheet=second, by=None)
    page = words(client.get(used.get_absolute_url()).content.decode())
    assert "Aigrefeuille Bellevue" in page
    assert "Eau préservée 12 000 m³/an Mesuré 30 m³/an Annoncé par le prestataire" in page
    assert "2 usages publiés" in words(client.get(reverse("library:solutions")).content.decode())


def test_a_solution_costs_the_same_number_of_queries_whatever_its_uses(client, django_assert_max_num_queries) -> None:
    used = SolutionFactory()
    for _ in range(6):
        published(TerritoryFactory(), solution=used)
    with django_assert_max_num_queries(7):
        client.get(used.get_absolute_url())


def test_a_solution_that_only_drafts_name_is_in_no_list(client) -> None:
    draft(solution=SolutionFactory(name="Secretix"))
    assert "Secretix" not in client.get(reverse("library:solutions")).content.decode()
    assert Solution.objects.filter(name="Secretix").exists()


def test_coverage_states_who_declared_nothing_and_that_the_number_of_agents_is_unknown(client) -> None:
    silent = TerritoryFactory(name="Silence-sur-Mer", population=12000)
    small = TerritoryFactory(name="Petit-Bourg", population=800)
    speaking = TerritoryFactory(name="Bavarde", population=90000)
    for one in (silent, small, speaking):
        signed_pledge(one)
    TerritoryFactory(name="Pas Engagée")
    published(speaking, is_individual_decision=True)
    page = words(client.get(reverse("library:coverage")).content.decode())
    assert "2 territoires engagés n’ont rien déclaré" in page
    assert "Silence-sur-Mer Commune au-dessus de 3 500 habitants ; effectif non renseigné" in page
    assert "Petit-Bourg Commune sous le seuil de 3 500 habitants" in page
    assert "règles non publiées pour 1 usage qui fonde des décisions" in page
    assert "1 sur 3 territoires engagés ont publié au moins un usage" in page
    assert "Pas Engagée" not in page


def test_the_page_of_a_territory_shows_its_uses_or_says_that_it_declared_none(client) -> None:
    silent, engaged, speaking = (TerritoryFactory() for _ in range(3))
    assert "Usages d’IA" not in client.get(silent.get_absolute_url()).content.decode()
    signed_pledge(engaged)
    assert "n’a déclaré aucun usage" in words(client.get(engaged.get_absolute_url()).content.decode())
    published(speaking, title="Repérer les fuites")
    assert "Repérer les fuites" in client.get(speaking.get_absolute_url()).content.decode()


GIVEN = {
    "text": "Le coût est faux.",
    "field": "yearly_cost",
    "source_url": "https://ville.exemple.fr/d",
    "email": "lea@exemple.fr",
}


def test_a_reader_says_what_is_wrong_and_the_territory_alone_is_told(
    client, django_capture_on_commit_callbacks
) -> None:
    here = published(contact_email="eau@ville.exemple.fr").deployment
    url = reverse("library:correction", args=[here.slug])
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, GIVEN, follow=True)
    assert "Merci." in response.content.decode()
    asked = CorrectionRequest.objects.get()
    assert (asked.deployment, asked.field, asked.email) == (here, "yearly_cost", "lea@exemple.fr")
    letter = mail.outbox[0]
    assert (letter.to, letter.reply_to) == (["eau@ville.exemple.fr"], ["lea@exemple.fr"])
    assert "Le coût est faux." in letter.body
    trace = AuditEvent.objects.get(verb="deployment.correction_asked")
    assert not trace.is_public and "lea@" not in str(trace.detail) and "faux" not in str(trace.detail)
    assert "lea@exemple.fr" not in client.get(here.get_absolute_url()).content.decode()


def test_without_an_address_the_referents_are_told(client, django_capture_on_commit_callbacks) -> None:
    here = published().deployment
    people = [referent(here.territory).email, referent(here.territory).email]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("library:correction", args=[here.slug]), GIVEN | {"email": ""})
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(people)


def test_a_program_is_thanked_and_nothing_is_kept(client) -> None:
    here = published()
    client.post(reverse("library:correction", args=[here.slug]), GIVEN | {"site": "https://spam.exemple"})
    assert not CorrectionRequest.objects.exists()


def test_too_many_corrections_from_one_place_are_refused_without_losing_the_text(client) -> None:
    cache.clear()
    url = reverse("library:correction", args=[published().slug])
    for _ in range(5):
        assert client.post(url, GIVEN).status_code == 302
    refused = client.post(url, GIVEN)
    assert refused.status_code == 429 and "Le coût est faux." in refused.content.decode()
    assert CorrectionRequest.objects.count() == 5


def test_the_address_of_a_reader_goes_with_time_and_with_their_account() -> None:
    here = published().deployment
    asked = CorrectionRequest.objects.create(deployment=here, text="Faux.", email="lea@exemple.fr")
    user = UserFactory(email="lea@exemple.fr")
    assert personal_data.export(user)["corrections que vous avez proposées"][0]["texte"] == "Faux."
    personal_data.erase_traces(user)
    asked.refresh_from_db()
    assert asked.email == ""
    asked.settled_at = timezone.now()
    asked.save()
    personal_data.purge(before=timezone.now() + datetime.timedelta(days=1))
    assert not CorrectionRequest.objects.exists()


def test_we_use_it_too_leads_to_a_draft_of_ones_own(client) -> None:
    used = SolutionFactory()
    shown = published(solution=used)
    mine = TerritoryFactory()
    url = reverse("library:also", args=[shown.slug])
    client.force_login(member(mine, Role.CONTRIBUTOR))
    response = client.get(url)
    assert response.status_code == 302
    assert f"/espace/territoires/{mine.slug}/" in response.url
    assert f"solution={used.slug}" in response.url and f"depuis={shown.uid}" in response.url
    client.force_login(UserFactory())
    assert "membre d’aucun territoire" in client.get(url).content.decode()


def test_the_feed_announces_new_sheets_of_real_territories(client) -> None:
    published(title="Repérer les fuites")
    published(TerritoryFactory(is_fictional=True), title="Usage inventé")
    feed = client.get(reverse("library:feed")).content.decode()
    assert "Repérer les fuites" in feed and "Usage inventé" not in feed
