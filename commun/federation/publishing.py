"""What this site gives to whoever harvests it: one manifest with the digest of each file, and its signature.

Frictionless Data Package (specs.frictionlessdata.io/data-package). The digests are those of the very files of
`/donnees/`; the manifest is made once for each version of the public data.
"""

import base64
import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.urls import reverse

from commun.core import freshness, generated
from commun.core.datasets import Dataset
from commun.federation.shared import FEDERATED
from commun.opendata import rows
from commun.opendata.registry import datasets
from commun.opendata.schema import LICENCE
from commun.opendata.writers import CSV_CELLS, csv_blocks


def manifest() -> bytes:
    """Raises generated.Busy."""
    with generated.opened("federation", version=freshness.public_version(), suffix=".json", make=_write) as file:
        return file.read()


def _write(path: Path) -> None:
    content = {
        "name": "commun",
        "title": settings.PUBLISHER["name"] or settings.SITE_NAME,
        "homepage": settings.SITE_URL,
        "licenses": [LICENCE],
        "resources": [_resource(datasets()[slug]) for slug in FEDERATED],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _resource(dataset: Dataset) -> dict[str, object]:
    digest, size = hashlib.sha256(), 0
    for block in csv_blocks(dataset, rows.read(dataset, cells=CSV_CELLS)):
        digest.update(block)
        size += len(block)
    address = reverse("opendata:dataset_csv", args=[dataset.slug])
    schema = reverse("opendata:dataset_schema", args=[dataset.slug])
    return {
        "name": dataset.slug,
        "title": str(dataset.title),
        "path": f"{settings.SITE_URL}{address}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "profile": "tabular-data-resource",
        "schema": f"{settings.SITE_URL}{schema}",
        "bytes": size,
        "hash": f"sha256:{digest.hexdigest()}",
    }


def _key() -> Ed25519PrivateKey | None:
    if not settings.SIGNING_KEY:
        return None
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings.SIGNING_KEY))


def signature(content: bytes) -> str:
    """In base64; "" when this site has no key."""
    key = _key()
    return base64.b64encode(key.sign(content)).decode() if key else ""


def public_key() -> str:
    """In base64; "" when this site has no key."""
    key = _key()
    if key is None:
        return ""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
