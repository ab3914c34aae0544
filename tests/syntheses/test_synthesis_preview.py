"""The charter's promise: a synthesis goes first to the territories whose words it reads, then to everyone."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commun.accounts.enums import Role
from commun.core.errors import DomainError
from commun.opendata.registry import datasets
from commun.syntheses import mails
from commun.syntheses.actions import endorsements, findings, syntheses
from commun.syntheses.enums import FindingState, SynthesisState
from commun.syntheses.models import Contributor, Finding, Synthesis
from commun.syntheses.queries.preview import what_is_retained
from tests.accounts.factories import member, referent
from tests.syntheses.situations import coordinator, drafted, in_preview, published, signed
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db
MARK = "zqsecret"


def contributor_of(synthesis: Synthesis) -> Contributor:
    return synthesis.contributors.select_related("synthesis", "territory").get()


def last_day(synthesis: Synthesis) -> datetime.date:
    assert synthesis.preview_until is not None
    return synthesis.preview_until


def test_a_synthesis_holds_signed_findings_only_and_each_is_published_once() -> None:
    by = coordinator()
    first, second = (syntheses.create(title=f"Synthèse {number}", by=by) for number in (1, 2))
    with pytest.raises(DomainError, match="signé"):
        syntheses.choose(synthesis=first, findings=[drafted()], by=by)
    finding = signed()
    syntheses.choose(synthesis=first, findings=[finding], by=by)
    with pytest.raises(DomainError, match="autre synthèse"):
        syntheses.choose(synthesis=second, findings=[finding], by=by)


def test_sending_it_asks_why_what_is_not_cited_is_not_retained() -> None:
    by = coordinator()
    synthesis = syntheses.create(title="Ce que nous avons entendu", by=by)
    with pytest.raises(DomainError, match="vide"):
        syntheses.open_preview(synthesis=synthesis, by=by)
    syntheses.choose(synthesis=synthesis, findings=[signed()], by=by)
    with pytest.raises(DomainError, match="2 remontées lues ne sont citées"):
        syntheses.open_preview(synthesis=synthesis, by=by)
    assert Synthesis.objects.get().is_draft
    syntheses.open_preview(synthesis=synthesis, reason="Proches d’autres.", by=by)
    assert Finding.objects.get().state == FindingState.PREVIEW


def test_each_sentence_of_the_territory_is_retained_somewhere_or_says_why_not() -> None:
    synthesis = in_preview(set_aside="Ne porte pas sur l’IA.")
    page = what_is_retained(contributor=contributor_of(synthesis))
    assert (len(page.retained), len(page.not_retained)) == (2, 2)
    assert page.retained[0].uses[0].title == "Les habitants veulent savoir où sont les algorithmes."
    assert sorted(one.reason for one in page.not_retained) == [
        "Ne porte pas sur l’IA.",
        "Proche d’une autre phrase déjà citée.",
    ]


def test_the_territory_reads_it_and_nobody_else_does() -> None:
    territory = TerritoryFactory()
    synthesis = in_preview(territory)
    finding = synthesis.findings.get()
    pages = (
        reverse("syntheses:preview", args=[territory.slug, synthesis.uid]),
        reverse("syntheses:preview_finding", args=[territory.slug, synthesis.uid, finding.slug]),
    )
    theirs, others, anyone = Client(), Client(), Client()
    theirs.force_login(member(territory, Role.CONTRIBUTOR))
    others.force_login(referent(TerritoryFactory()))
    for url in pages:
        assert theirs.get(url).status_code == 200
        assert others.get(url).status_code == 403
        assert anyone.get(url).status_code == 302
    for url in (finding.get_absolute_url(), synthesis.get_absolute_url()):
        assert {client.get(url).status_code for client in (theirs, others, anyone)} == {404}


def test_a_territory_that_said_nothing_is_shown_nothing() -> None:
    synthesis = in_preview()
    territory = TerritoryFactory()
    client = Client()
    client.force_login(referent(territory))
    assert client.get(reverse("syntheses:preview", args=[territory.slug, synthesis.uid])).status_code == 404


def test_nothing_of_a_preview_is_in_any_public_answer() -> None:
    """Its words, its findings, its comments and their answers, wherever anyone may look."""
    territory = TerritoryFactory()
    by = coordinator()
    finding = findings.edit(
        finding=drafted(territory),
        text=findings.FindingText(f"{MARK} constat", f"{MARK} explication", f"{MARK} contre"),
        by=by,
    )
    finding = findings.sign(finding=finding, by=by)
    synthesis = syntheses.create(title=f"{MARK} synthèse", intro=f"{MARK} introduction", by=by)
    syntheses.choose(synthesis=synthesis, findings=[finding], by=by)
    synthesis = syntheses.open_preview(synthesis=synthesis, reason=f"{MARK} raison", by=by)
    said = syntheses.comment(
        contributor=contributor_of(synthesis), text=f"{MARK} commentaire", finding=finding, by=referent(territory)
    )
    syntheses.answer(comment=said, text=f"{MARK} réponse", by=by)
    cited = finding.evidence.order_by("pk")[0].takeaway
    urls = [
        "/",
        "/constats/",
        "/constats/?exemple=on&texte=constat",
        "/propositions/",
        "/flux/constats.atom",
        "/flux/reponses.atom",
        cited.get_absolute_url(),
        cited.concertation.get_absolute_url(),
        territory.get_absolute_url(),
        f"/territoires/{territory.slug}/flux.atom",
        f"/propositions/{cited.uid}.json",
        *(f"/donnees/{slug}.{suffix}" for slug in datasets() for suffix in ("csv", "json")),
    ]
    client = Client()
    read = 0
    for url in urls:
        response = client.get(url)
        assert MARK not in b"".join(response).decode(errors="replace"), url
        read += response.status_code == 200
    assert read >= len(urls) - 1
    published_now = syntheses.publish(synthesis=synthesis, on=timezone.localdate() + datetime.timedelta(days=22), by=by)
    assert MARK in client.get(published_now.get_absolute_url()).content.decode()
    for private in ("commentaire", "réponse", "raison"):
        for url in (published_now.get_absolute_url(), finding.get_absolute_url(), "/donnees/constats.csv"):
            assert f"{MARK} {private}" not in b"".join(client.get(url)).decode()


def test_it_is_not_public_before_its_days_are_over_unless_every_territory_said_enough() -> None:
    synthesis = in_preview()
    last = last_day(synthesis)
    assert last == timezone.localdate() + datetime.timedelta(days=21)
    with pytest.raises(DomainError, match="ont jusqu’au"):
        syntheses.publish(synthesis=synthesis, on=last, by=coordinator())
    syntheses.say_enough(contributor=contributor_of(synthesis), by=referent(contributor_of(synthesis).territory))
    assert syntheses.publish(synthesis=synthesis, by=coordinator()).state == SynthesisState.PUBLIC
    assert Finding.objects.get().state == FindingState.PUBLIC


def test_it_is_public_the_day_after_its_last_day() -> None:
    synthesis = in_preview()
    the_day_after = last_day(synthesis) + datetime.timedelta(days=1)
    assert syntheses.publish(synthesis=synthesis, on=the_day_after, by=coordinator()).is_public


def test_a_comment_reopens_the_reading_and_must_be_answered_before_the_public_reads() -> None:
    synthesis = in_preview()
    contributor = contributor_of(synthesis)
    by = referent(contributor.territory)
    syntheses.say_enough(contributor=contributor, by=by)
    said = syntheses.comment(contributor=contributor, text="Nous n’avons pas dit cela ainsi.", by=by)
    assert contributor_of(synthesis).done_at is None
    syntheses.say_enough(contributor=contributor, by=by)
    with pytest.raises(DomainError, match="attend sa réponse"):
        syntheses.publish(synthesis=synthesis, by=coordinator())
    syntheses.answer(comment=said, text="C’est corrigé.", by=coordinator())
    assert syntheses.publish(synthesis=synthesis, by=coordinator()).is_public
    with pytest.raises(DomainError, match="n’est plus en avant-première"):
        syntheses.comment(contributor=contributor, text="Trop tard.", by=by)


def test_a_promised_delay_is_never_shortened() -> None:
    synthesis = in_preview()
    with pytest.raises(DomainError, match="ne se raccourcit pas"):
        syntheses.edit(synthesis=synthesis, title="x", intro="", preview_days=10, by=coordinator())
    assert (
        syntheses.edit(synthesis=synthesis, title="x", intro="", preview_days=30, by=coordinator()).preview_days == 30
    )


def test_each_referent_is_written_to_once_at_the_opening_before_the_end_and_for_support(
    django_capture_on_commit_callbacks, mailoutbox
) -> None:
    territory = TerritoryFactory()
    people = {referent(territory).email, referent(territory).email}
    member(territory, Role.CONTRIBUTOR)
    with django_capture_on_commit_callbacks(execute=True):
        synthesis = in_preview(territory)
    assert {one.to[0] for one in mailoutbox} == people | {
        one.user.email for one in territory.memberships.filter(role=Role.REFERENT)
    }
    first = len(mailoutbox)
    assert "retient" in mailoutbox[0].subject
    today = timezone.localdate()
    assert mails.send_due(on=today).sent == 0
    assert mails.send_due(on=last_day(synthesis) - datetime.timedelta(days=5)).sent == first
    assert mails.send_due(on=last_day(synthesis)).sent == 0
    assert f"/espace/territoires/{territory.slug}/syntheses/{synthesis.uid}/" in mailoutbox[-1].body
    the_day_after = last_day(synthesis) + datetime.timedelta(days=1)
    with time_machine.travel(the_day_after), django_capture_on_commit_callbacks(execute=True):
        syntheses.publish(synthesis=synthesis, by=coordinator())
    assert len(mail.outbox) == 3 * first
    assert "soutenez" in mail.outbox[-1].subject


def test_who_said_enough_is_not_reminded_of_the_end() -> None:
    synthesis = in_preview()
    contributor = contributor_of(synthesis)
    referent(contributor.territory)
    mails.send_due(on=timezone.localdate())
    syntheses.say_enough(contributor=contributor, by=referent(contributor.territory))
    due = list(mails.due_mails(on=last_day(synthesis)))
    assert {one.kind for one in due} == {"ouverture"}


def test_support_is_public_with_function_date_and_decision_and_stands_once() -> None:
    territory = TerritoryFactory(name="Port-Louis")
    synthesis = published(territory)
    support: dict[str, Any] = {
        "synthesis": synthesis,
        "territory": territory,
        "signatory_role": "Maire",
        "endorsed_on": timezone.localdate(),
        "decision_reference": "2026-11-04",
        "by": member(territory, Role.ELU),
    }
    endorsements.endorse_synthesis(**support)
    with pytest.raises(DomainError, match="déjà"):
        endorsements.endorse_synthesis(**support)
    for url in (synthesis.get_absolute_url(), synthesis.findings.get().get_absolute_url()):
        page = Client().get(url).content.decode()
        assert "Maire" in page
        assert "2026-11-04" in page


def test_what_is_not_public_yet_is_not_supported() -> None:
    synthesis = in_preview()
    territory = contributor_of(synthesis).territory
    with pytest.raises(DomainError, match="pas encore publique"):
        endorsements.endorse_synthesis(
            synthesis=synthesis,
            territory=territory,
            signatory_role="Maire",
            endorsed_on=timezone.localdate(),
            by=referent(territory),
        )


def test_a_finding_may_leave_a_synthesis_that_territories_read_with_a_reason() -> None:
    by = coordinator()
    synthesis = syntheses.create(title="Deux constats", by=by)
    stays, leaves = signed(), signed()
    syntheses.choose(synthesis=synthesis, findings=[stays, leaves], by=by)
    synthesis = syntheses.open_preview(synthesis=synthesis, reason="Proches.", by=by)
    syntheses.leave_out(synthesis=synthesis, finding=leaves, reason="Trop peu de territoires.", by=by)
    assert Finding.objects.get(pk=leaves.pk).state == FindingState.SIGNED
    theirs = synthesis.contributors.select_related("synthesis", "territory").get(
        territory=leaves.evidence.order_by("pk")[0].takeaway.concertation.territory
    )
    page = what_is_retained(contributor=theirs)
    assert sorted(one.reason for one in page.not_retained) == ["Proches."] * 2 + ["Trop peu de territoires."] * 2
    with pytest.raises(DomainError, match="dernier"):
        syntheses.leave_out(synthesis=synthesis, finding=stays, reason="Aussi.", by=by)


def test_a_territory_comments_by_its_page_and_reads_the_answer() -> None:
    territory = TerritoryFactory()
    synthesis = in_preview(territory)
    finding = synthesis.findings.get()
    client = Client()
    client.force_login(member(territory, Role.CONTRIBUTOR))
    url = reverse("syntheses:preview_finding", args=[territory.slug, synthesis.uid, finding.slug])
    assert "Lire ce que la synthèse retient de vous" in client.get("/espace/").content.decode()
    response = client.post(url, {"constat-text": "Une nuance.", "constat-finding": finding.pk}, follow=True)
    assert "Une nuance." in response.content.decode()
    network = Client()
    network.force_login(coordinator())
    said = contributor_of(synthesis).comments.get()
    assert "Une nuance." in network.get(reverse("syntheses:synthesis_desk", args=[synthesis.uid])).content.decode()
    network.post(reverse("syntheses:preview_answer", args=[said.pk]), {"text": "Elle est reprise."})
    assert "Elle est reprise." in client.get(url).content.decode()


def two_findings() -> tuple[Synthesis, Finding, Finding]:
    """A synthesis of two findings, each from a territory of its own, sent."""
    by = coordinator()
    synthesis = syntheses.create(title="Deux constats", by=by)
    stays, leaves = signed(), signed()
    syntheses.choose(synthesis=synthesis, findings=[stays, leaves], by=by)
    return syntheses.open_preview(synthesis=synthesis, reason="Proches.", by=by), stays, leaves


def network() -> Client:
    client = Client()
    client.force_login(coordinator())
    return client


def test_a_finding_leaves_by_its_page_and_every_territory_that_read_it_goes_on_reading_why() -> None:
    synthesis, stays, leaves = two_findings()
    theirs = synthesis.contributors.select_related("territory").get(
        territory=leaves.evidence.order_by("pk")[0].takeaway.concertation.territory
    )
    others = synthesis.contributors.select_related("territory").exclude(pk=theirs.pk).get()
    said = syntheses.comment(contributor=others, text="Nous le lisions autrement.", finding=leaves, by=coordinator())
    client = network()
    desk = reverse("syntheses:synthesis_desk", args=[synthesis.uid])
    url = reverse("syntheses:synthesis_leave_out", args=[synthesis.uid, leaves.uid])
    assert url in client.get(desk).content.decode()
    synthesis.refresh_from_db()
    refused = client.post(url, {"version": synthesis.version, "reason": ""})
    assert refused.status_code == 200
    assert synthesis.parts.count() == 2
    client.post(url, {"version": synthesis.version, "reason": "Trop peu de territoires."})
    assert list(synthesis.findings.all()) == [stays]
    assert client.get(url).status_code == 404
    findings.edit(finding=leaves, text=findings.FindingText("Écrit tout autrement depuis."), by=coordinator())
    for contributor in (theirs, others):
        reader = Client()
        reader.force_login(member(contributor.territory, Role.CONTRIBUTOR))
        page = reader.get(reverse("syntheses:preview", args=[contributor.territory.slug, synthesis.uid]))
        assert "Trop peu de territoires." in page.content.decode()
        assert leaves.title in page.content.decode()
        assert "autrement depuis" not in page.content.decode()
        assert (said.text in page.content.decode()) is (contributor == others)


def test_a_finding_does_not_leave_from_a_page_that_is_no_more_the_synthesis() -> None:
    synthesis, _stays, leaves = two_findings()
    synthesis.refresh_from_db()
    read = synthesis.version
    syntheses.edit(synthesis=synthesis, title="Autre titre", intro="", preview_days=30, by=coordinator())
    url = reverse("syntheses:synthesis_leave_out", args=[synthesis.uid, leaves.uid])
    page = network().post(url, {"version": read, "reason": "Trop peu."})
    assert "pendant que vous la modifiiez" in page.content.decode()
    assert synthesis.parts.count() == 2


def test_the_reason_of_one_sentence_is_said_after_it_was_sent_and_its_territory_reads_it() -> None:
    territory = TerritoryFactory()
    synthesis = in_preview(territory)
    client = network()
    url = reverse("syntheses:synthesis_explain", args=[synthesis.uid])
    page = client.get(url)
    assert page.content.decode().count("Proche d’une autre phrase déjà citée.") == 2
    first, second = (one.pk for one in page.context["lines"])
    assert "Cochez au moins une phrase" in client.post(url, {"reason": "Sans objet."}).content.decode()
    cited = synthesis.findings.get().evidence.order_by("pk")[0].takeaway_id
    client.post(url, {"takeaways": [cited], "reason": "Citée, donc sans objet."})
    assert not synthesis.not_retained.filter(reason__startswith="Citée").exists()
    client.post(url, {"takeaways": [first], "reason": "Ne porte pas sur l’IA."})
    assert dict(synthesis.not_retained.values_list("takeaway", "reason")) == {
        first: "Ne porte pas sur l’IA.",
        second: "Proche d’une autre phrase déjà citée.",
    }
    theirs = Client()
    theirs.force_login(member(territory, Role.CONTRIBUTOR))
    read = theirs.get(reverse("syntheses:preview", args=[territory.slug, synthesis.uid])).content.decode()
    assert "Ne porte pas sur l’IA." in read


def test_what_is_not_retained_is_read_by_territory_and_costs_the_same_at_any_length(
    django_assert_max_num_queries,
) -> None:
    synthesis, _stays, _leaves = two_findings()
    client, url = network(), reverse("syntheses:synthesis_explain", args=[synthesis.uid])
    with django_assert_max_num_queries(12):
        everything = client.get(url)
    assert len(everything.context["lines"]) == 4
    one = everything.context["territories"][0]
    assert {line.place for line in client.get(url, {"territoire": one.slug}).context["lines"]} == {one.name}


def test_once_public_a_reason_changes_no_more() -> None:
    synthesis = published()
    key = synthesis.not_retained.order_by("pk")[0].takeaway_id
    url = reverse("syntheses:synthesis_explain", args=[synthesis.uid])
    assert 'type="checkbox"' not in network().get(url).content.decode()
    page = network().post(url, {"takeaways": [key], "reason": "Trop tard."})
    assert "elle ne change plus" in page.content.decode()


def test_a_territory_takes_its_support_back_by_its_page_and_both_days_stay_public() -> None:
    territory = TerritoryFactory()
    synthesis = published()
    elu = Client()
    elu.force_login(member(territory, Role.ELU))
    shelf = reverse("syntheses:territory_syntheses", args=[territory.slug])
    url = reverse("syntheses:endorse", args=[territory.slug, synthesis.uid])
    assert url in elu.get(shelf).content.decode()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert "dans l’avenir" in elu.post(url, {"signatory_role": "Maire", "endorsed_on": tomorrow}).content.decode()
    elu.post(url, {"signatory_role": "Maire", "endorsed_on": timezone.localdate()})
    assert "retirer votre soutien" in elu.get(shelf).content.decode()
    assert "Dites pourquoi" not in elu.get(url).content.decode()
    elu.post(url, {"reason": ""})
    assert synthesis.endorsements.standing().count() == 1
    page = elu.post(url, {"reason": "Le conseil a changé d’avis."}, follow=True).content.decode()
    assert "Le conseil a changé d’avis." in page
    assert "Maire" in page
    assert not synthesis.endorsements.standing().exists()
    elu.post(url, {"signatory_role": "Maire", "endorsed_on": timezone.localdate()})
    assert synthesis.endorsements.count() == 2
