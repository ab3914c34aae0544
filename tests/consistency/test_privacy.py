"""No personal datum reaches a public byte.

A world is made where everything that must stay private bears the same mark. Then every public address is read as anyone
would (pages, every dataset in every format, feeds, calendars, PDF), and the mark is looked for in each answer,
unpacked when it is a workbook or a PDF.
"""

import datetime
import io
import re
import shutil
import subprocess
import uuid
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import time_machine
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from commun.accounts.models import Invitation, User
from commun.agenda.actions import events, registrations
from commun.agenda.models import Event
from commun.concertations.actions.records import keep_version
from commun.concertations.enums import Audience, Decision, Moderation, Rating, Recruitment, State, TakeawayKind
from commun.concertations.models import (
    Answer,
    AudiencePart,
    CharterVersion,
    Concertation,
    Document,
    FollowUp,
    Milestone,
    ParticipantView,
    Sequence,
    Speaker,
    Takeaway,
)
from commun.core import freshness
from commun.core.models import AuditEvent, Revision
from commun.deliberations.actions import takedowns
from commun.deliberations.enums import TakedownReason
from commun.deliberations.models import DeliberatingBody, Deliberation
from commun.groups.actions import discussions, groups
from commun.groups.models import Group
from commun.hearings.actions import hearings
from commun.hearings.models import CouncilOpinion, Hearing
from commun.opendata.registry import datasets
from commun.syntheses.models import Finding, ManifestoVersion, Synthesis
from tests.accounts.factories import UserFactory, coordinator, council_member, member
from tests.agenda.factories import announced, draft
from tests.concertations.factories import (
    SequenceFactory,
    TakeawayFactory,
    concertation_awaiting_answer,
    prepared_concertation,
    referent_of,
)
from tests.consistency.test_access import ADDRESSES
from tests.deliberations.factories import decision_of, with_text
from tests.groups.factories import group, joined
from tests.hearings.factories import AGREED_ON, hearing, opinion, public_hearing, public_opinion
from tests.syntheses.manifestos import public_finding
from tests.syntheses.situations import in_preview

MARK = "zqsecret"
PUBLIC = "zqpublic"


def mark_private(concertation: Concertation) -> None:
    """Put the mark in everything of a public record that is not public."""
    concertation.referent_email = f"{MARK}.referente@exemple.fr"
    concertation.summary = f"{PUBLIC} synthèse"
    concertation.save()
    by = referent_of(concertation)
    User.objects.filter(pk=by.pk).update(
        name=f"{MARK} Nom", email=f"{MARK}.membre@exemple.fr", job_title=f"{MARK} fonction"
    )
    Concertation.objects.filter(pk=concertation.pk).update(published_by=by)
    AuditEvent.objects.update(by=by)
    Speaker.objects.create(concertation=concertation, name=f"{MARK} Intervenante", profession=f"{PUBLIC} chercheuse")
    Speaker.objects.create(concertation=concertation, name=f"{PUBLIC} Consentante", has_consented=True)
    AudiencePart.objects.update_or_create(
        concertation=concertation, audience=Audience.ACADEMIC, defaults={"people_count": 3}
    )
    TakeawayFactory(  # typed after the restitution: not frozen, not public
        concertation=concertation, kind=TakeawayKind.OPPORTUNITY, text=f"{MARK} remontée non figée", frozen_at=None
    )
    first = concertation.takeaways.propositions().order_by("number")[0]
    for moderation in (Moderation.PENDING, Moderation.REFUSED):
        ParticipantView.objects.create(
            proposition=first,
            rating=Rating.PARTIAL,
            text=f"{MARK} avis {moderation}",
            moderation=moderation,
            moderated_by=by,
            refusal_reason=f"{MARK} motif du refus" if moderation == Moderation.REFUSED else "",
        )
    ParticipantView.objects.create(
        proposition=first, rating=Rating.PARTIAL, text=f"{PUBLIC} avis", moderation=Moderation.PUBLISHED
    )
    Answer.objects.create(
        proposition=first,
        decision=Decision.RETAINED,
        reason=f"{PUBLIC} motif",
        author_role="Maire",
        answered_on=datetime.date(2026, 9, 1),
        published_by=by,
    )
    Takeaway.objects.filter(pk=first.pk).update(decision=Decision.RETAINED, answered_on=datetime.date(2026, 9, 1))
    follow_up = FollowUp.objects.create(
        uid=f"{first.uid}-s1",
        proposition=first,
        number=1,
        title=f"{PUBLIC} action",
        owner_role="DSI",
        due_on=datetime.date(2027, 1, 1),
    )
    Milestone.objects.create(follow_up=follow_up, on=datetime.date(2026, 10, 1), state=follow_up.state, text=PUBLIC)


def make_manifesto_draft() -> None:
    """A version of the manifesto that only its writers read."""
    draft = ManifestoVersion.objects.create(
        code="2", number=2, title=f"{MARK} manifeste", subtitle=f"{MARK} sous-titre", preamble=f"{MARK} préambule"
    )
    axis = draft.axes.create(code="axe-1", title=f"{MARK} axe", position=1)
    article = draft.articles.create(axis=axis, code="a1", title=f"{MARK} article", position=1)
    draft.paragraphs.create(article=article, key="a1-1", text=f"{MARK} paragraphe", position=1)
    article.checks.create(
        code="a1-v1", question=f"{MARK} question", target="usage", field="title", condition="renseigne"
    )


def make_decisions(concertation: Concertation) -> None:
    """One that a reader reported, and one that was taken down for the name that it held."""
    public = decision_of(concertation.territory, subject=f"{PUBLIC} délibération")
    takedowns.report(decision=public, text=f"{MARK} signalement", email=f"{MARK}.lectrice@exemple.fr")
    named = decision_of(
        concertation.territory, subject=f"{MARK} objet", local_id=f"{MARK}-1", url=f"https://exemple.fr/{MARK}.pdf"
    )
    with_text(named, f"{MARK} texte")
    takedowns.take_down(decision=named, reason=TakedownReason.PERSONAL_DATA, by=coordinator())


def make_meetings(concertation: Concertation) -> None:
    """A draft, a public meeting with someone registered and someone who asked not to be named, a group at work."""
    draft(concertation.territory, title=f"{MARK} brouillon")
    event = announced(concertation.territory, title=f"{PUBLIC} réunion", online_url=f"https://exemple.fr/{MARK}")
    person = UserFactory(email=f"{MARK}.inscrite@exemple.fr", name=f"{MARK} Inscrite")
    registrations.register(events=[event], user=person, organisation=f"{MARK} organisme")
    values = {"on": None, "starts_time": None, "title": "Ouverture"}
    events.add_item(event=event, values=values, speakers=[{"name": f"{MARK} Nom", "role": "Maire"}], by=None)
    space = joined(group(f"{PUBLIC} groupe"), person, organisation=f"{MARK} organisme")
    discussions.start(member=space, title=f"{MARK} sujet", body=f"{MARK} message")
    day = datetime.date(2026, 10, 1)
    groups.decide(group=space.group, title=f"{MARK} décision", text=MARK, decided_on=day, minutes_url="", by=None)


def make_heard() -> None:
    """A draft, a name that was taken back, an opinion that its author keeps, and one signed by nobody."""
    hearing(title=f"{MARK} audition", body=MARK, person_name=f"{MARK} Nom", consented_on=AGREED_ON)
    named = public_hearing(
        title=f"{PUBLIC} ce que dit {MARK} Nom", heard_by=f"{PUBLIC} commission, avec {MARK} Nom",
        person_name=f"{MARK} Nom", person_role=f"{MARK} fonction", organisation=f"{MARK} organisme",
        consented_on=AGREED_ON, questions=f"À {MARK} Nom ?", body=f"{MARK} Nom répond.",
    )  # fmt: skip
    hearings.withdraw_consent(hearing=named, by=coordinator())
    author, finding = council_member(), public_finding()
    User.objects.filter(pk=author.pk).update(name=f"{MARK} Autrice", email=f"{MARK}.autrice@exemple.fr")
    opinion(author, finding, text=f"{MARK} avis gardé", interest=f"{MARK} lien")
    public_opinion(author, finding, text=f"{PUBLIC} avis")


def make_preview() -> None:
    """A synthesis that its territory alone is reading, with what it says of it."""
    synthesis = in_preview(set_aside=f"{MARK} écartée")
    Synthesis.objects.filter(pk=synthesis.pk).update(title=f"{MARK} synthèse", intro=f"{MARK} introduction")
    findings = synthesis.findings.all()
    Finding.objects.filter(pk__in=findings.values("pk")).update(
        title=f"{MARK} constat", text=f"{MARK} explication", dissent=f"{MARK} contre", machine_part=f"{MARK} calcul"
    )
    synthesis.not_retained.update(reason=f"{MARK} raison")
    synthesis.contributors.get().comments.create(
        finding=findings.get(), text=f"{MARK} commentaire", by_role=f"{MARK} fonction"
    )


def make_draft(concertation: Concertation) -> None:
    """A record that is not published: every word of it is private."""
    Concertation.objects.filter(pk=concertation.pk).update(
        title=f"{MARK} brouillon", brief=f"{MARK} consigne", summary=f"{MARK} synthèse", state=State.PREPARATION
    )
    SequenceFactory(concertation=concertation, title=f"{MARK} séance", on=datetime.date.today())
    Document.objects.create(concertation=concertation, title=f"{MARK} document", url=f"https://exemple.fr/{MARK}")
    Document.objects.create(
        concertation=concertation,
        title="Note",
        file=ContentFile(f"{MARK} fichier".encode(), name="note"),
        file_name="note.txt",
        media_type="text/plain",
    )
    proposition = TakeawayFactory(concertation=concertation, text=f"{MARK} proposition")
    Answer.objects.create(
        proposition=proposition,
        decision=Decision.RETAINED,
        author_role=f"{MARK} qualité",
        answered_on=datetime.date(2026, 9, 1),
    )


@pytest.fixture
def concertation(db) -> Concertation:
    """A public record, a draft of the same territory, people and invitations."""
    public = concertation_awaiting_answer(propositions=2)
    mark_private(public)
    make_draft(prepared_concertation(territory=public.territory))
    make_manifesto_draft()
    make_preview()
    make_decisions(public)
    make_meetings(public)
    make_heard()
    UserFactory(email=f"{MARK}.inconnue@exemple.fr", name=f"{MARK} Inconnue")
    member(public.territory, email=f"{MARK}.elue@exemple.fr", name=f"{MARK} Élue")
    Invitation.objects.create(
        territory=public.territory,
        email=f"{MARK}.invitee@exemple.fr",
        token_sha256="0" * 64,
        expires_at=datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC),
    )
    return public


def tries(concertation: Concertation) -> dict[str, list[object]]:
    """What each argument of an address may be: what leads to the public record, and to the draft as well."""
    numbers = sorted(
        {pk for model in (Document, Sequence, ParticipantView) for pk in model.objects.values_list("pk", flat=True)}
    )
    of_syntheses = [one for model in (Finding, Synthesis) for one in model.objects.values_list("slug", flat=True)]
    return {
        "slug": [
            *Concertation.objects.values_list("slug", flat=True),
            concertation.territory.slug,
            *of_syntheses,
            *DeliberatingBody.objects.values_list("slug", flat=True),
            *Event.objects.values_list("slug", flat=True),
            *Group.objects.values_list("slug", flat=True),
            *Hearing.objects.values_list("slug", flat=True),
        ],
        "uid": [
            one
            for model in (Takeaway, Deliberation, CouncilOpinion)
            for one in model.objects.values_list("uid", flat=True)
        ],
        # The first and the last of each: each collection of the API is tried with all of them, and its list gives all.
        "identifiant": [
            uid
            for model in (Concertation, Takeaway, Deliberation, Hearing, CouncilOpinion)
            for uids in [list(model.objects.order_by("pk").values_list("uid", flat=True))]
            for uid in dict.fromkeys((uids[0], uids[-1]))
        ],
        "number": [*CharterVersion.objects.values_list("number", flat=True), 1, 2],
        "old": list(CharterVersion.objects.values_list("number", flat=True)),
        "new": list(CharterVersion.objects.values_list("number", flat=True)),
        "pk": list(numbers),
        "name": ["note.txt", "propositions"],  # a file, a section of the sitemap
        "token": ["devine", uuid.UUID(int=0)],  # only the receiver of a mail has a right one
        "extension": ["csv", "docx", "ods", "xlsx"],
        "kind": ["mention", "aipd"],
        "suffix": ["docx", "pdf", "json", "xml"],
        "code": list(ManifestoVersion.objects.values_list("code", flat=True)),
        "article": ["a1"],
        "check": ["a1-v1"],
        "standard": ["atrs"],
        "rest": ["inconnu"],
        "day": [datetime.date(2026, 11, 22)],
        "path": ["index.json"],
        "key": ["inconnu"],
        "digest": ["0" * 64],  # no public text of this world shows a picture (tests/editorial tries those)
        "month": ["2026-11"],
    }


def public_addresses(concertation: Concertation) -> Iterator[str]:
    """Every public address, with every argument that it may take."""
    candidates = tries(concertation)
    for address in ADDRESSES:
        if address.access != "public":
            continue
        if not address.takes_arguments:
            yield reverse(address.name)
            continue
        found = 0
        names = [name for _path, names in get_resolver_patterns(address.name) for name in names]
        # The names of datasets lead somewhere in the open data only: elsewhere half of the walk would find nothing.
        of_data = address.name.startswith(("opendata:", "api"))
        here = candidates | {"slug": [*candidates["slug"], *datasets()]} if of_data else candidates
        for values in product(*(here[name] for name in names)):
            try:
                yield reverse(address.name, kwargs=dict(zip(names, values, strict=True)))
                found += 1
            except NoReverseMatch:
                continue
        assert found, f"no argument fits {address.name}: add to `tries`"
    yield from (f"/donnees/{slug}.json?limite=1" for slug in datasets())


def get_resolver_patterns(name: str) -> list[tuple[str, list[str]]]:
    """What Django knows of the address called `name`: its path and the names of its arguments."""
    resolver = get_resolver()
    *namespaces, view = name.split(":")
    for namespace in namespaces:
        resolver = resolver.namespace_dict[namespace][1]
    return [(path, names) for path, names in resolver.reverse_dict.getlist(view)[0][0]]


def readable(raw: bytes, media: str, folder: Path) -> str:
    """All the text of an answer: a workbook or a document unpacked, a PDF read."""
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return "".join(book.read(name).decode(errors="replace") for name in book.namelist())
    if media == "application/pdf" and shutil.which("pdftotext"):
        path = folder / "fiche.pdf"
        path.write_bytes(raw)
        return subprocess.run(
            ["pdftotext", str(path), "-"], check=True, capture_output=True, timeout=60
        ).stdout.decode()
    return raw.decode(errors="replace")


def test_nothing_private_is_in_any_public_answer(concertation: Concertation, tmp_path: Path) -> None:
    client = Client()
    leaks, read, said = [], 0, set()
    for url in public_addresses(concertation):
        response = client.get(url)
        raw = b"".join(response)
        headers = " ".join(f"{name}: {value}" for name, value in response.items())
        media = response.headers.get("Content-Type", "").partition(";")[0]
        text = headers + readable(raw, media, tmp_path)
        # An address that was asked for may be said again (a sign-in page, a "not found"); no address bears the mark.
        if MARK in text.lower():
            where = text.lower().index(MARK)
            leaks.append((url, response.status_code, text[max(0, where - 80) : where + 60]))
        if response.status_code == 200:
            read += 1
            if PUBLIC in text:
                said.add(media)
    assert not leaks, leaks
    assert read > 40, "the walk must really read pages"
    assert said >= {
        "text/html",
        "text/csv",
        "application/json",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/atom+xml",
    }, "what is public must be found, or the walk proves nothing"
    if shutil.which("pdftotext"):
        assert "application/pdf" in said


def test_the_draft_is_found_at_no_public_address(concertation: Concertation) -> None:
    draft = Concertation.objects.get(published_at=None)
    for suffix in ("/", ".pdf", "/agenda.ics", "/contact/"):
        assert Client().get(f"/concertations/{draft.slug}{suffix}").status_code == 404, suffix


def count_few(concertation: Concertation, people: int) -> None:
    """So few people everywhere that any number would point at someone."""
    concertation.sequences.update(attendance=people)
    concertation.audiences.update(people_count=people)
    Concertation.objects.filter(pk=concertation.pk).update(
        invited_count=people, accepted_count=people, participants_count=people, recruitment=[Recruitment.SORTITION]
    )
    kept = Concertation.objects.get(pk=concertation.pk)
    keep_version(kept, by_role="Référente", reason="Comptages")
    freshness.touch("counts.changed")


# How long the database took to answer, and a blank form whose writer numbers its parts: nothing of a record.
NOT_STABLE = ("/sante/", "/canevas.ods")


def public_texts(concertation: Concertation, folder: Path) -> dict[str, str]:
    """Every public answer, without what changes at each reading: form tokens and the shuffled bytes of a PDF."""
    texts = {}
    for url in public_addresses(concertation):
        if url.startswith("/api/v1/"):
            caches["pages"].clear()  # the clock stands still: the API would count too many requests in a minute
        response = Client().get(url)
        raw = b"".join(response)
        media = response.headers.get("Content-Type", "").partition(";")[0]
        if (media == "application/pdf" and not shutil.which("pdftotext")) or url.endswith(NOT_STABLE):
            continue
        texts[url] = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", readable(raw, media, folder))
    return texts


@pytest.mark.once("two readings compared with each other, whose filters the walk above tries on each database")
def test_no_public_byte_tells_two_small_counts_apart(concertation: Concertation, tmp_path: Path) -> None:
    """Versions and their comparisons included: they are kept for ever, so a number must never enter them."""
    with time_machine.travel(timezone.now(), tick=False):
        count_few(concertation, 2)
        of_two = public_texts(concertation, tmp_path)
        count_few(concertation, 4)
        of_four = public_texts(concertation, tmp_path)
        count_few(concertation, 40)
        of_forty = Client().get(f"/concertations/{concertation.slug}/").content.decode()
    assert [url for url in of_two if of_two[url] != of_four.get(url)] == []
    assert of_two.keys() == of_four.keys()
    assert ">40<" in of_forty, "a count that may be said must be said"
    versions = [dict(one.content) for one in Revision.objects.of(concertation).order_by("number")]
    kept, said = [one for one in versions if "Personnes invitées" in one]
    assert said["Personnes invitées"] == "40"
    assert kept["Personnes invitées"] == kept["Nombre de participants"] == "moins de 5"
    assert "moins de 5 présents" in kept["Séquences animées"]


def test_a_small_count_is_said_nowhere(concertation: Concertation) -> None:
    """Three people of one public: "moins de 5", wherever it is said."""
    assert "acteurs_academiques:<5" in b"".join(Client().get("/donnees/concertations.csv")).decode()
    page = Client().get(f"/concertations/{concertation.slug}/").content.decode()
    assert "moins de 5" in page
