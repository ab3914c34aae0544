"""Links, documents, sources and decisions of a sheet: what is added waits for the next publication to be public."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, kept_files
from commun.core.dates import PartialDate
from commun.core.errors import DomainError
from commun.deliberations.models import Deliberation
from commun.library.actions.sheets import lock
from commun.library.enums import Visibility
from commun.library.fields import BY_NAME
from commun.library.models import Deployment, SheetDecision, SheetDocument, SheetLink, SheetSource

MOST = 100
Attachment = SheetLink | SheetDocument | SheetSource | SheetDecision


@transaction.atomic
def add_link(*, sheet: Deployment, title: str, url: str, visibility: Visibility, by: User) -> SheetLink:
    current = lock(sheet)
    _refuse_many(current.links.count())
    if current.links.filter(url=url).exists():
        raise DomainError(_("Ce lien y est déjà."))
    link = SheetLink.objects.create(deployment=current, title=title.strip(), url=url, visibility=visibility)
    _trace(current, "link_added", by=by)
    return link


@transaction.atomic
def add_source(
    *,
    sheet: Deployment,
    title: str,
    url: str,
    by: User,
    field: str = "",
    read_on: PartialDate | None = None,
    note: str = "",
) -> SheetSource:
    """Where a fact was read. Always public, as what it founds is; `field` is empty for the whole sheet."""
    current = lock(sheet)
    _refuse_many(current.sources.count())
    if not title.strip() and not url:
        raise DomainError(_("Donnez le titre de la source, ou son adresse."))
    if field and field not in BY_NAME:
        raise ValueError(field)
    source = SheetSource.objects.create(
        deployment=current, field=field, title=title.strip(), url=url, read_on=read_on, note=note.strip()
    )
    _trace(current, "source_added", by=by)
    return source


@transaction.atomic
def cite_decision(*, sheet: Deployment, deliberation: Deliberation, note: str, by: User | None) -> SheetDecision:
    """Cite a council decision as proof of what the sheet says. Always public, as sources are."""
    current = lock(sheet)
    _refuse_many(current.decisions.count())
    if deliberation.taken_down_at is not None:
        raise DomainError(_("Cette délibération a été retirée : elle ne peut plus être citée."))
    if deliberation.body.is_fictional and not current.territory.is_fictional:
        raise DomainError(_("Cette délibération est inventée : elle ne prouve rien d’un territoire réel."))
    if current.decisions.filter(deliberation=deliberation).exists():
        raise DomainError(_("Cette délibération y est déjà citée."))
    role = by.signature(current.territory) if by is not None else ""
    cited = SheetDecision.objects.create(deployment=current, deliberation=deliberation, note=note.strip(), by_role=role)
    audit.record("deployment.decision_cited", target=current, by=by, by_role=role)
    return cited


def add_document(
    *, sheet: Deployment, title: str, file: "UploadedFile[Any]", visibility: Visibility, by: User
) -> SheetDocument:
    """Keep a file, once it is known to be what it says. Raises UploadRefused, DomainError."""
    document = SheetDocument(title=title.strip(), visibility=visibility)
    with kept_files.with_its_row(document):
        current = document.deployment = lock(sheet)
        _refuse_many(current.documents.count())
        twice = _("Ce fichier est déjà joint à cette fiche.")
        kept_files.write(document, file, among=current.documents, twice=twice)
        document.save(force_insert=True)
        _trace(current, "document_added", by=by)
    return document


@transaction.atomic
def remove(*, row: Attachment, by: User) -> None:
    """Take it off the sheet, for the public too and at once; a file goes once that is certain."""
    current = lock(row.deployment)
    if isinstance(row, SheetDocument):
        kept_files.erase_with_its_row(row)
    kinds = {SheetLink: "link", SheetSource: "source", SheetDocument: "document", SheetDecision: "decision"}
    kind = kinds[type(row)]
    row.delete()
    _trace(current, f"{kind}_removed", by=by)


def _refuse_many(count: int) -> None:
    if count >= MOST:
        raise DomainError(_("Cette fiche en porte déjà %(most)d : allégez-la.") % {"most": MOST})


def _trace(sheet: Deployment, what: str, *, by: User) -> None:
    audit.record(f"deployment.{what}", target=sheet, by=by, by_role=by.signature(sheet.territory))
