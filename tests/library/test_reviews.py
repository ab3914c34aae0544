"""Before the public reads a sheet, someone of another territory understood it; or the sheet says that nobody did."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from commun.core.dates import PartialDate
from commun.core.errors import DomainError
from commun.core.models import AuditEvent
from commun.library.actions import freshness, publication, reviews, sheets
from commun.library.enums import SheetState, Stage, Visibility
from commun.library.fields import BY_NAME, Section
from commun.library.models import Deployment, PublishedSheet, Review
from commun.library.reviewing import PATIENCE, Standing, review_standing, texts_digest
from tests.accounts.factories import contributor, coordinator, elected, member, referent
from tests.library.factories import draft, published, result
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Deployment:
    return draft()


@pytest.fixture
def ours(sheet):
    return referent(sheet.territory)


@pytest.fixture
def outsider():
    """Someone of another territory, and that territory."""
    elsewhere = TerritoryFactory()
    return contributor(elsewhere), elsewhere


def read(sheet, outsider, *, is_readable=True, **said) -> Review:
    by, territory = outsider
    sheet.refresh_from_db()
    return reviews.answer(
        sheet=sheet, territory=territory, is_readable=is_readable, seen=texts_digest(sheet), by=by, **said
    )


def rewrite(sheet, by, section=Section.NEED, **values) -> None:
    sheet.refresh_from_db()
    seen = sheets.section_digest(sheet, section)
    sheets.save_section(sheet=sheet, section=section, values=values, seen=seen, by=by)
    sheet.refresh_from_db()


def test_a_sheet_that_nobody_read_is_not_published(sheet, ours) -> None:
    with pytest.raises(reviews.NotReviewed):
        reviews.release(sheet=sheet, by=ours)
    reviews.ask(sheet=sheet, by=ours)
    with pytest.raises(reviews.NotReviewed):
        reviews.release(sheet=sheet, by=ours)
    assert not PublishedSheet.objects.exists()


def test_once_understood_by_another_territory_it_is_published(sheet, ours, outsider) -> None:
    reviews.ask(sheet=sheet, by=ours)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.IN_REVIEW
    read(sheet, outsider)
    shown = reviews.release(sheet=sheet, by=ours)
    assert not shown.is_unreviewed
    assert AuditEvent.objects.filter(verb="deployment.reviewed").get().detail == {"se comprend": True}


def test_texts_rewritten_after_the_review_are_read_again(sheet, ours, outsider) -> None:
    reviews.ask(sheet=sheet, by=ours)
    read(sheet, outsider)
    rewrite(sheet, ours, need="Un autre besoin.")
    assert review_standing(sheet).standing == Standing.TO_ASK
    with pytest.raises(reviews.NotReviewed):
        reviews.release(sheet=sheet, by=ours)
    rewrite(sheet, ours, need="Un quart de l’eau se perdait.")
    assert review_standing(sheet).standing == Standing.POSITIVE, "the very texts that were read are back"


def test_figures_stages_and_dates_of_a_public_sheet_ask_nobody(ours, sheet, outsider) -> None:
    reviews.ask(sheet=sheet, by=ours)
    read(sheet, outsider)
    reviews.release(sheet=sheet, by=ours)
    Review.objects.all().delete()
    sheet.refresh_from_db()
    sheets.enter_stage(sheet=sheet, stage=Stage.IN_USE, since=PartialDate("2026-01"), by=ours)
    result(sheet)
    rewrite(sheet, ours, Section.COST, funding="Fonds vert")
    assert review_standing(sheet).standing == Standing.SAME_TEXTS
    shown = reviews.release(sheet=sheet, by=ours)
    assert (shown.stage, shown.values["funding"]) == ("exploitation", "Fonds vert")


@pytest.mark.parametrize(
    ("section", "values"),
    [
        (Section.IDENTITY, {"title": "Un autre nom"}),
        (Section.IDENTITY, {"summary": "Un autre résumé."}),
        (Section.NEED, {"need": "Un autre besoin."}),
    ],
)
def test_first_texts_of_a_public_sheet_are_read_again(section, values) -> None:
    sheet = published().deployment
    ours = referent(sheet.territory)
    rewrite(sheet, ours, section, **values)
    with pytest.raises(reviews.NotReviewed):
        reviews.release(sheet=sheet, by=ours)
    reviews.ask(sheet=sheet, by=ours)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.PUBLISHED, "what is public stays public meanwhile"


def test_after_fifteen_days_without_an_answer_the_sheet_says_that_nobody_read_it(sheet, ours) -> None:
    with time_machine.travel("2026-03-01T10:00:00+01:00", tick=False) as clock:
        reviews.ask(sheet=sheet, by=ours)
        sheet.refresh_from_db()
        clock.move_to(timezone.now() + PATIENCE - datetime.timedelta(minutes=1))
        with pytest.raises(reviews.NotReviewed):
            reviews.release(sheet=sheet, by=ours)
        clock.move_to(timezone.now() + datetime.timedelta(minutes=1))
        assert reviews.release(sheet=sheet, by=ours).is_unreviewed
        rewrite(sheet, ours, Section.COST, funding="Fonds vert")
        assert reviews.release(sheet=sheet, by=ours).is_unreviewed, "publishing again makes it no better read"


def test_a_sheet_published_unread_may_still_be_read(sheet, ours, outsider) -> None:
    publication.publish(sheet=sheet, by=ours, is_unreviewed=True)
    sheet.refresh_from_db()
    reviews.ask(sheet=sheet, by=ours)
    read(sheet, outsider)
    assert not reviews.release(sheet=sheet, by=ours).is_unreviewed


def test_what_is_not_understood_comes_back_with_its_remarks(sheet, ours, outsider) -> None:
    reviews.ask(sheet=sheet, by=ours)
    with pytest.raises(DomainError, match="ne se comprend pas"):
        read(sheet, outsider, is_readable=False, remarks=" ")
    with pytest.raises(ValueError, match="couleur"):
        read(sheet, outsider, is_readable=False, field_remarks={"couleur": "Laquelle ?"})
    read(sheet, outsider, is_readable=False, field_remarks={"need": "Quel quart ?", "title": " "})
    sheet.refresh_from_db()
    here = review_standing(sheet)
    assert here.last is not None and here.last.field_remarks == {"need": "Quel quart ?"}
    assert (sheet.state, here.standing) == (SheetState.DRAFT, Standing.NEGATIVE)
    with pytest.raises(reviews.NotReviewed):
        reviews.release(sheet=sheet, by=ours)
    rewrite(sheet, ours, need="Un quart de l’eau potable.")
    reviews.ask(sheet=sheet, by=ours)
    read(sheet, outsider)
    reviews.release(sheet=sheet, by=ours)


def test_the_territory_is_told_by_mail_and_the_reviewer_stays_a_role(
    sheet, ours, outsider, django_capture_on_commit_callbacks
) -> None:
    reviews.ask(sheet=sheet, by=ours)
    with django_capture_on_commit_callbacks(execute=True):
        read(sheet, outsider, is_readable=False, remarks="Trop technique.")
    (letter,) = mail.outbox
    assert letter.to == [ours.email] and "Trop technique." in letter.body
    assert outsider[0].name not in letter.body and outsider[0].email not in letter.body


def test_nobody_reviews_their_own_territory(sheet, ours, outsider) -> None:
    reviews.ask(sheet=sheet, by=ours)
    with pytest.raises(DomainError, match="propre territoire"):
        read(sheet, (ours, sheet.territory))
    both, elsewhere = outsider
    member(sheet.territory)
    both.memberships.create(territory=sheet.territory, role="elu")
    with pytest.raises(DomainError, match="propre territoire"):
        read(sheet, (both, elsewhere))
    with pytest.raises(DomainError, match="rôle"):
        read(sheet, (coordinator(), elsewhere))


def test_texts_that_change_under_the_eyes_of_the_reader_are_told(sheet, ours, outsider) -> None:
    reviews.ask(sheet=sheet, by=ours)
    by, territory = outsider
    seen = texts_digest(sheet)
    rewrite(sheet, ours, need="Autre chose.")
    with pytest.raises(reviews.TextsChanged):
        reviews.answer(sheet=sheet, territory=territory, is_readable=True, seen=seen, by=by)


def test_a_review_is_asked_once_and_for_a_whole_first_sheet(sheet, ours) -> None:
    with pytest.raises(publication.NotReady):
        reviews.ask(sheet=draft(need=""), by=ours)
    reviews.ask(sheet=sheet, by=ours)
    with pytest.raises(DomainError, match="déjà demandée"):
        reviews.ask(sheet=sheet, by=ours)
    public = published().deployment
    with pytest.raises(DomainError, match="déjà relus"):
        reviews.ask(sheet=public, by=referent(public.territory))


def test_the_reviewer_reads_what_an_outsider_will(client, sheet, ours, outsider) -> None:
    sheets.hold_back(
        sheet=sheet, field=BY_NAME["supplier"], level=Visibility.NETWORK, reason="Marché en cours.", by=ours
    )
    rewrite(sheet, ours, Section.SUPPLIER, supplier="Fournisseur discret")
    result(sheet, value="424242", visibility=Visibility.TERRITORY)
    reviews.ask(sheet=sheet, by=ours)
    by, elsewhere = outsider
    client.force_login(by)
    assert sheet.title in client.get(reverse("library:reviews")).content.decode()
    url = reverse("library:review", args=[elsewhere.slug, sheet.uid])
    html = client.get(url).content.decode()
    assert "Marché en cours." in html and "discret" not in html and "424242" not in html
    kept = client.post(url, {"seen": "x", "verdict": "non", "remarque-need": "Quel quart ?"}).content.decode()
    assert "Quel quart ?" in kept and not Review.objects.exists()
    client.post(url, {"seen": texts_digest(sheet), "verdict": "non", "remarque-need": "Quel quart ?"})
    assert Review.objects.get().field_remarks == {"need": "Quel quart ?"}
    client.force_login(ours)
    told = client.get(reverse("library:workspace", args=[sheet.slug])).content.decode()
    assert "Quel quart ?" in told and by.email not in told


def test_ones_own_sheets_are_not_in_the_queue(client, sheet, ours) -> None:
    reviews.ask(sheet=sheet, by=ours)
    client.force_login(ours)
    assert sheet.title not in client.get(reverse("library:reviews")).content.decode()
    url = reverse("library:review", args=[sheet.territory.slug, sheet.uid])
    assert client.get(url).status_code == 404


def test_a_sheet_that_waits_for_nobody_is_not_shown_to_other_territories(client, sheet, outsider) -> None:
    by, elsewhere = outsider
    client.force_login(by)
    assert client.get(reverse("library:review", args=[elsewhere.slug, sheet.uid])).status_code == 404


def test_the_preview_says_word_by_word_what_a_publication_would_change(client) -> None:
    sheet = published().deployment
    ours = elected(sheet.territory)
    rewrite(sheet, referent(sheet.territory), Section.COST, funding="Fonds vert", cost_note="Secret")
    sheets.hold_back(sheet=sheet, field=BY_NAME["cost_note"], level=Visibility.NETWORK, reason="Non.", by=ours)
    client.force_login(ours)
    html = client.get(reverse("library:workspace_preview", args=[sheet.slug])).content.decode()
    assert "Fonds vert" in html and "<ins>" in html and "Secret" not in html
    client.post(reverse("library:workspace_publish", args=[sheet.slug]), {"reason": "Le financement"})
    html = client.get(reverse("library:workspace_preview", args=[sheet.slug])).content.decode()
    assert "<ins>" not in html


def test_one_click_says_that_it_is_still_exact_and_nothing_else_becomes_public(client) -> None:
    sheet = published().deployment
    ours = contributor(sheet.territory)
    with time_machine.travel("2028-01-10T10:00:00+01:00", tick=False):
        client.force_login(ours)
        html = client.get(reverse("library:workspace", args=[sheet.slug])).content.decode()
        assert "devait être revue" in html
        rewrite(sheet, ours, Section.COST, funding="Fonds vert")
        client.post(reverse("library:workspace_confirm", args=[sheet.slug]))
    shown = PublishedSheet.objects.get()
    assert shown.checked_on == datetime.date(2028, 1, 10)
    assert shown.next_check_on == datetime.date(2029, 1, 9)
    assert "funding" not in shown.values
    assert AuditEvent.objects.filter(verb="deployment.confirmed", is_public=True).exists()


def test_the_next_check_is_a_day_to_come_within_two_years(sheet, ours) -> None:
    today = timezone.localdate()
    for wrong in (today, today - datetime.timedelta(days=1), today + datetime.timedelta(days=800)):
        with pytest.raises(DomainError, match="deux ans"):
            freshness.set_next_check(sheet=sheet, on=wrong, by=ours)
    freshness.set_next_check(sheet=sheet, on=today + datetime.timedelta(days=90), by=ours)
    with pytest.raises(DomainError, match="pas publiée"):
        freshness.confirm(sheet=sheet, by=ours)


def test_taking_a_sheet_out_says_why(client) -> None:
    sheet = published().deployment
    client.force_login(referent(sheet.territory))
    url = reverse("library:workspace_withdraw", args=[sheet.slug])
    assert "raison sera publique" in client.post(url, {"reason": " "}).content.decode()
    assert PublishedSheet.objects.exists()
    client.post(url, {"reason": "Publiée deux fois."})
    assert not PublishedSheet.objects.exists()
