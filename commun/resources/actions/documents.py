"""Files kept with a resource: a model charter, clauses, an impact assessment to fill in."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.uploads import inspect_upload
from commun.resources.actions.catalogue import lock
from commun.resources.models import Resource, ResourceDocument

MOST = 20


def attach(*, resource: Resource, title: str, file: "UploadedFile[Any]", by: User) -> ResourceDocument:
    """Keep a file, once it is known to be what it says. Raises UploadRefused, DomainError."""
    document = ResourceDocument(title=title.strip())
    try:
        _attach(document, resource=resource, file=file, by=by)
    except BaseException:
        if document.file.name:  # written, then the database refused the row: no file without its row
            document.file.storage.delete(document.file.name)
        raise
    return document


@transaction.atomic
def _attach(document: ResourceDocument, *, resource: Resource, file: "UploadedFile[Any]", by: User) -> None:
    current = lock(resource)
    if current.documents.count() >= MOST:
        raise DomainError(_("Cette ressource porte déjà %(most)d fichiers.") % {"most": MOST})
    safe = inspect_upload(file)
    if current.documents.filter(sha256=safe.sha256).exists():
        raise DomainError(_("Ce fichier est déjà joint à cette ressource."))
    document.resource = current
    document.file_name, document.media_type = safe.name, safe.media_type
    document.size, document.sha256 = safe.size, safe.sha256
    document.file.save(safe.name, file, save=False)
    document.save(force_insert=True)
    _trace("resource.document_added", current, by=by)


@transaction.atomic
def detach(*, document: ResourceDocument, by: User) -> None:
    """Take a file away, at once for everyone; it is erased once that is certain."""
    current = lock(document.resource)
    storage, name = document.file.storage, document.file.name or ""
    document.delete()
    transaction.on_commit(lambda: storage.delete(name))
    _trace("resource.document_removed", current, by=by)


def _trace(verb: str, resource: Resource, *, by: User) -> None:
    audit.record(verb, target=resource, by=by, by_role=by.signature(), detail={"ressource": resource.uid}, public=True)
