"""The mails of a synthesis: when it is sent to the territories, a few days before the end, and when it is public.

Each leaves once for each référent: at once after the action, and from `commun send-reminders` for those that failed.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.enums import Role
from commun.accounts.models import Membership
from commun.core import audit
from commun.core.reminders import Report, send_once
from commun.syntheses.enums import SynthesisMailKind, SynthesisState
from commun.syntheses.models import Contributor, Synthesis, SynthesisMail
from commun.ui.components.dates import written

ENDING = datetime.timedelta(days=5)
"""How long before its last day the end of a preview is recalled."""
CALL = datetime.timedelta(days=60)
"""Beyond that, a mail that never left makes sense no more."""

Kind = SynthesisMailKind


@dataclass(frozen=True)
class DueMail:
    """A mail that must have left by now."""

    contributor: Contributor
    kind: SynthesisMailKind
    address: str


def kinds_due(synthesis: Synthesis, contributor: Contributor, on: datetime.date) -> list[SynthesisMailKind]:
    """What this territory should have received by that day, and that still makes sense."""
    until = synthesis.preview_until
    if synthesis.is_in_preview and until is not None and on <= until:
        due = [Kind.OPENED]
        if on >= until - ENDING and contributor.done_at is None:
            due.append(Kind.ENDING)
        return due
    if synthesis.published_at is not None and on <= timezone.localdate(synthesis.published_at) + CALL:
        return [Kind.SUPPORT]
    return []


def due_mails(*, on: datetime.date) -> Iterator[DueMail]:
    """Three queries."""
    syntheses = Synthesis.objects.exclude(state=SynthesisState.DRAFT)
    if not settings.DEMO:
        syntheses = syntheses.real()
    contributors = list(
        Contributor.objects.filter(synthesis__in=syntheses).select_related("synthesis", "territory").order_by("pk")
    )
    referents = Membership.objects.filter(
        role=Role.REFERENT, user__is_active=True, territory__in={one.territory_id for one in contributors}
    ).order_by("pk")
    addresses: dict[int, list[str]] = {}
    for territory, email in referents.values_list("territory", "user__email"):
        addresses.setdefault(territory, []).append(email)
    for one in contributors:
        for kind in kinds_due(one.synthesis, one, on):
            for address in addresses.get(one.territory_id, []):
                yield DueMail(one, kind, address)


def send_due(*, on: datetime.date, dry_run: bool = False) -> Report:
    """Send every mail of the syntheses due on this day that has not left yet."""
    return sum((_send(due, dry_run=dry_run) for due in due_mails(on=on)), start=Report())


def send_now() -> None:
    """After the commit of an action: what fails leaves with the next reminders."""
    send_due(on=timezone.localdate())


def _send(due: DueMail, *, dry_run: bool) -> Report:
    synthesis = due.contributor.synthesis
    return send_once(
        SynthesisMail,
        {"synthesis": synthesis, "territory": due.contributor.territory, "kind": due.kind},
        due.address,
        lambda: _mail(due),
        dry_run=dry_run,
        once_sent=lambda: audit.record(
            "synthesis.mail_sent", target=synthesis, by=None, detail={"nature": due.kind.value}
        ),
    )


TEMPLATES = {
    Kind.OPENED: "syntheses/mails/opened.txt",
    Kind.ENDING: "syntheses/mails/ending.txt",
    Kind.SUPPORT: "syntheses/mails/support.txt",
}


def _mail(due: DueMail) -> EmailMessage:
    synthesis, territory = due.contributor.synthesis, due.contributor.territory
    until = synthesis.preview_until
    context = {
        "synthesis": synthesis,
        "territory": territory,
        "until": written(until) if until else "",
        "preview_url": _absolute(reverse("syntheses:preview", args=[territory.slug, synthesis.uid])),
        "public_url": _absolute(synthesis.get_absolute_url()),
        "support_url": _absolute(reverse("syntheses:endorse", args=[territory.slug, synthesis.uid])),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    subject = {
        Kind.OPENED: _("Ce que la synthèse retient de vous : %(title)s"),
        Kind.ENDING: _("Encore quelques jours pour relire : %(title)s"),
        Kind.SUPPORT: _("La synthèse est publique, la soutenez-vous ? %(title)s"),
    }[due.kind] % {"title": synthesis.title}
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string(TEMPLATES[due.kind], context),
        to=[due.address],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
