"""Public pages keep grade A of EcoIndex when the country is large (`make bench-web` measures the same in a browser)."""

from html.parser import HTMLParser

import brotli
import pytest
from django.urls import reverse

from bench.ecoindex import Weight
from commun.accounts.enums import NetworkRole
from commun.concertations.models import CharterVersion, Concertation
from commun.library.actions.grid import load_grid
from commun.library.models import PublishedSheet, Solution
from commun.opendata.registry import datasets
from commun.site.demo import facts, fiction, library, manifesto, syntheses
from commun.syntheses.actions.learned import load_lessons
from commun.syntheses.models import Amendment, ArticleCheck, Finding, ManifestoArticle, ManifestoVersion, Synthesis
from commun.territories.enums import Kind
from commun.territories.models import Territory
from tests.concertations.factories import signed_pledge
from tests.syntheses import manifestos
from tests.syntheses.worlds import debate

pytestmark = pytest.mark.once("a page weighs the same whatever database gave its words")

# The sheet, the script and the drawing that every page comes with, compressed.
SHARED_KB = 16


def weight(html: bytes) -> Weight:
    return Weight(4, SHARED_KB + len(brotli.compress(html)) / 1000, Elements(html.decode()).count, 0, 0)


class Elements(HTMLParser):
    """Counts elements as EcoIndex does: those inside a drawing are left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.count = 0
        self._in_a_drawing = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.count += not self._in_a_drawing
        self._in_a_drawing = self._in_a_drawing or tag == "svg"

    def handle_endtag(self, tag: str) -> None:
        self._in_a_drawing = self._in_a_drawing and tag != "svg"


@pytest.fixture
def country(whole_country: None) -> None:
    """What is known, the invented example, and a signature in each département and in sixty communes of one région."""
    facts.load_engaged()
    facts.load_documented()
    fiction.load_people(fiction.load_fiction())
    charter = CharterVersion.objects.published()[0]
    here = Territory.objects.filter(pledge=None, ended_on=None)
    for territory in [
        *here.filter(kind=Kind.DEPARTEMENT),
        *here.filter(kind=Kind.COMMUNE, region__name="Bretagne").order_by("pk")[:60],
        *here.filter(kind=Kind.REGION, name="Bretagne"),
    ]:
        signed_pledge(territory, version=charter)


def test_public_pages_have_grade_a_of_ecoindex(country: None, client) -> None:
    records = [one.get_absolute_url() for one in Concertation.objects.published()]
    addresses = [
        "/", "/territoires/", "/territoires/?departement=35", "/territoires/tableau/", "/concertations/",
        "/propositions/", "/charte/", "/donnees/",
        Territory.objects.get(kind=Kind.REGION, name="Bretagne").get_absolute_url(),
        Territory.objects.get(is_fictional=True).get_absolute_url(),
        *records, *(f"{one}canevas/" for one in records), *(f"{one}?nature=proposition" for one in records),
        *(reverse("opendata:dataset", args=[slug]) for slug in datasets()),
    ]  # fmt: skip
    heavy = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        most_bytes = 105_000 if b'class="territory-map"' in response.content else 45_000
        weighed = weight(response.content)
        if weighed.grade != "A" or len(response.content) > most_bytes:
            heavy[address] = (weighed.dom, weighed.score, len(response.content))
    assert not heavy


def test_pages_of_the_library_have_grade_a_of_ecoindex(whole_country: None, client) -> None:
    """With the sixty-four documented uses, and the invented one on which every field is filled."""
    library.load_uses()
    library.load_fiction(fiction.load_fiction())
    load_grid()
    shown = PublishedSheet.objects.order_by("pk")
    told = [shown.filter(is_fictional=True)[0], shown[0], max(shown, key=lambda one: len(str(one.values)))]
    addresses = [
        "/bibliotheque/", "/bibliotheque/?vue=tableau", "/bibliotheque/couverture/", "/bibliotheque/besoin/",
        "/bibliotheque/besoin/?q=repérer+les+fuites+d’eau", "/bibliotheque/droit/", "/bibliotheque/qualifier/",
        "/bibliotheque/exports/", "/bibliotheque/evaluations/", "/bibliotheque/evaluations/grille/",
        "/bibliotheque/solutions/",
        *(one.get_absolute_url() for one in Solution.objects.public()),
        *(one.get_absolute_url() for one in shown),
        *(f"{one.get_absolute_url()}{page}/" for one in told for page in ("en-clair", "une-page", "exports")),
    ]  # fmt: skip
    heavy = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        weighed = weight(response.content)
        if weighed.grade != "A" or len(response.content) > 45_000:
            heavy[address] = (weighed.dom, weighed.score, len(response.content))
    assert not heavy


def test_pages_of_findings_and_of_the_manifesto_have_grade_a_of_ecoindex(whole_country: None, client) -> None:
    """With what the network learned, the invented path to its manifesto, and a finding of three thousand sentences."""
    load_lessons()
    people = fiction.load_people(territory := fiction.load_fiction())
    syntheses.load_fiction(territory, people)
    manifesto.load_fiction(by=next(one for one in people if one.network_role == NetworkRole.COORDINATOR))
    places = Territory.objects.order_by("pk")[:30]
    debates = [debate(takeaways=100, territory=place) for place in places]
    manifestos.public_finding(*(one for held in debates for one in held.takeaways.all()))
    versions = list(ManifestoVersion.objects.public())
    articles = list(ManifestoArticle.objects.filter(manifesto__in=versions))
    checks = ArticleCheck.objects.filter(article__in=articles).select_related("article__manifesto")
    findings = list(Finding.objects.public())
    addresses = [
        "/constats/", "/constats/?exemple=on", "/manifeste/", "/manifeste/comparer/exemple-1/exemple-2/",
        territory.get_absolute_url(),
        *(one.get_absolute_url() for one in (*findings, *Synthesis.objects.public(), *versions, *articles)),
        *(reverse("syntheses:finding_proofs", args=[one.slug]) for one in findings if one.evidence.exists()),
        *(reverse("syntheses:manifesto_amendments", args=[one.code]) for one in versions),
        *(one.get_absolute_url() for one in Amendment.objects.all()),
        *(reverse("syntheses:manifesto_check", args=[one.article.manifesto.code, one.article.code, one.code])
          for one in checks),
    ]  # fmt: skip
    assert len(addresses) > 80
    heavy = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        weighed = weight(response.content)
        if weighed.grade != "A" or len(response.content) > 45_000:
            heavy[address] = (weighed.dom, weighed.score, len(response.content))
    assert not heavy


def test_elements_inside_a_drawing_are_not_counted() -> None:
    assert Elements("<p>a<br><svg><path d=''/><g></g></svg></p><p>b</p>").count == 4
