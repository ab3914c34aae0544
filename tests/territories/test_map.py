"""Outlines: read, simplified and written short, without losing a département; rebuilt byte for byte."""

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.territories import geometry
from commun.territories.importers import build, reference
from commun.territories.presenters import outlines


def test_every_departement_is_drawn() -> None:
    codes = {shape["code"] for shape in outlines()["departements"]}
    expected = {body.code_insee for body in reference.read().bodies.values() if body.uid.startswith("dep:")} - {"6AE"}
    assert codes == expected
    assert len(codes) == 107


def test_every_shape_and_label_lies_in_the_frame() -> None:
    drawn = outlines()
    for shape in drawn["departements"]:
        assert 0 <= shape["x"] <= drawn["largeur"]
        assert 0 <= shape["y"] <= drawn["hauteur"]
        for ring in geometry.rings_of_svg_path(shape["d"]):
            x0, y0, x1, y1 = geometry.bounds([ring])
            assert x0 >= -2
            assert y0 >= -2
            assert x1 <= drawn["largeur"] + 2
            assert y1 <= drawn["hauteur"] + 2


def test_the_drawing_is_light() -> None:
    assert sum(len(shape["d"]) for shape in outlines()["departements"]) < 45_000


def test_paths_with_every_straight_command_are_read() -> None:
    assert geometry.rings_of_svg_path("M1 1h2v2H1z m5,5 l1 0 0 1z") == [
        [(1, 1), (3, 1), (3, 3), (1, 3)],
        [(6, 6), (7, 6), (7, 7)],
    ]
    with pytest.raises(ValueError, match="unexpected"):
        geometry.rings_of_svg_path("M0 0C1 1 2 2 3 3")


points = st.tuples(st.integers(-500, 500), st.integers(-500, 500))


@given(st.lists(st.lists(points, min_size=3, max_size=12, unique=True), min_size=1, max_size=4))
def test_what_is_written_reads_back(rings) -> None:
    assert geometry.rings_of_svg_path(geometry.svg_path(rings)) == rings


@given(st.lists(points, min_size=3, max_size=30, unique=True), st.floats(0, 50))
def test_neighbours_simplify_their_border_in_the_same_way(line, tolerance) -> None:
    there = geometry.simplify(line, tolerance=tolerance)
    back = geometry.simplify(line[::-1], tolerance=tolerance)
    assert there == back[::-1]
    assert (there[0], there[-1]) == (line[0], line[-1])
    assert set(there) <= set(line)


def test_topology_is_decoded_from_shared_arcs() -> None:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[0, 0], [2, 0]], [[0, 0], [0, 2], [2, -2]]],
    }
    assert geometry.rings_of_topology(topology, {"type": "Polygon", "arcs": [[0, ~1]]}) == [[(0, 0), (2, 0), (0, 2)]]


@pytest.fixture
def packages(tmp_path):
    """Packages of one commune, one EPCI, four squares around Paris, and an island for each territory overseas."""
    (divisions := tmp_path / "divisions" / "data").mkdir(parents=True)
    (tmp_path / "divisions" / "package.json").write_text('{"version": "7.1.0"}')
    member = {"code": "75056", "siren": "217500016", "nom": "L'Île", "populationMunicipale": 10}
    commune = {"nom": "L'Île", "departement": "75", "region": "11", "type": "commune-actuelle", "siren": "217500016"}
    for name, content in {
        "communes": [
            {"code": "75056", "population": 10, **commune},
            {"code": "75101", **commune, "type": "arrondissement-municipal"},
        ],
        "epci": [
            {"code": "200054781", "nom": "Métropole", "type": "METRO", "populationMunicipale": 10, "membres": [member]}
        ],
        "ept": [],
        "departements": [{"code": "75", "region": "11", "nom": "Paris", "chefLieu": "75056"}],
        "regions": [{"code": "11", "nom": "Île-de-France", "chefLieu": "75056"}],
    }.items():
        (divisions / f"{name}.json").write_text(json.dumps(content))
    (outlines := tmp_path / "outlines").mkdir()
    paths = (
        f'<path id="{code}" aria-label="x" d="m {i},0 10,0 0,10 -10,0 z" />'
        for i, code in enumerate(build.PETITE_COURONNE)
    )
    (outlines / "france.departments.svg").write_text("<svg>" + "".join(paths) + "</svg>")
    (world := tmp_path / "world").mkdir()
    arcs: list[list[list[float]]] = []
    geometries: dict[str, dict[str, Any]] = {}
    for country, (west, south, east, north) in build.OVERSEAS.values():
        x, y = (west + east) / 2, (south + north) / 2
        arcs.append([[x, y], [0.05, 0], [0, 0.05], [-0.05, -0.05]])
        shape = geometries.setdefault(country, {"id": country, "type": "MultiPolygon", "arcs": []})
        shape["arcs"].append([[len(arcs) - 1]])
    topology = {"transform": {"scale": [1, 1], "translate": [0, 0]}, "arcs": arcs}
    topology["objects"] = {"countries": {"geometries": list(geometries.values())}}
    (world / "countries-10m.json").write_text(json.dumps(topology))
    (positions := tmp_path / "positions").mkdir()
    (positions / "communes-centroids.csv").write_text("insee,epci,dep,cx,cy\n75056,200054781,75,2.3470,48.8589\n")
    (positions / "epci-centroids.csv").write_text("epci,cx,cy\n200054781,2.4,48.8\n")
    return {"divisions": tmp_path / "divisions", "outlines": outlines, "world": world, "positions": positions}


def test_rebuilding_gives_the_same_bytes(packages, tmp_path) -> None:
    written = []
    for name in ("once", "twice"):
        (into := tmp_path / name).mkdir()
        counts = build.build(**packages, into=into)
        assert counts == {"communes": 1, "intercommunalites": 1, "divisions": 2}
        written.append({path.name: path.read_bytes() for path in into.iterdir()})
    assert written[0] == written[1]
    assert json.loads(written[0]["millesime.json"])["millesime"] == "COG 2027"
    rows = gzip.decompress(written[0]["communes.csv.gz"]).decode().splitlines()
    assert rows[1] == "75056,L'Île,75,217500016,10,200054781,,48.8589,2.3470,"
