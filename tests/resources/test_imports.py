"""A table of resources: shown before it is written, all or nothing, and twice changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from commun.core.errors import DomainError
from commun.core.named_tables import NoTable
from commun.core.uploads import uploaded
from commun.resources.actions.imports import ingest
from commun.resources.actions.reference import load_reference
from commun.resources.importers.plan import plan, read
from commun.resources.models import Resource
from tests.accounts.factories import coordinator
from tests.resources.factories import added

pytestmark = pytest.mark.django_db

LINES = """titre;description;nature;producteurs;lien;duree_minutes;publics;inconnue
Atelier;On y parle.;Kit d’animation;Ville A|Ville B;https://exemple.fr/a;1 h 30;agents|Élues et élus;x
Jeu;On y joue.;jeu;;https://exemple.fr/b;;;
"""


def table(text: str, name: str = "ressources.csv"):
    return read(uploaded(text.encode(), name))


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_exported_file_comes_back_without_a_change(client: Client, extension: str) -> None:
    load_reference()
    added(age_min=12, group_max=30, cost_note="=1+1", themes=["autre", "metiers"])
    response = client.get(f"/donnees/ressources.{extension}")
    content = b"".join(response) if response.streaming else response.content
    found = plan(read(uploaded(content, f"ressources.{extension}")))
    assert found.faults == ()
    assert (len(found.new), [line.changes for line in found.changed], found.unchanged) == (0, [], 16)


def test_table_is_shown_then_written_whole_and_twice_changes_nothing() -> None:
    someone, client = coordinator(), Client()
    client.force_login(someone)
    sent = client.post(reverse("resources:import"), {"file": SimpleUploadedFile("r.csv", LINES.encode())})
    shown = client.get(sent.headers["Location"]).content.decode()
    assert "2 ressources nouvelles" in shown
    assert "inconnue" in shown
    assert not Resource.objects.exists()
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    client.post(sent.headers["Location"], {"seen": seen})
    one = Resource.objects.get(title="Atelier")
    assert (one.minutes, one.producers, set(one.audiences)) == (90, ["Ville A", "Ville B"], {"agents", "elus"})
    again = plan(table(LINES))
    assert (again.does_something, again.unchanged) == (False, 2)
    changed = plan(table(LINES.replace("On y joue.", "On y joue à quatre.")))
    (line,) = changed.changed
    assert [(change.before, change.after) for change in line.changes] == [("On y joue.", "On y joue à quatre.")]


def test_faults_name_line_and_column_and_nothing_is_written() -> None:
    wrong = LINES.replace("1 h 30", "longtemps").replace("Jeu;On y joue.;jeu", ";On y joue.;jouet")
    found = plan(table(wrong))
    where = [one.where for one in found.faults]
    assert "ligne 2, colonne F" in where
    assert "ligne 3, colonne C" in where
    assert any(one.where == "ligne 3" and "titre" in one.text for one in found.faults)
    with pytest.raises(DomainError, match="Rien n’a été importé"):
        ingest(table=table(wrong), seen=found.seen, by=coordinator())
    assert not Resource.objects.exists()


def test_what_changed_since_the_preview_is_not_overwritten_and_a_line_twice_is_refused() -> None:
    someone = coordinator()
    seen = plan(table(LINES)).seen
    ingest(table=table(LINES), seen=seen, by=someone)
    changed = LINES.replace("On y joue.", "On y joue à deux.")
    seen = plan(table(changed)).seen
    Resource.objects.filter(title="Jeu").update(version=7)
    with pytest.raises(DomainError, match="a changé depuis"):
        ingest(table=table(changed), seen=seen, by=someone)
    twice = LINES + "Jeu encore;On y joue.;jeu;;https://exemple.fr/b;;;\n"
    assert ["déjà de cette ressource" in one.text for one in plan(table(twice)).faults] == [True]
    with pytest.raises(NoTable):
        table("nom;ville\nA;B\n")
