"""Reasons to read a finding again: raised when what it rests on changes, settled by a person who says how."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.text import clean
from commun.syntheses.actions.records import keep_version
from commun.syntheses.enums import FindingState, FlagReason
from commun.syntheses.models import Evidence, Finding, FindingFlag

_IS_PUBLIC = Q(takeaway__frozen_at__isnull=False, takeaway__concertation__published_at__isnull=False)


@transaction.atomic
def raise_for(takeaways: Collection[int] | None = None) -> int:
    """Flag the findings whose cited sentences were corrected, or are public no more, since someone chose them.

    Of these sentences, or of all. What is already flagged is not flagged twice. Gives how many flags were raised.
    """
    cited = Evidence.objects.exclude(finding__state=FindingState.WITHDRAWN)
    if takeaways is not None:
        cited = cited.filter(takeaway__in=takeaways)
    corrected = cited.filter(_IS_PUBLIC).exclude(text_sha256=F("takeaway__text_sha256"))
    return _raise(corrected, FlagReason.CORRECTED, open_only=True) + _raise(
        cited.exclude(_IS_PUBLIC), FlagReason.WITHDRAWN, open_only=False
    )


def _raise(cited: QuerySet[Evidence], reason: FlagReason, *, open_only: bool) -> int:
    known = FindingFlag.objects.filter(finding=OuterRef("finding"), takeaway=OuterRef("takeaway"), reason=reason)
    if open_only:
        known = known.filter(settled_at=None)
    rows = cited.exclude(Exists(known)).select_related("finding").order_by("pk")
    for row in rows:
        _record(FindingFlag.objects.create(finding=row.finding, reason=reason, takeaway_id=row.takeaway_id))
    return len(rows)


def _record(flag: FindingFlag) -> None:
    audit.record(
        "finding.flagged",
        target=flag.finding,
        by=None,
        detail={"motif": flag.reason},
        public=flag.finding.is_public,
    )


@transaction.atomic
def raise_for_cited(finding: Finding) -> int:
    """Flag what rests on this finding, which was withdrawn or rewritten in public."""
    resting = [
        one
        for one in finding.led_to.exclude(state=FindingState.WITHDRAWN)
        if not one.flags.filter(cited=finding, settled_at=None).exists()
    ]
    for one in resting:
        _record(FindingFlag.objects.create(finding=one, reason=FlagReason.CITED_FINDING, cited=finding))
    return len(resting)


@transaction.atomic
def settle(*, flag: FindingFlag, settlement: str, keep: bool, by: User) -> FindingFlag:
    """Say what was decided after reading again: the sentence stays among the proofs, or leaves them. It is public.

    Raises DomainError when nothing is said, or when someone settled it already.
    """
    settlement = clean(settlement)
    if not settlement:
        raise DomainError(_("Dites ce que vous avez décidé : c’est public."))
    current = FindingFlag.objects.select_for_update(of=("self",)).select_related("finding", "takeaway").get(pk=flag.pk)
    if current.settled_at is not None:
        raise DomainError(_("Quelqu’un a déjà tranché ce signalement : « %(said)s »") % {"said": current.settlement})
    role = by.signature()
    current.settlement, current.settled_at, current.settled_by, current.settled_role = (
        settlement,
        timezone.now(),
        by,
        role,
    )
    current.save()
    if current.takeaway is not None:
        cited = Evidence.objects.filter(finding=current.finding, takeaway=current.takeaway)
        if keep:
            cited.update(text_sha256=current.takeaway.text_sha256)
        else:
            cited.delete()
    audit.record(
        "finding.flag_settled",
        target=current.finding,
        by=by,
        by_role=role,
        detail={"motif": current.reason, "decision": settlement, "gardee": keep},
        public=current.finding.is_public,
    )
    keep_version(current.finding, by_role=role, reason=settlement)
    return current
