"""A Commun site: its collections, its search, its files."""

import base64
import binascii
import hashlib
import http.client
import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from commun_client.deposits import deposit
from commun_client.errors import ChecksumMismatch, CommunError
from commun_client.transport import Transport
from commun_client.writing import Form, Written, written_of

VERSION = "1.0.0"
ROOT = "/api/v1"
ANY = "*"
"""The version that says: whatever there is."""
MOST = 1000
FORMATS = ("csv", "json", "xlsx", "parquet")
_BLOCK = 256 * 1024
_HERE = ("localhost", "127.0.0.1", "::1")

Record = dict[str, Any]


def _untold(sent: int, size: int) -> None:
    return None


Value = str | int | bool | Iterable[str]


@dataclass(frozen=True)
class Collection:
    """One of the collections of the API, which is also a dataset."""

    name: str
    title: str
    description: str


@dataclass(frozen=True)
class SearchPage:
    """The exact number of results, those of this page, and how many there are for each value of each facet."""

    total: int
    results: list[Record]
    facets: dict[str, list[Record]]
    corrections: dict[str, str]


class Commun:
    """`url` is the home of the site. Reading needs no `key`; a request that failed by accident is tried again."""

    def __init__(
        self,
        url: str,
        *,
        key: str = "",
        timeout: float = 30.0,
        retries: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"« {url} » n’est pas l’adresse d’un site")
        if key and parts.scheme == "http" and parts.hostname not in _HERE:
            raise ValueError("Une clé ne voyage qu’en https : en clair, quiconque l’entend écrit à votre place")
        self.url = f"{parts.scheme}://{parts.netloc}"
        headers = {"User-Agent": f"commun-client/{VERSION}", "Accept": "application/json, */*;q=0.5"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._transport = Transport(headers=headers, timeout=timeout, retries=retries, sleep=sleep)

    # --- Reading -----------------------------------------------------------------------------------------------------

    def collections(self) -> list[Collection]:
        found = self._json(f"{ROOT}/")
        return [Collection(one["jeu"], one["titre"], one["description"]) for one in found["collections"]]

    def list(
        self, collection: str, *, champs: Iterable[str] = (), page: int = MOST, **filters: Value
    ) -> Iterator[Record]:
        """Every record, page after page, of those that `filters` keep; `champs` asks for these columns only."""
        query = [("limite", str(page)), *_pairs(filters)]
        if wanted := ",".join(champs):
            query.append(("champs", wanted))
        path: str | None = f"{ROOT}/{quote(collection, safe='')}?{urlencode(query)}"
        while path:
            found = self._json(path)
            yield from found["donnees"]
            path = _path(found["suivant"])

    def get(self, collection: str, identifier: str) -> Record:
        """One record. Raises NotFound."""
        found: Record = self._json(f"{ROOT}/{quote(collection, safe='')}/{quote(identifier, safe=':')}")["donnees"]
        return found

    def search(self, text: str, *, start: int = 0, size: int = 20, **filters: Value) -> SearchPage:
        query = [("q", text), ("debut", str(start)), ("limite", str(size)), *_pairs(filters)]
        found = self._json(f"{ROOT}/recherche?{urlencode(query)}")
        return SearchPage(found["total"], found["resultats"], found["facettes"], found["corrections"])

    # --- Files -------------------------------------------------------------------------------------------------------

    def download(
        self, dataset: str, *, to: str | Path, form: str = "csv", sha256: str = "", verify: bool = True
    ) -> Path:
        """The whole file of a dataset at `to`, which is replaced once all of it is there and right.

        What a cut line left stands beside, in `….part`, and is gone on with when the site still has the same version.
        `verify` compares with the digest that the site announces, where it announces one. Raises ChecksumMismatch.
        """
        if form not in FORMATS:
            raise ValueError(f"format inconnu : {form}")
        target = Path(to)
        part = target.with_name(f"{target.name}.part")
        path = f"/donnees/{quote(dataset, safe='')}.{form}"
        announced = self._transport.stream(self.url + path, lambda one: _receive(one, part), headers=_resuming(part))
        wanted = sha256 or announced or (self._announced(dataset) if verify and form == "csv" else "")
        if wanted and _sha256(part) != wanted:
            _forget(part)
            raise ChecksumMismatch(f"{dataset} : le fichier reçu n’est pas celui que le site annonce ; recommencez.")
        part.replace(target)
        _notes(part).unlink(missing_ok=True)
        return target

    def _announced(self, dataset: str) -> str:
        """The digest of a CSV in the site's manifest; "" when it is not there."""
        try:
            found = self._json("/federation/datapackage.json")
        except CommunError:
            return ""
        for one in found.get("resources", ()):
            if one.get("name") == dataset:
                return str(one.get("hash", "")).removeprefix("sha256:")
        return ""

    def deposit(
        self, item: str, path: str | Path, *, told: Callable[[int, int], None] = lambda sent, size: None
    ) -> str:
        """Send a file of any size, in parts, for the dataset or model `item` of your territory; its SHA-256.

        Cut, even by a machine that stops, the same call goes on where the site says that it stands. Raises Problem.
        """
        return deposit(self._transport, self.url, item, Path(path), told=told)

    # --- Writing -----------------------------------------------------------------------------------------------------

    def post(
        self,
        operation: str,
        data: Mapping[str, Any] | None = None,
        *,
        version: str = "",
        idempotency_key: str = "",
        dry_run: bool = False,
    ) -> Written:
        """Ask an operation that writes, with the key: `operation` is its path below /api/v1/.

        `version` is the one that you read, where the operation asks for one; `"*"` replaces without having read.
        The same `idempotency_key` twice does it once; one is made when none is given, so that a retry never doubles.
        Raises Problem: Stale when someone changed the record since.
        """
        return self._write("POST", operation, data, version=version, name=idempotency_key, dry_run=dry_run)

    def patch(
        self,
        operation: str,
        data: Mapping[str, Any],
        *,
        version: str,
        idempotency_key: str = "",
        dry_run: bool = False,
    ) -> Written:
        """Change what `data` names, from this version on."""
        return self._write("PATCH", operation, data, version=version, name=idempotency_key, dry_run=dry_run)

    def delete(self, operation: str, *, version: str = "", idempotency_key: str = "", dry_run: bool = False) -> Written:
        return self._write("DELETE", operation, None, version=version, name=idempotency_key, dry_run=dry_run)

    def upload(
        self,
        operation: str,
        file: str | Path,
        data: Mapping[str, Any] | None = None,
        *,
        idempotency_key: str = "",
        dry_run: bool = False,
    ) -> Written:
        """Send a file with what is said of it, to an operation that takes one."""
        form = Form({"fichier": Path(file)}, data or {})
        return self._write("POST", operation, form, version="", name=idempotency_key, dry_run=dry_run)

    def _write(
        self,
        method: str,
        operation: str,
        data: Mapping[str, Any] | Form | None,
        *,
        version: str,
        name: str,
        dry_run: bool,
    ) -> Written:
        path = f"{ROOT}/{operation.strip('/')}" + ("?dry_run=true" if dry_run else "")
        headers = {"Idempotency-Key": name or str(uuid.uuid4())}
        if version:
            headers["If-Match"] = version if version == ANY else f'"{version.strip(chr(34))}"'
        body: bytes | None = None
        if isinstance(data, Form):
            headers["Content-Type"], body = data.content_type, data.body
        elif data is not None:
            headers["Content-Type"], body = "application/json", json.dumps(data, ensure_ascii=False).encode()
        answer = self._transport.send(self.url + path, method=method, body=body, headers=headers)
        try:
            return written_of(
                json.loads(answer.content), is_replayed=answer.headers.get("idempotency-replayed") == "true"
            )
        except (ValueError, KeyError, TypeError):
            raise CommunError(f"{self.url}{path} ne répond pas comme une écriture") from None

    def _json(self, path: str) -> Any:
        answer = self._transport.send(self.url + path)
        try:
            return json.loads(answer.content)
        except ValueError:
            raise CommunError(f"{self.url}{path} ne répond pas en JSON") from None


def _pairs(filters: Mapping[str, Value]) -> list[tuple[str, str]]:
    found = []
    for name, value in filters.items():
        if isinstance(value, bool):
            found.append((name, "true" if value else "false"))
        elif isinstance(value, str | int):
            found.append((name, str(value)))
        else:
            found += [(name, str(one)) for one in value]
    return found


def _path(following: str | None) -> str | None:
    """The address of the next page, on the site that was named and nowhere else."""
    if not following:
        return None
    parts = urlsplit(following)
    return parts.path + (f"?{parts.query}" if parts.query else "")


# --- Downloading -----------------------------------------------------------------------------------------------------


def _notes(part: Path) -> Path:
    """Which version the beginning that we have is of."""
    return part.with_name(f"{part.name}.etag")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _notes(part).unlink(missing_ok=True)


def _resuming(part: Path) -> dict[str, str]:
    if not part.exists() or not _notes(part).exists() or not part.stat().st_size:
        return {"Accept-Encoding": "identity"}
    tag = _notes(part).read_text()
    asked = {"Accept-Encoding": "identity", "Range": f"bytes={part.stat().st_size}-"}
    return asked if tag.startswith("W/") else asked | {"If-Range": tag}


def _receive(response: http.client.HTTPResponse, part: Path) -> str:
    """Write what comes; gives the digest that the answer announces of the whole ("" if none). Raises ChecksumMismatch
    when the end of another version would be put after our beginning; IncompleteRead when the line is cut."""
    tag = response.headers.get("ETag", "")
    resumes = response.status == 206
    if resumes and (not _notes(part).exists() or _notes(part).read_text() != tag):
        _forget(part)
        raise ChecksumMismatch("le fichier a changé pendant le téléchargement ; recommencez")
    expected = int(response.headers.get("Content-Length", -1))
    if tag:
        _notes(part).write_text(tag)
    else:
        _notes(part).unlink(missing_ok=True)
    received = 0
    with part.open("ab" if resumes else "wb") as file:
        while block := response.read1(_BLOCK):
            file.write(block)
            received += len(block)
    if 0 <= expected != received:
        raise http.client.IncompleteRead(b"", expected - received)
    return _digest(response.headers.get("Repr-Digest", ""))


def _digest(header: str) -> str:
    """RFC 9530: `sha-256=:…:`, in hexadecimal; "" for anything else."""
    if not header.startswith("sha-256=:"):
        return ""
    try:
        return base64.b64decode(header.removeprefix("sha-256=:").partition(":")[0], validate=True).hex()
    except binascii.Error:
        return ""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
