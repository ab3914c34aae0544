"""The digests of a version: of each file, and of the whole."""

import hashlib
import json

from commun.heritage.fields import of_kind
from commun.heritage.models import HeritageVersion


def checksums(version: HeritageVersion) -> str:
    """What `sha256sum --check` reads: a line for each file, by name. One query."""
    files = version.files.select_related("content").order_by("name", "pk")
    return "".join(f"{file.content.sha256}  {file.name}\n" for file in files)


def whole_sha256(sums: str) -> str:
    """The digest of all the files of a version: that of the list of theirs."""
    return hashlib.sha256(sums.encode()).hexdigest()


def digest_of(version: HeritageVersion) -> str:
    """The digest of all that a signature holds for: every answer, and every file. One query."""
    said = [[one.name, version.value(one)] for one in of_kind(version.item.kind)]
    text = json.dumps([version.item.uid, version.number, said, checksums(version)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
