"""The private space of a group: its members read it, nobody else does, and mails come in and out of it."""

import datetime
import mailbox
import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commun.accounts.enums import NetworkRole
from commun.accounts.personal_data import export
from commun.core.errors import DomainError
from commun.core.models import AuditEvent
from commun.following import news
from commun.groups import links, tasks
from commun.groups.actions import discussions, groups, members
from commun.groups.enums import GroupRole, Notify, Via
from commun.groups.models import GroupMember, GroupMessage
from commun.groups.quoting import ABOVE, written
from commun.groups.receiving import receive
from commun.opendata.registry import datasets
from commun.search.documents import sources
from commun.territories.models import Territory
from tests.accounts.factories import UserFactory, contributor, coordinator, elected, network_member, referent
from tests.groups.factories import group, joined
from tests.groups.samples import SAMPLES
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db
MARK = "zqsecretdugroupe"


@pytest.fixture(autouse=True)
def _answers_come_here(settings) -> None:
    settings.REPLY_EMAIL = "reponse@exemple.fr"


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lively_group(territory: Territory | None = None):
    """A discussion, a document and a decision, all of them private, and an animator."""
    animator = joined(
        group(f"Groupe {timezone.now():%f}", territory), role=GroupRole.ANIMATOR, organisation=f"{MARK} organisme"
    )
    thread = discussions.start(member=animator, title=f"{MARK} sujet", body=f"{MARK} message")
    file = SimpleUploadedFile("note.txt", f"{MARK} contenu".encode())
    discussions.keep(group=animator.group, title=f"{MARK} document", file=file, by=animator.user)
    groups.decide(
        group=animator.group, title=f"{MARK} décision", text=MARK, decided_on=datetime.date(2026, 10, 1),
        minutes_url="", by=animator.user,
    )  # fmt: skip
    return animator, thread


def test_space_is_found_by_its_members_alone_and_leaks_nowhere() -> None:
    place = TerritoryFactory()
    animator, thread = lively_group(place)
    of_thread = {"thread": thread.pk, "withdraw": thread.messages.get().pk, "answer": 1}
    document, decision = animator.group.files.get(), animator.group.decisions.get()
    of_decision = {"decision_publish": decision.pk, "decision_delete": decision.pk}
    of_files = {"file": document.pk, "file_discard": document.pk}
    numbers = of_thread | of_decision | of_files | {"change_role": animator.pk, "remove": animator.pk}
    stranger = joined(group("Autre groupe"), role="animation").user
    # Those who hold the group, and the élue of its territory, are outside as everyone else.
    holders = [referent(place), elected(place)]
    outsiders = [coordinator(), network_member(NetworkRole.ADMINISTRATOR), stranger, *holders]
    outside = {"detail", "ask", "edit", "animator", "close", "invitation", "territory_desk", "territory_new"}
    inside = {name.partition(":")[2] for name in SAMPLES} - outside
    for name in sorted(inside):
        kwargs = {"slug": animator.group.slug} | ({"pk": numbers[name]} if name in numbers else {})
        url = reverse(f"groups:{name}", kwargs=kwargs)
        for outsider in outsiders:
            codes = {as_(outsider).get(url).status_code, as_(outsider).post(url).status_code}
            assert codes <= {404, 405}, url
        assert Client().get(url).status_code in (302, 405), url
    assert MARK in as_(animator.user).get(reverse("groups:room", args=[animator.group.slug])).content.decode()
    told = b"".join(as_(animator.user).get(reverse("groups:file", args=[animator.group.slug, document.pk]))).decode()
    assert MARK in told

    public = [f"/groupes/{animator.group.slug}/", "/groupes/", "/agenda/", "/agenda/agenda.ics", "/sitemap.xml",
              f"/agenda/groupes/{animator.group.slug}.ics", f"/recherche/?q={MARK}", "/suivre/fil.atom?sujet=reseau",
              f"/suivre/fil.atom?sujet=groupe:{animator.group.uid}", "/flux/agenda.atom"]  # fmt: skip
    public += [f"/donnees/{slug}.{kind}" for slug in ("groupes", "decisions-des-groupes") for kind in ("csv", "json")]
    public += [f"/api/v1/{slug}" for slug in ("groupes", "decisions-des-groupes", "evenements")]
    for url in public:
        answer = b"".join(Client().get(url)).decode()
        # The page of results repeats what was asked.
        assert MARK not in answer.replace(f"q={MARK}", "").replace(f'value="{MARK}"', "") or "recherche" in url, url
    desks = [reverse("groups:territory_desk", args=[place.slug]), reverse("groups:edit", args=[animator.group.slug])]
    for url in [*desks, f"/territoires/{place.slug}/", "/espace/", "/espace/groupes/"]:
        for holder in (holders[0], coordinator()):
            assert MARK not in as_(holder).get(url).content.decode(), url
    for source in sources().values():
        if source.kind in ("groupes", "evenements"):
            assert MARK not in str(list(source.documents(list(source.keys()))))
    assert MARK not in str(news.latest([f"groupe:{animator.group.uid}", "reseau"]))
    assert MARK not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert {"groupes", "decisions-des-groupes"} <= set(datasets())

    groups.publish_decision(decision=decision, by=animator.user)
    GroupMember.objects.filter(pk=animator.pk).update(shows_organisation=True)
    page = Client().get(f"/groupes/{animator.group.slug}/").content.decode()
    assert f"{MARK} décision" in page
    assert f"{MARK} organisme" in page
    assert f"{MARK} sujet" not in page
    with pytest.raises(DomainError, match="reste"):
        groups.delete_decision(decision=decision, by=animator.user)


def answering(to: Any, *, sender: str, body: str, **headers: str) -> EmailMessage:
    """A mail as somebody's programme sends it, quoting ours."""
    made = EmailMessage()
    made["From"], made["To"] = sender, to.reply_to[0]
    made["Message-ID"] = headers.pop("identifier", "<1@poste.exemple.fr>")
    made["In-Reply-To"] = to.extra_headers["Message-ID"]
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    quoted = "\n".join(f"> {line}" for line in to.body.splitlines())
    made.set_content(f"{body}\n\nLe 22 nov. 2026 à 10:00, Commun <x@exemple.fr> a écrit :\n{quoted}\n")
    return made


def test_answer_by_mail_joins_the_discussion_once_and_nothing_forged_or_automatic_does(tmp_path) -> None:
    animator, thread = lively_group()
    member = joined(animator.group)
    first = thread.messages.get()
    assert tasks.tell.call(first.pk) == 1
    sent = next(one for one in mail.outbox if one.to == [member.user.email])
    mail.outbox.clear()
    assert tasks.tell.call(first.pk) == 0
    assert mail.outbox == []
    answer = answering(sent, sender=member.user.email, body="D’accord avec vous.\n\nAna")
    answer.add_attachment(b"Une note.", maintype="text", subtype="plain", filename="note.txt")
    answer.add_attachment(b"MZ\x90\x00", maintype="application", subtype="pdf", filename="faux.pdf")
    made = receive(answer.as_bytes()).message
    assert made is not None
    assert (made.body, made.via, made.answers, made.author) == (
        "D’accord avec vous.\n\nAna",
        Via.MAIL,
        first,
        member.user,
    )
    assert [one.file_name for one in made.files.all()] == ["note.txt"]
    assert receive(answer.as_bytes()).why == "déjà reçu"

    def refused(identifier: str, **headers: str) -> str:
        given = {"sender": member.user.email, "body": "Bonjour"} | headers
        return receive(answering(sent, identifier=identifier, **given).as_bytes()).why

    assert refused("<2@x>", sender=animator.user.email) == "expéditeur différent"
    assert refused("<3@x>", Auto_Submitted="auto-replied") == "automatique"
    assert refused("<4@x>", Precedence="bulk") == "automatique"
    assert refused("<5@x>", body="") == "vide, trop long, ou groupe fermé"
    forged = answering(sent, sender=member.user.email, body="Bonjour", identifier="<6@x>")
    local = links.reply_address(thread=thread.pk, member=member.pk)
    del forged["To"]
    forged["To"] = local.replace(f"-{member.pk}-", f"-{animator.pk}-")
    assert receive(forged.as_bytes()).why == "adresse inconnue ou modifiée"

    box = mailbox.Maildir(str(tmp_path / "boite"))
    box.add(answering(sent, sender=member.user.email, body="Par la boîte.", identifier="<7@x>").as_bytes())
    for _time in range(2):
        call_command("receive_mail", maildir=tmp_path / "boite")
    assert GroupMessage.objects.filter(body="Par la boîte.").count() == 1
    members.remove(member=member, by=animator.user)
    assert refused("<8@x>") == "plus membre du groupe"
    assert GroupMessage.objects.filter(thread=thread).count() == 3
    assert len(export(member.user)["messages écrits dans des groupes"]) == 2


def test_one_mail_a_day_gathers_what_others_wrote_since_the_last_one() -> None:
    animator, thread = lively_group()
    daily, silent = joined(animator.group, notify=Notify.DAILY), joined(animator.group, notify=Notify.NONE)
    old = timezone.now() - datetime.timedelta(days=2)
    GroupMember.objects.filter(pk=daily.pk).update(told_until=old)
    slot = timezone.now()
    assert [tasks.daily.call(slot.isoformat()), tasks.daily.call(slot.isoformat())] == [1, 0]
    assert [one.to for one in mail.outbox] == [[daily.user.email]]
    assert f"{MARK} message" in mail.outbox[0].body
    discussions.reply(member=silent, thread=thread, body="Plus tard")
    assert tasks.daily.call((slot + datetime.timedelta(days=1)).isoformat()) == 1
    assert MARK not in mail.outbox[1].body.replace(f"{MARK} sujet", "")


def test_one_enters_by_an_invitation_to_ones_own_address_or_by_asking(django_capture_on_commit_callbacks) -> None:
    animator, _thread = lively_group()
    invited, other, asking = UserFactory(), UserFactory(), UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        members.invite(group=animator.group, email=invited.email, role=GroupRole.MEMBER, by=animator.user)
    path = re.findall(r"https?://[^/\s]+(/groupes/invitation/\S+)", str(mail.outbox[-1].body))[0]
    assert as_(other).post(path).status_code == 410
    as_(invited).post(path)
    assert as_(invited).post(path).status_code == 410
    as_(asking).post(
        reverse("groups:ask", args=[animator.group.slug]), {"organisation": "Ville", "reason": "Apprendre"}
    )
    asked = animator.group.requests.get()
    assert as_(invited).post(reverse("groups:answer", args=[animator.group.slug, asked.pk])).status_code == 404
    as_(animator.user).post(reverse("groups:answer", args=[animator.group.slug, asked.pk]), {"accepter": "1"})
    assert set(animator.group.members.values_list("user", flat=True)) == {animator.user_id, invited.pk, asking.pk}
    with pytest.raises(DomainError, match="au moins une personne"):
        members.remove(member=animator, by=animator.user)


def test_referent_opens_a_group_of_their_territory_and_of_no_other(django_capture_on_commit_callbacks) -> None:
    place, other = TerritoryFactory(), TerritoryFactory()
    holder, desk = referent(place), reverse("groups:territory_desk", args=[place.slug])
    typed = {"kind": "groupe_de_travail", "title": "Écoles", "purpose": "On y lit les devis.", "takes_requests": "on"}
    as_(holder).post(f"{desk}nouveau/", typed)
    made = place.groups.get()
    assert (made.title, made.territory) == ("Écoles", place)
    assert "personne ne l’anime encore" in as_(holder).get(desk).content.decode()
    url = reverse("groups:edit", args=[made.slug])
    for stranger in (referent(other), contributor(place), elected(place), UserFactory()):
        assert {as_(stranger).get(one).status_code for one in (desk, f"{desk}nouveau/", url)} <= {403, 404}
        assert as_(stranger).post(reverse("groups:close", args=[made.slug])).status_code in (403, 404)
    assert as_(holder).get(reverse("groups:edit", args=[group("Du réseau").slug])).status_code in (403, 404)

    as_(holder).post(reverse("groups:animator", args=[made.slug]), {"email": holder.email})
    room = reverse("groups:room", args=[made.slug])
    assert as_(holder).get(room).status_code == 200
    as_(holder).post(room, {"title": "Premier devis", "body": "Le voici."})
    as_(holder).post(reverse("groups:decisions", args=[made.slug]),
                     {"title": "Attendre", "decided_on": timezone.localdate().isoformat()})  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        as_(holder).post(reverse("groups:members", args=[made.slug]), {"email": "ana@exemple.fr", "role": "membre"})
    assert (made.threads.count(), made.decisions.count(), made.invitations.count()) == (1, 1, 1)
    assert as_(holder).post(reverse("groups:close", args=[made.slug])).headers["Location"] == desk
    signed = AuditEvent.objects.about(made).get(verb="group.opened")
    assert place.name in signed.by_role


@pytest.mark.parametrize(
    "mail_text",
    [
        f"Oui.\n\n{ABOVE}\nLe reste",
        "Oui.\n\nLe mar. 3 nov. 2026 à 09:12, Commun <a@b.fr> a écrit :\n\n> Bonjour",
        "Oui.\n\nLe mar. 3 nov. 2026 à 09:12, Une Personne Au Nom Bien Long\n<a@b.fr> a écrit :\n> Bonjour",
        "Oui.\n\nOn Tue, Nov 3, 2026 at 9:12 AM Commun <a@b.fr> wrote:\n> Hello",
        "Oui.\n\n-----Message d'origine-----\nDe : Commun",
        "Oui.\n\nDe : Commun <a@b.fr>\nEnvoyé : mardi 3 novembre 2026 09:12\nÀ : Ana\nObjet : x\n\nBonjour",
        "Oui.\n-- \nAna Privée, Ville",
        "> Bonjour\nOui.\n> Au revoir",
    ],
)
def test_what_a_mail_quotes_is_not_kept(mail_text) -> None:
    assert written(mail_text) == "Oui."
