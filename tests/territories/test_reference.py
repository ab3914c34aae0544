"""The lists shipped with Commun: complete, coherent, and loaded once whatever the number of times."""

import dataclasses
import datetime
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from commun.core import freshness
from commun.territories import actions
from commun.territories.enums import COMMUNES, EPCI, IDENTIFIER_OF, Identifier, Kind
from commun.territories.importers import reference
from commun.territories.models import Territory
from tests.territories.factories import TerritoryFactory

ENGAGED = {
    # What the network published of its engaged territories, by the code that identifies each.
    "siren:244400404": "Nantes Métropole",
    "siren:243400017": "Montpellier Méditerranée Métropole",
    "insee:93051": "Noisy-le-Grand",
    "siren:243500139": "Rennes Métropole",
    "siren:200033579": "CU d’Arras",
    "siren:243100518": "Toulouse Métropole",
    "siren:200030195": "Métropole Nice Côte d’Azur",
    "siren:248000747": "CC du Pays du Coquelicot",
    "siren:243700754": "Tours Métropole Val de Loire",
    "siren:245400676": "Métropole du Grand Nancy",
    "siren:200039915": "CA Cannes Pays de Lérins",
    "siren:244900015": "CU Angers Loire Métropole",
    "siren:200035731": "CA Roannais Agglomération",
    "insee:13056": "Martigues",
    "siren:200039204": "CC de Lacq-Orthez",
    "insee:75056": "Paris",
    "reg:24": "Centre-Val de Loire",
    "siren:243100633": "CA du Sicoval",
    "insee:44143": "Rezé",
    "siren:243300316": "Bordeaux Métropole",
    "siren:242900694": "CA Quimperlé Communauté",
    "siren:200056232": "CA Communauté Paris-Saclay",
    "siren:200093201": "Métropole Européenne de Lille",
    "siren:200023414": "Métropole Rouen Normandie",
    "siren:200072460": "CA de Béthune-Bruay, Artois-Lys Romane",
    "siren:200058006": "Grand Paris Sud Est Avenir",
    "geonames:2293538": "Abidjan",
    "geonames:2561668": "Agadir",
    "geonames:2553604": "Casablanca",
    "geonames:2232444": "Dschang",
    "geonames:6077243": "Montréal",
    "geonames:2790471": "Namur",
    "geonames:6325494": "Québec",
    "geonames:2842647": "Sarrebruck",
}


@pytest.fixture(scope="module")
def lists():
    return reference.read()


@pytest.fixture(scope="module")
def few(lists):
    """A handful of bodies with all that they lie in, so that loading them is quick."""
    kept: dict[str, reference.Body] = {}

    def keep(uid: str) -> None:
        body = kept[uid] = lists.bodies[uid]
        for other in (body.region, body.departement, body.epci, body.ept, body.successor):
            if other and other not in kept:
                keep(other)

    for uid in (
        "insee:44109",
        "insee:93066",
        "insee:97411",
        "insee:75056",
        "dep:67",
        "geonames:2790471",
        "insee:93051",
    ):
        keep(uid)
    return dataclasses.replace(lists, bodies=kept)


def test_the_lists_hold_every_current_body(lists) -> None:
    kinds = Counter(body.kind for body in lists.bodies.values())
    assert lists.vintage == "COG 2026"
    assert kinds[Kind.COMMUNE] + kinds[Kind.SPECIAL_COMMUNE] == 34_969
    assert {kind: kinds[kind] for kind in EPCI} == {
        Kind.COMMUNAUTE_COMMUNES: 989,
        Kind.COMMUNAUTE_AGGLOMERATION: 230,
        Kind.COMMUNAUTE_URBAINE: 14,
        Kind.METROPOLE: 22,
    }
    assert kinds[Kind.EPT] == 11
    assert kinds[Kind.REGION] == 14
    assert kinds[Kind.COLLECTIVITE_UNIQUE] == 10
    assert kinds[Kind.DEPARTEMENT] == 99


def test_every_engaged_territory_is_found_by_its_code(lists) -> None:
    assert {uid: lists.bodies[uid].name for uid in ENGAGED} == ENGAGED


def test_each_body_has_the_identifier_of_its_kind(lists) -> None:
    for body in lists.bodies.values():
        needed = {Identifier.INSEE: body.code_insee, Identifier.SIREN: body.siren, Identifier.NAME: body.name}
        assert needed[IDENTIFIER_OF[body.kind]], body


def test_paris_corsica_and_alsace_are_what_the_law_made_them(lists) -> None:
    bodies = lists.bodies
    assert bodies["insee:75056"].kind == Kind.SPECIAL_COMMUNE
    assert (bodies["dep:75"].successor, bodies["dep:75"].ended_on) == ("insee:75056", datetime.date(2019, 1, 1))
    assert bodies["reg:94"].kind == Kind.COLLECTIVITE_UNIQUE
    assert bodies["dep:67"].successor == bodies["dep:68"].successor == "dep:6AE"
    assert bodies["insee:97209"].region == bodies["insee:97209"].departement == "dep:972"
    assert "reg:02" not in bodies
    assert bodies["insee:97411"].region == "reg:04"


def test_the_files_stay_small() -> None:
    sizes = [path.stat().st_size for path in reference.FOLDER.iterdir()]
    assert max(sizes) < 1_000_000
    assert sum(sizes) < 1_500_000


def test_every_address_is_readable_and_unique(lists) -> None:
    slugs = reference.assign_slugs(lists.bodies.values())
    assert len(set(slugs.values())) == len(lists.bodies)
    some = ("insee:44109", "siren:244400404", "insee:93066", "insee:97411", "dep:86", "insee:38544", "reg:53")
    assert [slugs[uid] for uid in some] == [
        "nantes",
        "nantes-metropole",
        "saint-denis-93",
        "saint-denis-974",
        "departement-vienne",
        "vienne",
        "region-bretagne",
    ]


def test_loading_twice_changes_nothing(db, few) -> None:
    first = reference.ingest(few)
    before = list(Territory.objects.order_by("pk").values())
    second = reference.ingest(few)
    assert (first.created, second.created, second.updated, second.ended) == (len(few.bodies), 0, 0, 0)
    assert list(Territory.objects.order_by("pk").values()) == before


def test_parents_are_linked(db, few) -> None:
    reference.ingest(few)
    noisy = Territory.objects.get(uid="insee:93051")
    assert noisy.epci and noisy.ept and noisy.departement and noisy.region
    assert (noisy.epci.name, noisy.ept.name) == ("Métropole du Grand Paris", "Grand Paris Grand Est")
    assert (noisy.departement.name, noisy.region.name) == ("Seine-Saint-Denis", "Île-de-France")
    assert noisy.search_key == noisy.searchable()
    assert Territory.objects.filter(uid="dep:67", successor__uid="dep:6AE").exists()


def test_newer_list_updates_and_keeps_addresses_and_what_people_entered(db, few) -> None:
    reference.ingest(few)
    Territory.objects.filter(uid="dep:44").update(siren="224400028")
    Territory.objects.filter(uid="insee:44109").update(short_name="La cité des ducs")
    renamed = dataclasses.replace(few.bodies["insee:44109"], name="Nantes-sur-Erdre", population=1)
    summary = reference.ingest(dataclasses.replace(few, bodies={**few.bodies, "insee:44109": renamed}))
    nantes = Territory.objects.get(uid="insee:44109")
    assert summary.updated >= 1
    assert (nantes.name, nantes.slug, nantes.population) == ("Nantes-sur-Erdre", "nantes", 1)
    assert nantes.short_name == "La cité des ducs"
    assert Territory.objects.get(uid="dep:44").siren == "224400028"


def test_merged_commune_ends_and_names_its_successor(db, few) -> None:
    reference.ingest(few)
    by_hand = TerritoryFactory(codev=True)
    heir = dataclasses.replace(few.bodies["insee:44109"], former_codes=("93051",))
    bodies = {uid: body for uid, body in few.bodies.items() if uid != "insee:93051"} | {"insee:44109": heir}
    later = reference.Reference(vintage="COG 2027", bodies=bodies)
    assert reference.ingest(later).ended == 1
    merged = Territory.objects.get(uid="insee:93051")
    assert merged.ended_on == datetime.date(2027, 1, 1)
    assert merged.successor == Territory.objects.get(uid="insee:44109")
    by_hand.refresh_from_db()
    assert by_hand.ended_on is None
    reference.ingest(few)
    merged.refresh_from_db()
    assert [merged.ended_on, merged.successor] == [None, None]


def test_homonym_that_comes_later_takes_another_address(db, few) -> None:
    reference.ingest(few)
    twin = dataclasses.replace(few.bodies["insee:44109"], uid="insee:44999", code_insee="44999", siren="")
    reference.ingest(dataclasses.replace(few, bodies={**few.bodies, twin.uid: twin}))
    assert Territory.objects.get(uid="insee:44109").slug == "nantes"
    assert Territory.objects.get(uid="insee:44999").slug == "nantes-44"


def test_damaged_list_is_refused(tmp_path) -> None:
    for path in reference.FOLDER.iterdir():
        if path.suffix in {".csv", ".gz", ".json"}:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    manifest = tmp_path / "millesime.json"
    manifest.write_text(manifest.read_text().replace("34969", "34970"))
    with pytest.raises(reference.ReferenceError, match="communes"):
        reference.read(Path(tmp_path))


def test_every_commune_lies_somewhere(lists) -> None:
    """But the austral lands and Clipperton, which have neither département nor inhabitants."""
    nowhere = [body.code_insee for body in lists.bodies.values() if body.kind in COMMUNES and not body.departement]
    assert nowhere == ["98411", "98412", "98413", "98414", "98415", "98901"]


def test_an_older_list_does_not_bring_back_what_a_person_said_is_no_more(db, few) -> None:
    reference.ingest(few)
    old, new = Territory.objects.get(uid="insee:93051"), Territory.objects.get(uid="insee:44109")
    actions.correct_territory(territory=old, by=None, ended_on=datetime.date(2026, 3, 1), successor=new)
    assert reference.ingest(few).updated == 0
    old.refresh_from_db()
    assert (old.ended_on, old.successor) == (datetime.date(2026, 3, 1), new)
    later = reference.Reference(vintage="COG 2027", bodies=few.bodies)
    reference.ingest(later)
    old.refresh_from_db()
    assert (old.ended_on, old.successor) == (None, None)


@pytest.fixture
def shipped(few, monkeypatch, tmp_path: Path) -> Path:
    """A folder whose lists are those of `few`, whatever its files say."""
    (tmp_path / "communes.csv").write_text("Nantes")
    monkeypatch.setattr(reference, "read", lambda folder: few)
    return tmp_path


def test_lists_of_the_last_load_are_not_loaded_again(db, few, shipped) -> None:
    loaded = reference.load(shipped)
    assert loaded is not None
    lists, summary = loaded
    assert (lists, summary.created) == (few, len(few.bodies))
    before = freshness.public_version()
    assert reference.load(shipped) is None
    assert freshness.public_version() == before, "no page is made again for nothing"


def test_other_lists_or_an_express_wish_load_again(db, few, shipped) -> None:
    reference.load(shipped)
    Territory.objects.filter(uid="insee:44109").update(name="Nante")
    loaded = reference.load(shipped, again=True)
    assert loaded is not None and loaded[1].updated == 1
    (shipped / "communes.csv").write_text("Nantes-sur-Erdre")
    assert reference.load(shipped) is not None
    (shipped / "communes.csv").write_text("Nantes")
    assert reference.load(shipped) is not None, "the last load was of other lists"


def test_a_load_that_fails_is_not_taken_for_one_that_was_done(db, shipped, monkeypatch) -> None:
    def fail(lists):
        raise reference.ReferenceError("listes abîmées")

    with monkeypatch.context() as broken:
        broken.setattr(reference, "ingest", fail)
        with pytest.raises(reference.ReferenceError):
            reference.load(shipped)
    assert reference.load(shipped) is not None


def test_the_command_says_that_there_is_nothing_to_do(db, shipped, monkeypatch, capsys) -> None:
    monkeypatch.setattr(reference, "FOLDER", shipped)
    reference.load(shipped)
    call_command("load_territories")
    assert "rien à refaire" in capsys.readouterr().out
    call_command("load_territories", again=True)
    assert "0 territoires créés, 0 mis à jour" in capsys.readouterr().out
