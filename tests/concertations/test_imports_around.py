"""What a platform holds around its texts finds its place in the record: once, with its address, under our rules."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from commun.concertations.actions import answers
from commun.concertations.actions.imports_around import count_comments, take_meetings
from commun.concertations.enums import Decision, FollowUpState
from commun.concertations.models import FollowUp, ImportedRecord, ImportedResult, ImportedSequence
from commun.concertations.platforms.records import Comment, Meeting, Origin
from commun.core.models import AuditEvent
from tests.accounts.factories import contributor, referent
from tests.concertations.exports import HOST, archive, decidim, line, proposal, table
from tests.concertations.factories import ConcertationFactory, concertation_awaiting_answer
from tests.concertations.test_imported_records import confirm, send

pytestmark = pytest.mark.django_db

MEETINGS = (
    "id;author/id;author/name;component/id;title/en;title/fr;description/fr;start_time;end_time;attendees;"
    "contributions;address;location/fr;url;withdrawn"
)
RESULTS = (
    "id;taxonomies/ids;parent/id;title/fr;description/fr;start_date;end_date;status/id;status/key;status/name/fr;"
    "progress;created_at;updated_at;url;component/id;proposal_urls;reference"
)
COMMENTS = (
    "id;created_at;body;locale;author/id;author/name;alignment;depth;user_group/id;user_group/name;commentable_id;"
    "commentable_type;root_commentable_url"
)


def meeting(number: int, **values: str) -> list[str]:
    given = {
        "id": str(number),
        "component_id": "9",
        "title_fr": f"Atelier {number}",
        "description_fr": "<p>Trier les propositions.</p>",
        "start_time": "2026-05-12 16:00:00 UTC",
        "end_time": "2026-05-12 18:30:00 UTC",
        "attendees": "24",
        "location_fr": "Salle des fêtes",
        "url": f"{HOST}/processes/ia/f/9/meetings/{number}",
    }
    return line(MEETINGS, **(given | values))


def result(number: int, *proposals: int, **values: str) -> list[str]:
    given = {
        "id": str(number),
        "component_id": "11",
        "title_fr": f"Réalisation {number}",
        "status_name_fr": "En cours",
        "progress": "40.0",
        "end_date": "2027-06-30",
        "url": f"{HOST}/processes/ia/f/11/results/{number}",
        "proposal_urls": ", ".join(f"{HOST}/processes/ia/f/7/proposals/{one}" for one in proposals),
    }
    return result_line(given | values)


def result_line(given: dict[str, str]) -> list[str]:
    status = given.pop("status_name_fr")
    cells = line(RESULTS, **given)
    cells[RESULTS.split(";").index("status/name/fr")] = status
    return cells


def comment(number: int, about: int, *, kind="Decidim::Proposals::Proposal", alignment=0, root=0) -> list[str]:
    return line(
        COMMENTS,
        id=str(number),
        body="D’accord",
        author_name="Camille Personne",
        alignment=str(alignment),
        commentable_id=str(about),
        commentable_type=kind,
        root_commentable_url=f"{HOST}/processes/ia/f/7/proposals/{root}" if root else "",
    )


def whole_site(**changed: str) -> bytes:
    """Two proposals; a meeting and one cancelled; a result of ours and one of another process; five comments."""
    return archive(
        proposals=decidim(proposal(1), proposal(457)),
        meetings=table(MEETINGS, meeting(3, **changed), meeting(4, withdrawn="true")).encode(),
        results=table(RESULTS, result(8, 457), result(9, 7)).encode(),
        proposal_comments=table(
            COMMENTS,
            comment(1, 457, alignment=1, root=457),
            comment(2, 457, alignment=-1, root=457),
            comment(3, 1, kind="Decidim::Comments::Comment", root=457),
            comment(3, 1, kind="Decidim::Comments::Comment", root=457),
            comment(4, 99, root=99),
        ).encode(),
    )


def run(path, record) -> str:
    said = StringIO()
    call_command("import_decidim", path, "--concertation", record.slug, stdout=said)
    return said.getvalue()


def test_whole_archive_finds_its_places_and_twice_doubles_nothing(tmp_path):
    record = ConcertationFactory()
    path = tmp_path / "open-data.zip"
    path.write_bytes(whole_site())
    said = run(path, record)
    assert "(rencontres) : lignes lues : 2 ; nouvelles : 1" in said
    assert (
        "(réalisations) : lignes lues : 2 ; nouvelles : 1 ; modifiées : 0 ; inchangées : 0 ; gardées comme ici : 0 ; "
        "d’ailleurs : 1" in said
    )
    assert "(commentaires) : lignes lues : 5 ; comptées avec une remontée d’ici : 3 ; sous autre chose : 1" in said
    session = record.sequences.get()
    assert (session.title, session.on, session.starts_at) == (
        "Atelier 3", datetime.date(2026, 5, 12), datetime.time(18, 0),
    )  # fmt: skip
    assert (session.minutes, session.attendance, session.place) == (150, 24, "Salle des fêtes")
    assert session.account == "Trier les propositions."
    assert session.imported.source_url == f"{HOST}/processes/ia/f/9/meetings/3"
    done = ImportedResult.objects.get()
    assert (done.title, done.status, done.progress) == ("Réalisation 8", "En cours", 40)
    assert [one.imported.source_id for one in done.takeaways.all()] == ["457"]
    counted = ImportedRecord.objects.get(source_id="457")
    assert (counted.comments_count, counted.comments_for, counted.comments_against) == (3, 1, 1)
    assert ImportedRecord.objects.get(source_id="1").comments_count is None
    before = (record.sequences.count(), ImportedResult.objects.count(), AuditEvent.objects.count())
    again = run(path, record)
    assert "nouvelles : 0 ; modifiées : 0 ; inchangées : 1" in again
    assert "comptes nouveaux : 0" in again
    assert (record.sequences.count(), ImportedResult.objects.count(), AuditEvent.objects.count()) == before
    record.refresh_from_db()
    assert record.minutes_count == 150


def test_session_follows_its_source_until_someone_changes_it_here(tmp_path):
    record = ConcertationFactory()
    path = tmp_path / "open-data.zip"
    path.write_bytes(whole_site())
    run(path, record)
    path.write_bytes(whole_site(attendees="31"))
    assert "nouvelles : 0 ; modifiées : 1" in run(path, record)
    record.sequences.update(title="Atelier des quartiers")
    path.write_bytes(whole_site(attendees="40"))
    assert "gardées comme ici : 1" in run(path, record)
    session = record.sequences.get()
    assert (session.title, session.attendance) == ("Atelier des quartiers", 31)
    assert ImportedSequence.objects.count() == 1


def test_session_typed_before_is_given_its_origin_and_not_doubled():
    record = ConcertationFactory()
    record.sequences.create(title="atelier 3", on=datetime.date(2026, 5, 12))
    origin = Origin("decidim", "participer.exemple.fr", "3", f"{HOST}/processes/ia/f/9/meetings/3")
    take_meetings(
        concertation=record, meetings=[Meeting(2, origin, "Atelier 3", on=datetime.date(2026, 5, 12))], by=None
    )
    assert record.sequences.get().imported.source_id == "3"


def test_comment_of_a_comment_counts_with_the_text_at_the_root_whoever_tells_it(tmp_path):
    record = ConcertationFactory()
    path = tmp_path / "proposals.csv"
    path.write_bytes(decidim(proposal(457)))
    run(path, record)
    here = Origin("decidim", "", "5")
    said = [Comment(2, here, "Oui", "Proposal", "457"), Comment(3, Origin("decidim", "", "6"), "Non", "Comment", "5")]
    assert count_comments(concertation=record, comments=said, by=None).counted == 2
    assert ImportedRecord.objects.get().comments_count == 2


TITLES = ("Rencontres", "Réalisations", "Commentaires")


def test_person_takes_each_sheet_of_the_archive_in_turn(client):
    record = ConcertationFactory()
    client.force_login(contributor(record.territory))
    page = send(client, record, whole_site(), "open-data.zip")
    assert "2 remontées nouvelles" in page.content.decode()
    path = page.request["PATH_INFO"]
    seen = client.post(path, follow=True)
    titles = []
    for _step in range(3):
        asked = f"{path}?{seen.request['QUERY_STRING']}"
        content = seen.content.decode()
        titles.append(next(one for one in TITLES if f"<h1>{one}</h1>" in content))
        assert "Camille" not in content
        seen = client.post(asked, follow=True)
    assert sorted(titles) == sorted(TITLES)
    assert (record.sequences.count(), record.importedresults.count()) == (1, 1)
    assert ImportedRecord.objects.get(source_id="457").comments_count == 3
    assert client.get(path).status_code == 302  # nothing is kept once the last sheet is taken


def test_what_was_done_elsewhere_becomes_a_promise_only_when_a_person_signs_it(client):
    with time_machine.travel("2026-06-10 10:00+00:00"):
        record = concertation_awaiting_answer()
        proposition = record.takeaways.propositions().order_by("number")[0]
        ImportedRecord.objects.create(
            concertation=record, takeaway=proposition, platform="decidim", host="participer.exemple.fr", source_id="457"
        )
        user = referent(record.territory)
        client.force_login(user)
        send(client, record, table(RESULTS, result(8, 457)).encode(), "results.csv")
        page = send(client, record, table(RESULTS, result(8, 457)).encode(), "results.csv")
        confirm(client, page)
        told = ImportedResult.objects.get()
        assert told.title not in client.get(proposition.get_absolute_url()).content.decode()
        suites = reverse("concertations:follow_ups", args=[record.slug])
        assert "Reprendre en action promise" not in client.get(suites).content.decode()  # not answered yet
        answers.answer(
            proposition=proposition,
            decision=Decision.RETAINED,
            reason="",
            author_role="Vice-présidente",
            body="",
            answered_on=datetime.date(2026, 6, 10),
            by=user,
        )
        assert "Reprendre en action promise" in client.get(suites).content.decode()
        promise = reverse("concertations:promise", args=[proposition.uid]) + f"?realisation={told.pk}"
        assert "Réalisation 8" in client.get(promise).content.decode()
        given = {"title": told.title, "owner_role": "Direction du numérique", "due_on": "30/06/2027"}
        page = client.post(promise, given, follow=True)
        assert "En cours, 40" in page.content.decode()
        made = FollowUp.objects.get()
        told.refresh_from_db()
        assert told.follow_up == made
        form = page.context["form"]
        assert (form.initial["state"], form.initial["proof_url"]) == (FollowUpState.UNDER_WAY, told.source_url)
        assert "Reprise" in client.get(suites).content.decode()
