"""What people wrote on another platform comes here once, keeps its address, and its answers wait for a signature."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commun.concertations.actions import takeaways
from commun.concertations.enums import Decision, TakeawayKind
from commun.concertations.models import Answer, ColumnMemory, ImportedRecord
from commun.core.models import AuditEvent, PendingImport
from tests.accounts.factories import contributor, referent
from tests.concertations.exports import HOST, archive, decidim, proposal
from tests.concertations.factories import ConcertationFactory, concertation_awaiting_answer, restituted_concertation
from tests.core import office

pytestmark = pytest.mark.django_db


def send(client, record, content: bytes, name="propositions.csv"):
    url = reverse("concertations:takeaways_import", args=[record.slug])
    data = {"kind": "proposition", "pasted": "", "file": SimpleUploadedFile(name, content)}
    return client.post(url, data, follow=True)


def confirm(client, page, query="", **data):
    return client.post(page.request["PATH_INFO"] + query, data, follow=True).content.decode()


def test_what_is_to_mend_is_downloaded_line_by_line(client, record):
    page = send(client, record, decidim(proposal(1, "x" * 5001), proposal(2, taxonomies_ids="4")))
    found = client.get(page.request["PATH_INFO"] + "?fautes=csv")
    lines = found.content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "lieu;constat;effet"
    assert lines[1].startswith("ligne 2, colonne")
    assert lines[1].endswith("coupez-le en plusieurs remontées.;empêche l’import")


@pytest.fixture
def record(client):
    record = ConcertationFactory()
    client.force_login(contributor(record.territory))
    return record


def test_export_of_decidim_is_taken_once_and_follows_its_source(client, record):
    first = decidim(
        proposal(1, state="accepted"),
        proposal(2, state="rejected", answer_fr="<p>Trop cher</p>", answered_at="2026-06-01 09:00:00 +0200"),
        proposal(3, withdrawn="true"),
        proposal(4),
        proposal(5),
    )
    page = send(client, record, first)
    text = page.content.decode()
    assert "4 remontées nouvelles" in text
    assert "1 retirée par son auteur" in text
    assert "author/name" in text
    assert "Personne" not in text
    assert "Personne" not in str(PendingImport.objects.get().content)
    done = confirm(client, page)
    assert "4 remontées ajoutées" in done
    assert "2 réponses d’origine attendent" in done
    one, two, four, five = record.takeaways.select_related("imported").order_by("number")
    assert one.text == "Titre 1\nPublier la liste numéro 1."
    assert (two.imported.host, two.imported.source_id) == ("participer.exemple.fr", "2")
    assert two.imported.source_url == f"{HOST}/processes/ia/f/7/proposals/2"
    assert (two.imported.said_decision, two.imported.said_text) == (Decision.NOT_RETAINED, "Trop cher")
    assert not Answer.objects.exists()
    again = send(client, record, first).content.decode()
    assert "4 déjà là" in again
    assert "Ajouter ces remontées" not in again

    item = takeaways.NewTakeaway(kind=TakeawayKind.PROPOSITION, text="Notre texte à nous", number=four.number)
    takeaways.change(takeaway=four, item=item, by=contributor(record.territory))
    changed = decidim(proposal(1, "Dire autrement"), proposal(2), proposal(4, "Leur nouveau texte"), proposal(6))
    page = send(client, record, changed)
    text = page.content.decode()
    assert "1 remontée nouvelle" in text
    assert "1 modifiée" in text
    assert "1 changée à sa source et laissée ici telle quelle" in text
    confirm(client, page)
    assert {one.text for one in record.takeaways.all()} == {
        "Titre 1\nDire autrement",
        "Titre 2\nPublier la liste numéro 2.",
        "Notre texte à nous",
        five.text,
        "Titre 6\nPublier la liste numéro 6.",
    }
    assert ImportedRecord.objects.count() == 5
    assert AuditEvent.objects.filter(verb="takeaways.added").latest("pk").detail["origine"] == ["participer.exemple.fr"]


def test_frozen_text_never_follows_its_source(client, record):
    confirm(client, send(client, record, decidim(proposal(1))))
    takeaway = record.takeaways.get()
    takeaway.frozen_at, takeaway.text_sha256 = "2026-06-01T10:00:00Z", takeaway.digest(takeaway.text)
    takeaway.save()
    page = send(client, record, decidim(proposal(1, "Autre chose"))).content.decode()
    assert "il est figé ici" in page
    assert "Mettre à jour" not in page


def test_same_sentence_typed_before_is_given_its_origin_and_not_doubled(client, record):
    takeaways.add(
        concertation=record,
        item=takeaways.NewTakeaway(kind=TakeawayKind.PROPOSITION, text="Titre 1\nPublier la liste numéro 1."),
        by=contributor(record.territory),
    )
    confirm(client, send(client, record, decidim(proposal(1), proposal(1, "Le même numéro deux fois"))))
    assert record.takeaways.get().imported.source_id == "1"


def test_archive_of_open_data_asks_which_component(client, record):
    content = archive(
        proposals=decidim(proposal(1), proposal(2, component_id="8"), proposal(3, component_id="8")),
        users=b"id;name\n1;Camille Personne\n",
    )
    page = send(client, record, content, "open-data.zip")
    text = page.content.decode()
    assert "Propositions · composant 7 (1)" in text
    assert "Propositions · composant 8 (2)" in text
    assert "Camille" not in str(PendingImport.objects.get().content)
    confirm(client, page, "?sheet=1")
    assert [one.imported.source_id for one in record.takeaways.order_by("number")] == ["2", "3"]


def test_title_above_heads_that_nobody_knows_is_no_line(client, record):
    rows = [["Bilan des ateliers"], ["Réf", "Ce qui s’est dit", "Courriel"], ["A1", "Dire où", "a@exemple.fr"]]
    page = send(client, record, office.xlsx({"Bilan": rows}), "bilan.xlsx")
    assert "Quelle colonne dit quoi" in page.content.decode()
    assert "a@exemple.fr" not in str(PendingImport.objects.get().content)
    confirm(client, page, "?said=0&sheet=0&has_head=on&column_0=source_id&column_1=text&column_2=")
    assert [(one.text, one.imported.source_id) for one in record.takeaways.all()] == [("Dire où", "A1")]


def test_columns_said_once_are_known_the_next_time_in_this_territory_only(client, record):
    rows = [["Réf", "Titre", "Ce qui s’est dit", "Page"], *(
        [f"A{n}", f"Titre {n}", f"Dire {n}", f"https://ville.exemple.fr/{n}"] for n in range(1, 5)
    )]  # fmt: skip
    content = office.xlsx({"Bilan": rows})
    page = send(client, record, content, "bilan.xlsx")
    said = "?said=0&sheet=0&has_head=on&column_0=source_id&column_1=title&column_2=text&column_3=source_url"
    text = client.get(page.request["PATH_INFO"] + said).content.decode()
    assert "4 remontées nouvelles" in text
    assert "« Dire 1 », « Dire 2 », « Dire 3 »" in text
    confirm(client, page, said)
    assert record.takeaways.get(number=2).imported.source_url == "https://ville.exemple.fr/2"
    assert ColumnMemory.objects.get().columns == ["source_id", "title", "text", "source_url"]
    rows[1][2], rows[4] = "Dire mieux", ["A9", "Titre 9", "Dire 9", ""]
    page = send(client, record, office.xlsx({"Bilan": rows}), "bilan-2.xlsx")
    text = page.content.decode()
    assert "Les colonnes sont celles que vous avez dites" in text
    assert "1 remontée nouvelle" in text
    assert "1 modifiée" in text
    elsewhere = ConcertationFactory()
    client.force_login(contributor(elsewhere.territory))
    assert "que vous avez dites" not in send(client, elsewhere, office.xlsx({"Bilan": rows}), "b.xlsx").content.decode()


def test_answer_of_the_platform_is_a_draft_until_a_person_signs_it(client):
    with time_machine.travel("2026-07-01T10:00:00+02:00", tick=False) as travel:
        record = concertation_awaiting_answer(propositions=2)
        travel.move_to("2026-09-15T10:00:00+02:00")
        first, second = record.takeaways.propositions().order_by("number")
        for takeaway, decision, state in ((first, Decision.NOT_RETAINED, "rejected"), (second, "", "Au vote")):
            ImportedRecord.objects.create(
                concertation=record, takeaway=takeaway, platform="decidim", host="participer.exemple.fr",
                source_id=str(takeaway.number), source_url=f"{HOST}/p/{takeaway.number}", text_sha256="x",
                said_state=state, said_decision=decision, said_text="Trop cher, dit Decidim", said_on="2026-08-01",
            )  # fmt: skip
        public = client.get(first.get_absolute_url()).content.decode()
        assert "Importée de participer.exemple.fr" in public
        assert f'href="{HOST}/p/1"' in public
        assert "Trop cher" not in public
        assert client.get(f"/propositions/{first.uid}.json").json()["source"] == {
            "site": "participer.exemple.fr", "adresse": f"{HOST}/p/1", "importee_le": "2026-09-15",
                "commentaires": None,
        }  # fmt: skip
        client.force_login(referent(record.territory))
        form = client.get(reverse("concertations:answer", args=[first.uid])).content.decode()
        assert "Trop cher, dit Decidim" in form
        assert "« rejected »" in form
        assert (
            "n’a pas d’équivalent ici"
            in client.get(reverse("concertations:answer", args=[second.uid])).content.decode()
        )
        assert (
            "2 réponses y avaient été données"
            in client.get(reverse("concertations:answers", args=[record.slug])).content.decode()
        )
        preview = client.post(reverse("concertations:answers_drafts", args=[record.slug]), follow=True)
        text = preview.content.decode()
        assert "1 réponse nouvelle" in text
        assert "Trop cher, dit Decidim" in text
        assert not Answer.objects.exists()
        seen = text.partition('name="seen" value="')[2].partition('"')[0]
        client.post(preview.request["PATH_INFO"], {"seen": seen})
        answer = Answer.objects.get()
        assert (answer.proposition, answer.decision, str(answer.answered_on)) == (first, "non_retenue", "2026-08-01")


def test_addition_from_elsewhere_after_the_restitution_is_public_and_frozen(client):
    record = restituted_concertation()
    client.force_login(contributor(record.territory))
    confirm(client, send(client, record, decidim(proposal(1))))
    assert record.takeaways.get(imported__source_id="1").is_frozen
    assert AuditEvent.objects.public().filter(verb="takeaways.added").exists()
