"""From the files to the public page: read, looked at, kept, taken up; groups only when they hold."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commun.concertations.models import Concertation, Takeaway
from commun.syntheses.actions import opinion
from commun.syntheses.importers.polis import read_conversation
from commun.syntheses.models import OpinionPoll
from commun.syntheses.presenters.opinion import poll_page
from tests.accounts.factories import contributor
from tests.concertations.factories import ConcertationFactory, concertation_under_way
from tests.syntheses.polis_files import camps, export


@pytest.fixture
def record(db) -> Concertation:
    return concertation_under_way()


@pytest.fixture
def agent(client, record):
    user = contributor(record.territory)
    client.force_login(user)
    return user


def kept(record, votes=None) -> OpinionPoll:
    poll, _changed = opinion.keep_conversation(
        concertation=record, conversation=read_conversation(export(votes=votes)), by=contributor(record.territory)
    )
    return poll


def uploads(files=None):
    return [SimpleUploadedFile(name, content, "text/csv") for name, content in (files or export()).items()]


def test_an_agent_sends_the_files_looks_keeps_and_takes_a_statement_up(client, record, agent):
    desk = reverse("syntheses:opinion_desk", args=[record.slug])
    page = client.post(desk, {"exported": uploads()}, follow=True)
    assert "120" in page.content.decode()
    assert not OpinionPoll.objects.exists()
    page = client.post(page.request["PATH_INFO"], {"title": "Quelle IA ici ?", "attribution": "CC BY"}, follow=True)
    poll = OpinionPoll.objects.get()
    assert (poll.title, poll.attribution) == ("Quelle IA ici ?", "CC BY")
    first = poll.statements.get(key="0")
    client.post(
        reverse("syntheses:opinion_take_up", args=[record.slug, poll.number, first.pk]), {"kind": "proposition"}
    )
    assert Takeaway.objects.get().text == first.text
    assert "Repris dans les remontées" in client.get(page.request["PATH_INFO"]).content.decode()


def test_a_text_that_names_someone_is_kept_only_when_an_agent_read_it(client, record, agent):
    files = export(title="Écrivez à jeanne.martin@exemple.fr")
    page = client.post(reverse("syntheses:opinion_desk", args=[record.slug]), {"exported": uploads(files)}, follow=True)
    url = page.request["PATH_INFO"]
    assert client.post(url, {"title": "Quelle IA ici ?"}).status_code == 400
    assert not OpinionPoll.objects.exists()
    client.post(url, {"title": "Quelle IA ici ?", "checked": "on"})
    assert OpinionPoll.objects.get().title == "Quelle IA ici ?"


def test_a_file_that_is_no_export_is_refused_with_what_to_send(client, record, agent):
    desk = reverse("syntheses:opinion_desk", args=[record.slug])
    answer = client.post(desk, {"exported": uploads({"notes.csv": b"a,b\n1,2\n"})})
    assert answer.status_code == 400
    assert "Il manque le fichier « comments.csv »" in answer.content.decode().replace("\xa0", " ")


def test_the_public_page_says_what_brings_together_and_what_was_counted_again(client, record):
    page = client.get(kept(record).get_absolute_url()).content.decode()
    together = page[page.index("Ce qui rassemble") : page.index("Ce qui sépare")]
    assert "dire quand une machine répond" in together
    assert "trier les demandes" not in together
    assert "trier les demandes" in page[page.index("Ce qui sépare") : page.index("Des groupes qui votent")]
    assert "le fichier disait : 121 d’accord, 1 pas d’accord" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert "Achetez" not in page


def test_a_concertation_leads_to_its_votes_and_only_once_public(client, record):
    poll = kept(record)
    assert poll.get_absolute_url() in client.get(record.get_absolute_url()).content.decode()
    draft = kept(ConcertationFactory())
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_groups_are_shown_only_above_a_hundred_voters_and_when_they_hold(record):
    poll = kept(record)
    statements = list(poll.statements.all())
    assert poll_page(poll, statements).groups
    poll.groups = poll.groups | {"stability": 0.3}
    unstable = poll_page(poll, statements)
    assert not unstable.groups
    assert "0,30" in unstable.why_no_group
    assert all(not line.shares for line in unstable.lines)
    poll.groups = {}
    assert "moins de 100 personnes" in poll_page(poll, statements).why_no_group


def test_statements_that_few_people_saw_are_not_detailed(record):
    votes = [*camps(voters=20), *((1_700_001_000_000 + v, "5", str(900 + v), 1) for v in range(2))]
    few = [one for one in votes if one[1] != "5" or int(one[2]) >= 900]
    poll = kept(record, few)
    page = poll_page(poll, list(poll.statements.all()))
    assert [line.key for line in page.lines] == ["0", "2"]
    assert page.unseen == 1


def test_the_page_asks_the_database_the_same_whatever_the_number_of_statements(
    client, record, django_assert_max_num_queries
):
    url = kept(record).get_absolute_url()
    with django_assert_max_num_queries(6):
        client.get(url)
