"""An agent's ten minutes: eight fields make a draft, sections grow from it, nobody loses what they wrote."""

import pytest
from django.urls import reverse

from commun.core.errors import DomainError
from commun.core.models import Revision
from commun.library.actions import sheets, solutions
from commun.library.enums import Audience, LineageKind, RiskClass, Stage, Technique, Visibility
from commun.library.fields import BY_NAME, Section
from commun.library.forms.sheet import FirstSheetForm
from commun.library.models import Deployment, Solution
from tests.accounts.factories import contributor, elected, referent
from tests.library.factories import SolutionFactory, draft, published
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "Repérer les fuites",
    "summary": "Classer les tronçons.",
    "need": "Un quart se perdait.",
    "theme": "transition_ecologique",
    "audiences": ["agent"],
    "technique": "apprentissage",
    "personal_data": "non",
    "stage": "experimentation",
    "since": "05/2024",
}


@pytest.fixture
def here():
    return TerritoryFactory()


@pytest.fixture
def agent(client, here):
    user = contributor(here)
    client.force_login(user)
    return user


def new_url(territory) -> str:
    return reverse("library:sheet_new", args=[territory.slug])


def test_the_first_page_asks_eight_things_each_with_a_help_and_an_example(client, here, agent) -> None:
    form = FirstSheetForm()
    asked = set(form.fields) - {"since", "solution"}
    assert asked == {*set(TYPED) - {"since"}}
    assert len(asked) == 8
    html = client.get(new_url(here)).content.decode()
    for name in asked - {"stage"}:
        assert str(form.fields[name].help_text) in html, name
        assert 'class="example"' in str(form.fields[name].help_text), name


def test_a_first_sheet_is_saved_at_once_and_lacks_nothing_to_be_published(client, here, agent) -> None:
    answer = client.post(new_url(here), {**TYPED, "solution": "Fuites+"}, follow=True)
    made = Deployment.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("library:workspace", args=[made.slug])
    assert (made.stage, str(made.stages.get().since), str(made.solution)) == ("experimentation", "mai 2024", "Fuites+")
    assert made.created_by == agent and made.published_at is None


def test_a_name_alone_makes_a_draft_which_says_what_it_lacks(client, here, agent) -> None:
    answer = client.post(new_url(here), {"title": "Un assistant", "stage": "exploration"}, follow=True)
    html = answer.content.decode()
    assert Deployment.objects.get().need == ""
    assert "Besoin" in html
    listed = client.get(reverse("library:desk", args=[here.slug])).content.decode()
    assert "Pour publier, il manque" in listed


def test_an_error_loses_nothing_of_what_was_typed(client, here, agent) -> None:
    html = client.post(new_url(here), {**TYPED, "title": "", "since": "hier", "solution": "Fuites+"}).content.decode()
    assert not Deployment.objects.exists() and not Solution.objects.exists()
    for kept in ("Classer les tronçons.", "Un quart se perdait.", "hier", "Fuites+"):
        assert kept in html
    assert "Donnez un nom" in html and "n’est pas une date" in html


def test_a_known_system_is_found_whatever_the_case_and_the_accents(client, here, agent) -> None:
    known = SolutionFactory(name="Éclairage Malin")
    client.post(new_url(here), {**TYPED, "solution": "  eclairage   MALIN "})
    assert Deployment.objects.get().solution == known
    assert Solution.objects.count() == 1


def test_the_database_refuses_the_same_system_twice() -> None:
    first = solutions.solution_named(name="Œuvre d’eau", by=None)
    assert solutions.solution_named(name="oeuvre d'eau", by=None) == first
    with pytest.raises(DomainError, match="nom du système"):
        solutions.solution_named(name="  ", by=None)


def test_we_use_it_too_takes_what_is_public_and_says_where_it_comes_from(client, here, agent) -> None:
    used = SolutionFactory(name="Fuites+")
    origin = published(solution=used, technique=Technique.STATISTICS, need="Leur besoin.")
    url = f"{new_url(here)}?depuis={origin.uid}&solution={used.slug}"
    html = client.get(url).content.decode()
    assert "Fuites+" in html and origin.title in html and "Leur besoin." not in html
    client.post(url, {**TYPED, "solution": "Fuites+", "lineage": "repris_de"})
    made = Deployment.objects.exclude(pk=origin.pk).get()
    assert (made.origins.get().source_id, made.origins.get().kind) == (origin.pk, LineageKind.REUSES)


def test_an_address_made_up_is_an_empty_page(client, here, agent) -> None:
    assert client.get(f"{new_url(here)}?depuis=ia-nulle&solution=rien").status_code == 200


def test_the_list_of_sheets_costs_the_same_whatever_its_length(
    client, here, agent, django_assert_max_num_queries
) -> None:
    draft(here)
    url = reverse("library:desk", args=[here.slug])
    with django_assert_max_num_queries(12) as few:
        client.get(url)
    for number in range(4):
        draft(here, title=f"Usage {number}", solution=SolutionFactory())
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def section_url(sheet: Deployment, section: Section) -> str:
    return reverse("library:workspace_section", args=[sheet.slug, section.value])


def section_data(sheet: Deployment, section: Section, **values) -> dict:
    return {"version": sheets.section_digest(sheet, section), "then": "here", **values}


def test_a_section_is_saved_with_who_reads_each_field(client, here, agent) -> None:
    sheet = draft(here)
    data = section_data(
        sheet, Section.COST, yearly_cost="41 234,50", funding="Budget propre",
        **{"cercle-yearly_cost": "reseau", "raison-yearly_cost": "Marché en cours."},
    )  # fmt: skip
    assert client.post(section_url(sheet, Section.COST), data).status_code == 302
    sheet.refresh_from_db()
    assert str(sheet.yearly_cost) == "41234.50"
    assert BY_NAME["yearly_cost"].visible_to(sheet) == Visibility.NETWORK
    assert BY_NAME["funding"].visible_to(sheet) == Visibility.PUBLIC


def test_a_field_held_back_without_a_reason_is_refused_and_nothing_is_lost(client, here, agent) -> None:
    sheet = draft(here)
    data = section_data(sheet, Section.COST, funding="Fonds vert", **{"cercle-yearly_cost": "reseau"})
    html = client.post(section_url(sheet, Section.COST), data).content.decode()
    assert "Dites pourquoi ce champ n’est pas public" in html and "Fonds vert" in html
    sheet.refresh_from_db()
    assert sheet.funding == "" and sheet.visibility == {}


def test_two_people_on_one_section_both_see_what_the_other_wrote(client, here, agent) -> None:
    sheet = draft(here)
    data = section_data(sheet, Section.NEED, need="Le mien.")
    sheets.save_section(
        sheet=sheet, section=Section.NEED, values={"need": "Le leur."}, seen=data["version"], by=referent(here)
    )
    html = client.post(section_url(sheet, Section.NEED), data).content.decode()
    assert "Le mien." in html and "Le leur." in html and "avant vous" in html
    sheet.refresh_from_db()
    assert sheet.need == "Le leur."
    again = section_data(sheet, Section.NEED, need="Le mien.")
    client.post(section_url(sheet, Section.NEED), again)
    sheet.refresh_from_db()
    assert sheet.need == "Le mien."


def test_a_use_that_grows_to_high_risk_is_asked_what_it_owes(client, here, agent) -> None:
    sheet = draft(here, stage=Stage.EXPLORATION, audiences=[Audience.AGENT])
    assert "Coût" in (html := client.get(reverse("library:workspace", args=[sheet.slug])).content.decode())
    assert html.index("Pas encore demandées") < html.index("Risques et règlement européen")
    client.post(reverse("library:workspace_section_open", args=[sheet.slug, "risques"]))
    sheet.refresh_from_db()
    data = section_data(sheet, Section.RISK, risk_class=RiskClass.HIGH)
    client.post(section_url(sheet, Section.RISK), data)
    html = client.get(section_url(sheet, Section.RISK)).content.decode()
    asked = html.index("d. Risques de préjudice")
    assert "Demandée pour un usage à haut risque" in html and asked < html.index("Il manque sur cette page")


def test_an_elected_person_reads_and_does_not_write(client, here) -> None:
    sheet = draft(here)
    client.force_login(elected(here))
    assert client.get(reverse("library:workspace", args=[sheet.slug])).status_code == 200
    assert client.get(section_url(sheet, Section.NEED)).status_code == 403


def test_a_section_that_does_not_exist_is_not_found(client, here, agent) -> None:
    assert client.get(f"/espace/bibliotheque/{draft(here).slug}/sections/rien/").status_code == 404


def test_who_documents_a_use_completes_its_system_and_each_change_leaves_a_version(here) -> None:
    used = SolutionFactory()
    sheet = draft(here, solution=used)
    by = contributor(here)
    done = solutions.complete_solution(sheet=sheet, values={"licence": "AGPL-3.0"}, seen=used.version, by=by)
    assert done.licence == "AGPL-3.0"
    assert [one.number for one in Revision.objects.of(used)] == [2, 1]
    with pytest.raises(solutions.SolutionChanged):
        solutions.complete_solution(sheet=sheet, values={"licence": "MIT"}, seen=used.version, by=by)
    with pytest.raises(ValueError, match="name"):
        solutions.complete_solution(sheet=sheet, values={"name": "Autre"}, seen=done.version, by=by)
