"""Following a search: what appears is told once, in one question for all; what can never be is said."""

import pytest
from django.urls import reverse

from commun.core.errors import DomainError
from commun.following import actions, searches, tasks
from commun.following.enums import Rhythm
from commun.following.models import Find, FollowedSearch, Subscription
from commun.library.actions import publication
from commun.search import index, outbox, service
from commun.search.values import Hit
from tests.accounts.factories import UserFactory
from tests.following.factories import reader_following
from tests.following.test_mails import MONDAY, postbox
from tests.library.factories import published
from tests.postgres import oldest_running_here
from tests.working import work

__all__ = ["postbox"]
TOPIC = "recherche:q=d%C3%A9chets&type=usages"


@pytest.fixture
def index_of_this_test(transactional_db, monkeypatch):
    monkeypatch.setattr(outbox, "oldest_running", oldest_running_here)
    first = published(title="Trier les déchets verts")
    index.build()
    return first


def look() -> None:
    index.build()
    tasks.look.call(slot="")
    work("following")


def test_what_appears_is_told_once_to_each_and_asked_once_for_all(
    index_of_this_test, postbox, client, monkeypatch, settings
):
    asked: list[str] = []
    real = service.search

    def counted(query):
        asked.append(query.text)
        return real(query)

    monkeypatch.setattr(service, "search", counted)
    page = client.get("/recherche/?type=usages&q=d%C3%A9chets&tri=date").content.decode()
    assert "?sujet=recherche%3Aq%3Dd%25C3%25A9chets%26type%3Dusages" in page
    assert "rien de ce qui y répond déjà" in client.get(reverse("following:follow"), {"sujet": TOPIC}).content.decode()
    user = UserFactory()
    actions.follow(user=user, topic=TOPIC, rhythm=Rhythm.IMMEDIATE)
    other = reader_following(TOPIC)
    weekly = reader_following(TOPIC, rhythm=Rhythm.WEEKLY)
    reader_following(TOPIC, confirmed=False)
    tasks.weekly.call(slot="2026-11-16T07:00:00+01:00")
    asked.clear()
    look()
    assert (asked, postbox.mails) == (["déchets"], [])
    seen = published(title="Peser les déchets")
    hidden = published(title="Compter les déchets")
    published(title="Autre chose")
    index.build()
    asked.clear()
    tasks.look.call(slot="")
    assert asked == ["déchets"]
    publication.withdraw(sheet=hidden.deployment, by=user, reason="Erreur")
    look()
    tasks.look.call(slot="")
    assert sorted(mail["To"] for mail in postbox.mails) == sorted([user.email, other.email])
    text = postbox.mails[0].get_body(("plain",)).get_content()
    assert seen.get_absolute_url() in text
    assert hidden.get_absolute_url() not in text
    assert index_of_this_test.get_absolute_url() not in text
    tasks.weekly.call(slot=MONDAY)
    tasks.weekly.call(slot="2026-11-30T07:00:00+01:00")
    work("following")
    assert len(postbox.mails) == 3
    assert seen.get_absolute_url() in postbox.to(weekly.email)[0].get_body(("plain",)).get_content()


def test_a_question_is_looked_at_again_only_when_the_index_changed_and_forgotten_when_nobody_follows(
    index_of_this_test, monkeypatch
):
    reader = reader_following(TOPIC)
    searches.begin(TOPIC)
    tasks.look.call(slot="")
    monkeypatch.setattr(searches, "answers", lambda topic: pytest.fail(topic))
    tasks.look.call(slot="")
    assert FollowedSearch.objects.get().seen == {"usages": [index_of_this_test.pk]}
    reader.delete()
    tasks.forget.call(slot="")
    assert not FollowedSearch.objects.exists()


@pytest.mark.once("rules of a question, whatever the database")
@pytest.mark.parametrize("query", ["q=le+la", "q=eau&type=usages&vote=unanime", "theme=rien-de-tel", "annee=hier"])
def test_a_search_that_can_never_match_says_so(db, client, query):
    page = client.get(f"/recherche/?{query}").content.decode()
    assert "répondra jamais" in page
    assert "M’avertir" not in page
    with pytest.raises(DomainError):
        actions.ask(email="ana@exemple.fr", topic=f"recherche:{query}", rhythm=Rhythm.WEEKLY)
    assert not Subscription.objects.exists()


@pytest.mark.once("the window of answers, whatever the database")
def test_what_takes_the_place_of_what_went_away_is_not_new(db):
    search = FollowedSearch.objects.create(
        topic=TOPIC, seen={"usages": [1, 2, 3]}, is_full=True, looked_at="2026-11-01T00:00Z"
    )
    hits = [Hit("usages", key, 0.0) for key in (9, 1, 3, 4)]
    found = searches.keep(TOPIC, hits, watermark=1)
    assert found == searches.Look(f"trouve/{search.pk}.1", 1)
    assert list(Find.objects.values_list("key", flat=True)) == [9]
