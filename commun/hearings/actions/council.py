"""The scientific council: its members, who agreed to be listed, and the opinions that they sign."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers, revisions
from commun.core.errors import DomainError, EditConflict
from commun.core.text import clean
from commun.hearings.models import CouncilMember, CouncilOpinion
from commun.hearings.versions import content_of_opinion
from commun.library.models import PublishedSheet
from commun.syntheses.models import Finding

PREFIX = "av-"
FACTS = ("name", "discipline", "organisation", "starts_on", "ends_on", "consented_on", "user")


@transaction.atomic
def save_member(
    *, member: CouncilMember | None, values: Mapping[str, Any], by: User | None, is_fictional: bool = False
) -> CouncilMember:
    """List a member, or correct what is said of one."""
    if not values["name"] or not values["consented_on"]:
        raise DomainError(_("Un membre paraît avec son accord : dites son nom, et le jour où il l’a accepté."))
    current = (
        CouncilMember.objects.select_for_update().get(pk=member.pk)
        if member is not None
        else CouncilMember(is_fictional=is_fictional)
    )
    for name in FACTS:
        setattr(current, name, values[name])
    current.save()
    _record("council_member.saved", current, by=by, is_public=True)
    return current


@transaction.atomic
def forget_member(*, member: CouncilMember, by: User) -> None:
    """They take back what they agreed to: off every page at once, and their opinions are no longer named."""
    current = CouncilMember.objects.select_for_update().get(pk=member.pk)
    if current.user_id is not None:
        opinions = CouncilOpinion.objects.filter(by=current.user_id)
        opinions.update(is_named=False, signed_as="")
    _record("council_member.forgotten", current, by=by, is_public=True)
    current.delete()


def write(
    *, about: Finding | PublishedSheet, text: str, interest: str | None, is_named: bool, by: User
) -> CouncilOpinion:
    """A draft that its author alone reads. `interest` is what links them to what they judge; None: nothing does."""

    def insert() -> CouncilOpinion:
        opinion = CouncilOpinion(uid=identifiers.next_uid(CouncilOpinion, PREFIX), by=by)
        if isinstance(about, Finding):
            opinion.finding = about
        else:
            opinion.deployment = about.deployment
        _write(opinion, text=text, interest=interest, is_named=is_named)
        opinion.save(force_insert=True)
        _record("council_opinion.written", opinion, by=by)
        return opinion

    return identifiers.first_free(insert, busy=_("Réessayez dans un instant."))


@transaction.atomic
def rewrite(
    *, opinion: CouncilOpinion, text: str, interest: str | None, is_named: bool, version: int, by: User
) -> None:
    """By its author alone. What is public changes at once; its versions stay. Raises EditConflict."""
    current = _own(opinion, by)
    if current.version != version:
        raise EditConflict(_("Cet avis a changé depuis que vous l’avez ouvert : relisez, puis validez de nouveau."))
    _write(current, text=text, interest=interest, is_named=is_named)
    current.version += 1
    current.updated_at = timezone.now()
    if current.published_at is not None:
        _sign(current, by)
        revisions.take(current, content_of_opinion(current))
    current.save()
    _record("council_opinion.rewritten", current, by=by, is_public=current.published_at is not None)


@transaction.atomic
def publish(*, opinion: CouncilOpinion, by: User) -> None:
    """When its author says so, and nobody else."""
    current = _own(opinion, by)
    if current.published_at is not None:
        raise DomainError(_("Cet avis est déjà public."))
    _sign(current, by)
    current.published_at = current.updated_at = timezone.now()
    current.save()
    revisions.take(current, content_of_opinion(current))
    _record("council_opinion.published", current, by=by, is_public=True)


@transaction.atomic
def take_off(*, opinion: CouncilOpinion, by: User) -> None:
    """Back to a draft, by its author."""
    current = _own(opinion, by)
    if current.published_at is None:
        raise DomainError(_("Cet avis n’est pas public."))
    current.published_at, current.signed_as = None, ""
    current.save()
    _record("council_opinion.taken_off", current, by=by, is_public=True)


@transaction.atomic
def answer(*, opinion: CouncilOpinion, text: str, role: str, by: User) -> None:
    """What the authors of the finding, or of the sheet, say back: shown beside, with its date."""
    current = CouncilOpinion.objects.select_for_update().get(pk=opinion.pk)
    if current.published_at is None:
        raise DomainError(_("Cet avis n’est pas public."))
    if not text.strip():
        raise DomainError(_("Écrivez la réponse."))
    current.answer, current.answered_at, current.answered_role = clean(text), timezone.now(), role
    current.save()
    revisions.take(current, content_of_opinion(current), by_role=role)
    _record("council_opinion.answered", current, by=by, is_public=True)


def _own(opinion: CouncilOpinion, by: User) -> CouncilOpinion:
    current = CouncilOpinion.objects.select_for_update().get(pk=opinion.pk)
    if current.by_id != by.pk:
        raise DomainError(_("Cet avis est celui de quelqu’un d’autre."))
    return current


def _write(opinion: CouncilOpinion, *, text: str, interest: str | None, is_named: bool) -> None:
    if interest is not None and not interest.strip():
        raise DomainError(_("Dites quel est ce lien d’intérêt."))
    opinion.text, opinion.is_named = clean(text), is_named
    opinion.has_interest, opinion.interest = interest is not None, (interest or "").strip()


def _sign(opinion: CouncilOpinion, by: User) -> None:
    """With the name and the field under which the council lists them; only a listed member may be named."""
    opinion.signed_as = ""
    if opinion.is_named:
        member = CouncilMember.objects.filter(user=by).exclude(name="").first()
        if member is None:
            raise DomainError(
                _("Vous n’êtes pas dans la liste publique du conseil : demandez à y paraître, ou signez sans nom.")
            )
        opinion.signed_as = ", ".join(filter(None, (member.name, member.discipline)))


def _record(verb: str, target: CouncilMember | CouncilOpinion, *, by: User | None, is_public: bool = False) -> None:
    """`by_role` says the role alone: an unnamed opinion leads to nobody."""
    role = by.signature() if by is not None else ""
    detail = {"avis": target.uid} if isinstance(target, CouncilOpinion) else {}
    audit.record(verb, target=target, by=by, by_role=role, detail=detail, public=is_public)
