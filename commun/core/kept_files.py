"""Files kept beside a row: no file without its row, and no row without its file.

document = EventDocument(title=title)
with kept_files.with_its_row(document):
    document.event = lock(event)
    kept_files.write(document, file, among=document.event.documents, twice=_("Ce fichier est déjà joint."))
    document.save(force_insert=True)

kept_files.erase_with_its_row(document)
document.delete()
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.http import FileResponse, Http404

from commun.core.errors import DomainError
from commun.core.uploads import attachment, inspect_upload


class HoldsFile(Protocol):
    """A row with its file: a `KeptFile`, or one whose file may be missing."""

    file: Any


class NamesItsFile(HoldsFile, Protocol):
    """A row that says the name and the type of its file."""

    file_name: Any
    media_type: Any


class SaysItsFile(NamesItsFile, Protocol):
    """A row that says all that its file is found to be."""

    size: Any
    sha256: Any


@contextmanager
def with_its_row(row: HoldsFile) -> Iterator[None]:
    """A transaction in which the file of `row` is written: if it is undone, the file goes too."""
    try:
        with transaction.atomic():
            yield
    except BaseException:
        if row.file.name:
            row.file.storage.delete(row.file.name)
        raise


def write(
    row: SaysItsFile, file: "UploadedFile[Any]", *, among: "models.Manager[Any] | None" = None, twice: str = ""
) -> None:
    """Write a sent file once it is known to be what it says; the row itself is the caller's to save.

    Raises UploadRefused, and DomainError with `twice` when one of `among` is the same file.
    """
    safe = inspect_upload(file)
    if among is not None and among.filter(sha256=safe.sha256).exists():
        raise DomainError(twice)
    row.file_name, row.media_type = safe.name, safe.media_type
    row.size, row.sha256 = safe.size, safe.sha256
    row.file.save(safe.name, file, save=False)


def download(row: NamesItsFile, *, cached: str = "") -> FileResponse:
    """The file as a download, never shown inline; `cached` is its Cache-Control. Raises Http404 when it is lost."""
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = attachment(content, name=row.file_name or "document", media_type=row.media_type)
    if cached:
        response.headers["Cache-Control"] = cached
    return response


def erase_with_its_row(row: HoldsFile) -> None:
    """Erase the file once it is certain that `row` goes, or lets go of it. Nothing when it has none."""
    storage, name = row.file.storage, row.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
