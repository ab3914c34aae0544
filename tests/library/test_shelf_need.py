"""A need in one sentence is understood by plain rules, shown back, and answered with reasons."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from commun.library import fields
from commun.library.actions import publication, sheets
from commun.library.enums import CostBand, PersonalData, Stage, SubTheme, Technique, Theme, Visibility
from commun.library.forms import need as forms
from commun.library.models.published import HELD
from commun.library.need import ANY_EPCI, CRITERIA, Need, Side, likeness, parse, reasons
from commun.territories.enums import Kind
from tests.accounts.factories import referent
from tests.library.factories import draft, published, result
from tests.territories.factories import TerritoryFactory

WHOLE = "une commune de 4 000 habitants, eau, moins de 50 k€, sans données personnelles"


@pytest.mark.parametrize(
    ("sentence", "understood"),
    [
        (WHOLE, Need("eau", Kind.COMMUNE, 4000, 50_000, PersonalData.NONE)),
        ("Une commune de 4 000 habitants, eau, moins de 50 000 euros", Need("eau", Kind.COMMUNE, 4000, 50_000)),
        ("agglo de 120000 hab., déchets", Need("déchets", Kind.COMMUNAUTE_AGGLOMERATION, 120_000)),
        ("communauté de communes, IA générative", Need("", Kind.COMMUNAUTE_COMMUNES, technique=Technique.GENERATIVE)),
        ("interco, tri des déchets sans IA", Need("tri déchets", ANY_EPCI, technique=Technique.RULES)),
        ("métropole de 1,2 million d’habitants", Need("", Kind.METROPOLE, 1_200_000)),
        ("budget de 1,5 M€ pour les transports", Need("transports", budget=1_500_000)),
        ("éclairage public déjà en service avec un résultat mesuré",
         Need("éclairage public", stage=Stage.IN_USE, wants_measured=True)),
        ("nous cherchons un outil abandonné", Need(stage=Stage.ABANDONED)),
        ("données pseudonymisées, cantines", Need("cantines", personal_data=PersonalData.PSEUDONYMISED)),
        ("l’énergie des écoles", Need("énergie écoles")),
        ("région", Need(kind=Kind.REGION)),
        ("caméras", Need("caméras")),
        ("", Need()),
        ("0 habitants, 0 €", Need()),
    ],
)  # fmt: skip
def test_a_sentence_is_understood(sentence: str, understood: Need) -> None:
    assert parse(sentence) == understood


@given(st.text(max_size=300))
def test_no_sentence_breaks_the_reader(sentence: str) -> None:
    read = parse(sentence)
    assert read.population is None or read.population > 0
    assert read.budget is None or read.budget > 0
    assert forms.NeedForm(forms._fields(read)).need() == read


FRAGMENTS = (
    "9" * 40,
    "habitants",
    "k€",
    "moins de",
    "données",
    "personnelles",
    "sans",
    "1,5",
    "M€",
    "commune",
    "%",
    "²",
)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join))
def test_no_heap_of_its_own_words_breaks_it_either(sentence: str) -> None:
    read = parse(sentence)
    assert forms.NeedForm(forms._fields(read)).need() == read


@dataclass(frozen=True)
class Facts:
    kind: str = Kind.COMMUNE
    population: int | None = 4512
    stage: str = Stage.IN_USE
    technique: str = Technique.LEARNING
    cost_band: str = CostBand.UNDER_50
    yearly_cost: Decimal | None = None
    personal_data: str = PersonalData.NONE
    is_measured: bool = True


NEED = parse(WHOLE)
SILENT = Facts("", None, "", "", "", None, "", is_measured=False)
HELD_BACK = Facts("", None, "", HELD, HELD, None, HELD, is_measured=False)
ASKING_ALL = Need("", Kind.COMMUNE, 4000, 50_000, PersonalData.NONE, Technique.LEARNING, Stage.IN_USE, True)


def sides(need: Need, facts: Facts) -> dict[Side, list[str]]:
    return {side: [one.text for one in reasons(need, facts) if one.side is side] for side in Side}


def test_what_agrees_is_said_in_words() -> None:
    said = sides(NEED, Facts())[Side.FOR]
    assert said == [
        "même taille : 4\u202f512 habitants",
        "même type : commune",
        "coût par an : moins de 50 k€",
        "sans données personnelles",
    ]
    assert likeness(NEED, Facts()) == 1


def test_what_contradicts_is_said_too() -> None:
    far = Facts(Kind.METROPOLE, 900_000, cost_band=CostBand.OVER_100, personal_data=PersonalData.YES)
    assert sides(NEED, far)[Side.AGAINST] == [
        "plus grand : 900\u202f000 habitants",
        "autre type : métropole",
        "coût par an : plus de 100 k€",
        "traite des données personnelles",
    ]
    assert likeness(NEED, far) == -1


@pytest.mark.parametrize("facts", [SILENT, HELD_BACK])
def test_what_is_unknown_or_held_back_is_neither_for_nor_against(facts: Facts) -> None:
    assert likeness(ASKING_ALL, facts) == 0
    said = sides(ASKING_ALL, facts)
    assert said[Side.FOR] == said[Side.AGAINST] == []
    assert len(said[Side.SILENT]) == len(CRITERIA)
    if facts is HELD_BACK:
        assert "coût réservé par le territoire" in said[Side.SILENT]
    else:
        assert "coût non renseigné" in said[Side.SILENT]


def test_a_budget_within_a_band_says_nothing() -> None:
    tight = replace(NEED, budget=30_000)
    assert sides(tight, Facts())[Side.SILENT] == ["coût par an : moins de 50 k€"]
    known = Facts(yearly_cost=Decimal("28000"))
    assert "coût : 28\u202f000 € par an" in sides(tight, known)[Side.FOR]
    assert "coût : 31\u202f000 € par an" in sides(tight, replace(known, yearly_cost=Decimal("31000")))[Side.AGAINST]


def test_the_nearer_the_size_the_higher() -> None:
    marks = [likeness(Need(population=4000), Facts(population=size)) for size in (4000, 9000, 30_000, 900_000)]
    assert marks == sorted(marks, reverse=True) and len(set(marks)) == 4
    assert marks[0] == likeness(Need(population=9000), Facts(population=9000))


def test_words_weigh_by_how_many_are_held_and_more_in_the_title() -> None:
    need = Need("eau fuite")
    none, one, two = (likeness(need, SILENT, words=2, held=held) for held in range(3))
    assert none < one < two < likeness(need, SILENT, words=2, held=2, in_title=2)


@given(
    st.builds(
        Facts,
        kind=st.sampled_from(["", *Kind.values]),
        population=st.none() | st.integers(0, 10**8),
        stage=st.sampled_from(["", *Stage.values]),
        technique=st.sampled_from(["", HELD, *Technique.values]),
        cost_band=st.sampled_from(["", HELD, *CostBand.values]),
        yearly_cost=st.none() | st.decimals(0, 10**9, places=2),
        personal_data=st.sampled_from(["", HELD, *PersonalData.values]),
        is_measured=st.booleans(),
    )
)
def test_likeness_stays_within_bounds_and_every_criterion_has_its_reason(facts: Facts) -> None:
    assert -1 <= likeness(ASKING_ALL, facts) <= 1
    assert len(reasons(ASKING_ALL, facts)) == len(CRITERIA)


def test_the_page_shows_what_was_understood_and_ranks_with_reasons(client, db, django_assert_num_queries) -> None:
    near = published(TerritoryFactory(population=4_512), title="Chercher les fuites d’eau", cost_band=CostBand.UNDER_50)
    result(near.deployment)
    far = published(
        TerritoryFactory(metropole=True, population=600_000), title="Jumeau de l’eau", personal_data=PersonalData.YES
    )
    published(title="Trier les déchets", summary="Caméra.", need="Tri.", theme=Theme.GOVERNANCE, sub_themes=[])
    client.get("/bibliotheque/besoin/", {"phrase": "eau"})
    with django_assert_num_queries(2):
        html = client.get("/bibliotheque/besoin/", {"phrase": WHOLE}).content.decode()
    assert "Voici ce que nous avons compris" in html
    for shown in ('name="habitants" value="4000"', 'name="budget" value="50000"', 'name="mots" value="eau"'):
        assert shown in html
    assert html.index(near.title) < html.index(far.title)
    assert "même taille : 4\u202f512 habitants" in html
    assert "coût non renseigné" in html
    assert "Trier les déchets" not in html


def test_criteria_can_be_corrected(client, db) -> None:
    published(TerritoryFactory(population=4_512), title="Chercher les fuites d’eau")
    html = client.get("/bibliotheque/besoin/", {"criteres": "1", "mots": "fuite", "habitants": "x"}).content.decode()
    assert "Chercher les fuites" in html and 'id="id_habitants_error"' in html
    assert client.get("/bibliotheque/besoin/", {"criteres": "1"}).status_code == 200


def test_a_word_of_a_need_is_mended_too(client, db) -> None:
    published(title="Le transport à la demande")
    html = client.get("/bibliotheque/besoin/", {"phrase": "trasnport"}).content.decode()
    assert "Aucun résultat pour « trasnport » ; voici « transport »." in html


def test_what_is_held_back_meets_no_need(client, db) -> None:
    here = draft(
        TerritoryFactory(population=4_512), yearly_cost=Decimal("9321"), cost_band=CostBand.UNDER_50,
        sub_themes=[SubTheme.WATER], alternative="Une baguette de sourcier.",
    )  # fmt: skip
    by = referent(here.territory)
    for name in ("yearly_cost", "cost_band", "alternative"):
        sheets.hold_back(sheet=here, field=fields.BY_NAME[name], level=Visibility.NETWORK, reason="Marché.", by=by)
        here.refresh_from_db()
    publication.publish(sheet=here, by=by)
    html = client.get("/bibliotheque/besoin/", {"phrase": "eau, moins de 50 k€"}).content.decode()
    assert "coût réservé par le territoire" in html
    assert "9321" not in html and "moins de 50 k€</p>" not in html
    assert "Repérer les fuites" not in client.get("/bibliotheque/besoin/", {"phrase": "sourcier"}).content.decode()


def test_the_sentence_is_read_only_while_no_criterion_is_sent() -> None:
    _sentence, criteria = forms.read(QueryDict("phrase=eau&criteres=1&mots=bus"))
    assert criteria is not None
    assert criteria.need() == Need("bus")
