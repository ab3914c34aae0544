"""Keeping a hearing: written, published, corrected, taken off; and a person's name, taken back for good."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers, kept_files, revisions
from commun.core.errors import DomainError, EditConflict
from commun.core.models import Revision
from commun.core.text import clean
from commun.core.uploads import inspect_upload
from commun.editorial import markdown
from commun.hearings.models import Hearing
from commun.hearings.versions import content_of_hearing
from commun.library.models import Deployment
from commun.resources.models import Resource
from commun.syntheses.models import Finding

PREFIX = "au-"
FACTS = (
    "title", "heard_on", "heard_by", "person_name", "person_role", "organisation", "consented_on", "questions",
    "is_transcript", "body",
)  # fmt: skip
RESERVED = frozenset({"nouvelle"})

Links = tuple[Sequence[Finding], Sequence[Deployment], Sequence[Resource]]


def create(*, values: Mapping[str, Any], links: Links, by: User | None, is_fictional: bool = False) -> Hearing:
    """A draft more."""

    def insert() -> Hearing:
        slug = identifiers.free_slug(
            Hearing, identifiers.parted(values["title"]), place="", default="audition", reserved=RESERVED
        )
        hearing = Hearing(uid=identifiers.next_uid(Hearing, PREFIX), slug=slug, is_fictional=is_fictional)
        _write(hearing, values)
        hearing.save(force_insert=True)
        _link(hearing, links)
        _record("hearing.created", hearing, by=by)
        return hearing

    return identifiers.first_free(insert, busy=_("Réessayez dans un instant."))


@transaction.atomic
def edit(*, hearing: Hearing, values: Mapping[str, Any], links: Links, version: int, by: User) -> None:
    """Raises EditConflict when someone saved since `version`. What is public changes at once, its versions stay."""
    current = lock(hearing)
    if current.version != version:
        raise EditConflict(
            _("Quelqu’un a enregistré cette audition avant vous. Vos mots sont ci-dessous : relisez-les, puis validez.")
        )
    _write(current, values)
    current.version += 1
    current.updated_at = timezone.now()
    current.save()
    _link(current, links)
    if current.is_public:
        revisions.take(current, content_of_hearing(current), by_role=by.signature())
    _record("hearing.edited", current, by=by, is_public=current.is_public)


@transaction.atomic
def publish(*, hearing: Hearing, by: User | None) -> None:
    """Raises DomainError while there is nothing to read in it."""
    current = lock(hearing)
    if current.is_public:
        raise DomainError(_("Cette audition est déjà publique."))
    if not (current.body.strip() or current.file):
        raise DomainError(_("Il manque le compte rendu : écrivez-le, ou joignez un fichier."))
    current.published_at = current.updated_at = timezone.now()
    current.save()
    revisions.take(current, content_of_hearing(current), by_role=by.signature() if by else "")
    _record("hearing.published", current, by=by, is_public=True)


@transaction.atomic
def take_off(*, hearing: Hearing, by: User) -> None:
    current = lock(hearing)
    if not current.is_public:
        raise DomainError(_("Cette audition n’est pas publique."))
    current.published_at = None
    current.save()
    _record("hearing.taken_off", current, by=by, is_public=True)


@transaction.atomic
def withdraw_consent(*, hearing: Hearing, by: User) -> None:
    """The person takes back what they agreed to: their name leaves the record, its text, its kept versions, its file
    and the archives, at once and for good."""
    current = lock(hearing)
    if not current.person_name:
        raise DomainError(_("Aucun nom n’est gardé ici."))
    name = re.compile(re.escape(current.person_name), re.IGNORECASE)
    for field in ("title", "heard_by", "questions", "body"):
        setattr(current, field, name.sub(_("[nom retiré]"), getattr(current, field)))
    if name.search(current.slug.replace("-", " ")) or _slugged(current.person_name) in current.slug:
        current.slug = current.uid
    _drop_file(current)  # nobody can strike a name out of it here
    current.person_name = current.person_role = current.organisation = ""
    current.consented_on, current.consent_withdrawn_at = None, timezone.now()
    current.version += 1
    if current.is_public and not current.body.strip():
        current.published_at = None
    current.save()
    Revision.objects.of(current).delete()
    if current.is_public:
        revisions.take(current, content_of_hearing(current), by_role=by.signature())
    _record("hearing.consent_withdrawn", current, by=by, is_public=True)


@transaction.atomic
def attach(*, hearing: Hearing, file: "UploadedFile[Any]", by: User) -> None:
    """The report as a file, in the place of the one before. Raises UploadRefused."""
    safe = inspect_upload(file)
    current = lock(hearing)
    _drop_file(current)
    with kept_files.with_its_row(current):
        current.file_name, current.media_type = safe.name, safe.media_type
        current.file.save(safe.name, file, save=False)
        current.save()
        _record("hearing.file_attached", current, by=by, is_public=current.is_public)


def lock(hearing: Hearing) -> Hearing:
    return Hearing.objects.select_for_update().get(pk=hearing.pk)


def _drop_file(current: Hearing) -> None:
    kept_files.erase_with_its_row(current)
    current.file, current.file_name, current.media_type = "", "", ""


def _write(hearing: Hearing, values: Mapping[str, Any]) -> None:
    if values["person_name"] and not values["consented_on"]:
        raise DomainError(_("Dites quel jour la personne a accepté que son nom paraisse, ou laissez son nom vide."))
    if found := markdown.faults(values["body"], pictures=()):
        raise DomainError(" ".join(found))
    for name in FACTS:
        value = values[name]
        setattr(hearing, name, clean(value) if isinstance(value, str) else value)
    if not hearing.person_name:
        hearing.consented_on = None
    else:
        hearing.consent_withdrawn_at = None


def _link(hearing: Hearing, links: Links) -> None:
    findings, deployments, resources = links
    hearing.findings.set(findings)
    hearing.deployments.set(deployments)
    hearing.resources.set(resources)


def _slugged(name: str) -> str:
    return slugify(identifiers.parted(name))


def _record(verb: str, hearing: Hearing, *, by: User | None, is_public: bool = False) -> None:
    role = by.signature() if by is not None else ""
    audit.record(verb, target=hearing, by=by, by_role=role, detail={"audition": hearing.uid}, public=is_public)
