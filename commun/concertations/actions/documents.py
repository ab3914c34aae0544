"""Productions and proofs: a link, or a file inspected before it is kept, under a name that tells nothing."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations import lifecycle, rules
from commun.concertations.actions.records import keep_version, lock
from commun.concertations.enums import DocumentKind, Licence
from commun.concertations.models import Concertation, Document, Milestone
from commun.core import audit, kept_files
from commun.core.dates import PartialDate
from commun.core.errors import DomainError

MAX_DOCUMENTS = 200


def attach(
    *,
    concertation: Concertation,
    kind: DocumentKind,
    title: str,
    by: User,
    url: str = "",
    file: "UploadedFile[Any] | None" = None,
    licence: Licence = Licence.UNKNOWN,
    on: PartialDate | None = None,
) -> Document:
    """Attach a link or a file, never both. Raises DomainError, or UploadRefused for a file that is not taken."""
    if bool(url) == (file is not None):
        raise DomainError(_("Donnez une adresse, ou joignez un fichier : l’un ou l’autre."))
    document = Document(kind=kind, title=title.strip(), url=url, licence=licence, on=on)
    with kept_files.with_its_row(document):
        record = document.concertation = lock(concertation)
        if record.documents.count() >= MAX_DOCUMENTS:
            raise DomainError(_("Cette concertation porte déjà %(most)d documents.") % {"most": MAX_DOCUMENTS})
        if file is not None:
            twice = _("Ce fichier est déjà joint à cette concertation.")
            kept_files.write(document, file, among=record.documents, twice=twice)
        document.save(force_insert=True)
        role = by.signature(record.territory)
        detail = {"titre": document.title, "sha256": document.sha256}
        audit.record("document.attached", target=record, by=by, by_role=role, detail=detail)
        keep_version(record, by_role=role, reason=_("Documents"))
    return document


@transaction.atomic
def remove(*, document: Document, by: User) -> None:
    """Detach a document; its file goes once that is certain. The proof of a promise stays."""
    record = lock(document.concertation)
    if Milestone.objects.filter(proof_document=document).exists():
        raise DomainError(_("Ce document prouve une promesse tenue : il ne peut pas être retiré."))
    lacked = lifecycle.broken_by(record)
    kept_files.erase_with_its_row(document)
    document.delete()
    if lost := rules.undone(lacked, record):
        raise rules.InvalidRecord(lost)
    role = by.signature(record.territory)
    audit.record("document.removed", target=record, by=by, by_role=role, detail={"titre": document.title})
    keep_version(record, by_role=role, reason=_("Documents"))
