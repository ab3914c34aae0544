"""Is what is found what was meant? Judged questions, put to our search, PostgreSQL's and SQLite's.

    python -m bench.search_relevance                 both collections, as a table
    python -m bench.search_relevance --each          the figures of every question too
    python -m bench.search_relevance --pool demo     what the engines found together, for a person to judge

Two collections. The records of `commun demo` (`data/relevance_demo.toml`), named by their address; and decisions of
councils as they were published (`data/relevance_deliberations.toml`), which are not ours to publish: the judgements name
a file, an identifier and the digest of the text that was read, no word of it is copied; they are looked for beside the
repository, in ../shared/data/deliberations, or where `--decisions` says, and left out when they are not there.

Grades were given by reading the documents, before looking at which engine had found which: what every engine found
among its first ten (words all required, then any of them) was put together in the order of its address, and
documents known from reading the whole collection were added. 3: this is what was asked for; 2: answers a good part of
it, or the same matter elsewhere; 1: touches on it; not listed: 0.

Peers are those of `bench.search_engines`, and the same asked for any of the words instead of all.
nDCG@10 with gains of 2^grade - 1; recall@20 of what has grade 2 or 3; questions that find nothing. A part of the site in
which no document was ever graded came after the judges: nDCG@10 is told once more with its documents struck from what
was found, so that what has no grade yet and what is badly placed are told apart.
"""

import argparse
import hashlib
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.processes import BIN
from bench.search_corpus import Question
from bench.search_engines import Cluster, Commun, Decision, Engine, Fts5, Postgres, Server
from bench.search_texts import ROOT
from commun.search import french

DATA = Path(__file__).parent / "data"
DECISIONS = ROOT.parent / "shared/data/deliberations"
DEPTH = 20


@dataclass(frozen=True)
class Judged:
    """What was asked, and the grade of each document that has one."""

    text: str
    who: str
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Page:
    """A document of a collection, as it is read."""

    name: str
    title: str
    body: str
    words: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.title}\n{self.body}".encode()).hexdigest()[:16]

    def numbered(self, key: int) -> Decision:
        return Decision(
            key=key, title=self.title, body=self.body, names=self.words, matter="", year="2026", department="",
            siret="", on=date(2026, 1, 1), vote="",
        )  # fmt: skip


class PostgresAny(Postgres):
    name = "PostgreSQL, un mot suffit"

    def _query(self, question: Question) -> str | None:
        query = super()._query(question)
        return query if query is None or question.is_phrase else query.replace(" & ", " | ")


class Fts5Any(Fts5):
    name = "SQLite FTS5, un mot suffit"
    between = " OR "


def judgements(path: Path) -> tuple[list[Judged], dict[str, str]]:
    """The questions, and the digests of documents that are not here."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    asked = [Judged(one["texte"], one["qui"], one["documents"]) for one in told["question"]]
    return asked, told.get("empreintes", {})


def decisions_of(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.glob("deliberations_*.json")):
        for one in json.loads(path.read_text(encoding="utf-8"))["deliberations"]:
            identifier = one["url"].rstrip("/").rpartition("/")[2]
            yield Page(f"{path.stem.partition('_')[2]}/{identifier}", one["titre"], one["contenu"])


def demo_of(folder: Path) -> list[Page]:
    """The public documents of a demo that this makes, or that the folder has."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"COMMUN_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}

    def run(*command: str) -> str:
        done = subprocess.run(
            [BIN / "commun", *command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        return done.stdout

    if not (folder / "commun.sqlite3").exists():
        run("demo")
    code = "from bench.search_relevance import tell_documents; tell_documents()"
    return [Page(*one) for one in json.loads(run("shell", "--no-imports", "-c", code).splitlines()[-1])]


def tell_documents() -> None:
    """Prints every public document of this site: address, title, text, other words."""
    from commun.search.documents import sources

    told = []
    for source in sources().values():
        keys = list(source.keys())
        for document in source.documents(keys):
            told.append((document.url, str(document.title), str(document.body), str(document.words)))
    print(json.dumps(sorted(told), ensure_ascii=False))


Found = dict[str, list[list[str]]]
"""By engine, for each question in order, the names of what was found, best first."""


def found_by_all(pages: Sequence[Page], asked: Sequence[str], folder: Path) -> Found:
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder)
    server: Server = cluster.start()
    try:
        engines: list[Engine] = [Commun(folder), Postgres(server), PostgresAny(server), Fts5(folder), Fts5Any(folder)]
        made = [page.numbered(key) for key, page in enumerate(pages, 1)]
        told: Found = {}
        for engine in engines:
            if not isinstance(engine, PostgresAny | Fts5Any):
                engine.build(iter(made))
            if isinstance(engine, Commun):
                engine.keep_texts(iter(made))
            engine.open()
            told[engine.name] = [
                [pages[key - 1].name for key in engine.ask(question(text)).keys[:DEPTH]] for text in asked
            ]
            engine.close()
        return told
    finally:
        cluster.stop()


def question(text: str) -> Question:
    return Question("expression" if text.startswith('"') else "mots", text)


def ndcg(names: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Gains of 2^grade - 1, discounted by the logarithm of the place, over those of the best order."""

    def gain(found: Sequence[int]) -> float:
        return math.fsum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(found[:depth]))

    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(name, 0) for name in names]) / best if best else float("nan")


def part(name: str) -> str:
    """The part of the site that an address belongs to: its first word; a decision of `data/` has none."""
    return name.split("/")[1] if name.startswith("/") else ""


def in_parts_judged(names: Sequence[str], questions: Sequence[Judged]) -> list[str]:
    """What was found, without the parts of the site in which no question has graded anything."""
    judged = {part(name) for one in questions for name in one.grades}
    return [name for name in names if part(name) in judged]


def recall(names: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """The share of what has grade 2 or 3 that is among the first."""
    wanted = {name for name, grade in grades.items() if grade >= 2}
    return len(wanted & set(names[:depth])) / len(wanted) if wanted else float("nan")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.search_relevance", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--decisions", type=Path, default=DECISIONS)
    parser.add_argument("--demo", type=Path, help="a data folder that has the demo (made anew otherwise)")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--pool", choices=("demo", "deliberations"))
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="commun-bench-relevance-") as name:
        work = Path(name)
        work.chmod(0o755)
        for collection in ("demo", "deliberations"):
            if asked.pool in (None, collection):
                measure(collection, asked, work)
    return 0


def measure(collection: str, asked: argparse.Namespace, work: Path) -> None:
    questions, digests = judgements(DATA / f"relevance_{collection}.toml")
    pages = demo_of(asked.demo or work / "demo-data") if collection == "demo" else list(decisions_of(asked.decisions))
    if not pages:
        print(f"\n(pas de délibérations dans {asked.decisions} : cette partie n’est pas mesurée)")
        return
    known = {page.name: page for page in pages}
    changed = [name for name, digest in digests.items() if name not in known or known[name].digest != digest]
    if changed:
        print(f"\n({len(changed)} documents ne sont plus ceux qui ont été lus : {', '.join(changed[:3])}…)")
    found = found_by_all(pages, [one.text for one in questions], work / collection)
    if asked.pool:
        pool(questions, found, known)
        return
    missing = {name for one in questions for name in one.grades if name not in known}
    if missing:
        print(f"\n({len(missing)} documents jugés sont absents : {', '.join(sorted(missing)[:3])}…)")
    print(f"\n## {collection} : {len(pages)} documents, {len(questions)} questions\n")
    print(
        "| moteur | nDCG@10 | sans les rubriques jamais jugées | rappel@20 | questions sans aucun résultat "
        "| meilleur que Commun, moins bon |"
    )
    print("|---|---|---|---|---|---|")
    ours = scores(found[Commun.name], questions)
    for engine, lists in found.items():
        all_scores = scores(lists, questions)
        better = sum(one > other + 0.01 for one, other in zip(all_scores, ours, strict=True))
        worse = sum(one < other - 0.01 for one, other in zip(all_scores, ours, strict=True))
        recalls = [recall(names, one.grades) for names, one in zip(lists, questions, strict=True)]
        told = statistics.mean(value for value in recalls if not math.isnan(value))
        empty = sum(not names for names in lists)
        apart = statistics.mean(scores([in_parts_judged(names, questions) for names in lists], questions))
        mean = statistics.mean(all_scores)
        print(f"| {engine} | {mean:.3f} | {apart:.3f} | {told:.3f} | {empty} | {better}, {worse} |")
    if asked.each:
        print("\n| question | " + " | ".join(found) + " |\n|---|" + "---|" * len(found))
        for place, one in enumerate(questions):
            cells = " | ".join(f"{ndcg(lists[place], one.grades):.2f}" for lists in found.values())
            print(f"| {one.text} | {cells} |")


def scores(lists: Sequence[Sequence[str]], questions: Sequence[Judged]) -> list[float]:
    return [ndcg(names, one.grades) for names, one in zip(lists, questions, strict=True)]


def pool(questions: Sequence[Judged], found: Found, known: Mapping[str, Page]) -> None:
    """What is to be read: nothing says which engine found it, nor in which place."""
    for place, one in enumerate(questions):
        print(f"\n## {one.text} ({one.who})")
        for name in sorted({name for lists in found.values() for name in lists[place][:10]} | set(one.grades)):
            page = known.get(name)
            if page is None:
                print(f"   ? {name}")
                continue
            pieces = french.extract(page.body, french.terms(one.text), 300)
            text = "".join(f"[{piece}]" if is_marked else piece for piece, is_marked in pieces)
            print(f" {one.grades.get(name, '-')} {name} | {page.title[:140]} | {text}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
