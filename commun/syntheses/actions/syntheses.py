"""Back to the territories first: a synthesis is prepared, sent to those whose words it reads, then published.

Findings that are not yet public are read by the network and, in preview, by the contributing territories: nobody else.
"""

import datetime
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError, EditConflict
from commun.core.identifiers import first_free, free_slug, next_uid
from commun.core.text import clean
from commun.syntheses.actions.records import keep_version
from commun.syntheses.enums import FindingState, SynthesisState
from commun.syntheses.mails import send_now
from commun.syntheses.models import (
    Contributor,
    Evidence,
    Finding,
    LeftOut,
    NotRetained,
    PreviewComment,
    Synthesis,
    SynthesisFinding,
)
from commun.syntheses.models.synthesis import FEWEST_DAYS, MOST_DAYS
from commun.syntheses.queries.preview import contributing_territories, without_reason
from commun.ui.components.dates import written

BATCH = 1000
LONGEST_REASON = 300


def create(*, title: str, by: User, intro: str = "", is_fictional: bool = False) -> Synthesis:
    """An empty synthesis, seen by the network alone."""
    return first_free(
        lambda: _create(clean(title), clean(intro), by, is_fictional=is_fictional),
        busy=_("D’autres synthèses se créent en ce moment : recommencez dans un instant."),
    )


@transaction.atomic
def _create(title: str, intro: str, by: User, *, is_fictional: bool) -> Synthesis:
    if not title:
        raise DomainError(_("Donnez un titre à cette synthèse."))
    synthesis = Synthesis.objects.create(
        uid=next_uid(Synthesis, f"synthese-{timezone.localdate().year}-"),
        slug=free_slug(Synthesis, title, place="", default="synthese"),
        title=title,
        intro=intro,
        is_fictional=is_fictional,
    )
    audit.record("synthesis.created", target=synthesis, by=by, by_role=by.signature())
    return synthesis


def lock(synthesis: Synthesis, *, seen: int | None = None) -> Synthesis:
    """The row as it is now, held until the transaction ends. Raises EditConflict when it is not that of `seen`."""
    current = Synthesis.objects.select_for_update().get(pk=synthesis.pk)
    if seen is not None and current.version != seen:
        raise EditConflict(_("Quelqu’un a enregistré cette synthèse pendant que vous la modifiiez."))
    return current


@transaction.atomic
def edit(
    *, synthesis: Synthesis, title: str, intro: str, preview_days: int, by: User, seen: int | None = None
) -> Synthesis:
    """Change its title, its introduction, and, before it is sent, how long territories have."""
    current = lock(synthesis, seen=seen)
    _refuse_public(current)
    if not clean(title):
        raise DomainError(_("Donnez un titre à cette synthèse."))
    if not FEWEST_DAYS <= preview_days <= MOST_DAYS:
        raise DomainError(
            _("Laissez aux territoires de %(fewest)d à %(most)d jours pour lire.")
            % {"fewest": FEWEST_DAYS, "most": MOST_DAYS}
        )
    if not current.is_draft and preview_days < current.preview_days:
        raise DomainError(_("Un délai annoncé aux territoires ne se raccourcit pas."))
    current.title, current.intro, current.preview_days = clean(title), clean(intro), preview_days
    _save(current, by=by, verb="synthesis.edited")
    return current


@transaction.atomic
def choose(*, synthesis: Synthesis, findings: Sequence[Finding], by: User, seen: int | None = None) -> Synthesis:
    """Say which findings it holds, in order. Before it is sent only; each is signed, and of no other synthesis."""
    current = lock(synthesis, seen=seen)
    if not current.is_draft:
        raise DomainError(_("Cette synthèse est partie chez les territoires : sa liste ne change plus."))
    for one in findings:
        if one.state != FindingState.SIGNED:
            raise DomainError(_("« %(title)s » n’est pas signé : il ne peut pas être lu.") % {"title": one.title})
        if one.is_fictional != current.is_fictional:
            raise DomainError(_("Une synthèse est réelle ou fictive tout entière."))
    if SynthesisFinding.objects.filter(finding__in=findings).exclude(synthesis=current).exists():
        raise DomainError(_("Un de ces constats est déjà dans une autre synthèse."))
    current.parts.all().delete()
    SynthesisFinding.objects.bulk_create(
        SynthesisFinding(synthesis=current, finding=one, position=position) for position, one in enumerate(findings)
    )
    _save(current, by=by, verb="synthesis.chosen", constats=[one.uid for one in findings])
    return current


@transaction.atomic
def open_preview(
    *, synthesis: Synthesis, by: User, reason: str = "", seen: int | None = None, on: datetime.datetime | None = None
) -> Synthesis:
    """Send it to the territories whose words it reads, and to nobody else; their référents are written to.

    `reason` is said of the sentences that no finding cites and of which the workshop says nothing. Raises DomainError
    when it is missing, when the synthesis is empty, or when it reads no territory.
    """
    current = lock(synthesis, seen=seen)
    if not current.is_draft:
        raise DomainError(_("Cette synthèse est déjà partie chez les territoires."))
    findings = list(current.findings.select_for_update().order_by("pk"))
    if not findings:
        raise DomainError(_("Cette synthèse est vide : choisissez d’abord ses constats."))
    unsigned = [one.title for one in findings if one.state != FindingState.SIGNED]
    if unsigned:
        raise DomainError(_("À signer d’abord : « %(title)s ».") % {"title": unsigned[0]})
    territories = contributing_territories(synthesis=current)
    if not territories:
        raise DomainError(_("Cette synthèse ne lit les mots d’aucun territoire : il n’y a personne à qui la montrer."))
    silent = without_reason(synthesis=current)
    if silent:
        explain(synthesis=current, takeaways=silent, reason=reason, by=by)
    Contributor.objects.bulk_create(Contributor(synthesis=current, territory_id=pk) for pk in territories)
    Finding.objects.filter(pk__in=[one.pk for one in findings]).update(state=FindingState.PREVIEW)
    current.state, current.preview_opened_at = SynthesisState.PREVIEW, on or timezone.now()
    _save(current, by=by, verb="synthesis.previewed", territoires=len(territories), jours=current.preview_days)
    transaction.on_commit(send_now)
    return current


@transaction.atomic
def explain(*, synthesis: Synthesis, takeaways: Collection[int], reason: str, by: User) -> int:
    """Say why these sentences are cited by no finding. Their territories read it. Gives how many were explained."""
    current = lock(synthesis)
    reason = clean(reason)
    if not reason:
        count = len(takeaways)
        raise DomainError(
            ngettext(
                "Dites pourquoi %(count)d remontée lue n’est citée par aucun constat.",
                "Dites pourquoi %(count)d remontées lues ne sont citées par aucun constat.",
                count,
            )
            % {"count": count}
        )
    if len(reason) > LONGEST_REASON:
        raise DomainError(_("Dites-le en %(most)d signes au plus.") % {"most": LONGEST_REASON})
    _refuse_public(current)
    current.not_retained.filter(takeaway__in=takeaways).delete()
    NotRetained.objects.bulk_create(
        (NotRetained(synthesis=current, takeaway_id=pk, reason=reason) for pk in takeaways), batch_size=BATCH
    )
    audit.record(
        "synthesis.explained",
        target=current,
        by=by,
        by_role=by.signature(),
        detail={"remontees": len(takeaways), "motif": reason},
    )
    return len(takeaways)


@transaction.atomic
def leave_out(*, synthesis: Synthesis, finding: Finding, reason: str, by: User, seen: int | None = None) -> LeftOut:
    """Take a finding out of a synthesis that territories are reading: it is signed still, and public no sooner.

    They go on reading that it was there, and why it left; so do those whose sentences no other finding cites.
    """
    current = lock(synthesis, seen=seen)
    reason = clean(reason)
    if not current.is_in_preview:
        raise DomainError(_("Cette synthèse n’est pas chez les territoires."))
    if not reason:
        raise DomainError(_("Dites pourquoi ce constat quitte la synthèse : les territoires qui l’ont lu le verront."))
    if not current.parts.filter(finding=finding).delete()[0]:
        raise DomainError(_("Ce constat n’est pas dans cette synthèse."))
    if not current.parts.exists():
        raise DomainError(_("C’était le dernier constat : une synthèse ne se vide pas."))
    Finding.objects.filter(pk=finding.pk).update(state=FindingState.SIGNED)
    still_cited = Evidence.objects.filter(finding__in=current.findings.values("pk")).values("takeaway")
    left = Evidence.objects.filter(finding=finding).exclude(takeaway__in=still_cited)
    explain(synthesis=current, takeaways=list(left.values_list("takeaway", flat=True)), reason=reason, by=by)
    kept = LeftOut.objects.create(
        synthesis=current, finding=finding, title=finding.title, reason=reason, by_role=by.signature()
    )
    _save(current, by=by, verb="synthesis.finding_left_out", constat=finding.uid, motif=reason)
    return kept


@transaction.atomic
def comment(*, contributor: Contributor, text: str, by: User, finding: Finding | None = None) -> PreviewComment:
    """What a territory says of a finding, or of the whole, while it reads it before everyone."""
    held = _contributor(contributor)
    text = clean(text)
    if not text:
        raise DomainError(_("Écrivez votre commentaire."))
    if finding is not None and not held.synthesis.parts.filter(finding=finding).exists():
        raise DomainError(_("Ce constat n’est pas dans cette synthèse."))
    said = PreviewComment.objects.create(
        contributor=held, finding=finding, text=text, by=by, by_role=by.signature(held.territory)
    )
    if held.done_at is not None:
        held.done_at, held.done_role = None, ""
        held.save()
    audit.record("synthesis.commented", target=held.synthesis, by=by, by_role=said.by_role)
    return said


@transaction.atomic
def say_enough(*, contributor: Contributor, by: User) -> Contributor:
    """The territory has nothing more to say. When all have said so, the coordination need not wait for the last day."""
    held = _contributor(contributor)
    if held.done_at is None:
        held.done_at, held.done_role = timezone.now(), by.signature(held.territory)
        held.save()
        audit.record("synthesis.read_by_territory", target=held.synthesis, by=by, by_role=held.done_role)
    return held


@transaction.atomic
def answer(*, comment: PreviewComment, text: str, by: User) -> PreviewComment:
    """What the coordination answers to a territory's comment; the territory reads it."""
    held = PreviewComment.objects.select_for_update(of=("self",)).select_related("contributor__synthesis")
    current = held.get(pk=comment.pk)
    text = clean(text)
    if not text:
        raise DomainError(_("Écrivez votre réponse."))
    current.answer, current.answered_at, current.answered_by = text, timezone.now(), by
    current.answered_role = by.signature()
    current.save()
    audit.record(
        "synthesis.comment_answered", target=current.contributor.synthesis, by=by, by_role=current.answered_role
    )
    return current


@transaction.atomic
def publish(*, synthesis: Synthesis, by: User, seen: int | None = None, on: datetime.date | None = None) -> Synthesis:
    """Make it and its findings public, once the territories had their days (or all said enough), and call for support.

    Raises DomainError while they still read it, or while a comment waits for its answer.
    """
    current = lock(synthesis, seen=seen)
    today = on or timezone.localdate()
    if not current.is_in_preview:
        raise DomainError(_("Une synthèse se publie après être passée par les territoires."))
    until = current.preview_until
    waiting = current.contributors.filter(done_at=None).count()
    if until is not None and not current.is_preview_over(today) and waiting:
        raise DomainError(
            ngettext(
                "Les territoires ont jusqu’au %(date)s : %(count)d n’a pas dit avoir fini.",
                "Les territoires ont jusqu’au %(date)s : %(count)d n’ont pas dit avoir fini.",
                waiting,
            )
            % {"date": written(until), "count": waiting}
        )
    unanswered = PreviewComment.objects.filter(contributor__synthesis=current, answered_at=None).count()
    if unanswered:
        raise DomainError(
            ngettext(
                "%(count)d commentaire d’un territoire attend sa réponse.",
                "%(count)d commentaires des territoires attendent leur réponse.",
                unanswered,
            )
            % {"count": unanswered}
        )
    now, role = timezone.now(), by.signature()
    current.state, current.published_at = SynthesisState.PUBLIC, now
    for finding in current.findings.select_for_update().order_by("pk"):
        finding.state, finding.published_at = FindingState.PUBLIC, now
        finding.version += 1
        finding.save()
        audit.record(
            "finding.published",
            target=finding,
            by=by,
            by_role=role,
            detail={"synthese": current.uid},
            public=True,
        )
        keep_version(finding, by_role=role, reason=_("Publication"))
    current.version += 1
    current.save()
    audit.record("synthesis.published", target=current, by=by, by_role=role, public=True)
    transaction.on_commit(send_now)
    return current


def _contributor(contributor: Contributor) -> Contributor:
    """The row as it is now. Raises DomainError when its territory may say no more."""
    held = Contributor.objects.select_for_update(of=("self",)).select_related("synthesis", "territory")
    current = held.get(pk=contributor.pk)
    if not current.synthesis.is_in_preview:
        raise DomainError(_("Cette synthèse n’est plus en avant-première : elle ne reçoit plus de commentaire."))
    return current


def _refuse_public(synthesis: Synthesis) -> None:
    if synthesis.is_public:
        raise DomainError(_("Cette synthèse est publique : elle ne change plus."))


def _save(synthesis: Synthesis, *, by: User, verb: str, **detail: object) -> None:
    synthesis.version += 1
    synthesis.save()
    audit.record(verb, target=synthesis, by=by, by_role=by.signature(), detail=detail)
