"""Files kept with a resource: a model charter, clauses, an impact assessment to fill in."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, kept_files
from commun.core.errors import DomainError
from commun.resources.actions.catalogue import lock
from commun.resources.models import Resource, ResourceDocument

MOST = 20


def attach(*, resource: Resource, title: str, file: "UploadedFile[Any]", by: User) -> ResourceDocument:
    """Keep a file, once it is known to be what it says. Raises UploadRefused, DomainError."""
    document = ResourceDocument(title=title.strip())
    with kept_files.with_its_row(document):
        current = document.resource = lock(resource)
        if current.documents.count() >= MOST:
            raise DomainError(_("Cette ressource porte déjà %(most)d fichiers.") % {"most": MOST})
        twice = _("Ce fichier est déjà joint à cette ressource.")
        kept_files.write(document, file, among=current.documents, twice=twice)
        document.save(force_insert=True)
        _trace("resource.document_added", current, by=by)
    return document


@transaction.atomic
def detach(*, document: ResourceDocument, by: User) -> None:
    """Take a file away, at once for everyone; it is erased once that is certain."""
    current = lock(document.resource)
    kept_files.erase_with_its_row(document)
    document.delete()
    _trace("resource.document_removed", current, by=by)


def _trace(verb: str, resource: Resource, *, by: User) -> None:
    audit.record(verb, target=resource, by=by, by_role=by.signature(), detail={"ressource": resource.uid}, public=True)
