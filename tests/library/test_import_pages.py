"""The pages of an import: send, say the columns, look, choose, confirm; and what each owner has to correct."""

import datetime
import io

import pytest
import xlsxwriter
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from commun.core.models import CheckedAddress
from commun.library.actions import sheets
from commun.library.enums import SheetState
from commun.library.fields import Section
from commun.library.importers.columns import guess
from commun.library.importers.reading import read_file
from commun.library.models import Deployment, ImportedRow, ImportSource
from tests.accounts.factories import contributor, coordinator, referent
from tests.library.network_files import FILE, LINES, network_table, territories, written
from tests.library.test_imports import changed, take
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def send(client, url: str, content: bytes, name: str = "bibliotheque.csv", **fields):
    return client.post(url, {"file": SimpleUploadedFile(name, content), **fields}, follow=True)


def answered(response) -> dict[str, str]:
    """The form as the browser would send it back: what is selected, and the hidden mark."""
    shown = response.context["plan"]
    return {"seen": shown.seen, "do": "importer", **{f"q-{one.doubt.key}": one.answer for one in shown.questions}}


def test_a_coordinator_imports_the_file_of_the_network(client) -> None:
    territories()
    client.force_login(coordinator())
    response = send(client, reverse("library:import"), FILE)
    page = response.content.decode()
    assert "8 fiches nouvelles" in page and "Choix à confirmer" in page
    assert "Metz" not in page and "Valmont Métropole" in page
    url = response.redirect_chain[-1][0]
    done = client.post(url, answered(response), follow=True)
    assert "8 fiches créées" in done.content.decode()
    assert Deployment.objects.filter(state=SheetState.PUBLISHED).count() == 8
    assert client.get(url, follow=True).redirect_chain, "confirmed once: the preview is gone"
    again = send(client, reverse("library:import"), FILE).content.decode()
    assert "Ce fichier ne change rien" in again


def test_a_choice_changed_on_the_page_is_the_one_that_counts(client) -> None:
    here = territories()
    client.force_login(coordinator())
    response = send(client, reverse("library:import"), FILE)
    url = response.redirect_chain[-1][0]
    data = answered(response)
    key = next(name for name in data if name.startswith("q-proprietaire") and data[name] == here["commune"].uid)
    looked = client.post(url, {**data, key: here["metropole"].uid, "do": "revoir"})
    assert looked.status_code == 200 and not Deployment.objects.exists()
    wrong = client.post(url, {**data, f"{key}-autre": "123456789"})
    assert wrong.status_code == 409 and "ne mène à aucun territoire" in wrong.content.decode()
    client.post(url, {**data, f"{key}-autre": here["metropole"].siren})
    assert Deployment.objects.get(title="Compter les déchets").territory == here["metropole"]


def test_what_moved_meanwhile_is_shown_again(client) -> None:
    territories()
    client.force_login(coordinator())
    response = send(client, reverse("library:import"), FILE)
    take(changed(1, Theme="Mobilités"))
    again = client.post(response.redirect_chain[-1][0], answered(response))
    assert again.status_code == 409 and "relisez" in again.content.decode()


@pytest.mark.parametrize("content", [b"<html>504</html>", b"", b"seule\n", b"a\0b,c\n1,2\n"])
def test_a_bad_file_is_refused_on_the_page(client, content) -> None:
    client.force_login(coordinator())
    assert send(client, reverse("library:import"), content).status_code == 400


def test_a_file_of_ten_megabytes_and_more_is_refused(client, settings) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    client.force_login(coordinator())
    response = send(client, reverse("library:import"), b"a,b\n" * 1000)
    assert response.status_code == 400 and "limite" in response.content.decode()


def workbook(rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Usages")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


ROWS = [
    ["Intitulé", "Description", "Phase", "Site", "Mel", "Inconnue", "Thématique"],
    ["Cantines", "Prévoir les repas.", "Exploitation", "https://exemple.fr/a", "a@exemple.fr", "7", "Mobilités"],
    ["Routes", "Voir les trous.", "En expérimentation", "https://exemple.fr/b", "b@exemple.fr", "8", "Mobilité"],
]


def test_columns_are_guessed_by_head_and_by_content() -> None:
    [table] = read_file(workbook(ROWS), "usages.xlsx")
    assert guess(table) == ("title", "description", "stage", "information_url", "contact_email", "", "theme")


def test_a_territory_maps_its_table_once_and_imports_drafts(client) -> None:
    here = TerritoryFactory()
    client.force_login(contributor(here))
    start = reverse("library:territory_import", args=[here.slug])
    response = send(client, start, workbook(ROWS), "usages.xlsx")
    assert "Ce que contient chaque colonne" in response.content.decode()
    form = response.context["form"]
    assert not [one for one in form.fields["colonne_0"].choices if one[0] == "owner_name"], "its own sheets only"
    mapping = {name: form.fields[name].initial or "" for name in form.columns}
    preview = client.post(response.redirect_chain[-1][0], {"title": "Nos usages", **mapping}, follow=True)
    assert "2 fiches nouvelles" in preview.content.decode()
    client.post(preview.redirect_chain[-1][0], answered(preview))
    made = Deployment.objects.order_by("title")
    assert [(one.title, one.territory, one.state) for one in made] == [
        ("Cantines", here, SheetState.DRAFT),
        ("Routes", here, SheetState.DRAFT),
    ]
    assert made[1].theme == "mobilites", "« Mobilité », confirmed"
    source = ImportSource.objects.get(territory=here)
    later = send(client, start, workbook(ROWS), "usages.xlsx", known=str(source.pk)).content.decode()
    assert "Ce fichier ne change rien" in later, "the mapping is used again, and nothing enters twice"


def test_the_network_file_sent_by_a_territory_is_an_ordinary_table(client) -> None:
    """It names others: only the columns that speak of its own sheets may be taken."""
    here = TerritoryFactory()
    client.force_login(referent(here))
    response = send(client, reverse("library:territory_import", args=[here.slug]), FILE)
    assert "Ce que contient chaque colonne" in response.content.decode()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"colonne_0": "title", "colonne_1": "title"}, "disent la même chose"),
        ({"colonne_1": "need"}, "nom de l’usage"),
        ({"colonne_0": "title", "colonne_1": "pirate"}, "choix"),
        ({"colonne_0": "title", "title": ""}, "Donnez un nom"),
    ],
)
def test_columns_that_make_no_sense_are_refused(client, said, message) -> None:
    here = TerritoryFactory()
    client.force_login(referent(here))
    start = reverse("library:territory_import", args=[here.slug])
    response = send(client, start, workbook(ROWS), "usages.xlsx")
    answer = client.post(response.redirect_chain[-1][0], {"title": "T", **said})
    assert answer.status_code == 400 and message in answer.content.decode()


def test_nobody_reads_the_import_of_another(client) -> None:
    territories()
    client.force_login(coordinator())
    url = send(client, reverse("library:import"), FILE).redirect_chain[-1][0]
    client.force_login(coordinator())
    assert client.get(url).status_code == 302


def test_each_owner_has_its_report_and_its_text(client, django_capture_on_commit_callbacks) -> None:
    here = territories()
    take()
    client.force_login(coordinator())
    page = client.get(reverse("library:import_report")).content.decode()
    assert "Clairval Métropole" in page and "identité de la collectivité" in page
    url = reverse("library:import_owner", args=[here["metro"].slug])
    report = client.get(url).content.decode()
    assert "clé de contrôle est fausse" in report and "accès interne uniquement" in report
    assert "ni personne référente" in report
    client.post(url)
    assert mail.outbox == []
    someone = referent(here["metro"])
    client.post(url)
    [sent] = mail.outbox
    assert sent.to == [someone.email] and "recopie vers le bas" in sent.body.casefold()
    assert "Non renseigné" in sent.body


def test_an_address_that_died_is_in_the_report(client) -> None:
    here = territories()
    take()
    CheckedAddress.objects.create(
        url="https://exemple.fr/projet", is_dead=True, dead_since=datetime.date(2026, 3, 2), checked_at=timezone.now()
    )
    client.force_login(coordinator())
    page = client.get(reverse("library:import_owner", args=[here["agglo"].slug])).content.decode()
    assert "ne répond plus depuis le 2 mars 2026" in page


def test_an_owner_settles_a_difference_on_its_page(client) -> None:
    here = territories()
    take()
    used = Deployment.objects.get(title="Relever la chaussée")
    by = referent(here["capitale"])
    seen = sheets.section_digest(used, Section.IDENTITY)
    sheets.save_section(sheet=used, section=Section.IDENTITY, values={"summary": "Nos mots."}, seen=seen, by=by)
    take(changed(1, Description_service="Ceux du réseau."))
    client.force_login(by)
    page = client.get(reverse("library:territory_import_report", args=[here["capitale"].slug])).content.decode()
    assert "Nos mots." in page and "Ceux du réseau." in page
    row = ImportedRow.objects.get(sheet=used)
    url = reverse("library:territory_import_settle", args=[here["capitale"].slug, row.pk])
    client.post(url, {"champ": "summary", "garder": "fichier"})
    used.refresh_from_db()
    assert used.summary == "Ceux du réseau."
    other = referent(here["agglo"])
    client.force_login(other)
    assert client.post(reverse("library:territory_import_settle", args=[here["agglo"].slug, row.pk])).status_code == 404


def test_public_files_are_open_to_all(client) -> None:
    territories()
    take()
    for name in ("network_file", "network_schema_file", "network_schema_json", "network_corrections"):
        response = client.get(reverse(f"library:{name}"))
        assert response.status_code == 200 and response["Access-Control-Allow-Origin"] == "*"
    assert client.get("/donnees/bibliotheque-reseau.csv").content.startswith(b"Nom_collectivite,Nom_du_projet,SIRET,")


def test_a_table_is_kept_to_the_letter_between_two_steps() -> None:
    table = network_table(written(LINES))
    assert type(table).from_json(table.to_json()) == table
