"""Hearings and the council: a name with consent and no longer, an opinion when its author says so."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from commun.accounts import actions as account_actions
from commun.core.errors import DomainError, EditConflict
from commun.core.models import Revision
from commun.following.news import latest
from commun.hearings.actions import council, hearings
from commun.hearings.models import CouncilMember, CouncilOpinion, Hearing
from commun.opendata.registry import datasets
from commun.search.documents import sources
from tests.accounts.factories import coordinator, council_member
from tests.hearings.factories import AGREED_ON, hearing, listed, opinion, public_hearing, public_opinion, values
from tests.syntheses.manifestos import public_finding

pytestmark = pytest.mark.django_db

NAME = "Zoé Qsecret"


def public_bytes(*more: str) -> str:
    """All that the public may read of this app, as one text."""
    client = Client()
    addresses = [
        "/auditions/", "/conseil-scientifique/", "/flux/auditions.atom", "/api/v1/auditions",
        "/api/v1/avis-scientifiques", "/donnees/auditions.csv", "/donnees/avis-scientifiques.json", *more,
    ]  # fmt: skip
    told = [_text(client.get(url)) for url in addresses]
    for kind in ("auditions", "avis-scientifiques"):
        source = sources()[kind]
        told += [f"{one.title} {one.body} {one.context}" for one in source.documents(list(source.keys()))]
    told += [f"{one.title} {one.sentence}" for one in latest(["reseau"])]
    return " ".join(told)


def _text(response: Any) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_a_draft_is_nowhere_and_a_public_hearing_everywhere() -> None:
    finding = public_finding()
    made = hearing(finding, title="Zqsujet")
    assert "Zqsujet" not in public_bytes(finding.get_absolute_url())
    assert Client().get(made.get_absolute_url()).status_code == 404
    hearings.publish(hearing=made, by=coordinator())
    page = _text(Client().get(finding.get_absolute_url()))
    assert "Entendu sur ce point" in page
    assert "Zqsujet" in page
    assert public_bytes().count("Zqsujet") >= 6
    hearings.take_off(hearing=made, by=coordinator())
    assert "Zqsujet" not in public_bytes(finding.get_absolute_url())


def test_a_name_taken_back_leaves_everything_at_once(django_capture_on_commit_callbacks) -> None:
    made = public_hearing(
        title=f"Ce que dit {NAME}", person_name=NAME, person_role="Zqrole", organisation="Zqlieu",
        consented_on=AGREED_ON, body=f"{NAME} répond.",
    )  # fmt: skip
    file = SimpleUploadedFile("compte-rendu.txt", f"Paroles de {NAME}.".encode())
    hearings.attach(hearing=made, file=file, by=coordinator())
    before = made.get_absolute_url()
    assert NAME in public_bytes(before)
    made.refresh_from_db()
    stored = made.file
    with django_capture_on_commit_callbacks(execute=True):
        hearings.withdraw_consent(hearing=made, by=coordinator())
    made.refresh_from_db()
    page = made.get_absolute_url()
    told = public_bytes(page, f"{page}versions/", f"{page}versions/1/")
    for mark in (NAME, "Zqrole", "Zqlieu", "qsecret"):
        assert mark not in told
    assert "retiré son accord" in told
    assert "qsecret" not in page
    assert not any("Qsecret" in str(one.content) for one in Revision.objects.all())
    assert not stored.storage.exists(str(stored.name))
    assert Client().get(before).status_code == 404
    taken_down = datasets()["auditions"].taken_down_at
    assert taken_down is not None
    assert taken_down() is not None


def test_no_name_without_the_day_of_consent() -> None:
    with pytest.raises(DomainError, match="accepté"):
        hearing(person_name=NAME)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hearing.objects.create(uid="au-9", slug="x", title="x", heard_by="x", person_name=NAME)
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilMember.objects.create(name=NAME)


def test_two_people_at_once_lose_nothing() -> None:
    made = hearing()
    hearings.edit(hearing=made, values=values(body="Un."), links=((), (), ()), version=1, by=coordinator())
    with pytest.raises(EditConflict):
        hearings.edit(hearing=made, values=values(body="Deux."), links=((), (), ()), version=1, by=coordinator())


def test_an_opinion_is_its_author_s_until_they_publish_it_named_or_not() -> None:
    author, finding = council_member(), public_finding()
    listed(author, NAME)
    made = opinion(author, finding, text="Zqavis", is_named=True)
    assert "Zqavis" not in public_bytes(finding.get_absolute_url())
    assert Client().get(made.get_absolute_url()).status_code == 404
    other, own = Client(), Client()
    other.force_login(council_member())
    own.force_login(author)
    edit = reverse("hearings:opinion_edit", args=[made.uid])
    assert other.get(edit).status_code == 404
    assert own.get(edit).status_code == 200
    with pytest.raises(DomainError, match="quelqu’un d’autre"):
        council.publish(opinion=made, by=coordinator())
    council.publish(opinion=made, by=author)
    page = made.get_absolute_url()
    assert f"{NAME}, droit public" in public_bytes(page)
    council.rewrite(opinion=made, text="Zqavis", interest="Une étude financée.", is_named=False, version=1, by=author)
    told = public_bytes(page, f"{page}versions/", f"{page}versions/1/").replace(f'row-title">{NAME}', "")
    assert NAME not in told
    assert "Une étude financée." in told


def test_only_a_listed_member_signs_a_name_and_a_forgotten_one_no_longer() -> None:
    author = council_member()
    with pytest.raises(DomainError, match="liste publique"):
        public_opinion(author, is_named=True)
    member = listed(author, NAME)
    made = public_opinion(author, is_named=True)
    council.forget_member(member=member, by=coordinator())
    made.refresh_from_db()
    assert (made.signature, made.signed_as) == ("Un membre du conseil scientifique", "")
    assert NAME not in public_bytes(made.get_absolute_url())


def test_erasing_an_account_leaves_public_opinions_unnamed() -> None:
    author = council_member()
    listed(author, NAME)
    public_opinion(author, is_named=True)
    opinion(author)
    assert f"{NAME}, droit public" in public_bytes()
    account_actions.erase(user=author)
    [kept] = CouncilOpinion.objects.all()
    assert (kept.by, kept.signed_as) == (None, "")
    assert NAME not in public_bytes(kept.get_absolute_url())
    taken_down = datasets()["avis-scientifiques"].taken_down_at
    assert taken_down is not None
    assert taken_down() is not None, "archives leave with the name"


def test_authors_answer_beside_and_the_interest_is_told() -> None:
    made = public_opinion(interest="A conseillé la ville.")
    client = Client()
    client.force_login(coordinator())
    client.post(reverse("hearings:answer_finding", args=[made.uid]), {"text": "Zqréponse."})
    page = _text(Client().get(made.get_absolute_url()))
    assert "Zqréponse." in page
    assert "A conseillé la ville." in page
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilOpinion.objects.filter(pk=made.pk).update(has_interest=True, interest="")
