"""Opening and revoking a key, and knowing whose it is."""

import datetime
from collections.abc import Collection
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import Membership, User
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.text import clean
from commun.keys import secrets
from commun.keys.enums import Scope
from commun.keys.models import ApiKey
from commun.keys.secrets import Secret
from commun.territories.models import Territory

MOST = 20
"""Living keys of one territory: beyond, nobody knows any more what each is for."""
_USED_EVERY = datetime.timedelta(minutes=1)


class KeyRefused(DomainError):
    """A key that cannot be opened so; `field` names what to mend."""

    def __init__(self, message: str, field: Literal["", "name", "scopes", "expires_on"] = "") -> None:
        self.field = field
        super().__init__(message)


class UnknownKey(DomainError):
    """No living key has this secret: never existed, revoked, or past its last day."""


@transaction.atomic
def open_key(
    *, territory: Territory, name: str, scopes: Collection[Scope], by: User, expires_on: datetime.date | None = None
) -> tuple[ApiKey, Secret]:
    """Open a key that acts for `by` in `territory`. The secret is given here, and can be had nowhere else after."""
    name = " ".join(clean(name).split())
    today = timezone.localdate()
    if not Membership.objects.filter(user=by, territory=territory).exists():
        raise KeyRefused(_("Une clé agit au nom d’un membre de l’équipe : demandez à l’un d’eux de l’ouvrir."))
    if not name:
        raise KeyRefused(_("Dites quel logiciel s’en servira."), "name")
    if not scopes:
        raise KeyRefused(_("Choisissez au moins une chose que cette clé pourra écrire."), "scopes")
    if expires_on is not None and expires_on < today:
        raise KeyRefused(_("Ce jour est passé : choisissez un jour à venir."), "expires_on")
    Territory.objects.select_for_update().get(pk=territory.pk)
    alive = ApiKey.objects.filter(territory=territory).alive(today)
    if alive.count() >= MOST:
        raise KeyRefused(
            _("Ce territoire a déjà %(most)d clés : révoquez celles qui ne servent plus.") % {"most": MOST}
        )
    secret = secrets.draw()
    try:
        with transaction.atomic():
            key = ApiKey.objects.create(
                territory=territory,
                user=by,
                name=name,
                scopes=[one.value for one in Scope if one in scopes],
                prefix=secret.prefix,
                secret_sha256=secret.digest,
                expires_on=expires_on,
            )
    except IntegrityError:
        raise KeyRefused(
            _("Une autre clé porte déjà ce nom : révoquez-la, ou choisissez un autre nom."), "name"
        ) from None
    _trace("api_key.opened", key, by=by, portee=key.scopes, dernier_jour=expires_on)
    return key, secret


@transaction.atomic
def revoke(*, key: ApiKey, by: User) -> None:
    """The key opens nothing from now on. Twice is once."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        _trace("api_key.revoked", key, by=by)


def holder(text: str) -> ApiKey:
    """The living key that has this secret, with its person and its territory, and the minute in which it was used.

    Raises UnknownKey. One query, and a write once a minute.
    """
    now = timezone.now()
    if secrets.PATTERN.fullmatch(text) is None:
        raise UnknownKey(_("Ce n’est pas une clé de ce site : elles commencent par « commun_ »."))
    key = ApiKey.objects.select_related("user", "territory").filter(secret_sha256=secrets.digest(text)).first()
    if key is None or key.revoked_at is not None:
        raise UnknownKey(_("Cette clé n’existe pas, ou a été révoquée."))
    if not key.is_alive(timezone.localdate(now)):
        raise UnknownKey(_("Cette clé a passé son dernier jour : demandez-en une autre à votre territoire."))
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _USED_EVERY)
    if key.last_used_at is None or key.last_used_at < now - _USED_EVERY:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
    key.user.acting_through = key.signed_as
    return key


def _trace(verb: str, key: ApiKey, *, by: User, **detail: object) -> None:
    """Never the secret: its visible beginning."""
    territory = key.territory
    audit.record(
        verb,
        target=territory,
        by=by,
        by_role=by.signature(territory),
        detail={"cle": key.prefix, "nom": key.name, **detail},
    )
