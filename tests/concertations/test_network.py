import csv
import datetime
import io

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commun.concertations.enums import FollowUpState, PledgeState, State
from commun.concertations.models import FollowUp, Pledge
from commun.concertations.queries.network import (
    CONCERNS,
    LATE_ANSWER,
    LATE_PROMISE,
    LATEST_FIRST,
    NO_DEBATE,
    NO_REFERENT,
    SILENT_FIRST,
    NetworkFilters,
    network_counts,
    network_table,
)
from commun.core import audit
from commun.core.models import AuditEvent
from commun.territories.enums import Kind
from commun.territories.models import Territory
from tests.accounts.factories import coordinator, council_member, referent
from tests.concertations.factories import (
    ConcertationFactory,
    PledgeFactory,
    concertation_awaiting_answer,
    restituted_concertation,
    signed_pledge,
)
from tests.territories.factories import TerritoryFactory


def today() -> datetime.date:
    return timezone.localdate()


def names(**chosen) -> list[str]:
    table = network_table(filters=NetworkFilters(**chosen), page=1, on=today())
    return [line.name for line in table.lines]


def late_debate(name: str):
    return concertation_awaiting_answer(
        territory=TerritoryFactory(name=name), answer_due_on=today() - datetime.timedelta(days=9)
    )


def test_drafts_are_seen_with_what_they_miss(db) -> None:
    signed_pledge(TerritoryFactory(name="Ici"))
    ConcertationFactory(territory=Territory.objects.get(name="Ici"), title="Brouillon", referent_email="")
    (line,) = network_table(filters=NetworkFilters(), page=1, on=today()).lines
    (debate,) = line.debates
    assert (debate.title, debate.is_published) == ("Brouillon", False)
    assert debate.url.endswith("/apercu/")
    assert "Personne référente : adresse électronique" in debate.missing
    assert debate.filled < debate.expected


def test_what_is_late_is_counted_in_days_and_in_promises(db) -> None:
    concertation = late_debate("En retard")
    FollowUp.objects.create(
        uid="x-s1",
        proposition=concertation.takeaways.first(),
        number=1,
        title="Publier",
        owner_role="Direction",
        due_on=today() - datetime.timedelta(days=1),
        state=FollowUpState.UNDER_WAY,
    )
    (line,) = network_table(filters=NetworkFilters(), page=1, on=today()).lines
    assert (line.days_late, line.late_promises) == (9, 1)
    assert names(concern=LATE_PROMISE) == ["En retard"]


def test_table_is_narrowed_to_what_asks_for_attention(db) -> None:
    late_debate("En retard")
    PledgeFactory(territory=TerritoryFactory(name="Annoncé"))
    referent(signed_pledge(TerritoryFactory(name="Signé")).territory)
    assert names() == ["Annoncé", "En retard", "Signé"]
    assert names(concern=LATE_ANSWER) == ["En retard"]
    assert names(concern=NO_REFERENT) == ["Annoncé"]
    assert names(concern=NO_DEBATE) == ["Annoncé", "Signé"]
    assert names(pledge=PledgeState.INTENTION) == ["Annoncé"]
    assert names(step=State.ANSWER_DUE) == ["En retard"]
    assert names(text="retard EN") == ["En retard"]


def test_silent_ones_come_first_when_asked(db) -> None:
    for name, days in (("Hier", 1), ("Mars", 200), ("Jamais", 0)):
        pledge = PledgeFactory(territory=TerritoryFactory(name=name))
        if days:
            event = audit.record("pledge.announced", target=pledge, by=None)
            AuditEvent.objects.filter(pk=event.pk).update(at=timezone.now() - datetime.timedelta(days=days))
    assert names(order=SILENT_FIRST) == ["Jamais", "Mars", "Hier"]
    assert names(order=LATEST_FIRST) == ["Hier", "Mars", "Jamais"]


def test_last_activity_is_that_of_the_pledge_or_of_a_concertation(db) -> None:
    concertation = restituted_concertation()
    table = network_table(filters=NetworkFilters(), page=1, on=today())
    last = AuditEvent.objects.about(concertation).latest("at")
    assert table.lines[0].last_activity == last.at


def test_table_costs_the_same_number_of_queries_whatever_its_length(db) -> None:
    late_debate("Un")
    table = NetworkFilters(order=SILENT_FIRST)
    network_table(filters=table, page=1, on=today())
    with CaptureQueriesContext(connection) as few:
        network_table(filters=table, page=1, on=today())
    for number in range(6):
        late_debate(f"Autre {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(network_table(filters=table, page=1, on=today()).lines) == 7
    assert len(many) == len(few) <= 13


def test_page_opens_and_shows_each_territory(client, db) -> None:
    late_debate("Commune en retard")
    client.force_login(coordinator())
    page = client.get(reverse("concertations:network")).content.decode()
    assert "Commune en retard" in page
    assert "9 jours" in page
    assert "/message/" in page


def test_scientific_council_reads_and_does_not_write(client, db) -> None:
    territory = signed_pledge().territory
    client.force_login(council_member())
    page = client.get(reverse("concertations:network")).content.decode()
    assert territory.name in page
    assert "/message/" not in page
    assert client.get(reverse("concertations:network_message", args=[territory.slug])).status_code == 403


@pytest.mark.parametrize("name", ["network", "network_csv"])
def test_referent_of_a_territory_does_not_see_the_others(client, db, name) -> None:
    client.force_login(referent(TerritoryFactory()))
    assert client.get(reverse(f"concertations:{name}")).status_code == 403


def test_file_has_the_rows_of_the_page_and_nothing_that_acts_like_a_formula(client, db) -> None:
    concertation = late_debate("=cmd|' /C calc'!A0")
    PledgeFactory(territory=TerritoryFactory(name="Sans débat"))
    client.force_login(coordinator())
    response = client.get(reverse("concertations:network_csv"))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert {row["concertation"] for row in rows} == {concertation.title, ""}
    assert not any(row["territoire"].startswith("=") for row in rows)
    narrowed = client.get(reverse("concertations:network_csv") + "?souci=sans_concertation")
    assert "Sans débat" in narrowed.content.decode()
    assert concertation.title not in narrowed.content.decode()


def test_coordinator_writes_to_a_referent_and_keeps_no_copy(client, db) -> None:
    territory = signed_pledge().territory
    camille = referent(territory)
    client.force_login(coordinator())
    url = reverse("concertations:network_message", args=[territory.slug])
    page = client.post(url, {"subject": "Relance", "message": "Où en êtes-vous ?"}, follow=True).content.decode()
    assert "Le message est parti" in page
    assert mail.outbox[0].to == [camille.email]
    assert not [event for event in AuditEvent.objects.all() if "Où en êtes-vous" in str(event.detail)]


def test_message_whose_subject_forges_a_header_is_refused(client, db) -> None:
    territory = signed_pledge().territory
    referent(territory)
    client.force_login(coordinator())
    url = reverse("concertations:network_message", args=[territory.slug])
    client.post(url, {"subject": "Relance\nBcc: tous@exemple.fr", "message": "…"})
    assert mail.outbox == []


def test_coordinator_enters_a_body_that_no_list_holds(client, db) -> None:
    client.force_login(coordinator())
    response = client.post(
        reverse("concertations:territory_new"),
        {"kind": Kind.CODEV, "name": "Conseil de développement d’Exemple", "country": "FR", "source": "Statuts, 2025"},
    )
    territory = Territory.objects.get(kind=Kind.CODEV)
    assert response.url == reverse("concertations:pledge_announce", args=[territory.slug])


def test_wrong_code_is_refused_and_what_was_typed_is_kept(client, db) -> None:
    client.force_login(coordinator())
    page = client.post(
        reverse("concertations:territory_new"),
        {"kind": Kind.METROPOLE, "name": "Métropole d’Exemple", "country": "FR", "siren": "123456789"},
    ).content.decode()
    assert "erreurs" in page
    assert "Métropole d’Exemple" in page
    assert not Territory.objects.filter(kind=Kind.METROPOLE).exists()


def test_correction_is_traced_by_role(client, db) -> None:
    territory = TerritoryFactory(codev=True)
    client.force_login(coordinator())
    url = reverse("concertations:territory_correct", args=[territory.slug])
    form = {"kind": territory.kind, "name": territory.name, "country": "FR", "short_name": "Codev"}
    form["version"] = client.get(url).context["version"]
    assert client.post(url, form).status_code == 302
    territory.refresh_from_db()
    assert territory.short_name == "Codev"
    assert AuditEvent.objects.get(verb="territory.corrected").by_role == "Coordination du réseau"


def test_withdrawn_territory_stays_in_the_table(db) -> None:
    PledgeFactory(state=PledgeState.WITHDRAWN, withdrawn_on=today(), withdrawal_reason="Pause")
    assert len(names()) == Pledge.objects.count() == 1


def test_page_tells_how_many_territories_each_choice_would_show(client, db) -> None:
    late_debate("En retard")
    PledgeFactory(territory=TerritoryFactory(name="Sans débat"))
    client.force_login(coordinator())
    url = reverse("concertations:network")
    page = client.get(url)
    html = page.content.decode()
    counts = network_counts(on=today())
    for concern in CONCERNS:
        assert counts.concerns[concern] == len(names(concern=concern))
    for state, count in counts.steps.items():
        assert count == len(names(step=state))
    assert "Réponse en retard (1)" in html
    assert 'href="?souci=reponse"' in html
    assert 'href="?souci=promesse"' not in html


def test_page_stays_short_whatever_the_number_of_territories(client, db) -> None:
    for number in range(45):
        PledgeFactory(territory=TerritoryFactory(name=f"Commune {number}"))
    client.force_login(coordinator())
    url = reverse("concertations:network")
    with CaptureQueriesContext(connection) as first:
        page = client.get(url)
    assert len(page.context["table"].lines) == 20
    assert page.context["table"].page.paginator.num_pages == 3
    with CaptureQueriesContext(connection) as last:
        client.get(f"{url}?page=3")
    assert len(last) <= len(first)
    whole = client.get(f"{reverse('concertations:network_csv')}?page=2").content.decode()
    assert len(list(csv.reader(io.StringIO(whole), delimiter=";"))) == 46
