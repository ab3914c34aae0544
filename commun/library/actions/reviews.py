"""From the draft to the public sheet: someone of another territory reads it first. The rule is in `reviewing`."""

from collections.abc import Mapping

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.core import audit, mails
from commun.core.errors import DomainError
from commun.library import sheet as sheets
from commun.library.actions import publication
from commun.library.actions.sheets import lock
from commun.library.enums import SheetState
from commun.library.fields import BY_NAME
from commun.library.letters import letters
from commun.library.models import Deployment, PublishedSheet, Review
from commun.library.reviewing import Standing, review_standing, texts_digest
from commun.territories.models import Territory


class NotReviewed(DomainError):
    """Nobody of another territory has understood these texts yet."""


class TextsChanged(DomainError):
    """The texts were rewritten while someone was reading them."""


@transaction.atomic
def ask(*, sheet: Deployment, by: User) -> None:
    """Put the sheet in the queue of the other territories. Raises NotReady, DomainError."""
    current = lock(sheet)
    if missing := sheets.missing_first(current):
        raise publication.NotReady(missing)
    here = review_standing(current)
    if current.review_asked_at is not None:
        raise DomainError(_("La relecture est déjà demandée."))
    if not here.may_be_asked and not _was_unreviewed(current):
        raise DomainError(_("Ces textes sont déjà relus : rien n’empêche de publier."))
    current.review_asked_at = timezone.now()
    if current.state != SheetState.PUBLISHED:
        current.state = SheetState.IN_REVIEW
    current.save(update_fields=["review_asked_at", "state"])
    audit.record("deployment.review_asked", target=current, by=by, by_role=by.signature(current.territory))


@transaction.atomic
def answer(
    *,
    sheet: Deployment,
    territory: Territory,
    is_readable: bool,
    seen: str,
    by: User,
    remarks: str = "",
    field_remarks: Mapping[str, str] | None = None,
) -> Review:
    """Say for `territory` whether an outsider understands; if not, what and where. `seen`: digest of the texts read.

    Once answered the sheet leaves the queue: its territory publishes, or rewrites and asks again.
    """
    current = lock(sheet)
    _refuse_reviewer(current, territory, by)
    if current.review_asked_at is None:
        raise DomainError(_("Cette fiche n’attend plus de relecture."))
    if texts_digest(current) != seen:
        raise TextsChanged(_("Les textes ont changé pendant votre lecture : relisez-les, vos remarques sont gardées."))
    told = {name: text.strip() for name, text in (field_remarks or {}).items() if text.strip()}
    if unknown := set(told) - set(BY_NAME):
        raise ValueError(unknown)
    if not is_readable and not told and not remarks.strip():
        raise DomainError(_("Dites ce qui ne se comprend pas : une remarque générale, ou une par champ."))
    role = by.signature(territory)
    review = Review.objects.create(
        deployment=current,
        territory=territory,
        by=by,
        by_role=role,
        is_readable=is_readable,
        remarks=remarks.strip(),
        field_remarks=told,
        texts_sha256=seen,
    )
    current.review_asked_at = None
    if not is_readable and current.state == SheetState.IN_REVIEW:
        current.state = SheetState.DRAFT
    current.save(update_fields=["review_asked_at", "state"])
    audit.record("deployment.reviewed", target=current, by=by, by_role=role, detail={"se comprend": is_readable})
    mails.send_after_commit(lambda: _told(review), what="review of a sheet")
    return review


@transaction.atomic
def release(*, sheet: Deployment, by: User, reason: str = "") -> PublishedSheet:
    """Publish what a territory wrote, once its texts are reviewed. Raises NotReady, NotReviewed."""
    current = lock(sheet)
    if missing := sheets.missing_first(current):
        raise publication.NotReady(missing)
    standing = review_standing(current).standing
    if not standing.lets_publish:
        raise NotReviewed(
            _("Avant de publier, un autre territoire lit les textes : demandez une relecture, ou attendez sa réponse.")
        )
    is_unreviewed = standing == Standing.UNANSWERED or (standing == Standing.SAME_TEXTS and _was_unreviewed(current))
    return publication.publish(sheet=current, by=by, reason=reason, is_unreviewed=is_unreviewed)


def _was_unreviewed(sheet: Deployment) -> bool:
    return PublishedSheet.objects.filter(deployment=sheet, is_unreviewed=True).exists()


def _refuse_reviewer(sheet: Deployment, territory: Territory, by: User) -> None:
    if not by.may(Permission.LIBRARY_REVIEW, territory):
        raise DomainError(_("Votre rôle dans ce territoire ne permet pas de relire."))
    if territory.pk == sheet.territory_id or by.memberships.filter(territory=sheet.territory_id).exists():
        raise DomainError(_("On ne relit pas la fiche de son propre territoire : un regard extérieur est demandé."))


def _told(review: Review) -> list[EmailMessage]:
    return letters(
        review.deployment,
        subject=_("Votre fiche a été relue : %(title)s") % {"title": review.deployment.title},
        template="library/mails/reviewed.txt",
        context={
            "review": review,
            "remarks": [(BY_NAME[name].label, text) for name, text in review.field_remarks.items()],
        },
    )
