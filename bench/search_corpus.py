"""Council decisions made for measuring: as many as one wants, with the words of real administrative French.

    python -m bench.search_corpus --size 200000 --to decisions.parquet

Writes Parquet with the columns of SCDL "délibérations" 2.1.5 and TEXTE: `commun import deliberations` reads it. The same
seed gives the same decisions, and the first of a large corpus are those of a smaller one with the same bodies.

How a decision is made. 5,500 bodies (500 below 200,000 decisions) have volumes as unequal as in life, a département, and
names recombined from the communes of the reference lists; their SIRET begin with 999, so that none is anybody's. A
decision has one of 43 matters of the ACTES nomenclature, a day of a council between 2012 and 2026, a heading, "Vu…",
"Considérant…", one to six sentences drawn with a skew from those of its matter (`bench.search_texts`: 5,400 subjects,
each given to one matter), a sum, an association, a street or a parcel, a decision and a vote. One word in twenty-five is
replaced by a word drawn as often as it is used, one sentence in twenty carries a fault of character recognition. A text
has 1,200 characters on average.

What it is not. Its sentences are those of guides, codes and agreements, not of councils; each comes back some twenty
times in two million decisions, and there are fewer rare words than in two million scans. Sizes and phrase searches
flatter every engine alike. Nothing about relevance can be read from it: see `bench.search_relevance`.
"""

import argparse
import bisect
import csv
import datetime
import gzip
import itertools
import random
import re
import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench import search_texts
from bench.search_texts import ROOT, Texts

COLUMNS = (
    "COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM", "DELIB_OBJET",
    "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE", "VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE",
    "VOTE_ABSTENTION", "DELIB_URL", "TEXTE",
)  # fmt: skip
BLOCK = 10_000
"""Decisions made from one seed, and rows of a group of the file."""
SEED = 20261122
YEARS = range(2012, 2027)

MATTERS: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "1.1": ("commande publique/marchés publics", 9, ("Attribution du marché", "Groupement de commandes", "Avenant au marché")),
    "1.2": ("commande publique/délégation de service public", 2, ("Délégation de service public", "Rapport du délégataire")),
    "1.3": ("commande publique/conventions de mandat", 1, ("Convention de mandat",)),
    "1.4": ("commande publique/autres types de contrats", 3, ("Convention de partenariat", "Contrat de prestations")),
    "1.5": ("commande publique/transactions", 1, ("Protocole transactionnel",)),
    "1.6": ("commande publique/maîtrise d'œuvre", 1, ("Marché de maîtrise d'œuvre",)),
    "2.1": ("urbanisme/documents d'urbanisme", 3, ("Révision du plan local d'urbanisme", "Modification simplifiée du PLU")),
    "2.2": ("urbanisme/droit d'occupation ou d'utilisation des sols", 2, ("Permis d'aménager", "Déclaration de travaux")),
    "2.3": ("urbanisme/droit de préemption urbain", 1, ("Droit de préemption urbain",)),
    "3.1": ("domaine et patrimoine/acquisitions", 3, ("Acquisition de la parcelle", "Acquisition foncière")),
    "3.2": ("domaine et patrimoine/aliénations", 3, ("Cession de la parcelle", "Vente d'un bien communal")),
    "3.3": ("domaine et patrimoine/locations", 2, ("Bail", "Location d'un local")),
    "3.4": ("domaine et patrimoine/limites territoriales", 1, ("Limites territoriales",)),
    "3.5": ("domaine et patrimoine/actes de gestion du domaine public", 3, ("Occupation du domaine public", "Classement de voirie")),
    "3.6": ("domaine et patrimoine/actes de gestion du domaine privé", 2, ("Servitude de passage", "Mise à disposition")),
    "4.1": ("fonction publique/personnel titulaire", 5, ("Modification du tableau des effectifs", "Création de poste")),
    "4.2": ("fonction publique/personnel contractuel", 3, ("Recrutement d'agents contractuels", "Emplois saisonniers")),
    "4.4": ("fonction publique/autres catégories de personnels", 1, ("Contrat d'apprentissage",)),
    "4.5": ("fonction publique/régime indemnitaire", 2, ("Régime indemnitaire", "Indemnités des agents")),
    "5.1": ("institutions et vie politique/élection exécutif", 1, ("Élection des adjoints", "Élection du président")),
    "5.2": ("institutions et vie politique/fonctionnement des assemblées", 4, ("Approbation du procès-verbal", "Règlement intérieur")),
    "5.3": ("institutions et vie politique/désignation de représentants", 3, ("Désignation de représentants",)),
    "5.4": ("institutions et vie politique/délégation de fonctions", 1, ("Délégations au maire",)),
    "5.6": ("institutions et vie politique/exercice des mandats locaux", 1, ("Indemnités des élus", "Formation des élus")),
    "5.7": ("institutions et vie politique/intercommunalité", 4, ("Modification des statuts", "Transfert de compétence")),
    "5.8": ("institutions et vie politique/décision d'ester en justice", 1, ("Autorisation d'ester en justice",)),
    "6.1": ("libertés publiques et pouvoirs de police/police municipale", 1, ("Vidéoprotection", "Police municipale")),
    "6.4": ("libertés publiques et pouvoirs de police/autres actes réglementaires", 1, ("Règlement",)),
    "7.1": ("finances locales/décisions budgétaires", 10, ("Décision modificative", "Budget primitif", "Compte administratif", "Tarifs")),
    "7.2": ("finances locales/fiscalité", 3, ("Taux d'imposition", "Taxe d'aménagement", "Exonération")),
    "7.3": ("finances locales/emprunts", 3, ("Garantie d'emprunt", "Souscription d'un emprunt")),
    "7.4": ("finances locales/interventions économiques", 2, ("Aide aux entreprises", "Aide à l'immobilier d'entreprise")),
    "7.5": ("finances locales/subventions", 10, ("Subvention à l'association", "Demande de subvention", "Attribution de subventions")),
    "7.6": ("finances locales/contributions budgétaires", 1, ("Participation financière",)),
    "7.8": ("finances locales/fonds de concours", 1, ("Fonds de concours",)),
    "7.10": ("finances locales/divers", 3, ("Admission en non-valeur", "Fixation de tarifs")),
    "8.1": ("domaines de compétences par thèmes/enseignement", 3, ("Restauration scolaire", "Carte scolaire", "Périscolaire")),
    "8.2": ("domaines de compétences par thèmes/aide sociale", 3, ("Aide sociale", "Petite enfance", "Résidence autonomie")),
    "8.3": ("domaines de compétences par thèmes/voirie", 3, ("Travaux de voirie", "Dénomination de voie")),
    "8.5": ("domaines de compétences par thèmes/politique de la ville, habitat, logement", 3, ("Logement social", "Amélioration de l'habitat")),
    "8.7": ("domaines de compétences par thèmes/transports", 2, ("Transports scolaires", "Schéma cyclable")),
    "8.8": ("domaines de compétences par thèmes/environnement", 3, ("Gestion des déchets", "Eau et assainissement", "Plan climat")),
    "8.9": ("domaines de compétences par thèmes/culture", 3, ("Programmation culturelle", "Bibliothèque municipale")),
}  # fmt: skip
"""Code: name, weight, how subjects begin."""

KINDS = (
    ("Commune de {}", 78, (7, 35)),
    ("Ville de {}", 6, (29, 55)),
    ("Communauté de communes {}", 9, (25, 60)),
    ("Communauté d'agglomération {}", 3, (45, 90)),
    ("Métropole de {}", 1, (70, 130)),
    ("Syndicat intercommunal de {}", 2, (10, 40)),
    ("Département de {}", 1, (30, 70)),
)
DECISIONS = (
    "DÉCIDE d'approuver la présente délibération et d'autoriser {head} à signer tout document s'y rapportant.",
    "APPROUVE les termes de la convention annexée à la présente délibération.",
    "AUTORISE {head} à engager la dépense, imputée au chapitre {chapter} du budget {year}.",
    "FIXE le montant de la participation à {sum} euros et DIT que les crédits sont inscrits au budget.",
    "SOLLICITE l'aide du Département et de la Région au taux le plus élevé possible.",
)
VOWELS = {"e": "c", "l": "1", "i": "l", "o": "0", "rn": "m", "é": "e", "a": "o", "u": "ii", "s": "5"}


@dataclass(frozen=True)
class Body:
    name: str
    siret: str
    department: str
    head: str
    members: int


@dataclass
class Makings:
    """What decisions are drawn from: bodies, and sentences of each matter."""

    texts: Texts
    bodies: list[Body]
    pools: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def volumes(self) -> list[float]:
        """Cumulated weights of the bodies: the k-th deliberates as 1 / (k + 20) ** 0.7."""
        return list(itertools.accumulate(1 / (rank + 20) ** 0.7 for rank in range(len(self.bodies))))

    @cached_property
    def matters(self) -> tuple[list[str], list[int]]:
        return list(MATTERS), list(itertools.accumulate(weight for _name, weight, _starts in MATTERS.values()))

    @cached_property
    def words(self) -> list[str]:
        """Words as often as they are used, drawn from one sentence in ten."""
        pooled = itertools.chain.from_iterable(self.pools.values())
        return [
            word
            for sentence in itertools.islice(pooled, 0, None, 10)
            for word in sentence.split()
            if len(word) > 3 and word.isalpha()
        ]


def makings(texts: Texts, *, bodies: int) -> Makings:
    made = Makings(texts, _bodies(bodies))
    made.pools = _pools(texts)
    return made


def _pools(texts: Texts) -> dict[str, list[str]]:
    """Whole subjects are given to one matter, so that its words keep company; the most weighty matter gets the most."""
    pools: dict[str, list[str]] = {code: [] for code in MATTERS}
    largest = sorted(texts.subjects, key=lambda name: (-len(texts.subjects[name]), name))
    for subject in largest:
        code = min(MATTERS, key=lambda one: len(pools[one]) / MATTERS[one][1])
        pools[code].extend(texts.subjects[subject])
    for code, pool in pools.items():
        random.Random(f"{SEED} {code}").shuffle(pool)
        if not pool:
            pool.extend(itertools.chain.from_iterable(texts.subjects.values()))
    return pools


def _bodies(count: int) -> list[Body]:
    rng = random.Random(SEED)
    with gzip.open(ROOT / "commun/territories/reference/communes.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    firsts = [row["nom"].split("-")[0] for row in rows]
    lasts = [row["nom"].split("-")[-1] for row in rows]
    departments = sorted({row["departement"] for row in rows if row["departement"].isdigit()})
    made: dict[str, Body] = {}
    while len(made) < count:
        name = f"{rng.choice(firsts)}-{rng.choice(lasts)}"
        pattern, _weight, (least, most) = rng.choices(KINDS, [weight for _p, weight, _m in KINDS])[0]
        full = pattern.format(name)
        is_mayor = pattern.startswith(("Commune de", "Ville"))
        made.setdefault(
            full,
            Body(
                name=full,
                siret=siret(len(made)),
                department=rng.choice(departments),
                head="Monsieur le Maire" if is_mayor else "Madame la Présidente",
                members=rng.randrange(least, most, 2),
            ),
        )
    return list(made.values())


def siret(number: int) -> str:
    """A SIRET that passes the check of its digits, and that nobody has: no SIREN begins with 999."""
    siren = with_key(f"999{number:05d}")
    return with_key(f"{siren}0001")


def with_key(digits: str) -> str:
    """The digits, and the one that makes their Luhn sum a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


Row = tuple[str | int | None, ...]


def decisions(made: Makings, size: int, *, start: int = 0) -> Iterator[Row]:
    """In the order of COLUMNS."""
    for number in range(start // BLOCK, -(-size // BLOCK)):
        rng = random.Random(f"{SEED} {number}")
        for place in range(number * BLOCK, min((number + 1) * BLOCK, size)):
            row = _decision(made, place, rng)
            if place >= start:
                yield row


def _decision(made: Makings, place: int, rng: random.Random) -> Row:
    body = made.bodies[_drawn(made.volumes, rng)]
    codes, weights = made.matters
    code = codes[_drawn(weights, rng)]
    name, _weight, starts = MATTERS[code]
    on = _session(body, rng)
    pool = made.pools[code]
    amount = f"{rng.randrange(1, 900)} {rng.randrange(0, 1000, 10):03d}"
    local = _place(made, rng)
    title = rng.choice(made.texts.titles) if made.texts.titles else pool[0][:60]
    subject = f"{rng.choice(starts)} : {title[0].lower()}{title[1:]}"
    if rng.random() < 0.4:
        subject = f"{subject}, {local}"
    against, abstained = (rng.randrange(1, 9), rng.randrange(0, 5)) if rng.random() < 0.12 else (0, 0)
    against, abstained = min(against, body.members // 3), min(abstained, body.members // 4)
    present = max(body.members - rng.randrange(0, 1 + body.members // 4), against + abstained + 1)
    favour = present - against - abstained
    parts = [
        f"{body.name}. Séance du {on.day:02d}/{on.month:02d}/{on.year}, sous la présidence de {body.head}.",
        f"Vu le code général des collectivités territoriales, notamment ses articles L. {rng.randrange(2111, 5999)}-{rng.randrange(1, 40)} et suivants ;",
        f"Vu {_lowered(_sentence(made, pool, rng))}",
        f"Considérant que {_lowered(_sentence(made, pool, rng))}",
        *(_sentence(made, pool, rng) for _again in range(rng.randint(1, 6))),
        f"Le projet, situé {local}, est estimé à {amount},00 euros.",
        rng.choice(DECISIONS).format(head=body.head, chapter=rng.choice(("011", "012", "204", "21", "23", "65")), year=on.year, sum=amount),
        "Adopté à l'unanimité." if favour == present else f"Adopté par {favour} voix pour, {against} contre et {abstained} abstentions.",
    ]  # fmt: skip
    has_vote = rng.random() < 0.8
    return (
        body.name, body.siret, f"{on.year}-{place:07d}", on.isoformat(), code, name, subject[:300],
        str(on.year) if code.startswith("7") else None, None,
        f"PREF{body.department:0>3}", (on + datetime.timedelta(days=rng.randint(1, 9))).isoformat(),
        body.members, *((present, favour, against, abstained) if has_vote else (None,) * 4), None, "\n".join(parts),
    )  # fmt: skip


def _drawn(cumulated: Sequence[float], rng: random.Random) -> int:
    return min(bisect.bisect(cumulated, rng.random() * cumulated[-1]), len(cumulated) - 1)


def _session(body: Body, rng: random.Random) -> datetime.date:
    """One of the six to eleven evenings a year on which this council meets, more of them recent."""
    year = YEARS[int(len(YEARS) * rng.random() ** 0.7)]
    every = 33 + int(body.siret[5:8]) % 25
    day = 12 + every * rng.randrange(0, 340 // every)
    found = datetime.date(year, 1, 1) + datetime.timedelta(days=day)
    return min(found, datetime.date(2026, 9, 30))


def _sentence(made: Makings, pool: list[str], rng: random.Random) -> str:
    words = pool[int(len(pool) * rng.random() ** 2)].split()
    for _word in range(int(len(words) * 0.04 + rng.random())):
        words[rng.randrange(len(words))] = rng.choice(made.words)
    text = " ".join(words)
    return misread(text, rng) if rng.random() < 0.05 else text


def misread(text: str, rng: random.Random) -> str:
    """One fault of character recognition: a letter taken for another, or a lost space."""
    places = [found for found in re.finditer("rn|[elioéaus ]", text) if found.start() > 0]
    if not places:
        return text
    one = rng.choice(places)
    return text[: one.start()] + VOWELS.get(one.group(), "") + text[one.end() :]


def _lowered(text: str) -> str:
    return text if text[:2].isupper() else text[0].lower() + text[1:]


def _place(made: Makings, rng: random.Random) -> str:
    word = rng.choice(made.words)
    return rng.choice(
        (
            f"rue {word.capitalize()}",
            f"parcelle {rng.choice('ABCDEFGH')}{rng.choice('ABCDEFGHKLMN')} {rng.randrange(1, 900)}",
            f"lieu-dit {word.capitalize()} {rng.choice(made.words)}",
            f"association {word.capitalize()} {rng.choice(('sportive', 'culturelle', 'des parents', 'des aînés'))}",
            f"{rng.randrange(1, 180)} avenue {word.capitalize()}",
        )
    )


SCHEMA = pa.schema([(name, pa.int32() if name.startswith("VOTE_") else pa.string()) for name in COLUMNS])


def write(path: Path, made: Makings, size: int) -> None:
    """Streamed, a block at a time; whole or not at all."""
    part = path.with_suffix(".part")
    with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
        rows = decisions(made, size)
        while block := list(itertools.islice(rows, BLOCK)):
            columns = zip(*block, strict=True)
            arrays = [pa.array(values, type=kind.type) for values, kind in zip(columns, SCHEMA, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA))
    part.rename(path)


def bodies_for(size: int) -> int:
    return 5_500 if size >= 200_000 else 500


# Questions ------------------------------------------------------------------------------------------------------------

SHAPES = (
    ("1 mot", 70),
    ("2 mots", 110),
    ("3 mots", 70),
    ("4 mots", 40),
    ("expression", 60),
    ("début de mot", 70),
    ("faute", 80),
)
"""Kinds of questions and how many of 500."""


@dataclass(frozen=True)
class Question:
    """What a person types, and the filters chosen. `department`, `siret` and years are empty when not chosen."""

    shape: str
    text: str
    department: str = ""
    siret: str = ""
    years: tuple[str, ...] = ()

    @property
    def is_prefix(self) -> bool:
        return self.shape == "début de mot"

    @property
    def is_phrase(self) -> bool:
        return self.shape == "expression"

    @property
    def is_filtered(self) -> bool:
        return bool(self.department or self.siret or self.years)


_STOPPED = """
    dans pour avec cette leur leurs mais sont être avoir elle elles nous vous tout toute tous toutes entre sous sans
    lorsque dont quand ainsi selon après avant aussi plus même peut doit doivent peuvent notamment celui celle ceux cet
    ces ses son sur par que qui aux des les une est ont été soit fait avez votre notre chez afin lors
"""
STOPPED = frozenset(_STOPPED.split())


def questions(rows: Sequence[Row], count: int = 500) -> list[Question]:
    """Drawn from the words of decisions of the corpus, as people search: words that stand together, half of them filtered."""
    rng = random.Random(f"{SEED} questions")
    shapes = [shape for shape, times in SHAPES for _again in range(times)]
    rng.shuffle(shapes)
    return [_question(shape, rows, rng) for shape in itertools.islice(itertools.cycle(shapes), count)]


def _question(shape: str, rows: Sequence[Row], rng: random.Random) -> Question:
    row = dict(zip(COLUMNS, rng.choice(rows), strict=True))
    found = _words_of(str(row["TEXTE"] if rng.random() < 0.7 else row["DELIB_OBJET"]), shape, rng)
    while not found:
        row = dict(zip(COLUMNS, rng.choice(rows), strict=True))
        found = _words_of(str(row["TEXTE"]), shape, rng)
    if shape == "expression":
        text = f'"{found}"'
    elif shape == "début de mot":
        head, _space, last = found.rpartition(" ")
        text = f"{head} {last[: max(4, len(last) - rng.randint(1, 4))]}".strip()
    elif shape == "faute":
        text = mistyped(found, rng)
    else:
        text = found
    if rng.random() < 0.3:
        text = unaccented(text)
    if rng.random() >= 0.45:
        return Question(shape, text)
    year = int(str(row["DELIB_DATE"])[:4])
    chosen = rng.choice(("department", "siret", "years", "department and years"))
    span = range(max(year - rng.randint(0, 2), YEARS[0]), year + 1)
    return Question(
        shape,
        text,
        department=str(row["PREF_ID"])[-2:] if "department" in chosen else "",
        siret=str(row["COLL_SIRET"]) if chosen == "siret" else "",
        years=tuple(str(one) for one in span) if "years" in chosen else (),
    )


def _words_of(text: str, shape: str, rng: random.Random) -> str:
    sentence = rng.choice(text.splitlines())
    if shape == "expression":
        words = re.findall(r"[\w’'-]+", sentence)
        if len(words) < 6:
            return ""
        length = rng.randint(2, 4)
        start = rng.randrange(0, len(words) - length)
        chosen = words[start : start + length]
        return " ".join(chosen) if sum(_tells(word) for word in chosen) >= 2 else ""
    telling = [word for word in re.findall(r"[^\W\d_]+", sentence) if _tells(word)]
    wanted = {"1 mot": 1, "2 mots": 2, "3 mots": 3, "4 mots": 4}.get(shape, rng.choice((1, 2, 2)))
    if len(telling) < wanted + 1:
        return ""
    start = rng.randrange(0, len(telling) - wanted + 1)
    chosen = telling[start : start + wanted]
    if shape == "faute" and max(map(len, chosen)) < 6:
        return ""
    return " ".join(chosen).lower()


def _tells(word: str) -> bool:
    return len(word) > 3 and word.lower() not in STOPPED


def mistyped(text: str, rng: random.Random) -> str:
    """One letter of the longest word forgotten, doubled, replaced or exchanged with the next; never its first."""
    words = text.split()
    place = max(range(len(words)), key=lambda index: len(words[index]))
    word = words[place]
    at = rng.randrange(1, len(word) - 1)
    words[place] = rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + rng.choice("aeionrst") + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return " ".join(words)


def unaccented(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.search_corpus", description="Council decisions made for measuring.")
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--texts", type=Path, help="where the fetched packages are kept (beside the file otherwise)")
    asked = parser.parse_args(arguments)
    begun = time.perf_counter()
    found = search_texts.texts(asked.texts or asked.to.parent / "textes")
    made = makings(found, bodies=bodies_for(asked.size))
    write(asked.to, made, asked.size)
    print(
        f"{asked.size} délibérations de {len(made.bodies)} organes, à partir de {found.sentences} phrases "
        f"({found.origin}) : {asked.to.stat().st_size / 1e6:.0f} Mo en {time.perf_counter() - begun:.0f} s."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
