"""Sessions, speakers, changes of the frame: lines that feed the figures, names published with consent."""

import pytest
from django.urls import reverse

from commun.concertations.actions import rows
from commun.concertations.models import Concertation, FrameChange, Sequence, Speaker
from commun.core.dates import PartialDate, duration
from commun.core.errors import DomainError
from commun.core.inputs import parse_duration
from commun.core.models import Revision
from tests.concertations.factories import (
    ConcertationFactory,
    SequenceFactory,
    concertation_under_way,
    referent_of,
    restituted_concertation,
)

pytestmark = pytest.mark.django_db

SECTIONS = {"sequences": "resultats", "intervenants": "informations", "evolutions": "methode"}


def rows_url(record, kind) -> str:
    return reverse("concertations:workspace_rows", args=[record.slug, SECTIONS[kind], kind])


def row_url(record, kind, row, name="workspace_row") -> str:
    return reverse(f"concertations:{name}", args=[record.slug, SECTIONS[kind], kind, row.pk])


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1 h 30", 90),
        ("1h30", 90),
        ("1 h 30 min", 90),
        ("1:30", 90),
        ("1,5 h", 90),
        ("2 h", 120),
        ("2 heures", 120),
        ("90", 90),
        ("90 min", 90),
        ("1\u202fh\u00a005", 65),
    ],
)
def test_a_duration_is_read_as_people_write_it(text, minutes) -> None:
    assert parse_duration(text) == minutes
    assert parse_duration(duration(minutes)) == minutes


@pytest.mark.parametrize("text", ["", "longtemps", "1 h 75", "h", "-30", "1,5 h 30"])
def test_what_is_not_a_duration_is_refused(text) -> None:
    with pytest.raises(ValueError):
        parse_duration(text)


def test_totals_follow_the_sessions_and_are_never_typed(client) -> None:
    record = ConcertationFactory()
    client.force_login(referent_of(record))
    url = rows_url(record, "sequences")
    client.post(url, {"title": "Atelier 1", "on": "12/05/2026", "minutes": "1 h 30", "attendance": "24"})
    client.post(url, {"title": "Atelier 2", "minutes": "45"})
    record.refresh_from_db()
    assert (record.sequences_count, record.minutes_count, record.hours) == (2, 135, 2.2)
    first = record.sequences.get(title="Atelier 1")
    version = client.get(row_url(record, "sequences", first)).context["version"]
    data = {"title": "Atelier 1", "on": "12/05/2026", "minutes": "2 h", "attendance": "24", "version": version}
    assert client.post(row_url(record, "sequences", first), data).status_code == 302
    client.post(row_url(record, "sequences", record.sequences.get(title="Atelier 2"), "workspace_row_remove"))
    record.refresh_from_db()
    assert (record.sequences_count, record.minutes_count) == (1, 120)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "obligatoire"),
        ({"minutes": "25 h"}, "24 heures"),
        ({"minutes": "0"}, "24 heures"),
        ({"minutes": "un moment"}, "n’est pas une durée"),
        ({"attendance": "beaucoup"}, "en chiffres"),
        ({"starts_at": "25:61"}, "18:30"),
        ({"on": "31/02/2026"}, "11/03/2025"),
    ],
)
def test_a_session_badly_told_is_kept_on_the_page(client, changes, message) -> None:
    record = ConcertationFactory()
    client.force_login(referent_of(record))
    page = client.post(rows_url(record, "sequences"), {"title": "Atelier", "place": "Salle des fêtes"} | changes)
    text = page.content.decode()
    assert page.status_code == 200
    assert message in text
    assert "Salle des fêtes" in text
    assert not Sequence.objects.exists()


def test_a_session_outside_the_debate_is_kept_and_said(client) -> None:
    record = ConcertationFactory(starts_on=PartialDate("2026-04"), ends_on=PartialDate("2026-06"))
    client.force_login(referent_of(record))
    page = client.post(rows_url(record, "sequences"), {"title": "Trop tôt", "on": "31/03/2026"}, follow=True)
    assert "précède le début du débat" in page.content.decode()
    assert Sequence.objects.count() == 1


def test_two_people_on_one_line_lose_nothing(client) -> None:
    session = SequenceFactory(title="Atelier", place="Mairie")
    record = session.concertation
    client.force_login(referent_of(record))
    url = row_url(record, "sequences", session)
    version = client.get(url).context["version"]
    assert client.post(url, {"title": "Atelier des agents", "version": version}).status_code == 302
    page = client.post(url, {"title": "Atelier du soir", "place": "Lycée", "version": version})
    text = page.content.decode()
    assert "avant vous" in text
    for kept in ("Atelier du soir", "Lycée", "Atelier des agents"):
        assert kept in text
    data = {"title": "Atelier du soir", "place": "Lycée", "version": page.context["version"]}
    assert client.post(url, data).status_code == 302
    session.refresh_from_db()
    assert (session.title, session.place) == ("Atelier du soir", "Lycée")


def test_the_name_of_a_speaker_is_published_with_consent_only(client) -> None:
    record = concertation_under_way()
    client.force_login(referent_of(record))
    data = {"name": "Camille Durand", "profession": "Juriste", "talk_title": "Le droit d’être humain"}
    client.post(rows_url(record, "intervenants"), data)
    speaker = Speaker.objects.get()
    assert "Durand" not in speaker.public_line
    rows.change_row(row=speaker, values={"has_consented": True}, seen=rows.row_digest(speaker), by=referent_of(record))
    speaker.refresh_from_db()
    assert "Durand" in speaker.public_line


def test_no_version_ever_keeps_the_name_of_a_speaker() -> None:
    record = concertation_under_way()
    speaker = Speaker(concertation=record, name="Camille Durand", profession="Juriste", has_consented=True)
    rows.add_row(row=speaker, by=referent_of(record))
    last = Revision.objects.of(record)[0]
    assert last.fields["Intervenantes et intervenants"] == "Juriste"
    assert not Revision.objects.filter(content__icontains="Durand").exists()


def test_someone_who_speaks_is_told_by_something(client) -> None:
    record = ConcertationFactory()
    client.force_login(referent_of(record))
    page = client.post(rows_url(record, "intervenants"), {"talk_title": "L’IA"})
    assert "au moins le nom" in page.content.decode()


def test_a_change_of_the_frame_is_added_and_never_rewritten(client) -> None:
    record = ConcertationFactory()
    by = referent_of(record)
    client.force_login(by)
    data = {"on": "02/03/2026", "text": "La question porte aussi sur l’école", "decided_by": "Maire"}
    assert client.post(rows_url(record, "evolutions"), data).status_code == 302
    change = FrameChange.objects.get()
    assert client.get(row_url(record, "evolutions", change)).status_code == 404
    assert (
        "ne s’efface pas"
        in client.post(row_url(record, "evolutions", change, "workspace_row_remove"), follow=True).content.decode()
    )
    with pytest.raises(DomainError):
        rows.change_row(row=change, values={"text": "Autre"}, seen=rows.row_digest(change), by=by)
    change.refresh_from_db()
    assert change.text == "La question porte aussi sur l’école"


def test_a_change_of_the_frame_is_not_for_tomorrow(client) -> None:
    record = ConcertationFactory()
    client.force_login(referent_of(record))
    page = client.post(rows_url(record, "evolutions"), {"on": "01/01/2099", "text": "Plus tard", "decided_by": "Maire"})
    assert "à venir" in page.content.decode()


def test_the_session_of_a_frozen_takeaway_stays() -> None:
    record = restituted_concertation(propositions=1)
    session = record.sequences.get()
    record.takeaways.update(sequence=session)
    with pytest.raises(DomainError, match="remontées publiées"):
        rows.remove_row(row=session, by=referent_of(record))
    assert Sequence.objects.filter(pk=session.pk).exists()


def test_lines_of_another_section_or_record_are_not_found(client) -> None:
    session, other = SequenceFactory(), ConcertationFactory()
    client.force_login(referent_of(other))
    assert client.get(row_url(other, "sequences", session)).status_code == 404
    assert (
        client.get(reverse("concertations:workspace_rows", args=[other.slug, "methode", "sequences"])).status_code
        == 404
    )
    assert client.get(f"/espace/concertations/{other.slug}/canevas/autre/").status_code == 404


def test_a_public_record_keeps_a_version_of_each_change_of_its_lines() -> None:
    record = concertation_under_way()
    rows.add_row(row=Sequence(concertation=record, title="Plénière", minutes=60), by=referent_of(record))
    assert "Plénière" in Revision.objects.of(record)[0].fields["Séquences animées"]
    assert Concertation.objects.get(pk=record.pk).minutes_count == 60
