"""How a version is cited: in a sentence, in BibTeX, in a Citation File Format."""

import json
import re

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.heritage.enums import Kind, Licence
from commun.heritage.models import HeritageVersion


def address(version: HeritageVersion) -> str:
    """The permanent address of this very version."""
    return f"{settings.SITE_URL}{version.get_absolute_url()}"


def _year(version: HeritageVersion) -> int:
    assert version.published_at is not None
    return timezone.localdate(version.published_at).year


def _publisher() -> str:
    return settings.PUBLISHER["name"] or settings.SITE_NAME


def text(version: HeritageVersion) -> str:
    return _("%(who)s (%(year)d). « %(title)s », version %(number)d. %(publisher)s. %(url)s") % {
        "who": version.creators_line,
        "year": _year(version),
        "title": version.title,
        "number": version.number,
        "publisher": _publisher(),
        "url": address(version),
    }


def bibtex(version: HeritageVersion) -> str:
    """Of type `misc`, that every style knows; its key is the identifier of the version."""
    fields = {
        "author": " and ".join(f"{{{_tex(one)}}}" for one in version.creators),
        "title": f"{{{_tex(version.title)}}}",
        "year": str(_year(version)),
        "version": str(version.number),
        "publisher": _tex(_publisher()),
        "howpublished": f"\\url{{{address(version)}}}",
        "note": _tex(f"{version.item.get_kind_display()}, {version.get_licence_display()}"),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{version.item.uid}-v{version.number},\n{lines}}}\n"


def _tex(value: str) -> str:
    value = re.sub(r"[{}\\]", "", " ".join(value.split()))
    return re.sub(r"([&%$#_])", r"\\\1", value)


def cff(version: HeritageVersion) -> str:
    """Citation File Format 1.2.0: YAML, of which JSON strings are a part."""
    assert version.published_at is not None
    kind = "dataset" if version.item.kind == Kind.DATASET else "software"
    lines = [
        "cff-version: 1.2.0",
        f"message: {_quoted(_('Si vous vous en servez, citez-le ainsi.'))}",
        f"type: {kind}",
        f"title: {_quoted(version.title)}",
        f'version: "{version.number}"',
        f"date-released: {timezone.localdate(version.published_at).isoformat()}",
        f"url: {_quoted(address(version))}",
        f"abstract: {_quoted(version.description)}",
        "authors:",
        *(f"  - name: {_quoted(one)}" for one in version.creators),
    ]
    licence = Licence(version.licence)
    if licence is not Licence.RESERVED:
        lines.append(f"license: {licence.value}")
    if version.keywords:
        lines += ["keywords:", *(f"  - {_quoted(one)}" for one in version.keywords)]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return json.dumps(" ".join(value.split()), ensure_ascii=False)
