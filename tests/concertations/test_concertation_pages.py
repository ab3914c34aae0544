import datetime
import re

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commun.concertations.actions import lifecycle
from commun.concertations.enums import Audience, CountMethod, Recruitment, State, TakeawayKind
from commun.concertations.models import AudiencePart, Concertation, Document, FactSource, Speaker
from commun.concertations.queries.concertations import (
    BY_TITLE,
    DUE_FIRST,
    MOST_PEOPLE,
    ConcertationFilters,
    concertation_list,
    concertation_page,
)
from commun.concertations.small_counts import masked
from commun.core.dates import PartialDate
from tests.accounts.factories import contributor, referent
from tests.concertations.factories import (
    ConcertationFactory,
    SequenceFactory,
    concertation_awaiting_answer,
    concertation_under_way,
    published_concertation,
    referent_of,
    restituted_concertation,
)
from tests.territories.factories import TerritoryFactory

TODAY = datetime.date(2026, 11, 22)


def listed(**chosen) -> set[str]:
    found = concertation_list(filters=ConcertationFilters(**chosen), page=1, on=TODAY)
    return {line.title for line in found.lines}


def page_of(concertation: Concertation, **chosen):
    page = concertation_page(slug=concertation.slug, on=TODAY, **chosen)
    assert page is not None
    return page


def read(client, concertation: Concertation, query: str = "") -> str:
    response = client.get(concertation.get_absolute_url() + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# --- The list ----------------------------------------------------------------------------------------------------


def test_draft_is_not_listed(db) -> None:
    ConcertationFactory(title="Brouillon")
    published_concertation(title="Publique")
    assert listed() == {"Publique"}


def test_names_are_found_with_or_without_accents(db) -> None:
    published_concertation(title="L’IA à l’école", territory=TerritoryFactory(name="Orléans"))
    published_concertation(title="Débat sur l’eau", territory=TerritoryFactory(name="Vannes"))
    assert listed(text="debat") == {"Débat sur l’eau"}
    assert listed(text="ORLEANS ecole") == {"L’IA à l’école"}
    assert listed(text="orléans eau") == set()


def test_list_is_filtered_by_what_one_chooses(db) -> None:
    region = TerritoryFactory(region_body=True)
    published_concertation(
        title="Ici", territory=TerritoryFactory(region=region, metropole=True), recruitment=[Recruitment.SORTITION]
    )
    other = concertation_under_way(title="Ailleurs")
    other.audiences.all().delete()
    AudiencePart.objects.create(concertation=other, audience=Audience.ECONOMIC)
    assert listed(region=region.pk) == {"Ici"}
    assert listed(kind="metropole") == {"Ici"}
    assert listed(state=State.UNDER_WAY) == {"Ailleurs"}
    assert listed(audience=Audience.ECONOMIC) == {"Ailleurs"}
    assert listed(recruitment=Recruitment.OPEN_CALL) == {"Ici", "Ailleurs"}
    assert listed(recruitment=Recruitment.SORTITION) == set()


def test_late_ones_are_those_whose_promised_date_has_passed(db) -> None:
    concertation_awaiting_answer(title="En retard", answer_due_on=datetime.date(2026, 11, 21))
    concertation_awaiting_answer(title="À l’heure", answer_due_on=TODAY)
    found = concertation_list(filters=ConcertationFilters(is_late=True), page=1, on=TODAY)
    assert [(line.title, line.days_late) for line in found.lines] == [("En retard", 1)]
    assert "en retard de 1 jour" in found.lines[0].state


@pytest.mark.parametrize(
    ("order", "titles"), [(BY_TITLE, ["A", "B", "C"]), (MOST_PEOPLE, ["B", "A", "C"]), (DUE_FIRST, ["C", "A", "B"])]
)
def test_unknown_values_come_last_in_every_order(db, order, titles) -> None:
    for title, people, due in (("A", 10, None), ("B", 30, None), ("C", None, datetime.date(2027, 1, 1))):
        one = published_concertation(title=title)
        Concertation.objects.filter(pk=one.pk).update(participants_count=people, answer_due_on=due)
    found = concertation_list(filters=ConcertationFilters(order=order), page=1, on=TODAY)
    assert [line.title for line in found.lines][:1] == titles[:1]
    assert {line.title for line in found.lines} == {"A", "B", "C"}


def test_sums_say_how_many_records_they_rest_on_and_leave_the_invented_one_out(db) -> None:
    restituted_concertation(propositions=2)
    published_concertation()
    restituted_concertation(propositions=5, territory=TerritoryFactory(is_fictional=True))
    found = concertation_list(filters=ConcertationFilters(), page=1, on=TODAY)
    assert (found.concertations, found.invented) == (2, 1)
    assert (found.participants, found.participants_known) == (60, 1)
    assert found.propositions == 2


def test_list_costs_the_same_number_of_queries_whatever_its_length(client, db) -> None:
    published_concertation()
    url = reverse("concertations:list")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url + "?tri=titre")
    for _number in range(8):
        published_concertation()
    with CaptureQueriesContext(connection) as many:
        client.get(url + "?tri=titre&retard=")
    assert len(many) == len(few)


def test_list_keeps_its_filters_from_page_to_page(client, db) -> None:
    for _number in range(21):
        published_concertation()
    page = client.get(reverse("concertations:list") + "?public=agents").content.decode()
    assert 'rel="next"' in page
    assert "public=agents&amp;page=2" in page


def test_filters_that_make_no_sense_are_no_dead_end(client, db) -> None:
    published_concertation(title="Toujours là")
    response = client.get(reverse("concertations:list") + "?etat=nimporte&region=nulle-part&page=999&tri=x")
    assert response.status_code == 200
    assert "Toujours là" in response.content.decode()


def test_empty_list_says_what_will_come(client, db) -> None:
    page = client.get(reverse("concertations:list") + "?texte=introuvable").content.decode()
    assert "Aucune concertation ne répond" in page


# --- The page of one ---------------------------------------------------------------------------------------------


def test_draft_is_not_found_by_the_public_and_previewed_by_its_members(client, db) -> None:
    draft = ConcertationFactory()
    preview = reverse("concertations:preview", args=[draft.slug])
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(contributor(draft.territory))
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft.title in client.get(preview).content.decode()
    client.force_login(referent(TerritoryFactory()))
    assert client.get(preview).status_code == 403


def test_brief_stands_as_a_quotation(client, db) -> None:
    page = read(client, published_concertation())
    assert re.search(r"<blockquote>Que voulons-nous confier", page)


def test_sentences_not_yet_restituted_are_not_public(client, db) -> None:
    concertation = concertation_under_way()
    SequenceFactory(concertation=concertation)
    concertation.takeaways.create(uid="x-p1", kind=TakeawayKind.PROPOSITION, number=1, text="Pas encore publique.")
    assert "Pas encore publique." not in read(client, concertation)
    client.force_login(referent_of(concertation))
    preview = client.get(reverse("concertations:preview", args=[concertation.slug])).content.decode()
    assert "Pas encore publique." in preview


def test_counts_under_five_are_never_published(client, db) -> None:
    concertation = published_concertation()
    AudiencePart.objects.create(concertation=concertation, audience=Audience.ELECTED, people_count=3)
    SequenceFactory(concertation=concertation, attendance=2, title="Séance intime")
    Concertation.objects.filter(pk=concertation.pk).update(
        participants_count=4, recruitment=[Recruitment.SORTITION], invited_count=4, accepted_count=1
    )
    page = page_of(concertation)
    assert page.participants == "moins de 5"
    assert {line.count for line in page.audiences} == {"", "moins de 5"}
    assert [one.attendance for one in page.sequences] == ["moins de 5"]
    assert {one.text for one in page.people if one.name in ("invited_count", "accepted_count")} == {"moins de 5"}


@pytest.mark.parametrize(
    ("count", "shown"), [(None, ""), (0, "0"), (1, "moins de 5"), (4, "moins de 5"), (5, "5"), (60, "60")]
)
def test_only_a_small_crowd_is_masked(count, shown) -> None:
    assert masked(count) == shown


def test_private_data_never_reach_the_page(client, db) -> None:
    concertation = restituted_concertation()
    Speaker.objects.create(concertation=concertation, name="Nom Secret", profession="Juriste", has_consented=False)
    Speaker.objects.create(concertation=concertation, name="Nom Accordé", profession="Médecin", has_consented=True)
    page = read(client, concertation)
    assert concertation.referent_email not in page
    assert "Nom Secret" not in page
    assert "Juriste" in page
    assert "Nom Accordé" in page


def test_expected_and_unknown_is_said_and_not_yet_expected_is_silent(client, db) -> None:
    page = page_of(published_concertation())
    unknown = {one.name for one in page.question if not one.text}
    assert "angles" in unknown
    assert not page.follow_up
    assert "Date de fin réelle" not in page.missing


def test_each_source_stands_beside_its_field(client, db) -> None:
    concertation = published_concertation(is_documented_by_network=True)
    Concertation.objects.filter(pk=concertation.pk).update(angles="L’éthique.")
    FactSource.objects.create(
        concertation=concertation,
        field="angles",
        label="Rapport",
        url="https://exemple.fr/rapport",
        read_on=PartialDate("2026-03"),
    )
    page = page_of(concertation)
    angles = next(one for one in page.question if one.name == "angles")
    assert [one.label for one in angles.sources] == ["Rapport"]
    text = read(client, concertation)
    assert "reconstituée par le réseau" in text
    assert "Rapport</a>, lue en <time" in text


def test_record_rebuilt_from_sources_claims_no_step_but_the_last_documented(client, db) -> None:
    """Nobody signed here what the network found in the press: "Charte signée : fait" would be an invention."""
    page = read(client, restituted_concertation(is_documented_by_network=True))
    assert "Dernière étape documentée : <strong>Restitution</strong>" in page
    assert "Charte signée" not in page
    assert 'class="steps"' not in page


def test_uploaded_document_is_reached_from_the_page(client, db, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    concertation = published_concertation()
    document = Document.objects.create(
        concertation=concertation, title="Avis", file=ContentFile(b"%PDF-1.7", name="x.pdf"), file_name="avis.pdf"
    )
    page = read(client, concertation)
    assert f'href="{document.get_absolute_url()}"' in page
    response = client.get(document.get_absolute_url())
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    response.close()


def test_late_answer_is_told_in_days(client, db) -> None:
    late = concertation_awaiting_answer(answer_due_on=timezone.localdate() - datetime.timedelta(days=38))
    assert 'en retard de <span class="delay">38 jours</span>' in read(client, late)


def test_first_propositions_are_shown_and_all_are_reached_page_by_page(client, db) -> None:
    concertation = restituted_concertation(propositions=55)
    page = page_of(concertation)
    assert (len(page.propositions), page.propositions_count) == (8, 55)
    assert page.more_propositions_url
    first = page_of(concertation, selected=TakeawayKind.PROPOSITION)
    others = [page_of(concertation, selected=TakeawayKind.PROPOSITION, page=number) for number in (2, 3)]
    numbers = [line.number for one in (first, *others) for line in one.propositions]
    assert numbers == list(range(1, 56))


def test_every_kind_of_sentence_is_grouped_and_counted(db) -> None:
    concertation = restituted_concertation(propositions=1, vigilances=12)
    page = page_of(concertation)
    group = page.groups[0]
    assert (group.kind, group.count, len(group.lines)) == (TakeawayKind.VIGILANCE, 12, 5)
    selected = page_of(concertation, selected=TakeawayKind.VIGILANCE)
    assert [line.number for line in selected.groups[0].lines] == list(range(1, 13))
    assert selected.propositions == ()


def test_interruption_is_told_where_it_happened(client, db) -> None:
    concertation = concertation_under_way()
    lifecycle.interrupt(concertation=concertation, reason="Élections municipales.", by=referent_of(concertation))
    page = read(client, concertation)
    assert "Interrompue" in page
    assert "Élections municipales." in page


def test_filled_canevas_has_its_page_and_every_link_to_it_lands(client, db) -> None:
    concertation = restituted_concertation(angles="Travail et formation", recruitment=["volontariat"])
    links = re.findall(rf'href="{concertation.get_absolute_url()}canevas/#([^"]+)"', read(client, concertation))
    assert {"etapes", "cadre", "choix", "manques"} <= set(links)
    page = " ".join(client.get(f"{concertation.get_absolute_url()}canevas/").content.decode().split())
    for anchor in links:
        assert f'id="{anchor}"' in page
    assert "Travail et formation" in page
    assert "Charte signée" in page


def test_filled_canevas_of_a_draft_is_not_public(client, db) -> None:
    assert client.get(f"{ConcertationFactory().get_absolute_url()}canevas/").status_code == 404


def test_licence_of_each_document_is_said(client, db) -> None:
    concertation = published_concertation()
    Document.objects.create(concertation=concertation, title="Rapport", url="https://exemple.fr/rapport.pdf")
    assert "licence : Non renseignée" in read(client, concertation)


def test_counting_method_is_said_with_the_figure(client, db) -> None:
    concertation = restituted_concertation()
    Concertation.objects.filter(pk=concertation.pk).update(count_method=CountMethod.ATTENDANCES)
    assert "participants (présences cumulées)" in read(client, concertation)


def test_text_of_a_participant_is_never_run(client, db) -> None:
    concertation = published_concertation(title="<script>alert(1)</script>")
    page = read(client, concertation)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_page_costs_the_same_number_of_queries_whatever_the_concertation(db) -> None:
    small = restituted_concertation(propositions=1, vigilances=1)
    large = restituted_concertation(propositions=30, vigilances=12)
    for _number in range(5):
        SequenceFactory(concertation=large)
    with CaptureQueriesContext(connection) as few:
        page_of(small)
    with CaptureQueriesContext(connection) as many:
        page_of(large)
    assert len(many) == len(few) <= 17


def test_territory_of_the_demo_is_marked(client, db) -> None:
    page = read(client, published_concertation(territory=TerritoryFactory(is_fictional=True)))
    assert "exemple fictif" in page
