"""Taking the words of a decision away from everywhere at once, and hearing those who ask for it."""

from functools import partial

from django.conf import settings
from django.core.cache import caches
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.core import audit, generated, mails
from commun.core.errors import DomainError
from commun.core.models import Revision
from commun.deliberations import actes
from commun.deliberations.actions.batches import seal_of
from commun.deliberations.enums import TakedownReason
from commun.deliberations.models import Deliberation, DeliberationReport, DeliberationText, Takedown


@transaction.atomic
def take_down(*, decision: Deliberation, reason: TakedownReason, by: User) -> Takedown:
    """Remove the words of a decision: subject, text, address of the document, own identifier, earlier versions.

    What remains is that it exists: body, day, matter, votes, source, and why it is not shown. It keeps its address and
    its identity, so that no later file brings it back; only a keyed digest of its values stays, which tells whether a
    later file says the same. The trace names the reason, and nothing that was removed. Files that held it go too.
    """
    one = Deliberation.objects.select_for_update().get(pk=decision.pk)
    if one.taken_down_at is not None:
        raise DomainError(_("Cette délibération est déjà retirée."))
    now = timezone.now()
    taken = Takedown.objects.create(
        deliberation=one, reason=reason, at=now, by_role=by.signature(), seal=seal_of(one.sha256)
    )
    DeliberationText.objects.filter(deliberation=one).delete()
    Revision.objects.of(one).delete()
    one.taken_down_at = now
    # The last part of the identifier is a digest of the body's own, which may hold a name.
    one.local_id = one.uid.rpartition("-")[2]
    one.matter_name = actes.scdl_name(one.matter_code) if one.matter_code in actes.MATTERS else ""
    one.subject = one.budget_name = one.url = one.sha256 = ""
    one.save()
    settled = one.reports.filter(settled_at=None)
    settled.update(settled_at=now, settled_by=by, is_founded=True, text="", email="")
    audit.record(
        "deliberation.taken_down",
        target=one,
        by=by,
        by_role=by.signature(),
        detail={"raison": reason.value},
        public=True,
    )
    transaction.on_commit(forget_copies)
    return taken


@transaction.atomic
def lift(*, taken: Takedown, by: User) -> None:
    """Let the next file that holds the decision bring it back: nothing of it is kept here that could be shown."""
    found = Takedown.objects.filter(pk=taken.pk, lifted_at=None)
    if not found.update(lifted_at=timezone.now(), lifted_by_role=by.signature()):
        raise DomainError(_("Ce retrait est déjà levé."))
    audit.record("deliberation.takedown_lifted", target=taken.deliberation, by=by, by_role=by.signature(), public=True)


def forget_copies() -> None:
    """Empty what this process and this machine made of the data: pages, datasets, PDF of what cited the decision.

    Other machines serve neither: both are named after the version of the data, which the audit event has changed.
    """
    caches["pages"].clear()
    generated.empty()


@transaction.atomic
def report(*, decision: Deliberation, text: str, email: str = "") -> DeliberationReport:
    """Keep what a reader says should not be public, and tell the network. A visitor has no account: no `by`.

    The mail and the trace say that there is a report, never what it says.
    """
    if decision.taken_down_at is not None:
        raise DomainError(_("Cette délibération est déjà retirée."))
    if not text.strip():
        raise DomainError(_("Dites ce qui ne devrait pas être public."))
    asked = DeliberationReport.objects.create(deliberation=decision, text=text.strip(), email=email)
    audit.record("deliberation.reported", target=decision, by=None)
    mails.send_after_commit(partial(_letters, decision), what="report of a decision")
    return asked


def _letters(decision: Deliberation) -> list[EmailMessage]:
    """One mail to each person who may take a decision down: receivers do not see one another."""
    context = {
        "decision_url": f"{settings.SITE_URL}{decision.get_absolute_url()}",
        "desk_url": f"{settings.SITE_URL}{reverse('deliberations:desk')}",
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    text = render_to_string("deliberations/mails/report.txt", context).strip()
    subject = _("Un nom de personne est signalé dans une délibération")
    return [
        EmailMessage(subject, text, to=[one.email], headers={"Auto-Submitted": "auto-generated"})
        for one in User.objects.given_by_network(Permission.DELIBERATION_MANAGE).order_by("pk")
    ]


@transaction.atomic
def dismiss(*, asked: DeliberationReport, by: User) -> None:
    """Settle a report that asks for nothing to be removed. What was typed goes: it may quote the name."""
    found = DeliberationReport.objects.filter(pk=asked.pk, settled_at=None)
    if not found.update(settled_at=timezone.now(), settled_by=by, is_founded=False, text="", email=""):
        raise DomainError(_("Ce signalement est déjà traité."))
    audit.record("deliberation.report_dismissed", target=asked.deliberation, by=by, by_role=by.signature())
