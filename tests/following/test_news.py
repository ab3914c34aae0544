"""The stream of news: each public act once, in an order that no transaction slips behind; nothing else."""

import threading

import pytest
from django.db import connection, transaction

from commun.concertations.actions import lifecycle
from commun.core import audit
from commun.core.models import AuditEvent
from commun.following import declared, news
from commun.following.declared import Followed, Told, followed
from commun.library.actions import publication
from tests.accounts.factories import UserFactory
from tests.concertations.factories import prepared_concertation, referent_of
from tests.library.factories import published
from tests.postgres import oldest_running_here
from tests.territories.factories import TerritoryFactory


def publish(**fields):
    concertation = prepared_concertation(**fields)
    return lifecycle.publish(concertation=concertation, by=referent_of(concertation))


def test_each_public_act_is_told_once_with_its_page_and_its_topics(db):
    cursor = news.now()
    one = publish()
    found, after = news.since(cursor)
    assert [told.kind for told in found] == ["concertation.published"]
    assert (found[0].url, found[0].place) == (one.get_absolute_url(), one.territory.name)
    assert {f"territoire:{one.territory.uid}", f"concertation:{one.uid}", "reseau"} <= set(found[0].topics)
    assert news.since(after) == ([], after)
    assert news.latest([f"concertation:{one.uid}"]) == found
    assert news.still_public([found[0].key]) == found


def test_what_is_withdrawn_is_news_no_more_and_the_cursor_passes_over_it(db):
    cursor = news.now()
    sheet = published().deployment
    first, _after = news.since(cursor)
    assert [told.kind for told in first] == ["deployment.published"]
    publication.withdraw(sheet=sheet, by=UserFactory(), reason="Erreur")
    assert news.still_public([first[0].key]) == []
    again, after = news.since(cursor)
    assert again == []
    assert news.since(after) == ([], after)


def test_only_public_acts_of_declared_verbs_are_news(db):
    one = publish()
    cursor = news.now()
    audit.record("concertation.published", target=one, by=None)
    audit.record("concertation.usage_linked", target=one, by=None, public=True)
    assert news.since(cursor) == ([], cursor)


def test_only_what_anyone_may_read_can_be_followed(db):
    hidden, seen, place = prepared_concertation(), publish(), TerritoryFactory()
    assert followed(f"concertation:{hidden.uid}") is None
    for topic, one, label in (
        (f"concertation:{seen.uid}", seen, seen.title),
        (f"territoire:{place.uid}", place, place.name),
    ):
        found = followed(topic)
        assert found is not None and found.sends  # what the mails will say is told before one asks for them
        assert found == Followed(label, one.get_absolute_url(), sends=found.sends)
    theme = followed("theme:donnees")
    assert theme is not None
    assert theme.label == "Thème : Données et vie privée"
    assert [followed(topic) for topic in ("theme:x", "autre:1", "", "territoire:")] == [None] * 4


@pytest.mark.parametrize("cursor", ["x", "1", "1.2.3", "-1.2", "1.2 or 1"])
def test_a_cursor_that_is_not_ours_is_refused(db, cursor):
    with pytest.raises(ValueError):
        news.since(cursor)


@pytest.mark.django_db(transaction=True)
def test_an_act_whose_transaction_ends_late_is_not_passed_over(monkeypatch):
    """Its event has the smaller number, and is seen after those that follow it."""
    monkeypatch.setattr(
        declared, "_TELLERS", {"essai": lambda events: {one.pk: Told("t", "s", "/", ()) for one in events}}
    )
    monkeypatch.setattr(news, "oldest_running", oldest_running_here)
    place = TerritoryFactory()
    cursor = news.now()
    if connection.vendor == "sqlite":
        audit.record("essai", target=place, by=None, public=True)
        assert len(news.since(cursor)[0]) == 1
        return
    begun, may_end = threading.Event(), threading.Event()

    def late() -> None:
        try:
            with transaction.atomic():
                audit.record("essai", target=place, by=None, public=True)
                begun.set()
                may_end.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    assert begun.wait(20)
    audit.record("essai", target=place, by=None, public=True)
    before, cursor = news.since(cursor)
    may_end.set()
    thread.join()
    after, cursor = news.since(cursor)
    numbers = list(AuditEvent.objects.filter(verb="essai").order_by("pk").values_list("pk", flat=True))
    assert before == []
    assert [one.key for one in after] == [f"fait/{number}" for number in numbers]
    assert news.since(cursor) == ([], cursor)
