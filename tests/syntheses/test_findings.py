"""A group becomes a sentence that a person signs; what it rests on changes, and it says so."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from commun.concertations.actions import takeaways
from commun.core.errors import DomainError, EditConflict
from commun.core.models import AuditEvent, Revision
from commun.syntheses.actions import findings, flags
from commun.syntheses.actions.findings import FindingText
from commun.syntheses.actions.learned import load_lessons
from commun.syntheses.enums import FindingKind, FindingState, FlagReason, Origin, Stance
from commun.syntheses.models import Evidence, Finding, FindingFlag, Group
from commun.syntheses.queries.evidence import counts_of
from tests.concertations.factories import referent_of
from tests.syntheses.factories import FindingFactory, item
from tests.syntheses.situations import coordinator, drafted, group_of, published, said, signed
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def public_finding(**kwargs) -> Finding:
    return published(**kwargs).findings.get()


def test_a_draft_takes_each_sentence_of_the_group_with_its_position_and_its_text_of_now() -> None:
    finding = drafted(contrary=1)
    group = Group.objects.get()
    rows = list(Evidence.objects.filter(finding=finding).order_by("position"))
    assert [row.stance for row in rows] == [Stance.CONTRARY, Stance.SUPPORTS]
    assert all(row.text_sha256 == row.takeaway.text_sha256 for row in rows)
    assert (finding.state, finding.signed_at, finding.corpus) == (FindingState.DRAFT, None, group.corpus)
    assert counts_of([finding.pk])[finding.pk].sentence == "2 propositions de 1 territoire sur 1, dont 1 contraire"


def test_a_group_that_mixes_real_and_invented_territories_founds_nothing() -> None:
    group = group_of()
    for takeaway in said(TerritoryFactory(is_fictional=True)):
        item(group.corpus, takeaway, group=group, origin=Origin.PERSON)
    with pytest.raises(DomainError, match="mêle"):
        findings.draft(group=group, kind=FindingKind.FINDING, title="Rien.", by=coordinator())


def test_an_empty_group_founds_nothing() -> None:
    group = group_of(held=0)
    with pytest.raises(DomainError, match="vide"):
        findings.draft(group=group, kind=FindingKind.FINDING, title="Rien.", by=coordinator())


def test_nobody_else_reads_what_nobody_signed() -> None:
    finding = drafted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(state=FindingState.PREVIEW)
    with pytest.raises(DomainError, match="fonde"):
        findings.sign(finding=FindingFactory(), by=coordinator())


def test_the_signature_says_a_function_and_the_part_of_the_machine() -> None:
    finding = signed()
    assert (finding.signed_role, finding.machine_part) == (
        "Coordination du réseau",
        "Aucune : ce groupe a été composé par des personnes.",
    )


def test_what_is_changed_after_signing_is_to_be_signed_again() -> None:
    finding = signed()
    changed = findings.edit(finding=finding, text=FindingText("Autre phrase."), by=coordinator())
    assert (changed.state, changed.signed_at, changed.signed_role) == (FindingState.DRAFT, None, "")


def test_two_people_at_once_do_not_overwrite_one_another() -> None:
    finding = drafted()
    findings.edit(finding=finding, text=FindingText("Le premier."), seen=finding.version, by=coordinator())
    with pytest.raises(EditConflict):
        findings.edit(finding=finding, text=FindingText("Le second."), seen=finding.version, by=coordinator())
    assert Finding.objects.get(pk=finding.pk).title == "Le premier."


def test_only_a_recommendation_rests_on_findings_and_never_on_itself() -> None:
    finding, other = drafted(), drafted()
    with pytest.raises(DomainError, match="Seule une recommandation"):
        findings.rest(finding=finding, on=[other], by=coordinator())
    Finding.objects.filter(pk=finding.pk).update(kind=FindingKind.RECOMMENDATION)
    findings.rest(finding=finding, on=[other], by=coordinator())
    assert list(finding.rests_on.all()) == [other]
    with pytest.raises(DomainError, match="autres"):
        findings.rest(finding=finding, on=[finding], by=coordinator())


def test_a_public_finding_changes_with_a_reason_and_keeps_its_versions() -> None:
    finding = public_finding()
    with pytest.raises(DomainError, match="pourquoi"):
        findings.edit(finding=finding, text=FindingText("Autre phrase."), by=coordinator())
    findings.edit(finding=finding, text=FindingText("Autre phrase."), reason="Plus juste.", by=coordinator())
    kept = list(Revision.objects.of(finding).order_by("number"))
    assert [one.reason for one in kept] == ["Publication", "Plus juste."]
    assert kept[0].fields["Constat"] != kept[1].fields["Constat"] == "Autre phrase."


def test_an_erratum_flags_at_once_the_findings_that_cite_the_sentence(client) -> None:
    finding = public_finding()
    cited = finding.evidence.order_by("pk")[0].takeaway
    by = referent_of(cited.concertation)
    takeaways.correct(takeaway=cited, text="Publier la liste complète.", reason="Un mot manquait", by=by)
    flag = finding.flags.get()
    assert (flag.reason, flag.takeaway, flag.settled_at) == (FlagReason.CORRECTED, cited, None)
    page = client.get(finding.get_absolute_url()).content.decode()
    assert "Une remontée citée a été corrigée" in page
    assert flags.raise_for() == 0, "what is flagged is not flagged twice"


def test_a_person_settles_a_flag_in_public_and_the_sentence_stays_or_leaves() -> None:
    finding = public_finding()
    first, second = (row.takeaway for row in finding.evidence.order_by("pk"))
    by = referent_of(first.concertation)
    for takeaway in (first, second):
        takeaways.correct(takeaway=takeaway, text=f"{takeaway.text} Enfin.", reason="Un mot manquait", by=by)
    stays, leaves = finding.flags.order_by("pk")
    with pytest.raises(DomainError, match="décidé"):
        flags.settle(flag=stays, settlement=" ", keep=True, by=coordinator())
    flags.settle(flag=stays, settlement="Même sens.", keep=True, by=coordinator())
    flags.settle(flag=leaves, settlement="Autre sens.", keep=False, by=coordinator())
    assert [row.takeaway for row in finding.evidence.all()] == [first]
    assert flags.raise_for() == 0
    with pytest.raises(DomainError, match="déjà tranché"):
        flags.settle(flag=stays, settlement="Encore.", keep=True, by=coordinator())
    assert AuditEvent.objects.public().about(finding).filter(verb="finding.flag_settled").count() == 2


def test_a_sentence_that_is_public_no_more_counts_no_more_and_flags_once() -> None:
    finding = public_finding()
    record = finding.evidence.order_by("pk")[0].takeaway.concertation
    type(record).objects.filter(pk=record.pk).update(published_at=None)
    assert counts_of([finding.pk])[finding.pk].sentence == "Aucune preuve comptée"
    assert flags.raise_for() == 2
    assert {one.reason for one in finding.flags.all()} == {FlagReason.WITHDRAWN}
    for flag in finding.flags.all():
        flags.settle(flag=flag, settlement="Gardée en mémoire.", keep=True, by=coordinator())
    assert flags.raise_for() == 0, "what a person settled is not raised again"


def test_a_finding_withdrawn_keeps_its_page_and_flags_what_rests_on_it(client) -> None:
    finding = public_finding()
    recommendation = FindingFactory(kind=FindingKind.RECOMMENDATION)
    recommendation.rests_on.add(finding)
    with pytest.raises(DomainError, match="pourquoi"):
        findings.withdraw(finding=finding, reason="", by=coordinator())
    findings.withdraw(finding=finding, reason="Deux phrases étaient la même.", by=coordinator())
    page = client.get(finding.get_absolute_url())
    assert page.status_code == 200
    assert "Deux phrases étaient la même." in page.content.decode()
    flag = FindingFlag.objects.get(finding=recommendation)
    assert (flag.reason, flag.cited) == (FlagReason.CITED_FINDING, finding)


def test_lessons_are_loaded_once_with_their_source_and_no_counted_evidence(client) -> None:
    assert (load_lessons().added, load_lessons().unchanged) == (30, 30)
    lessons = Finding.objects.filter(uid__startswith="constat-appris-")
    assert all(one.sources.exists() and not one.evidence.exists() for one in lessons)
    families = [lessons.filter(category=one).count() for one in ("lecon", "crainte", "risque", "opportunite", "levier")]
    assert families == [8, 10, 5, 3, 4]
    page = client.get(lessons.get(uid="constat-appris-crainte-1").get_absolute_url()).content.decode()
    assert "Aucune preuve comptée" in page
    assert "Présentation du réseau" in page
    assert "Montpellier" in page


def test_a_corrected_lesson_makes_a_version_and_not_a_second_finding() -> None:
    load_lessons()
    Finding.objects.filter(uid="constat-appris-lecon-1").update(title="Une coquille.")
    assert load_lessons().corrected == 1
    finding = Finding.objects.get(uid="constat-appris-lecon-1")
    assert finding.title.startswith("L’IA est déjà")
    assert Finding.objects.count() == 30


def test_the_desk_of_the_network_shows_what_must_be_read_again(client) -> None:
    finding = public_finding()
    cited = finding.evidence.order_by("pk")[0].takeaway
    takeaways.correct(takeaway=cited, text="Corrigé.", reason="Coquille", by=referent_of(cited.concertation))
    client.force_login(coordinator())
    for url in (reverse("syntheses:finding_desk"), "/espace/"):
        assert finding.title in client.get(url).content.decode().replace("\xa0", " ")
