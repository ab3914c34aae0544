"""What makes an item public: a person of the territory signs what was described and deposited, then one of the network
signs the very same. And what takes it off."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError
from commun.heritage.actions.items import lock
from commun.heritage.enums import PersonalData, State
from commun.heritage.gates import missing
from commun.heritage.manifest import digest_of
from commun.heritage.models import HeritageItem, HeritageVersion


@transaction.atomic
def sign(*, version: HeritageVersion, by: User) -> None:
    """For the territory: what is described and deposited is right, and the personal data are as declared.

    Raises DomainError with what is still missing.
    """
    current = lock(version)
    if current.item.withdrawn_at is not None:
        raise DomainError(_("Cet élément est retiré."))
    if lacking := missing(current):
        raise DomainError(_("Il manque encore : %(what)s.") % {"what": " ; ".join(lacking)})
    current.signed_at, current.signed_by = timezone.now(), by
    current.signed_by_role = by.signature(current.item.territory)
    current.signed_sha256 = digest_of(current)
    current.refusal = ""
    current.save()
    _trace("heritage.signed", current, by=by)


@transaction.atomic
def take_back(*, version: HeritageVersion, by: User) -> None:
    """The territory takes its signature back, to correct something before the network has signed."""
    current = _signed(version)
    _unsign(current)
    current.save()
    _trace("heritage.signature_taken_back", current, by=by)


@transaction.atomic
def publish(*, version: HeritageVersion, seen: str, by: User) -> None:
    """For the network: the second signature. `seen` is the digest of what was read.

    Raises DomainError when it is not what the territory signed, or when the same person would sign twice.
    """
    current = _signed(version)
    if seen != current.signed_sha256 or digest_of(current) != current.signed_sha256:
        raise DomainError(_("Ce que le territoire a signé a changé depuis votre lecture : relisez."))
    if current.signed_by_id == by.pk:
        raise DomainError(_("Vous avez signé pour le territoire : une autre personne signe pour le réseau."))
    if current.personal_data == PersonalData.PRESENT:
        raise DomainError(_("Ce qui contient des données personnelles n’est jamais public."))
    if lacking := missing(current):
        raise DomainError(_("Il manque encore : %(what)s.") % {"what": " ; ".join(lacking)})
    now = timezone.now()
    current.published_at, current.published_by = now, by
    current.published_by_role = by.signature()
    current.save()
    item = HeritageItem.objects.select_for_update().get(pk=current.item_id)
    item.current = current
    item.published_at = item.published_at or now
    item.updated_at = now
    item.search_text = current.words()
    item.save()
    _trace("heritage.published", current, by=by, public=True)


@transaction.atomic
def refuse(*, version: HeritageVersion, reason: str, by: User) -> None:
    """Send it back to the territory, and say why."""
    if not reason.strip():
        raise DomainError(_("Dites ce qu’il faut corriger : le territoire le lira."))
    current = _signed(version)
    _unsign(current)
    current.refusal = reason.strip()
    current.save()
    _trace("heritage.sent_back", current, by=by)


@transaction.atomic
def withdraw(*, item: HeritageItem, reason: str, by: User) -> None:
    """Take it off the pages, the search and the files, with its versions. Its address says when and why, for ever."""
    if not reason.strip():
        raise DomainError(_("Dites pourquoi : la raison se lit à l’adresse de l’élément."))
    current = HeritageItem.objects.select_for_update(of=("self",)).select_related("territory").get(pk=item.pk)
    if current.withdrawn_at is not None:
        raise DomainError(_("Cet élément est déjà retiré."))
    current.withdrawn_at = timezone.now()
    current.withdrawn_by_role = by.signature(current.territory)
    current.withdrawal_reason = reason.strip()[:300]
    current.save()
    audit.record(
        "heritage.withdrawn", target=current, by=by, by_role=current.withdrawn_by_role,
        detail={"element": current.uid}, public=current.current_id is not None,
    )  # fmt: skip


def _signed(version: HeritageVersion) -> HeritageVersion:
    found = HeritageVersion.objects.select_for_update(of=("self",)).select_related("item__territory").get(pk=version.pk)
    if found.state is not State.SIGNED or found.item.withdrawn_at is not None:
        raise DomainError(_("Cette version n’attend pas de signature du réseau."))
    return found


def _unsign(version: HeritageVersion) -> None:
    version.signed_at = version.signed_by = None
    version.signed_by_role = version.signed_sha256 = ""


def _trace(verb: str, version: HeritageVersion, *, by: User, public: bool = False) -> None:
    item = version.item
    audit.record(
        verb, target=item, by=by, by_role=by.signature(item.territory), public=public,
        detail={"element": item.uid, "version": version.number, "empreinte": version.signed_sha256},
    )  # fmt: skip
