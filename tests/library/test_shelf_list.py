"""The list says how many there are, its facets count what they would show, and each filter can be taken away."""

import datetime
import itertools
import random
import re
from decimal import Decimal

import pytest
from django.http import QueryDict

from commun.core.dates import PartialDate
from commun.library import facets, fields
from commun.library.actions import publication, sheets
from commun.library.enums import (
    Audience,
    CostBand,
    PersonalData,
    RiskClass,
    Stage,
    SubTheme,
    Technique,
    Theme,
    Visibility,
)
from commun.library.facets import FACETS, NO, UNKNOWN, YES
from commun.library.forms import shelf as forms
from commun.library.list_page import LIST_PAGE
from commun.library.models import PublishedSheet
from commun.library.models.published import HELD
from commun.library.queries import index, shelf
from commun.library.queries.shelf import ShelfFilter, matching_keys
from tests.accounts.factories import referent
from tests.library.factories import draft, published, result
from tests.territories.factories import TerritoryFactory

TODAY = datetime.date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def asked(address: str) -> ShelfFilter:
    return forms.read(QueryDict(address))


def varied(number: int, seed: int = 7, *, with_holding: bool = True) -> None:
    """Sheets that differ by every facet, some fields held back, some empty."""
    dice = random.Random(seed)
    places = [
        TerritoryFactory(name="Petit-Bourg", population=1_200),
        TerritoryFactory(name="Ville-Moyenne", population=42_000),
        TerritoryFactory(name="Sans-Compte", population=None),
        TerritoryFactory(metropole=True, population=600_000),
    ]
    for turn in range(number):
        here = draft(
            dice.choice(places),
            title=f"Usage {turn} {dice.choice(('eau', 'bus', 'école'))}",
            theme=dice.choice(list(Theme)),
            sub_themes=dice.sample(list(SubTheme)[:5], dice.choice((0, 1, 2))),
            audiences=dice.sample(list(Audience), 2),
            technique=dice.choice(list(Technique)),
            personal_data=dice.choice(list(PersonalData)),
            cost_band=dice.choice(("", *CostBand)),
            risk_class=dice.choice(("", *RiskClass)),
            stage=dice.choice([Stage.EXPLORATION, Stage.EXPERIMENT, Stage.IN_USE]),
        )
        for name in ("cost_band", "risk_class", "sub_themes"):
            if with_holding and dice.random() < 0.25:
                sheets.hold_back(
                    sheet=here,
                    field=fields.BY_NAME[name],
                    level=Visibility.TERRITORY,
                    reason="En cours.",
                    by=referent(here.territory),
                )
                here.refresh_from_db()
        if dice.random() < 0.4:
            result(here)
        publication.publish(sheet=here, by=None)


def slow_values(sheet: PublishedSheet, facet: facets.Facet) -> set[str]:
    """What a sheet is worth for a facet, read the obvious way from its public values."""
    name = {"sub_theme": "sub_themes", "audience": "audiences"}.get(facet.term)
    if name:
        if name in sheet.values["_held"]:
            return {HELD}
        return set(sheet.values.get(name, [])) or {UNKNOWN}
    if facet.name == "resultat":
        return {YES if sheet.has_measured_result else NO}
    if facet.column in ("stage", "kind", "size_band"):
        return {getattr(sheet, facet.column) or UNKNOWN}
    if facet.column in sheet.values["_held"]:
        return {HELD}
    return {sheet.values.get(facet.column) or UNKNOWN}


def slowly(wanted: ShelfFilter, but: str = "") -> list[PublishedSheet]:
    """All the sheets that answer, the facet `but` put aside: one by one, each facet in turn."""
    kept = []
    for sheet in PublishedSheet.objects.real().filter(is_template=False):
        chosen = ((facets.BY_NAME[name], set(values)) for name, values in wanted.choices if name != but)
        if all(slow_values(sheet, facet) & values for facet, values in chosen):
            kept.append(sheet)
    return kept


def test_facets_count_what_they_would_show() -> None:
    varied(40)
    addresses = [
        "",
        "theme=mobilites&theme=citoyennete",
        "etape=exploitation&resultat=oui",
        f"cout={HELD}&cout={UNKNOWN}",
        f"sous-theme={HELD}&technique=generatif&technique=regles",
        "public=agent&taille=moins_de_3500&donnees=non",
        f"risque={UNKNOWN}&type=commune",
    ]
    for address in addresses:
        wanted = asked(address)
        page = shelf.shelf(wanted=wanted, page=1, on=TODAY)
        assert page.total == len(slowly(wanted)), address
        assert set(matching_keys(wanted)) == {one.pk for one in slowly(wanted)}
        for counts in page.counts:
            others = slowly(wanted, but=counts.facet.name)
            for choice in counts.choices:
                expected = sum(choice.value in slow_values(one, counts.facet) for one in others)
                assert choice.count == expected, (address, counts.facet.name, choice.value)
            shown = {choice.value for choice in counts.choices}
            assert {value for one in others for value in slow_values(one, counts.facet)} <= shown


def test_the_page_costs_the_same_number_of_queries_whatever_its_length(client, django_assert_num_queries) -> None:
    varied(3)
    client.get("/bibliotheque/")
    with django_assert_num_queries(2):
        client.get("/bibliotheque/?q=usage&type=commune&type=metropole")
    varied(25, seed=8, with_holding=False)
    client.get("/bibliotheque/")
    for address in ("?q=usage&tri=taille", "?vue=tableau&page=2", "?technique=regles&technique=generatif&q=usage"):
        with django_assert_num_queries(2):
            client.get(f"/bibliotheque/{address}")


def test_reading_the_library_anew_costs_four_queries(django_assert_num_queries) -> None:
    varied(8)
    with django_assert_num_queries(5):
        shelf.shelf(wanted=ShelfFilter(), page=1, on=TODAY)
    published()
    with django_assert_num_queries(5):
        shelf.shelf(wanted=ShelfFilter(), page=1, on=TODAY)


def test_a_cost_said_in_euros_has_its_band_and_a_cost_held_back_has_none() -> None:
    def band(**values: object) -> str:
        return published(**values).cost_band

    assert band(yearly_cost=Decimal("32000")) == CostBand.UNDER_50
    assert band(yearly_cost=Decimal("50000")) == CostBand.FROM_50_TO_100
    assert band(yearly_cost=Decimal("100000.50")) == CostBand.OVER_100
    assert band(yearly_cost=Decimal("32000"), cost_band=CostBand.OVER_100) == CostBand.OVER_100
    assert band() == ""
    here = draft(yearly_cost=Decimal("32000"))
    sheets.hold_back(
        sheet=here,
        field=fields.BY_NAME["yearly_cost"],
        level=Visibility.NETWORK,
        reason="Marché.",
        by=referent(here.territory),
    )
    shown = publication.publish(sheet=here, by=None)
    assert (shown.cost_band, shown.yearly_cost) == (HELD, None)
    assert matching_keys(asked(f"cout={CostBand.UNDER_50}&taille={UNKNOWN}"))
    assert shown.pk not in matching_keys(asked(f"cout={CostBand.UNDER_50}"))
    assert matching_keys(asked(f"cout={HELD}")) == [shown.pk]


def test_each_filter_can_be_taken_away_alone_and_all_at_once(client) -> None:
    published(stage=Stage.IN_USE)
    html = client.get("/bibliotheque/?q=fuite&theme=transition_ecologique&etape=exploitation&tri=nom").content.decode()
    chips = re.findall(r'class="chip" href="([^"]*)"', html)
    assert len(chips) == 3
    query = [chip.replace("&amp;", "&") for chip in chips]
    assert "q=" not in query[0] and "theme=transition" in query[0] and "tri=nom" in query[0]
    assert "theme=" not in query[1] and "q=fuite" in query[1]
    assert "etape=" not in query[2] and "theme=transition" in query[2]
    assert 'class="chip-reset" href="/bibliotheque/"' in html


def test_the_form_carries_what_it_does_not_show(client) -> None:
    published()
    html = client.get("/bibliotheque/?taille=non_renseigne&sous-theme=gestion_de_l_eau&vue=tableau").content.decode()
    form = html[html.index('class="shelf"') : html.index("</form>")]
    for pair in (("sous-theme", "gestion_de_l_eau"), ("vue", "tableau")):
        assert f'<input type="hidden" name="{pair[0]}" value="{pair[1]}">' in form


def test_all_the_filters_stand_on_their_page_with_their_counts(client) -> None:
    varied(6)
    html = client.get("/bibliotheque/?filtres=tous&etape=exploitation").content.decode()
    for facet in FACETS:
        assert f'<fieldset class="facet" id="{facet.name}">' in html
    assert re.search(r'name="etape" value="exploitation" checked> En exploitation \(\d+\)', html)


def test_orders() -> None:
    small = published(TerritoryFactory(population=900), title="Bêta", started_on=PartialDate("2024"))
    large = published(TerritoryFactory(population=90_000), title="alpha", started_on=PartialDate("2024-06"))
    nowhere = published(TerritoryFactory(population=None), title="Écluse", alternative="Rien.")

    def ordered(sort: str) -> list[int]:
        return matching_keys(ShelfFilter(sort=sort))

    assert ordered("") == [nowhere.pk, large.pk, small.pk]
    assert ordered(index.BY_NAME) == [large.pk, small.pk, nowhere.pk]
    assert ordered(index.LARGEST) == [large.pk, small.pk, nowhere.pk]
    assert ordered(index.LATEST_START) == [large.pk, small.pk, nowhere.pk]
    assert set(ordered(index.COMPLETE)) == {small.pk, large.pk, nowhere.pk}
    assert {len(ordered(sort)) for sort in index.ORDERS} == {3}


def test_pages_follow_one_another_without_repeating(client) -> None:
    varied(45, with_holding=False)
    seen = [line.key for page in (1, 2, 3) for line in shelf.shelf(wanted=ShelfFilter(), page=page, on=TODAY).lines]
    assert len(seen) == len(set(seen)) == 45
    assert shelf.shelf(wanted=ShelfFilter(), page=99, on=TODAY).number == 3
    assert "page=2" in client.get("/bibliotheque/?q=usage").content.decode()


def test_an_invented_territory_is_shown_on_demand_alone(client) -> None:
    published(TerritoryFactory(is_fictional=True), title="Usage inventé")
    assert "Usage inventé" not in client.get("/bibliotheque/").content.decode()
    html = client.get("/bibliotheque/?exemple=on").content.decode()
    assert "Usage inventé" in html and "exemple fictif" in html


def test_the_file_of_a_list_has_the_rows_of_the_list() -> None:
    varied(20)
    for address in ("theme=mobilites&theme=gouvernance", "theme=mobilites,gouvernance", "q=eau&resultat=oui", "cout=x"):
        query = QueryDict(address)
        rows = LIST_PAGE.read(query).narrow(PublishedSheet.objects.all())
        assert {one.pk for one in rows} == set(matching_keys(forms.read(query)))
    assert LIST_PAGE.read(QueryDict("cout=x&theme=mobilites")).unread == ("cout",)
    assert LIST_PAGE.asked(QueryDict("theme=a&theme=b&q=c")) == {"q": "c", "theme": "a,b"}


def test_the_map_counts_what_the_list_shows(client, django_assert_num_queries) -> None:
    departement = TerritoryFactory(departement_body=True, name="Loire-Atlantique", code_insee="44")
    region = TerritoryFactory(region_body=True, name="Bretagne")
    published(TerritoryFactory(departement=departement))
    published(TerritoryFactory(departement=departement))
    published(departement, stage=Stage.IN_USE)
    published(region)
    published(region)
    published(TerritoryFactory(abroad=True, name="Ouagadougou", country="BF"))
    published()
    counts = shelf.places(ShelfFilter())
    assert counts.by_departement == {"44": 3}
    assert [(one.name, one.count) for one in counts.regions] == [("Bretagne", 2)]
    assert [(one.name, one.count) for one in counts.abroad] == [("Ouagadougou", 1)]
    assert (counts.elsewhere, counts.total) == (1, 7)
    assert shelf.places(asked("etape=exploitation")).total == 1
    with django_assert_num_queries(3):
        html = client.get("/bibliotheque/carte/").content.decode()
    assert "/bibliotheque/?departement=44" in html
    narrowed = client.get("/bibliotheque/?departement=44").content.decode()
    assert "Département : Loire-Atlantique (44)" in narrowed and "3 usages" in narrowed


def test_the_sheets_to_compare_follow_the_reader(client) -> None:
    first, second = published(title="Premier"), published(title="Second")
    html = client.get(f"/bibliotheque/?comparer={first.slug}&q=second").content.decode()
    assert re.search(rf'name="fiches" value="{first.slug}" checked> Premier', html)
    assert f'name="fiches" value="{second.slug}" form="comparer"' in html
    assert f'<input type="hidden" name="comparer" value="{first.slug}">' in html


def test_the_list_is_light(client) -> None:
    varied(25, with_holding=False)
    html = client.get("/bibliotheque/").content.decode()
    assert len(html.encode()) < 60_000
    assert len(re.findall(r"<[a-z]", html)) < 410


def test_two_threads_read_while_a_third_writes() -> None:
    """A snapshot taken before a change stays true after it: positions are only added."""
    shown = published(title="Usage ancien")
    before = index.now()
    fresh = published(title="Usage nouveau")
    publication.withdraw(sheet=shown.deployment, by=referent(shown.territory), reason="Doublon.")
    after = index.now()
    assert [before.index.entries[at].key for at in before.sorted(before.alive, index.NEWEST)] == [shown.pk]
    assert [after.index.entries[at].key for at in after.sorted(after.alive, index.NEWEST)] == [fresh.pk]
    assert list(itertools.chain(before.ordered(index.BY_NAME))) == [0]
