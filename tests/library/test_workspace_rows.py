"""The repeated lines of a sheet: what the public read is withdrawn with its reason, never silently rewritten."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commun.core.dates import PartialDate
from commun.core.errors import DomainError, Gone
from commun.core.models import AuditEvent
from commun.library.actions import attachments, lineage, publication, settlement
from commun.library.actions import results as ledger
from commun.library.actions.sheets import InvalidSheet
from commun.library.enums import LineageKind, ResultNature, Stage, Visibility
from commun.library.models import CorrectionRequest, Lineage, Result, Solution
from tests.accounts.factories import contributor, coordinator, referent
from tests.library.factories import SolutionFactory, draft, published
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db

FIGURE = {
    "indicator": "Eau préservée", "value": "110 000", "unit": "m³/an", "baseline": "", "period": "2025",
    "nature": ResultNature.MEASURED, "dated_on": None, "source_title": "", "source_url": "", "note": "",
    "visibility": Visibility.PUBLIC,
}  # fmt: skip


@pytest.fixture
def sheet():
    return draft()


@pytest.fixture
def by(sheet):
    return contributor(sheet.territory)


@pytest.fixture
def agent(client, by):
    client.force_login(by)
    return client


def url(name: str, sheet, *more) -> str:
    return reverse(f"library:workspace_{name}", args=[sheet.slug, *more])


def correct(row: Result, by, **changed) -> Result:
    row.refresh_from_db()
    reason = changed.pop("reason", "")
    return ledger.correct_result(
        result=row, values={**FIGURE, **changed}, seen=ledger.result_digest(row), reason=reason, by=by
    )


def test_a_figure_says_of_when_it_is_and_a_third_partys_where_it_was_read(sheet, by) -> None:
    with pytest.raises(InvalidSheet) as told:
        ledger.add_result(sheet=sheet, values={**FIGURE, "period": ""}, by=by)
    assert "dated_on" in told.value.faults
    ledger.add_result(sheet=sheet, values={**FIGURE, "period": "", "nature": ResultNature.TARGET}, by=by)
    with pytest.raises(InvalidSheet) as told:
        ledger.add_result(sheet=sheet, values={**FIGURE, "nature": ResultNature.EVALUATED}, by=by)
    assert "source_title" in told.value.faults


@pytest.mark.parametrize(
    ("said", "amount"),
    [("110 000", "110000"), ("12,5", "12.5"), ("−3", "-3"), ("de 3 à 4 h", None), ("", None), ("9" * 20, None)],
)
def test_a_plain_number_is_read_as_one(said, amount) -> None:
    found = ledger.amount_of(said)
    assert found == amount if amount is None else str(found) == amount


def test_a_figure_nobody_read_is_corrected_in_place_and_removed(sheet, by) -> None:
    row = ledger.add_result(sheet=sheet, values=FIGURE, by=by)
    assert row.uid == f"{sheet.uid}-r01" and row.amount == 110000
    assert correct(row, by, value="90 000").pk == row.pk
    ledger.withdraw_result(result=row, by=by)
    assert not Result.objects.exists()
    with pytest.raises(Gone):
        ledger.withdraw_result(result=row, by=by)


def test_a_figure_the_public_read_is_withdrawn_and_replaced(sheet, by) -> None:
    row = ledger.add_result(sheet=sheet, values=FIGURE, by=by)
    publication.publish(sheet=sheet, by=None)
    with pytest.raises(DomainError, match="pourquoi il change"):
        correct(row, by, value="90 000")
    assert Result.objects.count() == 1
    new = correct(row, by, value="90 000", reason="Une année comptée deux fois.")
    row.refresh_from_db()
    assert (row.value, row.withdrawn_reason) == ("110 000", "Une année comptée deux fois.")
    assert row.withdrawn_on is not None and row.is_public
    assert (new.replaces, new.value, new.is_public) == (row, "90 000", False)
    event = AuditEvent.objects.get(verb="deployment.result_corrected")
    assert event.is_public and event.detail["motif"] == "Une année comptée deux fois."
    with pytest.raises(DomainError, match="est retiré"):
        correct(row, by, value="1")
    with pytest.raises(DomainError, match="déjà retiré"):
        ledger.withdraw_result(result=row, reason="Encore.", by=by)


def test_a_figure_saved_again_unchanged_is_not_withdrawn(sheet, by) -> None:
    row = ledger.add_result(sheet=sheet, values=FIGURE, by=by)
    publication.publish(sheet=sheet, by=None)
    assert correct(row, by).pk == row.pk
    assert Result.objects.get().withdrawn_on is None


def test_a_measure_withdrawn_no_longer_makes_a_measured_use(sheet, by) -> None:
    row = ledger.add_result(sheet=sheet, values=FIGURE, by=by)
    assert publication.publish(sheet=sheet, by=None).has_measured_result
    ledger.withdraw_result(result=row, reason="Appareil déréglé.", by=by)
    assert not publication.publish(sheet=sheet, by=None).has_measured_result


def test_two_people_on_one_figure_lose_nothing(agent, sheet, by) -> None:
    row = ledger.add_result(sheet=sheet, values=FIGURE, by=by)
    seen = ledger.result_digest(row)
    correct(row, by, value="90 000")
    typed = {**FIGURE, "value": "70 000", "dated_on": "", "version": seen}
    html = agent.post(url("result", sheet, row.uid), typed).content.decode()
    assert "70 000" in html and "90 000" in html and "avant vous" in html


def test_the_page_of_results_adds_corrects_and_withdraws(agent, sheet) -> None:
    typed = {**FIGURE, "dated_on": "", "period": ""}
    html = agent.post(url("results", sheet), typed).content.decode()
    assert "de quand date" in html and "110 000" in html and not Result.objects.exists()
    agent.post(url("results", sheet), {**typed, "dated_on": "03/2026"})
    row = Result.objects.get()
    assert row.dated_on == PartialDate("2026-03")
    publication.publish(sheet=sheet, by=None)
    page = agent.get(url("result", sheet, row.uid)).content.decode()
    assert "l’ancien reste lisible" in page
    row.refresh_from_db()
    agent.post(
        url("result", sheet, row.uid),
        {**typed, "dated_on": "03/2026", "value": "1", "reason": "Faux.", "version": ledger.result_digest(row)},
    )
    listed = agent.get(url("results", sheet)).content.decode()
    assert "Faux." in listed and Result.objects.count() == 2


def test_giving_up_asks_why_and_tells_what_opens(agent, sheet) -> None:
    html = agent.post(url("stages", sheet), {"stage": "abandonne", "explanation": "Trop cher."}).content.decode()
    assert "pourquoi" in html and "Trop cher." in html
    agent.post(url("stages", sheet), {"stage": "abandonne", "reason": "cout", "explanation": "Trop cher."})
    sheet.refresh_from_db()
    assert sheet.stage == Stage.ABANDONED
    explored = draft(sheet.territory, stage=Stage.EXPLORATION)
    html = agent.post(url("stages", explored), {"stage": "exploitation", "since": "2026"}, follow=True).content.decode()
    assert "Cette étape ouvre" in html and "Coût" in html


def test_a_use_comes_from_a_published_use_once_and_never_in_a_circle(agent, sheet, by) -> None:
    origin = published(title="Compter les repas", need="Trop de restes à la cantine.")
    html = agent.get(url("lineage", sheet) + "?q=cantine").content.decode()
    assert "Compter les repas" in html
    agent.post(url("lineage", sheet), {"source": origin.uid, "kind": "repris_de", "note": "Sans les prénoms."})
    row = Lineage.objects.get()
    assert (row.source_id, row.note, row.is_public) == (origin.pk, "Sans les prénoms.", False)
    with pytest.raises(DomainError, match="déjà dit"):
        lineage.link(sheet=sheet, source=origin, kind=LineageKind.INSPIRED_BY, by=by)
    shown = publication.publish(sheet=sheet, by=None)
    with pytest.raises(DomainError, match="lui-même"):
        lineage.link(sheet=sheet, source=shown, kind=LineageKind.REUSES, by=by)
    theirs = contributor(origin.territory)
    with pytest.raises(DomainError, match="un seul côté"):
        lineage.link(sheet=origin.deployment, source=shown, kind=LineageKind.REUSES, by=theirs)
    agent.post(url("lineage_remove", sheet, row.pk))
    assert not Lineage.objects.exists()


def test_a_draft_of_another_territory_is_not_found_by_its_words(agent, sheet) -> None:
    draft(TerritoryFactory(), title="Usage secret")
    assert "Usage secret" not in agent.get(url("lineage", sheet) + "?q=secret").content.decode()


def test_links_documents_and_sources_wait_for_the_next_publication(agent, sheet, by, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    page = url("attachments", sheet)
    html = agent.post(page, {"what": "lien", "title": "", "url": "https://exemple.fr/", "visibility": "public"})
    assert "Donnez un intitulé" in html.content.decode()
    agent.post(page, {"what": "lien", "title": "Sa page", "url": "https://exemple.fr/", "visibility": "public"})
    agent.post(page, {"what": "source", "title": "Le rapport", "field": "yearly_cost", "read_on": "2026"})
    file = SimpleUploadedFile("clauses.txt", "Clauses à reprendre.".encode())
    agent.post(page, {"what": "document", "title": "Clauses", "file": file, "visibility": "territoire"})
    assert [one.is_public for one in (*sheet.links.all(), *sheet.sources.all(), *sheet.documents.all())] == [False] * 3
    kept = sheet.documents.get()
    assert b"Clauses" in b"".join(agent.get(url("document", sheet, kept.pk)).streaming_content)
    again = SimpleUploadedFile("copie.txt", "Clauses à reprendre.".encode())
    html = agent.post(page, {"what": "document", "title": "Copie", "file": again, "visibility": "public"})
    assert "déjà joint" in html.content.decode()
    publication.publish(sheet=sheet, by=None)
    assert sheet.links.get().is_public and not sheet.documents.get().is_public


def test_a_file_taken_off_leaves_the_disk(sheet, by, settings, tmp_path, django_capture_on_commit_callbacks) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = attachments.add_document(
        sheet=sheet, title="Clauses", file=SimpleUploadedFile("c.txt", b"Clauses."), visibility=Visibility.PUBLIC, by=by
    )
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1
    with django_capture_on_commit_callbacks(execute=True):
        attachments.remove(row=row, by=by)
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_a_program_is_not_taken(agent, sheet) -> None:
    file = SimpleUploadedFile("clauses.txt", b"MZ\x90\x00\x03\x00\x00\x00")
    html = agent.post(
        url("attachments", sheet), {"what": "document", "title": "x", "file": file, "visibility": "public"}
    )
    assert not sheet.documents.exists()
    assert "c’est un programme" in html.content.decode()


def test_the_system_is_chosen_by_its_name_and_completed(agent, sheet) -> None:
    known = SolutionFactory(name="Fuites+")
    page = url("solution", sheet)
    agent.post(page, {"what": "choisir", "name": "FUITES+"})
    sheet.refresh_from_db()
    assert sheet.solution == known and Solution.objects.count() == 1
    html = agent.get(page).content.decode()
    assert "Ce que l’on sait de Fuites+" in html
    agent.post(page, {"version": known.version, "supplier": "Éditeur", "licence": "AGPL-3.0", "is_commons": "oui"})
    known.refresh_from_db()
    assert (known.licence, known.is_commons) == ("AGPL-3.0", True)
    late = agent.post(page, {"version": 1, "licence": "MIT"}).content.decode()
    assert "avant vous" in late and 'value="MIT"' in late
    agent.post(page, {"what": "choisir", "name": ""})
    sheet.refresh_from_db()
    assert sheet.solution is None


def test_a_correction_is_settled_and_who_left_an_address_is_answered(
    agent, sheet, by, django_capture_on_commit_callbacks
) -> None:
    asked = CorrectionRequest.objects.create(
        deployment=sheet, field="yearly_cost", text="Le coût a doublé.", email="lectrice@exemple.fr"
    )
    page = agent.get(url("corrections", sheet)).content.decode()
    assert "Le coût a doublé." in page and "lectrice@exemple.fr" not in page
    assert "Dites ce que vous en faites" in agent.post(url("correction_settle", sheet, asked.pk)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        agent.post(url("correction_settle", sheet, asked.pk), {"outcome": "Corrigé, merci."})
    (letter,) = mail.outbox
    assert letter.to == ["lectrice@exemple.fr"] and "Corrigé, merci." in letter.body
    asked.refresh_from_db()
    assert (asked.email, asked.settled_by) == ("", by)
    with pytest.raises(DomainError, match="déjà classée"):
        settlement.settle(asked=asked, outcome="Encore.", by=by)


def test_the_network_asks_and_never_rewrites(client, django_capture_on_commit_callbacks) -> None:
    shown = published()
    theirs = referent(shown.territory)
    client.force_login(coordinator())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("library:network_ask", args=[shown.slug]), {"field": "need", "text": "Depuis quand ?"})
    asked = CorrectionRequest.objects.get()
    assert asked.by_network and asked.email == ""
    assert mail.outbox[0].to == [theirs.email]
    assert client.get(url("section", shown.deployment, "besoin")).status_code == 403
    client.force_login(theirs)
    assert "coordination du réseau" in client.get(url("corrections", shown.deployment)).content.decode()


def test_control_signs_of_a_reason_are_left_out(agent, sheet, by) -> None:
    row = ledger.add_result(sheet=sheet, values=FIGURE, by=by)
    publication.publish(sheet=sheet, by=None)
    agent.post(url("result_withdraw", sheet, row.uid), {"reason": "Faux\0."})
    row.refresh_from_db()
    assert row.withdrawn_reason == "Faux."


def test_nothing_is_offered_for_publication_until_something_waits(client) -> None:
    sheet = published().deployment
    client.force_login(referent(sheet.territory))

    def offered() -> bool:
        return "Publier les changements" in client.get(url("preview", sheet)).content.decode()

    assert not offered()
    assert "Tout est public" in client.get(reverse("library:workspace", args=[sheet.slug])).content.decode()
    for change in (
        lambda: sheet.links.create(title="Charte", url="https://exemple.fr/charte"),
        lambda: sheet.links.update(visibility=Visibility.TERRITORY),
        lambda: sheet.links.create(title="Marché", url="https://exemple.fr/marche", visibility=Visibility.NETWORK),
        lambda: sheet.results.create(uid="r", number=1, indicator="Eau", value="3", nature=ResultNature.TARGET),
        lambda: type(sheet).objects.filter(pk=sheet.pk).update(expected_benefit="Moins de pertes."),
        lambda: sheet.sources.create(title="Délibération", url="https://exemple.fr/deliberation"),
    ):
        change()
        assert offered()
        sheet.refresh_from_db()
        publication.publish(sheet=sheet, by=None)
        assert not offered()
