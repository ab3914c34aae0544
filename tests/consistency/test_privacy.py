"""No personal datum reaches a public byte.

A world is made where everything that must stay private bears the same mark. Then every public address is read as anyone
would (pages, every dataset in every format, feeds, calendars, PDF), and the mark is looked for in each answer,
unpacked when it is a workbook or a PDF.
"""

import datetime
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commun.accounts.models import Invitation, User
from commun.agenda.actions import events, registrations
from commun.agenda.models import Event
from commun.concertations.actions import proofs
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
    Signature,
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
from commun.labels.actions import jury, results
from commun.library.actions import attachments, publication
from commun.opendata.registry import datasets
from commun.search.indexer import Indexer
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
from tests.consistency import walk
from tests.deliberations.factories import decision_of, with_text
from tests.groups.factories import group, joined
from tests.hearings.factories import AGREED_ON, hearing, opinion, public_hearing, public_opinion
from tests.jobs.factories import attached, trade
from tests.labels.factories import admitted, application, judged, open_call, scored, seated, sent
from tests.library.factories import draft as draft_sheet
from tests.library.factories import published as published_sheet
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


RARE = "ornithorynque"
ASKED = (  # what the index and the exports of a search say of the decision that was taken down
    f"/recherche/?q={RARE}",
    f"/recherche/?q={MARK[:-3]}xyz",
    f"/recherche/?q={MARK[:-2]}te",
    f"/recherche/flux.atom?q={RARE}",
    f"/recherche/resultats.csv?q={RARE}",
    f"/recherche/suggestions?q={MARK[:4]}",
    f"/deliberations/?q={RARE}",
    f"/api/v1/recherche?q={RARE}",
)


def make_decisions(concertation: Concertation) -> None:
    """One that a reader reported, and one that was taken down for the name that it held: cited, indexed, exported,
    printed and kept in caches before."""
    public = decision_of(concertation.territory, subject=f"{PUBLIC} délibération")
    takedowns.report(decision=public, text=f"{MARK} signalement", email=f"{MARK}.lectrice@exemple.fr")
    named = decision_of(
        concertation.territory,
        subject=f"{MARK} objet {RARE}",
        local_id=f"{MARK}-1",
        url=f"https://exemple.fr/{MARK}.pdf",
    )
    with_text(named, f"{MARK} texte")
    territory = concertation.territory
    sheet = published_sheet(territory, title=f"{PUBLIC} usage").deployment
    attachments.cite_decision(sheet=sheet, deliberation=named, note="", by=None)
    publication.publish(sheet=sheet, by=None)
    proposition = concertation.takeaways.propositions().order_by("number")[0]
    for proven in (
        proposition.answers.get(), Milestone.objects.get(), Signature.objects.filter(pledge__territory=territory)[0]
    ):  # fmt: skip
        proofs.cite(proven=proven, deliberation=named, by=None, role="Maire")
    Indexer().catch_up()
    said = [
        address
        for address in (
            named.get_absolute_url(),
            reverse("deliberations:body", args=[named.body.slug]),
            "/deliberations/",
            "/donnees/deliberations.csv",
            "/donnees/deliberations.json",
            f"/api/v1/deliberations/{named.uid}",
            proposition.get_absolute_url(),
            f"/propositions/{proposition.uid}.json",
            territory.get_absolute_url(),
            f"/territoires/{territory.slug}/flux.atom",
            "/flux/reponses.atom",
            sheet.public.get_absolute_url(),
            *(one for one in ASKED if "xyz" not in one),
        )
        if MARK not in b"".join(Client().get(address)).decode()
    ]
    assert not said, f"the name was public there, and the walk must have something to find: {said}"
    for printed in (f"/concertations/{concertation.slug}.pdf", reverse("library:one_page_pdf", args=[sheet.slug])):
        assert b"".join(Client().get(printed))
    takedowns.take_down(decision=named, reason=TakedownReason.PERSONAL_DATA, by=coordinator())
    takedowns.forget_copies()  # what follows the end of the transaction, which a test never ends


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


def make_trades(concertation: Concertation) -> None:
    """A trade that a sheet at work is attached to."""
    sheet = draft_sheet(concertation.territory, title=f"{MARK} usage", task_changes=f"{MARK} tâches")
    attached(sheet, trade(title=f"{PUBLIC} métier"))


def make_applications() -> None:
    """A draft, one before the jury with what links a juror to it, and one that was not retained."""
    author = UserFactory(email=f"{MARK}.candidate@exemple.fr", name=f"{MARK} Candidate")
    application(open_call(), author, f"{MARK} brouillon", organisation=f"{MARK} entreprise")
    call = open_call(introduction=f"{PUBLIC} appel")
    [one] = admitted(call, sent(call, author, f"{MARK} envoyée", organisation=f"{MARK} entreprise"))
    seat = jury.name(call=call, user=author, shown_as=f"{MARK} jurée", by=None)
    jury.accept(juror=seat, by=author)
    jury.declare(juror=seat, application=one, interest=f"{MARK} lien", by=author)
    over = open_call()
    [lost] = admitted(over, sent(over, author, f"{MARK} perdue", organisation=f"{MARK} entreprise"))
    scored(seated(over), lost, 1, 1)
    judged(lost, is_laureate=False, reason=f"{MARK} raison")
    results.settle(call=over, by=coordinator())


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
    make_trades(public)
    make_applications()
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
    # The names of datasets lead somewhere in the open data only: elsewhere half of the walk would find nothing.
    of_data = candidates | {"slug": [*candidates["slug"], *datasets()]}
    yield from walk.addresses(lambda name: of_data if name.startswith(("opendata:", "api")) else candidates)
    yield from (f"/donnees/{slug}.json?limite=1" for slug in datasets())
    yield from ASKED


def test_nothing_private_is_in_any_public_answer(concertation: Concertation, tmp_path: Path) -> None:
    leaks, read, said = [], 0, set()
    for one in walk.answers(public_addresses(concertation), tmp_path):
        # An address that was asked for may be said again (a sign-in page, a "not found"); no address bears the mark.
        if found := walk.around(MARK, one.headers + one.text):
            leaks.append((one.url, one.status, found))
        if one.status == 200:
            read += 1
            if PUBLIC in one.text:
                said.add(one.media)
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


def public_texts(concertation: Concertation, folder: Path) -> dict[str, str]:
    """Every public answer, without what changes at each reading."""
    return {one.url: one.text for one in walk.answers(public_addresses(concertation), folder) if one.is_stable}


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
