"""Reading another site politely: its robots.txt, its catalogue, the files that it names, its signature.

Nothing is written here. Whatever goes wrong (a name that leads to a private network, a length that lies, a compressed
answer nobody asked for, a file that is not the one announced) raises: the harvest is whole or is not.
"""

import base64
import binascii
import hashlib
import json
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _
from rdflib import DCAT, DCTERMS, RDF, Graph
from rdflib.exceptions import ParserError

from commun.core.outbound import Fetched, FetchRefused, fetch
from commun.federation import checking
from commun.federation.enums import Signature
from commun.federation.shared import FEDERATED
from commun.opendata.registry import datasets

MANIFEST_BYTES = 4 * 1024 * 1024
FILE_BYTES = 40 * 1024 * 1024
MOST_PAUSE = 10.0
"""Seconds between two requests, when robots.txt asks for more."""
_NAME = "Commun"
_SIGNATURE = ".sig"


class Later(FetchRefused):
    """The site asks to come back: after `seconds`, when it says so."""

    def __init__(self, message: str, *, seconds: int = 0) -> None:
        super().__init__(message, fault="later")
        self.seconds = seconds


@dataclass(frozen=True)
class Resource:
    """A file that a catalogue names: the dataset whose schema it follows, and its digest when it is announced."""

    dataset: str
    url: str
    sha256: str = ""


@dataclass(frozen=True)
class Manifest:
    """What a source publishes. `ignored` tells what we know no schema of."""

    resources: tuple[Resource, ...]
    sha256: str
    signature: Signature
    ignored: tuple[str, ...] = ()

    @property
    def tells_all(self) -> bool:
        """Whether any change of a file changes the manifest."""
        return bool(self.resources) and all(one.sha256 for one in self.resources)


@dataclass(frozen=True)
class Gathered:
    """What one reading brought: `files` holds the checked rows of those that changed, by dataset.

    `validators` is what the next reading will ask with, should this one be taken.
    """

    manifest: Manifest | None
    files: Mapping[str, checking.Checked]
    urls: Mapping[str, str]
    validators: Mapping[str, Any] = field(default_factory=dict)


class Visitor:
    """One reading of one site, one request at a time."""

    def __init__(self, *, validators: Mapping[str, Any], sleep: Callable[[float], None] = time.sleep) -> None:
        self._known = validators
        self._sleep = sleep
        self._robots: dict[str, RobotFileParser] = {}
        self._pause = 0.0
        self.validators: dict[str, Any] = {}

    def read(self, url: str, *, max_bytes: int, is_new: bool = False) -> Fetched | None:
        """What stands there; None when it has not changed. Raises FetchRefused, Later."""
        self._ask_robots(url)
        known = self._known.get(url, {}) if not is_new else {}
        asked = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
        found = self._fetch(url, max_bytes=max_bytes, headers={name: value for name, value in asked.items() if value})
        if found.status == 304:
            self.validators[url] = known
            return None
        if found.status != 200:
            raise FetchRefused(
                _("« %(url)s » répond par l’erreur %(status)d.") % {"url": url[:200], "status": found.status}
            )
        self.validators[url] = {
            "etag": found.headers.get("etag", "")[:300],
            "modified": found.headers.get("last-modified", "")[:60],
            "sha256": hashlib.sha256(found.content).hexdigest(),
        }
        return found

    def keep(self, url: str) -> None:
        """Still as the last time: it was not even asked for."""
        self.validators[url] = self._known[url]

    def knows(self, url: str, sha256: str) -> bool:
        return bool(sha256) and self._known.get(url, {}).get("sha256") == sha256

    def _fetch(self, url: str, *, max_bytes: int, headers: Mapping[str, str]) -> Fetched:
        if self._pause:
            self._sleep(self._pause)
        found = fetch(url, max_bytes=max_bytes, headers=headers)
        if found.status in (429, 503):
            raise Later(_("Le site demande d’attendre."), seconds=found.retry_after)
        return found

    def _ask_robots(self, url: str) -> None:
        """Raises FetchRefused where robots.txt keeps us out; a site without one keeps nobody out."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            found = self._fetch(f"{origin}/robots.txt", max_bytes=512 * 1024, headers={})
            if found.status >= 500:
                raise FetchRefused(_("Le robots.txt du site est en panne : rien n’est lu."))
            rules = RobotFileParser()
            rules.parse(found.content.decode("utf-8", "replace").splitlines() if found.status == 200 else [])
            self._robots[origin] = rules
            self._pause = min(float(rules.crawl_delay(_NAME) or 0), MOST_PAUSE)
        if not self._robots[origin].can_fetch(_NAME, url):
            raise FetchRefused(_("Le robots.txt du site demande de ne pas lire « %(url)s ».") % {"url": url[:200]})


def gather(
    *,
    url: str,
    public_key: str,
    territory: str,
    validators: Mapping[str, Any],
    sleep: Callable[[float], None] = time.sleep,
) -> Gathered:
    """Everything that changed at a source since `validators`. Raises FetchRefused, Later, FileRefused."""
    visitor = Visitor(validators=validators, sleep=sleep)
    whole = bool(validators.get(url, {}).get("tells_all"))
    found = visitor.read(url, max_bytes=MANIFEST_BYTES if _names_catalogue(url) else FILE_BYTES, is_new=not whole)
    if found is None:
        return Gathered(None, {}, {}, validators)
    signature = _checked_signature(visitor, url, found.content, public_key)
    if _names_catalogue(url):
        manifest = _manifest(found, signature)
    else:
        manifest, files = _one_file(found, signature, territory)
        return Gathered(manifest, files, {manifest.resources[0].dataset: url}, visitor.validators)
    visitor.validators[url]["tells_all"] = manifest.tells_all
    files = {}
    for one in manifest.resources:
        if visitor.knows(one.url, one.sha256):
            visitor.keep(one.url)
            continue
        given = visitor.read(one.url, max_bytes=FILE_BYTES, is_new=bool(one.sha256))
        if given is None:
            continue
        if one.sha256 and hashlib.sha256(given.content).hexdigest() != one.sha256:
            raise Later(_("« %(url)s » n’est pas le fichier annoncé : il a changé entre-temps.") % {"url": one.url})
        files[one.dataset] = checking.check(given.content, slug=one.dataset, territory=territory)
    return Gathered(manifest, files, {one.dataset: one.url for one in manifest.resources}, visitor.validators)


def _names_catalogue(url: str) -> bool:
    return not urlsplit(url).path.endswith(".csv")


def _one_file(found: Fetched, signature: Signature, territory: str) -> tuple[Manifest, dict[str, checking.Checked]]:
    slug = checking.dataset_of(checking.headers_of(found.content))
    if slug not in FEDERATED:
        raise checking.FileRefused(_("Ce fichier ne suit aucun de nos schémas : ses colonnes sont autres."))
    digest = hashlib.sha256(found.content).hexdigest()
    manifest = Manifest((Resource(slug, found.url),), digest, signature)
    return manifest, {slug: checking.check(found.content, slug=slug, territory=territory)}


def _checked_signature(visitor: Visitor, url: str, content: bytes, public_key: str) -> Signature:
    """Asked for only when a key is known; then it must be right. Raises FileRefused."""
    if not public_key:
        return Signature.NONE
    try:
        found = visitor.read(f"{url}{_SIGNATURE}", max_bytes=1024, is_new=True)
        assert found is not None
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(found.content.strip(), validate=True), content)
    except (InvalidSignature, ValueError, binascii.Error):
        raise checking.FileRefused(_("La signature n’est pas celle de la clé connue.")) from None
    except FetchRefused as refusal:
        raise checking.FileRefused(_("La signature manque : %(why)s") % {"why": refusal.message}) from None
    return Signature.VALID


# --- Catalogues ------------------------------------------------------------------------------------------------------


def _manifest(found: Fetched, signature: Signature) -> Manifest:
    """Of a data package, or of a DCAT catalogue in Turtle or JSON-LD. Raises FileRefused."""
    named = list(_of_package(found) if _is_package(found.content) else _of_catalogue(found))
    resources = {one.dataset: one for one in named if one.dataset in FEDERATED}
    ignored = tuple(sorted({one.dataset[:80] for one in named if one.dataset not in FEDERATED}))
    if not resources:
        raise checking.FileRefused(_("Ce catalogue ne nomme aucun jeu de données que nous connaissions."))
    if any(not checking.is_web(one.url) for one in resources.values()):
        raise checking.FileRefused(_("Ce catalogue nomme des adresses qui n’en sont pas."))
    digest = hashlib.sha256(found.content).hexdigest()
    return Manifest(tuple(resources.values()), digest, signature, ignored)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _is_package(content: bytes) -> bool:
    found = _json(content)
    return isinstance(found, dict) and isinstance(found.get("resources"), list)


def _of_package(found: Fetched) -> Iterator[Resource]:
    for one in _json(found.content)["resources"]:
        if not isinstance(one, dict) or not isinstance(one.get("path"), str) or not isinstance(one.get("name"), str):
            raise checking.FileRefused(_("Le paquet de données est mal écrit : « name » et « path » sont attendus."))
        kind, _colon, digest = str(one.get("hash", "")).partition(":")
        yield Resource(one["name"], urljoin(found.url, one["path"]), digest if kind == "sha256" else "")


def _of_catalogue(found: Fetched) -> Iterator[Resource]:
    data = _json(found.content)
    graph, form = Graph(), "turtle" if data is None else "json-ld"
    if data is not None and _calls_outside(data):
        raise checking.FileRefused(_("Ce catalogue renvoie à un contexte extérieur, qui n’est pas lu."))
    try:
        with warnings.catch_warnings():  # rdflib's own reader of JSON-LD uses what rdflib deprecates
            warnings.simplefilter("ignore", DeprecationWarning)
            graph.parse(data=found.content.decode(), format=form, publicID=found.url)
    except (SyntaxError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ParserError) as error:
        raise checking.FileRefused(_("Ce catalogue ne se lit pas (%(why)s).") % {"why": type(error).__name__}) from None
    for dataset in graph.subjects(RDF.type, DCAT.Dataset):
        for file in graph.objects(dataset, DCAT.distribution):
            address = str(graph.value(file, DCAT.downloadURL) or graph.value(file, DCAT.accessURL) or "")
            media = str(graph.value(file, DCAT.mediaType) or "")
            if address.partition("?")[0].endswith(".csv") or media.endswith("text/csv"):
                yield Resource(_slug(graph, dataset), address)


def _slug(graph: Graph, dataset: Any) -> str:
    """The dataset of ours that it is: by its identifier, else by the end of its address."""
    said = str(graph.value(dataset, DCTERMS.identifier) or "")
    return said if said in datasets() else str(dataset).rstrip("/").rpartition("/")[2]


def _calls_outside(data: Any) -> bool:
    """Whether a context would have to be fetched, which the guards would not see."""
    if isinstance(data, list):
        return any(_calls_outside(one) for one in data)
    if not isinstance(data, dict):
        return False
    context = data.get("@context")
    contexts = context if isinstance(context, list) else [context]
    if any(isinstance(one, str) for one in contexts) or "@import" in data:
        return True
    return any(_calls_outside(value) for value in data.values())
