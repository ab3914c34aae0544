"""Atom feeds and calendars, read back by parsers that are not ours."""

import datetime
from xml.etree import ElementTree

import pytest
import time_machine
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from commun.concertations.actions import rows
from commun.concertations.enums import Decision, FollowUpState
from commun.concertations.models import Answer, Concertation, FollowUp, Milestone, Sequence
from tests.concertations.factories import (
    SequenceFactory,
    concertation_awaiting_answer,
    prepared_concertation,
    published_concertation,
    referent_of,
)
from tests.territories.factories import TerritoryFactory

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(raw: bytes) -> list[ElementTree.Element]:
    feed = fromstring(raw)
    assert feed.tag == f"{ATOM}feed" and feed.findtext(f"{ATOM}id") and feed.findtext(f"{ATOM}updated")
    return list(feed.findall(f"{ATOM}entry"))


def links(raw: bytes) -> dict[str, str]:
    """Those of the feed, by what they lead to."""
    return {one.attrib["rel"]: one.attrib["href"] for one in fromstring(raw).findall(f"{ATOM}link")}


def answered(concertation: Concertation, reason: str = "Le budget n’en permet que la moitié.") -> Answer:
    proposition = concertation.takeaways.propositions().order_by("number")[0]
    return Answer.objects.create(
        proposition=proposition,
        decision=Decision.PARTLY_RETAINED,
        reason=reason,
        author_role="Adjointe au numérique",
        answered_on=datetime.date(2026, 9, 1),
    )


def test_an_answer_is_announced_with_the_proposition_and_its_reason(db, client: Client) -> None:
    answer = answered(concertation_awaiting_answer())
    (entry,) = entries(client.get("/flux/reponses.atom").content)
    proposition = answer.proposition
    assert entry.findtext(f"{ATOM}id") == f"tag:127.0.0.1,2026:reponse/{proposition.uid}-r1"
    assert entry.findtext(f"{ATOM}title") == (
        f"Partiellement retenue : proposition 1, {proposition.concertation.territory.name}"
    )
    summary = entry.findtext(f"{ATOM}summary") or ""
    assert proposition.text in summary and answer.reason in summary
    link = entry.find(f"{ATOM}link")
    assert link is not None and link.attrib["href"] == f"http://127.0.0.1:8000/propositions/{proposition.uid}/"
    updated = datetime.datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "")
    assert updated == answer.published_at


def test_a_hostile_text_stays_text_in_a_feed(db, client: Client) -> None:
    answered(concertation_awaiting_answer(), reason="<script>alert(1)</script> & \x0b fin")
    (entry,) = entries(client.get("/flux/reponses.atom").content)
    assert "&lt;script&gt;" in (entry.findtext(f"{ATOM}summary") or "")


def test_feeds_of_the_country_leave_out_what_is_imagined_and_what_is_not_public(db, client: Client) -> None:
    imagined = concertation_awaiting_answer(territory=TerritoryFactory(is_fictional=True))
    answered(imagined)
    prepared_concertation(title="Brouillon")
    published = published_concertation(title="Publique")
    assert entries(client.get("/flux/reponses.atom").content) == []
    (entry,) = entries(client.get("/flux/concertations.atom").content)
    assert published.title in (entry.findtext(f"{ATOM}title") or "")
    own = client.get(f"/territoires/{imagined.territory.slug}/flux.atom").content
    assert len(entries(own)) > 2 and "exemple fictif" in own.decode()


def test_feed_of_a_territory_tells_everything_public_newest_first(
    db, client: Client, django_assert_max_num_queries
) -> None:
    concertation = concertation_awaiting_answer()
    proposition = answered(concertation).proposition
    follow_up = FollowUp.objects.create(
        uid=f"{proposition.uid}-s1",
        proposition=proposition,
        number=1,
        title="Ouvrir le registre",
        owner_role="Direction du numérique",
        due_on=datetime.date(2027, 3, 31),
    )
    Milestone.objects.create(
        follow_up=follow_up, on=datetime.date(2027, 1, 5), state=FollowUpState.UNDER_WAY, text="Commencé."
    )
    published_concertation()
    with django_assert_max_num_queries(10):
        found = entries(client.get(f"/territoires/{concertation.territory.slug}/flux.atom").content)
    kinds = [(entry.findtext(f"{ATOM}id") or "").split(":", 2)[2].split("/")[0] for entry in found]
    assert kinds[:2] == ["jalon", "reponse"]
    assert kinds.count("etape") == 3 and kinds.count("concertation") == 1 and kinds.count("signature") == 1
    times = [entry.findtext(f"{ATOM}updated") or "" for entry in found]
    assert times == sorted(times, reverse=True)
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == len(found)


def test_a_feed_holds_fifty_entries_at_most_and_its_pages_lose_none(db, client: Client) -> None:
    proposition = answered(concertation_awaiting_answer()).proposition
    Answer.objects.bulk_create(
        Answer(
            uid=Answer.uid_within(proposition.uid, number),
            number=number,
            proposition=proposition,
            decision=Decision.RETAINED,
            author_role="Maire",
            answered_on=datetime.date(2026, 9, 1),
        )
        for number in range(2, 62)
    )
    slug = proposition.concertation.territory.slug
    for address, most in (("/flux/reponses.atom", 61), (f"/territoires/{slug}/flux.atom", 65)):
        first = client.get(address).content
        assert len(entries(first)) == 50
        assert set(links(first)) == {"alternate", "self", "first", "next"}
        second = client.get(links(first)["next"]).content
        assert links(second)["previous"] == links(second)["first"] == links(first)["self"]
        assert (links(second)["self"], "next" in links(second)) == (links(first)["next"], False)
        found = [entry.findtext(f"{ATOM}id") for entry in [*entries(first), *entries(second)]]
        assert len(set(found)) == len(found) >= most, "each entry is on one page, and none is on no page"
    for wrong in ("0", "x", "²", "99999", "-1"):
        assert client.get("/flux/reponses.atom", {"page": wrong}).status_code == 404


@pytest.mark.parametrize("address", ["/flux/reponses.atom", "/flux/concertations.atom"])
def test_an_empty_feed_is_a_feed(db, client: Client, address: str) -> None:
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entries(response.content) == []


def test_feed_of_an_unknown_territory_is_not_found(db, client: Client) -> None:
    assert client.get("/territoires/nulle-part/flux.atom").status_code == 404


def test_the_page_of_a_territory_announces_its_feed(db, client: Client) -> None:
    slug = TerritoryFactory().slug
    page = client.get(f"/territoires/{slug}/").content.decode()
    assert '<link rel="alternate" type="application/atom+xml"' in page
    assert f'href="/territoires/{slug}/flux.atom"' in page


# --- Calendars ---------------------------------------------------------------------------------------------------


def events(raw: bytes) -> list:
    return Calendar.from_ical(raw).walk("VEVENT")


def test_a_session_with_an_hour_is_at_that_hour_in_paris(db, client: Client) -> None:
    concertation = published_concertation()
    session: Sequence = SequenceFactory(
        concertation=concertation,
        title="Atelier, « cantines »; suite",
        on=datetime.date(2026, 7, 1),
        starts_at=datetime.time(18, 30),
        minutes=90,
        place="Salle des fêtes",
        is_open=True,
    )
    response = client.get(f"/concertations/{concertation.slug}/agenda.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(response.content)
    assert event["UID"] == f"{concertation.uid}-seance-{session.pk}@127.0.0.1"
    assert event["DTSTART"].dt.astimezone(datetime.UTC) == datetime.datetime(2026, 7, 1, 16, 30, tzinfo=datetime.UTC)
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert event["DURATION"].dt == datetime.timedelta(minutes=90)
    assert event["SUMMARY"] == f"Atelier, « cantines »; suite, {concertation.territory.name}"
    assert event["LOCATION"] == "Salle des fêtes" and "ouverte à tout le monde" in event["DESCRIPTION"]
    assert Calendar.from_ical(response.content).walk("VTIMEZONE")


def test_a_session_without_an_hour_lasts_the_day(db, client: Client) -> None:
    concertation = published_concertation()
    SequenceFactory(concertation=concertation, on=datetime.date(2026, 7, 1), starts_at=None)
    SequenceFactory(concertation=concertation, on=None)
    (event,) = events(client.get(f"/concertations/{concertation.slug}/agenda.ics").content)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (datetime.date(2026, 7, 1), datetime.date(2026, 7, 2))


def test_the_agenda_of_the_country_holds_public_and_recent_sessions(
    db, client: Client, django_assert_num_queries
) -> None:
    public = published_concertation()
    SequenceFactory(concertation=public, title="Passée depuis longtemps", on=datetime.date(2024, 1, 1))
    SequenceFactory(concertation=public, title="Récente", on=datetime.date(2026, 6, 1))
    SequenceFactory(concertation=public, title="À venir", on=datetime.date(2027, 6, 1))
    SequenceFactory(concertation=prepared_concertation(), title="Secrète", on=datetime.date(2026, 7, 2))
    imagined = published_concertation(territory=TerritoryFactory(is_fictional=True))
    SequenceFactory(concertation=imagined, title="Imaginée", on=datetime.date(2026, 7, 2))
    noon = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
    with time_machine.travel(noon, tick=False), django_assert_num_queries(2):
        found = events(client.get("/concertations/agenda.ics").content)
    assert [event["SUMMARY"].split(",")[0] for event in found] == ["Récente", "À venir"]


def test_an_agenda_is_told_when_a_session_moves_and_only_then(db, client: Client) -> None:
    concertation = published_concertation()
    session: Sequence = SequenceFactory(
        concertation=concertation, on=datetime.date(2027, 6, 1), starts_at=datetime.time(18, 30), place="Salle A"
    )

    def read() -> tuple[bytes, int, datetime.datetime, datetime.datetime]:
        raw = client.get(f"/concertations/{concertation.slug}/agenda.ics").content
        (event,) = events(raw)
        return raw, event["SEQUENCE"], event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt

    def change(**values: object) -> None:
        current = Sequence.objects.get(pk=session.pk)
        by = referent_of(concertation)
        rows.change_row(row=current, values=values, seen=rows.row_digest(current), by=by)

    first = read()
    now = timezone.now().replace(microsecond=0)
    with time_machine.travel(now + datetime.timedelta(days=1), tick=False) as clock:
        change(account="On y a parlé des cantines.", attendance=12)
        assert read()[0] == first[0], "what an agenda does not say changes nothing in it"

        clock.shift(datetime.timedelta(days=1))
        change(title="Atelier des familles")
        renamed = read()
        assert renamed[1:] == (0, timezone.now(), timezone.now())

        clock.shift(datetime.timedelta(days=1))
        change(on=datetime.date(2027, 6, 8), starts_at=datetime.time(19))
        moved = read()
        assert moved[1:] == (1, timezone.now(), timezone.now())

        clock.shift(datetime.timedelta(days=1))
        assert read()[0] == moved[0], "nothing changed: the same bytes"


def test_the_calendar_of_a_draft_is_not_found(db, client: Client) -> None:
    assert client.get(f"/concertations/{prepared_concertation().slug}/agenda.ics").status_code == 404


def test_a_calendar_without_a_session_is_still_a_calendar(db, client: Client) -> None:
    """RFC 5545, 3.6: one component at least."""
    raw = client.get("/concertations/agenda.ics").content
    assert [one.name for one in Calendar.from_ical(raw).subcomponents] == ["VTIMEZONE"]


def test_what_was_promised_for_a_day_is_in_the_agendas_until_it_is_kept(
    db, client: Client, django_assert_num_queries
) -> None:
    concertation = concertation_awaiting_answer()
    proposition = answered(concertation).proposition
    promised = [
        FollowUp.objects.create(
            uid=f"{proposition.uid}-s{number}", proposition=proposition, number=number, title=title,
            owner_role="Direction du numérique", due_on=datetime.date(2031, 3, 31), state=state,
        )
        for number, (title, state) in enumerate(
            [("Ouvrir le registre", FollowUpState.ANNOUNCED), ("Déjà fait", FollowUpState.DONE)], 1
        )
    ]  # fmt: skip
    moved = promised[0]
    Milestone.objects.create(
        follow_up=moved, on=datetime.date(2027, 1, 5), state=FollowUpState.UNDER_WAY, text="Retard.",
        previous_due_on=datetime.date(2027, 1, 31),
    )  # fmt: skip
    own = client.get(f"/concertations/{concertation.slug}/echeances.ics")
    assert own["Content-Type"] == "text/calendar; charset=utf-8"
    assert [(event["UID"], event["DTSTART"].dt) for event in events(own.content)] == [
        (f"{concertation.uid}-reponse@127.0.0.1", concertation.answer_due_on),
        (f"{moved.uid}-echeance@127.0.0.1", datetime.date(2031, 3, 31)),
    ]
    action = events(own.content)[1]
    assert (action["SEQUENCE"], "Direction du numérique" in action["DESCRIPTION"]) == (1, True)
    prepared_concertation(territory=concertation.territory)
    with django_assert_num_queries(3):
        whole = client.get(f"/territoires/{concertation.territory.slug}/echeances.ics").content
    assert [event["UID"] for event in events(whole)] == [event["UID"] for event in events(own.content)]
    assert client.get(f"/concertations/{prepared_concertation().slug}/echeances.ics").status_code == 404
