"""Entering and completing territories by hand: exactly the identifier of the kind, no duplicate, a trace."""

import pytest

from commun.core.models import AuditEvent
from commun.territories import actions
from commun.territories.enums import Kind
from commun.territories.forms import TerritoryForm
from commun.territories.models import Territory
from tests.territories.factories import TerritoryFactory


def create(**fields) -> Territory:
    return actions.create_territory(by=None, **fields)


def refusal(**fields) -> dict[str, list[str]]:
    with pytest.raises(actions.TerritoryRefused) as error:
        create(**fields)
    assert error.value.message
    return error.value.errors


def test_namur_needs_no_code_at_all(db) -> None:
    namur = create(kind=Kind.VILLE_ETRANGERE, name="Namur", country="be", networks=["aimf"])
    assert (namur.uid, namur.slug, namur.country) == ("commun:namur", "namur", "BE")
    event = AuditEvent.objects.get()
    assert (event.verb, event.target) == ("territory.created", namur)


def test_foreign_city_may_bear_the_number_of_its_own_list(db) -> None:
    city = create(
        kind=Kind.VILLE_ETRANGERE, name="Namur", country="BE", foreign_scheme="GeoNames", foreign_code="2790471"
    )
    assert city.uid == "geonames:2790471"


def test_epci_needs_a_siren_and_refuses_a_commune_code(db) -> None:
    assert "siren" in refusal(kind=Kind.METROPOLE, name="Metz Métropole")
    assert "code_insee" in refusal(kind=Kind.METROPOLE, name="Metz Métropole", siren="200039865", code_insee="57463")


def test_metz_with_the_siren_of_metz_metropole_is_refused_by_name(db) -> None:
    create(kind=Kind.METROPOLE, name="Metz Métropole", siren="200 039 865")
    errors = refusal(kind=Kind.COMMUNE, name="Metz", code_insee="57463", siren="200039865")
    assert "Metz Métropole" in errors["siren"][0]
    assert create(kind=Kind.COMMUNE, name="Metz", code_insee="57463", siren="215704636").uid == "insee:57463"


def test_paris_as_a_departement_is_refused(db) -> None:
    assert "Département" in refusal(kind=Kind.DEPARTEMENT, name="Paris", code_insee="75", siren="217500016")["siren"][0]


def test_siret_dragged_down_a_column_is_refused(db) -> None:
    wrong = {"kind": Kind.METROPOLE, "name": "Toulouse Métropole", "siren": "243100518", "siret": "24410051800170"}
    assert "siret" in refusal(**wrong)


def test_siret_alone_gives_the_siren(db) -> None:
    assert create(kind=Kind.UNIVERSITE, name="Université", siret="243 100 518 00170").siren == "243100518"


@pytest.mark.parametrize("again", ["Conseil de développement", "conseil de developpement", "CONSEIL  DE DÉVELOPPEMENT"])
def test_same_name_in_another_dress_is_a_duplicate(db, again) -> None:
    create(kind=Kind.CODEV, name="Conseil de développement")
    assert "existe déjà" in refusal(kind=Kind.CODEV, name=again)["name"][0]


def test_homonyms_of_different_kinds_get_different_addresses(db) -> None:
    create(kind=Kind.SYNDICAT_MIXTE, name="Valor", siren="254401243")
    other = create(kind=Kind.CODEV, name="Valor")
    assert (other.slug, other.uid) == ("valor-2", "commun:valor-2")


def test_attached_body_lies_where_its_parent_does(db) -> None:
    region = TerritoryFactory(region_body=True)
    departement = TerritoryFactory(departement_body=True, region=region)
    parent = TerritoryFactory(metropole=True, departement=departement, region=region)
    codev = create(kind=Kind.CODEV, name="Conseil", attached_to=parent)
    assert (codev.departement, codev.region) == (departement, region)


def test_correction_keeps_identifier_and_address(db) -> None:
    codev = create(kind=Kind.CODEV, name="Conseil de developpement")
    fixed = actions.correct_territory(territory=codev, by=None, name="Conseil de développement du pays")
    assert (fixed.name, fixed.slug, fixed.uid) == ("Conseil de développement du pays", codev.slug, codev.uid)
    event = AuditEvent.objects.get(verb="territory.corrected")
    assert event.detail == {"fields": ["name"]}


def test_correction_that_changes_nothing_leaves_no_trace(db) -> None:
    codev = create(kind=Kind.CODEV, name="Conseil")
    actions.correct_territory(territory=codev, by=None, name="Conseil")
    assert not AuditEvent.objects.filter(verb="territory.corrected").exists()


def test_what_the_official_list_says_is_not_corrected_here_but_completed(db) -> None:
    listed = TerritoryFactory(departement_body=True, code_insee="44", vintage="COG 2026", name="Loire-Atlantique")
    with pytest.raises(actions.TerritoryRefused, match="liste officielle"):
        actions.correct_territory(territory=listed, by=None, name="Loire-Inférieure")
    done = actions.correct_territory(territory=listed, by=None, siren="224400028", short_name="Le Département")
    assert (done.siren, done.short_name) == ("224400028", "Le Département")


def test_form_says_the_same_faults_beside_their_fields(db) -> None:
    TerritoryFactory(metropole=True, name="Metz Métropole", siren="200039865")
    form = TerritoryForm(
        {"kind": "commune", "name": "Metz", "country": "FR", "code_insee": "574", "siren": "200039865", "siret": "12"}
    )
    assert not form.is_valid()
    assert set(form.errors) == {"code_insee", "siren", "siret"}
    assert "Metz Métropole" in form.errors["siren"][0]


def test_valid_form_feeds_the_action(db) -> None:
    parent = TerritoryFactory(metropole=True, name="Nantes Métropole")
    form = TerritoryForm(
        {"kind": "codev", "name": "Conseil", "country": "FR", "attached_to": "Nantes Métropole", "networks": ["aimf"]}
    )
    assert form.is_valid(), form.errors
    assert create(**form.cleaned_data).attached_to == parent


def test_form_locks_what_the_list_says(db) -> None:
    listed = TerritoryFactory(vintage="COG 2026", name="Nantes", code_insee="44109")
    form = TerritoryForm({"name": "Autre", "short_name": "La ville"}, territory=listed)
    assert form.fields["name"].disabled
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "Nantes"
    changed = actions.correct_territory(territory=listed, by=None, **form.cleaned_data)
    assert changed.short_name == "La ville"
