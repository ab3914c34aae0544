"""The doors by which files come, in the tus protocol: one for people of the workspace, one for who holds a key.

Both read the body as it comes, whatever its length: nothing of it is held in memory (`core.uploads.read_as_it_comes`).
"""

from functools import partial
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from commun.accounts.access import UserRequest, public, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.core.errors import DomainError
from commun.core.full_disk import NoRoom
from commun.core.uploads import read_as_it_comes
from commun.heritage import tus
from commun.heritage.actions import deposits
from commun.heritage.models import Deposit, HeritageVersion
from commun.keys import actions as keys
from commun.keys.enums import Scope
from commun.keys.models import ApiKey

ITEM = "fiche"
"""The metadata that names the item, at the door of keys."""


@require(Permission.HERITAGE_EDIT, of=territory_of_slug)
def announce(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    """A file for the version in preparation of this item."""
    if tus.method_of(request) not in ("POST", "OPTIONS"):
        return _not_allowed("POST, OPTIONS")
    try:
        return _announce(request, partial(_version, slug=slug, uid=uid), request.user, f"espace/{slug}/{uid}")
    except tus.Refused as refusal:
        return tus.refused(refusal)


@require(Permission.HERITAGE_EDIT, of=territory_of_slug)
@read_as_it_comes
def part(request: UserRequest, slug: str, uid: str, token: UUID) -> HttpResponse:
    found = get_object_or_404(
        Deposit.objects.select_related("content", "version__item__territory"),
        pk=token, version__item__uid=uid, version__item__territory__slug=slug,
    )  # fmt: skip
    try:
        return _part(request, found, request.user)
    except tus.Refused as refusal:
        return tus.refused(refusal)


@public
@csrf_exempt
@never_cache
def announce_by_key(request: HttpRequest) -> HttpResponse:
    """The same for who holds a key; `fiche`, in the metadata, is the identifier of the item."""
    if tus.method_of(request) not in ("POST", "OPTIONS"):
        return _not_allowed("POST, OPTIONS")
    try:
        if tus.method_of(request) == "OPTIONS":
            return tus.options(settings.HERITAGE_QUOTA_BYTES)
        key = _key(request)
        uid = tus.creation(request).told.get(ITEM, "")
        return _announce(request, partial(_version, slug=key.territory.slug, uid=uid), key.user, "")
    except tus.Refused as refusal:
        return tus.refused(refusal)


@public
@csrf_exempt
@never_cache
@read_as_it_comes
def part_by_key(request: HttpRequest, token: UUID) -> HttpResponse:
    try:
        key = _key(request)
        found = Deposit.objects.select_related("content", "version__item__territory").filter(
            pk=token, version__item__territory=key.territory_id
        )
        return _part(request, get_object_or_404(found), key.user)
    except tus.Refused as refusal:
        return tus.refused(refusal)


def _announce(request: HttpRequest, version: "partial[HeritageVersion]", by: User, door: str) -> HttpResponse:
    if tus.method_of(request) == "OPTIONS":
        return tus.options(settings.HERITAGE_QUOTA_BYTES)
    tus.check_version(request)
    asked = tus.creation(request)
    try:
        deposit = deposits.begin(
            version=version(), name=asked.told.get("filename", ""), size=asked.size, by=by,
            media_type=asked.told.get("filetype", ""), sha256=asked.told.get("sha256", ""),
        )  # fmt: skip
    except deposits.QuotaReached as refusal:
        raise tus.Refused(413, refusal.message) from None
    except NoRoom as full:
        raise tus.Refused(507, full.message) from None
    except DomainError as refusal:
        raise tus.Refused(400, refusal.message) from None
    item = deposit.version.item
    if door:
        url = reverse("heritage:part", args=[item.territory.slug, item.uid, deposit.pk])
    else:
        url = reverse("heritage:part_by_key", args=[deposit.pk])
    return tus.created(deposit, f"{settings.SITE_URL}{url}")


def _part(request: HttpRequest, deposit: Deposit, by: User) -> HttpResponse:
    method = tus.method_of(request)
    if method == "OPTIONS":
        return tus.options(settings.HERITAGE_QUOTA_BYTES)
    if method not in ("HEAD", "PATCH", "DELETE"):
        return _not_allowed("HEAD, PATCH, DELETE, OPTIONS")
    tus.check_version(request)
    if not deposit.is_alive(timezone.now()):
        raise tus.Refused(410)
    if method == "HEAD":
        return tus.where(deposit)
    if method == "PATCH":
        return tus.receive(request, deposit, keep=partial(deposits.receive, by=by))
    try:
        deposits.give_up(deposit=deposit, by=by)
    except DomainError as refusal:
        raise tus.Refused(409, refusal.message) from None
    return tus.ended()


def _version(*, slug: str, uid: str) -> HeritageVersion:
    """The one in preparation. Raises DomainError when there is none."""
    versions = HeritageVersion.objects.select_related("item__territory")
    found = versions.filter(item__uid=uid, item__territory__slug=slug).order_by("-number").first()
    if found is None:
        raise Http404
    return found


def _key(request: HttpRequest) -> ApiKey:
    """Whose key it is, with the scope and the right to deposit. Raises tus.Refused."""
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise tus.Refused(401, _("Donnez la clé d’un territoire dans l’en-tête Authorization : « Bearer commun_… »."))
    try:
        key = keys.holder(text.strip())
    except keys.UnknownKey as unknown:
        raise tus.Refused(401, unknown.message) from None
    if Scope.HERITAGE not in key.scopes or not key.user.may(Permission.HERITAGE_EDIT, key.territory):
        raise tus.Refused(403, _("Cette clé ne permet pas de déposer des fichiers : ouvrez-en une qui le permet."))
    return key


def _not_allowed(methods: str) -> HttpResponse:
    return HttpResponse(status=405, headers={"Allow": methods})
