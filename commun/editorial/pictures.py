"""A picture made again by us: small enough for a telephone, and without what its file told of a person or a place."""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from commun.core.uploads import UploadRefused, inspect_upload

ACCEPTED = frozenset({"png", "jpg", "webp"})
WIDEST, HIGHEST = 1200, 1600
MOST_PIXELS = 50_000_000
QUALITY = 80
MEDIA_TYPE = "image/webp"


@dataclass(frozen=True)
class Made:
    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def made_again(file: "UploadedFile[Any]") -> Made:
    """WebP, at most 1200 pixels wide, upright, its metadata left behind. Raises UploadRefused."""
    inspect_upload(file, allowed=ACCEPTED)
    try:
        with Image.open(file, formats=("PNG", "JPEG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UploadRefused(_("Cette image a trop de pixels : réduisez-la, puis renvoyez-la."))
            turned = ImageOps.exif_transpose(opened)
            shown = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UploadRefused(_("Cette image ne se lit pas : enregistrez-la de nouveau, puis renvoyez-la.")) from error
    shown.thumbnail((WIDEST, HIGHEST))
    bare = Image.new(shown.mode, shown.size)
    bare.paste(shown)
    written = io.BytesIO()
    bare.save(written, "WEBP", quality=QUALITY, method=4)
    return Made(written.getvalue(), bare.width, bare.height)
