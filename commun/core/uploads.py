"""A file that someone sends: what it really is, whether it is taken, and under which name it is kept.

Nothing sent is ever executed, and nothing is ever shown inline: `attachment` serves every file as a download, with
the type found here. That is also why a PDF which holds a script is taken: it runs in no page of ours.
"""

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, TypeVar

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils import formats
from django.utils.translation import gettext as _

from commun.core.archives import open_guarded
from commun.core.errors import DomainError

V = TypeVar("V", bound=Callable[..., Any])

_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"

# Extension → media type. The order is that of the messages.
MEDIA_TYPES: dict[str, str] = {
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "ods": f"{_ODF}.spreadsheet",
    "xls": "application/vnd.ms-excel",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "txt": "text/plain",
    "docx": f"{_OOXML}.wordprocessingml.document",
    "odt": f"{_ODF}.text",
    "pptx": f"{_OOXML}.presentationml.presentation",
    "odp": f"{_ODF}.presentation",
    "zip": "application/zip",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}
TABLES: frozenset[str] = frozenset({"xlsx", "ods", "xls", "csv", "tsv"})
LISTS: frozenset[str] = TABLES | {"docx", "txt"}
ARCHIVES: frozenset[str] = frozenset({"zip"})
DOCUMENTS: frozenset[str] = frozenset(MEDIA_TYPES) - {"xls", "tsv"} - ARCHIVES

_SAME = {"jpeg": "jpg", "jfif": "jpg", "jpe": "jpg", "text": "txt", "tab": "tsv"}
_TEXTS = frozenset({"csv", "tsv", "txt"})
_WITH_MACROS = frozenset({"xlsm", "xltm", "xlsb", "docm", "dotm", "pptm", "ppsm", "potm", "xlam"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN_PARTS = {
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"wordprocessingml.document.main+xml": "docx",
    b"presentationml.presentation.main+xml": "pptx",
    b"presentationml.slideshow.main+xml": "pptx",
}
_MARKUP = re.compile(rb"\s*(?:<!doctype|<html|<head|<body|<script|<svg|<iframe|<\?xml|<\?php|<!--)", re.IGNORECASE)


class UploadRefused(DomainError):
    """The file is not taken; the message says why and what to send instead."""


@dataclass(frozen=True)
class SafeFile:
    """What is known of a file once inspected. `name` can be kept, shown and sent back as it is."""

    media_type: str
    extension: str
    size: int
    sha256: str
    name: str


def inspect_upload(file: "UploadedFile[Any]", *, allowed: frozenset[str] = DOCUMENTS) -> SafeFile:
    """Tell what a sent file really is, and leave it rewound. Raises UploadRefused or ArchiveRefused, in French.

    `allowed` holds extensions of MEDIA_TYPES. The media type comes from what is inside, never from the browser.
    """
    extension = extension_of(file.name or "")
    _check_extension(extension, allowed)
    content = _read_bounded(file)
    if not content:
        raise UploadRefused(_("Ce fichier est vide : il ne contient rien à lire."))
    real = _real_type(content)
    if real != extension and not (real in _TEXTS and extension in _TEXTS):
        raise UploadRefused(
            _("Ce fichier porte l’extension .%(extension)s, mais c’est %(real)s. Rien n’a été lu ni conservé.")
            % {"extension": extension, "real": _said(real)}
        )
    return SafeFile(
        media_type=MEDIA_TYPES[extension],
        extension=extension,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        name=safe_name(file.name or "", extension),
    )


def extension_of(name: str) -> str:
    """ "Rapport.JPEG" → "jpg"; empty when there is none."""
    _stem, dot, extension = name.rpartition(".")
    extension = extension.strip().lower() if dot else ""
    return _SAME.get(extension, extension)


def safe_name(name: str, extension: str) -> str:
    """A file name without folders, control or direction-changing signs, nor what a file system refuses."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    kept = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in stem)
    kept = re.sub(r'[<>:"|?*%]', "-", kept)
    stem = " ".join(kept.split()).strip(". ")[:120].strip(". ")
    return f"{stem or _('fichier')}.{extension}"


def attachment(file: IO[bytes], *, name: str, media_type: str) -> FileResponse:
    """Serve a kept file as a download: never inline, its type never guessed again, its scripts allowed nowhere."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def too_large(size: int) -> str:
    """What is said of a file over the bound, with both figures."""
    return _("Ce fichier pèse %(size)s : la limite est de %(max)s. Allégez-le, ou donnez un lien vers lui.") % {
        "size": _mega(size),
        "max": _mega(settings.MAX_UPLOAD_BYTES),
    }


def _mega(size: int) -> str:
    """A size in bytes as people's computers write it (1024 × 1024 bytes)."""
    return _("%(count)s Mo") % {"count": formats.number_format(size / (1024 * 1024), 1)}


def _check_extension(extension: str, allowed: frozenset[str]) -> None:
    if extension in _WITH_MACROS:
        raise UploadRefused(
            _("Les fichiers à macros (.%(extension)s) sont refusés. Enregistrez-le en .xlsx, .docx ou .pptx.")
            % {"extension": extension}
        )
    if extension in allowed:
        return
    listed = ", ".join(f".{one}" for one in MEDIA_TYPES if one in allowed)
    if not extension:
        raise UploadRefused(
            _("Le nom de ce fichier n’a pas d’extension. Formats acceptés : %(list)s.") % {"list": listed}
        )
    raise UploadRefused(
        _("Les fichiers .%(extension)s ne sont pas acceptés ici. Formats acceptés : %(list)s.")
        % {"extension": extension[:12], "list": listed}
    )


def _read_bounded(file: "UploadedFile[Any]") -> bytes:
    bound = settings.MAX_UPLOAD_BYTES
    if (file.size or 0) > bound:
        raise UploadRefused(too_large(file.size or 0))
    file.seek(0)
    content: bytes = file.read(bound + 1)
    file.seek(0)
    if len(content) > bound:
        raise UploadRefused(too_large(len(content)))
    return content


def _real_type(content: bytes) -> str:
    """The extension that fits what is inside; "html", "exe"… for what is never taken; "" when unknown."""
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    if content.startswith(_OLE):
        return _old_office_type(content)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if _is_text(content):
        return "html" if _MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")) else "txt"
    if content.startswith((b"MZ", b"\x7fELF")):
        return "exe"
    if _is_wide_text(content[:2000]):
        return "utf-16"
    try:
        guesses = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return ""
    return extension_of(guesses[0].extension) if guesses else ""


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return "\0" not in content.decode("utf-16")
        except UnicodeDecodeError:
            return False
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", content)


def _is_wide_text(start: bytes) -> bool:
    """UTF-16 without its first mark: French writes half of its bytes as NUL, all of the same parity."""
    nuls = sorted((start[::2].count(0), start[1::2].count(0)))
    return nuls[0] == 0 and nuls[1] > len(start) // 4


def _office_type(content: bytes) -> str:
    with open_guarded(content) as archive:
        names = set(archive.namelist())
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) or name.startswith("Basic/") for name in names):
            raise _macros()
        if "mimetype" in names:
            media_type = _part(archive, "mimetype").decode("ascii", "replace").strip()
            if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
                raise _locked()
            return next((one for one, known in MEDIA_TYPES.items() if known == media_type), "zip")
        types = _part(archive, "[Content_Types].xml")
        if b"macroEnabled" in types:
            raise _macros()
        return next((extension for mark, extension in _MAIN_PARTS.items() if mark in types), "zip")


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile):
        return b""


def _old_office_type(content: bytes) -> str:
    """Binary Office: a container whose folder lists its streams by name, in UTF-16."""
    if _stream("EncryptedPackage") in content:
        raise _locked()
    if _stream("_VBA_PROJECT") in content:
        raise _macros()
    if _stream("Workbook") in content or _stream("Book") in content:
        return "xls"
    return "doc"


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def _macros() -> UploadRefused:
    return UploadRefused(
        _("Ce fichier contient des macros : il est refusé. Enregistrez-le sans macro, puis renvoyez-le.")
    )


def _locked() -> UploadRefused:
    return UploadRefused(
        _("Ce fichier est protégé par un mot de passe : il ne peut pas être lu. Retirez la protection et renvoyez-le.")
    )


def _said(real: str) -> str:
    if real in _TEXTS:
        return _("du texte simple")
    if real in MEDIA_TYPES and real not in ARCHIVES:
        return _("un fichier .%(extension)s") % {"extension": real}
    return {
        "exe": _("un programme"),
        "html": _("une page web"),
        "doc": _("un ancien document Office"),
        "zip": _("une archive"),
        "utf-16": _(
            "un fichier d’une autre nature, sans doute du texte en UTF-16 (dans votre tableur, enregistrez-le sous "
            "« CSV UTF-8 »)"
        ),
    }.get(real, _("un fichier d’une autre nature"))


def read_as_it_comes(view: V) -> V:
    """Of a view that reads the body block after block and holds none of it: it has no bound."""
    view.reads_as_it_comes = True  # type: ignore[attr-defined]
    return view


def uploaded(content: bytes, name: str) -> "UploadedFile[Any]":
    """Bytes already here (pasted, or kept from an earlier step) as a sent file, to go through the same checks."""
    stream: IO[Any] = io.BytesIO(content)
    return UploadedFile(stream, name=name, size=len(content))
