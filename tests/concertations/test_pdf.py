"""The printed record: tagged, readable without the machine's fonts, and made once."""

import shutil
import subprocess

import pdfua
import pytest
from django.test import Client

from commun.concertations import pdf
from commun.concertations.models import Speaker, Takeaway
from commun.concertations.queries.printed import printed_record
from commun.core import generated
from commun.core import pdf as printing
from tests.concertations.factories import concertation_awaiting_answer, prepared_concertation, published_concertation
from tests.concertations.test_feeds import answered
from tests.pdf import text_of
from tests.territories.factories import TerritoryFactory

try:
    from commun.core import typesetting
except OSError as missing:
    pytest.skip(f"Pango is not installed: {missing}", allow_module_level=True)

pytestmark = pytest.mark.once("the printer sees a page, and not the database that gave its words")


def body(response) -> bytes:
    return b"".join(response)


def test_the_pdf_passes_the_checks_of_an_independent_validator(db, client: Client, tmp_path) -> None:
    concertation = concertation_awaiting_answer()
    answered(concertation)
    response = client.get(f"/concertations/{concertation.slug}.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{concertation.slug}.pdf"'
    path = tmp_path / "fiche.pdf"
    path.write_bytes(body(response))
    report = pdfua.validate(path)
    assert not report.findings, [str(finding) for finding in report.findings]


def test_the_pdf_says_what_the_record_says(db, client: Client, tmp_path) -> None:
    concertation = concertation_awaiting_answer(propositions=2)
    answer = answered(concertation)
    said = text_of(body(client.get(f"/concertations/{concertation.slug}.pdf")), tmp_path)
    flat = " ".join(said.split())
    for expected in (
        concertation.title,
        concertation.territory.name,
        "Objectifs et méthodologie",
        "Que voulons-nous confier à une machine dans nos services",
        "Proposition 1",
        "Publier la liste des algorithmes, version 1.",
        "Partiellement retenue",
        answer.reason,
        "Adjointe au numérique",
        "Sans réponse à ce jour.",
        "Licence Ouverte 2.0",
    ):
        assert expected in flat, expected


def test_each_page_says_where_it_comes_from_and_its_number(db, client: Client, tmp_path) -> None:
    concertation = concertation_awaiting_answer(propositions=30)
    pages = text_of(body(client.get(f"/concertations/{concertation.slug}.pdf")), tmp_path).split("\f")[:-1]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} sur {len(pages)}" in page
        assert f"http://127.0.0.1:8000/concertations/{concertation.slug}/ · version" in page


@pytest.mark.skipif(not shutil.which("pdffonts"), reason="poppler-utils is not installed")
def test_its_fonts_are_ours_and_inside(db, client: Client, tmp_path) -> None:
    """A machine without a single font must print the same thing."""
    concertation = published_concertation(title="Œuvre, cœur, « ça » : l’été à Łódź")
    path = tmp_path / "fiche.pdf"
    path.write_bytes(body(client.get(f"/concertations/{concertation.slug}.pdf")))
    table = subprocess.run(["pdffonts", str(path)], check=True, capture_output=True, timeout=60).stdout.decode()
    fonts = [line.split() for line in table.splitlines()[2:]]
    assert fonts and all("Commun" in font[0] or "Source-Serif" in font[0] for font in fonts), table
    assert all(font[-5] == "yes" for font in fonts), table
    assert "Łódź" in text_of(path.read_bytes(), tmp_path)


def test_nothing_is_fetched_but_our_own_files() -> None:
    ours = typesetting.OurFiles()
    for refused in (
        "https://exemple.fr/x.png",
        "file:///etc/passwd",
        "https://commun.invalid/../pdf.py",
        "https://commun.invalid/print.css?x",
        "data:text/css,a",
    ):
        with pytest.raises(ValueError, match="refused"):
            ours.fetch(refused)
    assert ours.fetch("https://commun.invalid/print.css")


def test_what_was_said_cannot_make_it_fetch_anything(db, client: Client, monkeypatch) -> None:
    asked = []
    fetch = typesetting.OurFiles.fetch

    def watched(self, url, headers=None):
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(typesetting.OurFiles, "fetch", watched)
    concertation = concertation_awaiting_answer(propositions=1)
    hostile = '<img src="https://exemple.fr/x.png"><link rel="stylesheet" href="x.css">'
    Takeaway.objects.filter(concertation=concertation).update(text=hostile)
    body(client.get(f"/concertations/{concertation.slug}.pdf"))
    assert asked and all(url.startswith("https://commun.invalid/") for url in asked)


def test_it_is_made_once_and_again_when_what_it_says_changes(db, client: Client, monkeypatch) -> None:
    made = []
    real = printing._typeset

    def counted(html):
        made.append(1)
        return real(html)

    monkeypatch.setattr(printing, "_typeset", counted)
    concertation = published_concertation()
    address = f"/concertations/{concertation.slug}.pdf"
    first = body(client.get(address))
    published_concertation()
    assert body(client.get(address)) == first and len(made) == 1
    concertation.angles = "Les cantines"
    concertation.save()
    assert body(client.get(address)) != first and len(made) == 2


def test_a_crowd_and_a_server_without_pango_are_told(db, client: Client, monkeypatch) -> None:
    address = f"/concertations/{published_concertation().slug}.pdf"

    def raising(error: Exception):
        def opened(*_args, **_options):
            raise error

        return opened

    monkeypatch.setattr(pdf, "opened", raising(generated.Busy("x")))
    assert client.get(address).status_code == 503
    monkeypatch.setattr(pdf, "opened", raising(printing.Unavailable()))
    response = client.get(address)
    assert response.status_code == 503 and "Imprimez la page" in response.content.decode()


def test_a_draft_has_no_pdf(db, client: Client) -> None:
    assert client.get(f"/concertations/{prepared_concertation().slug}.pdf").status_code == 404


def test_the_imagined_territory_is_marked(db) -> None:
    concertation = published_concertation(territory=TerritoryFactory(is_fictional=True))
    record = printed_record(slug=concertation.slug)
    assert record is not None and record.is_fictional


def test_a_speaker_who_did_not_consent_is_not_named(db) -> None:
    concertation = published_concertation()
    Speaker.objects.create(concertation=concertation, name="Camille Secret", profession="Chercheuse")
    record = printed_record(slug=concertation.slug)
    assert "Chercheuse" in str(record) and "Secret" not in str(record)


def test_the_number_of_queries_does_not_depend_on_the_length(db, django_assert_num_queries) -> None:
    short, long = concertation_awaiting_answer(propositions=2), concertation_awaiting_answer(propositions=12)
    for one in (short, long):
        for proposition in one.takeaways.propositions():
            assert proposition.is_frozen
        answered(one)
    with django_assert_num_queries(12) as few:
        printed_record(slug=short.slug)
    with django_assert_num_queries(len(few)):
        printed_record(slug=long.slug)
