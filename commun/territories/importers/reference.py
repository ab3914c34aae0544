"""The official lists shipped with Commun: read, doubted, then brought into the database.

Lists that are those of the last load are not loaded again, and loading them again changes nothing. A newer list updates
what it holds, ends what it no longer holds, and touches neither what was entered by hand nor any address already given.
"""

import csv
import datetime
import gzip
import hashlib
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.text import slugify
from stdnum.fr import siren as siren_number

from commun.core import freshness
from commun.core.models import AuditEvent
from commun.territories.enums import COMMUNES, Kind
from commun.territories.models import REFERENCE_VINTAGE, Territory
from commun.territories.written_names import normalise

_APP = Path(__file__).resolve().parent.parent
FOLDER = _APP / "reference"
_LOADED = "territories.loaded"
SOURCE = (
    "INSEE, Code officiel géographique et populations légales ; DGCL, liste des EPCI ; positions : IGN, Admin Express"
)
GEONAMES = "GeoNames"

# Neither has inhabitants nor an elected council: they are no body that could pledge.
NOT_LOCAL_GOVERNMENTS = {"984", "989"}


class ReferenceError(ValueError):
    """A list does not hold together; nothing of it is loaded."""


@dataclass(frozen=True)
class Body:
    """One line of the lists, parents given by their `uid`."""

    uid: str
    kind: Kind
    name: str
    code_insee: str = ""
    siren: str = ""
    country: str = "FR"
    foreign_scheme: str = ""
    foreign_code: str = ""
    population: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    epci: str = ""
    ept: str = ""
    departement: str = ""
    region: str = ""
    networks: tuple[str, ...] = ()
    former_codes: tuple[str, ...] = ()
    ended_on: datetime.date | None = None
    successor: str = ""
    source: str = SOURCE


@dataclass(frozen=True)
class Reference:
    vintage: str
    bodies: Mapping[str, Body]

    @property
    def starts_on(self) -> datetime.date:
        """The lists of a year are those of its first day."""
        return datetime.date(int(self.vintage.split()[-1]), 1, 1)


@dataclass
class Summary:
    """What loading did, in numbers of territories."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ended: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)


# --- Reading --------------------------------------------------------------------------------------------------------


def read(folder: Path = FOLDER) -> Reference:
    """Every body of the lists, checked. Raises ReferenceError."""
    manifest = json.loads((folder / "millesime.json").read_text(encoding="utf-8"))
    statuses = {row["uid"]: row for row in _rows(folder / "statuts.csv")}
    divisions = _rows(folder / "divisions.csv.gz")
    epci = _rows(folder / "intercommunalites.csv.gz")
    communes = _rows(folder / "communes.csv.gz")
    for name, rows in (("divisions", divisions), ("intercommunalites", epci), ("communes", communes)):
        if len(rows) != manifest["lignes"][name]:
            raise ReferenceError(f"{name} : {len(rows)} lignes au lieu de {manifest['lignes'][name]}")

    uid_of_region, region_of = _regions(divisions, statuses)
    seats = {row["code_insee"]: row for row in communes}
    found: list[Body] = []
    for row in divisions:
        level = row["niveau"]
        uid = f"{level[:3]}:{row['code_insee']}"
        if row["code_insee"] in NOT_LOCAL_GOVERNMENTS or (
            level == "region" and uid_of_region[row["code_insee"]] != uid
        ):
            continue
        found.append(
            Body(
                uid=uid,
                kind=Kind.DEPARTEMENT if level == "departement" else Kind.REGION,
                name=row["nom"],
                code_insee=row["code_insee"],
                population=_whole(row["population"]),
                region=region_of[row["code_insee"]] if level == "departement" else "",
                latitude=_degrees(seats.get(row["chef_lieu"], {}), "latitude"),
                longitude=_degrees(seats.get(row["chef_lieu"], {}), "longitude"),
            )
        )
    found += (
        Body(
            uid=f"siren:{row['siren']}",
            kind=Kind(row["type"]),
            name=row["nom"],
            siren=row["siren"],
            population=_whole(row["population"]),
            departement=f"dep:{row['departement']}",
            region=region_of[row["departement"]],
            latitude=_degrees(row, "latitude"),
            longitude=_degrees(row, "longitude"),
        )
        for row in epci
    )
    found += (
        Body(
            uid=f"insee:{row['code_insee']}",
            kind=Kind.COMMUNE,
            name=row["nom"],
            code_insee=row["code_insee"],
            siren=row["siren"],
            population=_whole(row["population"]),
            epci=f"siren:{row['epci']}" if row["epci"] else "",
            ept=f"siren:{row['ept']}" if row["ept"] else "",
            departement="" if row["departement"] in NOT_LOCAL_GOVERNMENTS else f"dep:{row['departement']}",
            region=region_of.get(row["departement"], ""),
            former_codes=tuple(row["anciens_codes"].split()),
            latitude=_degrees(row, "latitude"),
            longitude=_degrees(row, "longitude"),
        )
        for row in communes
    )
    found += (
        Body(
            uid=f"geonames:{row['geonames']}",
            kind=Kind.VILLE_ETRANGERE,
            name=row["nom"],
            country=row["pays"],
            foreign_scheme=GEONAMES,
            foreign_code=row["geonames"],
            population=_whole(row["population"]),
            networks=tuple(row["reseaux"].split()),
            source=GEONAMES,
            latitude=_degrees(row, "latitude"),
            longitude=_degrees(row, "longitude"),
        )
        for row in _rows(folder / "villes-hors-de-france.csv")
    )
    reference = Reference(vintage=manifest["millesime"], bodies=_with_statuses(found, statuses, seats))
    _doubt(reference)
    return reference


def _rows(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    # The lists are typed with straight apostrophes; what people read has French ones.
    return list(csv.DictReader(io.StringIO(text.replace("'", "’"))))


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _degrees(row: Mapping[str, str], axis: str) -> float | None:
    return float(row[axis]) if row.get(axis) else None


def _regions(
    divisions: Iterable[Mapping[str, str]], statuses: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """The uid of each région code, and that of each département's région: one body where the law made it one."""
    uid_of_region: dict[str, str] = {}
    region_of: dict[str, str] = {}
    departements = [row for row in divisions if row["niveau"] == "departement"]
    for row in departements:
        single = statuses.get(f"dep:{row['code_insee']}", {}).get("type") == Kind.COLLECTIVITE_UNIQUE
        uid_of_region.setdefault(row["region"], f"dep:{row['code_insee']}" if single else f"reg:{row['region']}")
    for row in departements:
        if row["code_insee"] not in NOT_LOCAL_GOVERNMENTS:
            region_of[row["code_insee"]] = uid_of_region[row["region"]]
    return uid_of_region, region_of


def _with_statuses(
    found: Iterable[Body], statuses: Mapping[str, Mapping[str, str]], seats: Mapping[str, Mapping[str, str]]
) -> dict[str, Body]:
    """What the law says of a few bodies, over what the lists say; and the one that they do not hold."""
    bodies = {body.uid: body for body in found}
    for uid, row in statuses.items():
        if row["nom"]:
            bodies[uid] = Body(
                uid=uid,
                kind=Kind(row["type"]),
                name=row["nom"],
                code_insee=uid.partition(":")[2],
                departement=f"dep:{row['departement']}",
                region=f"reg:{row['region']}",
                source=row["source"],
                latitude=_degrees(seats[row["chef_lieu"]], "latitude"),
                longitude=_degrees(seats[row["chef_lieu"]], "longitude"),
            )
            continue
        bodies[uid] = replace(
            bodies[uid],
            kind=Kind(row["type"]) if row["type"] else bodies[uid].kind,
            ended_on=datetime.date.fromisoformat(row["fin"]) if row["fin"] else None,
            successor=row["remplace_par"],
            source=f"{SOURCE} ; {row['source']}",
        )
        if bodies[uid].region == uid:
            bodies[uid] = replace(bodies[uid], region="")
    return bodies


def _doubt(reference: Reference) -> None:
    bodies = reference.bodies
    sirens = Counter(body.siren for body in bodies.values() if body.siren)
    for body in bodies.values():
        if body.siren and (sirens[body.siren] > 1 or not siren_number.is_valid(body.siren)):
            raise ReferenceError(f"{body.uid} : le SIREN {body.siren} est faux ou en double")
        for uid in (body.epci, body.ept, body.departement, body.region, body.successor):
            if uid and uid not in bodies:
                raise ReferenceError(f"{body.uid} : {uid} n’est pas dans les listes")


# --- Addresses ------------------------------------------------------------------------------------------------------

_PREFIXES = {
    Kind.DEPARTEMENT: "departement-",
    Kind.REGION: "region-",
    Kind.COLLECTIVITE_UNIQUE: "collectivite-",
}
RESERVED_SLUGS = {"suggestions", "carte"}


def slug_of(name: str, kind: Kind) -> str:
    """The address that a body would have if no other claimed it: "nantes", "departement-vienne"."""
    return _PREFIXES.get(kind, "") + slugify(normalise(name))[:100]


def assign_slugs(bodies: Iterable[Body], taken: Iterable[str] = ()) -> dict[str, str]:
    """An address for each uid: the plain one when it is alone to claim it, else with its département, else its code."""
    bodies = list(bodies)
    used = {*taken, *RESERVED_SLUGS}
    plain = {body.uid: slug_of(body.name, body.kind) for body in bodies}
    claims: dict[str, list[Body]] = defaultdict(list)
    for body in bodies:
        claims[plain[body.uid]].append(body)
    slugs: dict[str, str] = {}
    for slug, rivals in sorted(claims.items()):
        # A commune yields its plain name to no other kind but to another commune.
        communes = [body for body in rivals if body.kind in COMMUNES]
        owner = communes[0] if len(communes) == 1 else rivals[0] if len(rivals) == 1 else None
        for body in sorted(rivals, key=lambda body: (body is not owner, body.uid)):
            place = body.departement.partition(":")[2].lower() or body.country.lower()
            code = body.uid.partition(":")[2].lower()
            choices = [slug] if body is owner else []
            choices += [f"{slug}-{place}", f"{slug}-{code}"]
            slugs[body.uid] = next(choice for choice in choices if choice not in used)
            used.add(slugs[body.uid])
    return slugs


# --- Bringing in ----------------------------------------------------------------------------------------------------

_PARENTS = ("epci", "ept", "departement", "region")
_FIELDS = (
    "kind",
    "name",
    "code_insee",
    "siren",
    "country",
    "foreign_scheme",
    "foreign_code",
    "population",
    "latitude",
    "longitude",
    "networks",
    "ended_on",
    "vintage",
    "source",
    "search_key",
    *(f"{parent}_id" for parent in _PARENTS),
)
# The lists leave these empty for some kinds; what a person entered there stays.
_KEPT_WHEN_EMPTY = ("siren", "foreign_scheme", "foreign_code", "networks", "latitude", "longitude", "population")


def load(folder: Path | None = None, *, again: bool = False) -> tuple[Reference, Summary] | None:
    """Bring in the lists of `folder` (those shipped with Commun).

    None when the last load was of the same lists by the same rules, unless `again`.

    Raises ReferenceError.
    """
    folder = folder or FOLDER
    digest = _digest(folder)
    last = AuditEvent.objects.filter(verb=_LOADED).order_by("-pk").first()
    if not again and last is not None and last.detail.get("sha256") == digest:
        return None
    reference = read(folder)
    with transaction.atomic():
        summary = ingest(reference)
        freshness.touch(_LOADED, sha256=digest)
    return reference, summary


def _digest(folder: Path) -> str:
    """Of the lists, and of the code that makes rows of them: a release that reads them otherwise loads them again."""
    digest = hashlib.sha256()
    for path in (*sorted(folder.iterdir()), *sorted(_APP.glob("*.py")), Path(__file__)):
        digest.update(f"{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@transaction.atomic
def ingest(reference: Reference) -> Summary:
    """Bring the lists into the database: about thirty queries a thousand new rows, ten when nothing is new."""
    summary = Summary()
    known = {row["uid"]: row for row in Territory.objects.values("pk", "uid", "slug", "short_name", *_FIELDS)}
    new = [body for body in reference.bodies.values() if body.uid not in known]
    slugs = assign_slugs(new, taken=(row["slug"] for row in known.values()))
    pks = {uid: row["pk"] for uid, row in known.items()}
    _end_the_missing(reference, known, pks, summary)
    by_hand = _ended_by_hand(reference)
    _revive_the_listed(reference, known, by_hand)
    levels: dict[int, list[Body]] = defaultdict(list)
    for body in reference.bodies.values():
        levels[_level(body)].append(body)
    for _, bodies in sorted(levels.items()):
        batch: list[Territory] = []
        for body in bodies:
            summary.by_kind[body.kind] += 1
            row = known.get(body.uid)
            territory = _territory(body, reference.vintage, pks, row, slugs)
            if row is not None and territory.ended_on is None and row["pk"] in by_hand:
                territory.ended_on = row["ended_on"]
            if row is None:
                summary.created += 1
            elif any(getattr(territory, name) != row[name] for name in _FIELDS):
                summary.updated += 1
            else:
                summary.unchanged += 1
                continue
            batch.append(territory)
        Territory.objects.bulk_create(
            batch,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["uid"],
            update_fields=[name.removesuffix("_id") for name in _FIELDS],
        )
        pks.update(Territory.objects.filter(kind__in={body.kind for body in bodies}).values_list("uid", "pk"))
    for body in reference.bodies.values():
        if body.successor:
            Territory.objects.filter(uid=body.uid).exclude(successor_id=pks[body.successor]).update(
                successor_id=pks[body.successor]
            )
    return summary


def _level(body: Body) -> int:
    """Each body comes after those that it lies in."""
    if body.kind in COMMUNES:
        return 4
    if body.departement:
        return 3
    return {Kind.REGION: 0, Kind.COLLECTIVITE_UNIQUE: 1}.get(body.kind, 2)


def _territory(
    body: Body, vintage: str, pks: Mapping[str, int], row: Mapping[str, Any] | None, slugs: Mapping[str, str]
) -> Territory:
    values: dict[str, Any] = {
        name: getattr(body, name)
        for name in _FIELDS
        if name not in {"vintage", "search_key"} and not name.endswith("_id")
    }
    values["networks"] = list(body.networks)
    values["ended_on"] = body.ended_on
    if row is not None:
        for name in _KEPT_WHEN_EMPTY:
            if values[name] in (None, "", []):
                values[name] = row[name]
    territory = Territory(
        uid=body.uid,
        slug=row["slug"] if row is not None else slugs[body.uid],
        short_name=row["short_name"] if row is not None else "",
        vintage=vintage,
        **values,
        **{f"{parent}_id": pks[getattr(body, parent)] if getattr(body, parent) else None for parent in _PARENTS},
    )
    territory.search_key = territory.searchable()
    return territory


def _end_the_missing(
    reference: Reference, known: Mapping[str, Mapping[str, Any]], pks: Mapping[str, int], summary: Summary
) -> None:
    """What an older list held and this one does not is no more; a commune that took its code in succeeds it."""
    heirs = {code: body.uid for body in reference.bodies.values() for code in body.former_codes}
    for uid, row in known.items():
        if uid in reference.bodies or row["ended_on"] is not None or not row["vintage"].startswith(REFERENCE_VINTAGE):
            continue
        heir = heirs.get(row["code_insee"], "") if row["kind"] in COMMUNES else ""
        Territory.objects.filter(pk=row["pk"]).update(ended_on=reference.starts_on, successor_id=pks.get(heir))
        summary.ended += 1


def _ended_by_hand(reference: Reference) -> frozenset[int]:
    """The bodies that a person said ended after the list was made: an older list does not bring them back."""
    later = Territory.objects.filter(ended_on__gt=reference.starts_on)
    told = AuditEvent.objects.filter(
        verb="territory.corrected", target_type=ContentType.objects.get_for_model(Territory), target_id__in=later
    )
    return frozenset(event.target_id or 0 for event in told if "ended_on" in event.detail.get("fields", ()))


def _revive_the_listed(reference: Reference, known: Mapping[str, Mapping[str, Any]], by_hand: frozenset[int]) -> None:
    """A commune that was merged, then separated again, lives."""
    alive = [
        row["pk"]
        for uid, row in known.items()
        if row["ended_on"] is not None
        and uid in reference.bodies
        and reference.bodies[uid].ended_on is None
        and row["pk"] not in by_hand
    ]
    if alive:
        Territory.objects.filter(pk__in=alive).update(ended_on=None, successor=None)
