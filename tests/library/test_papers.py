"""The papers say what the sheet says and no more, mark what is missing, and open where they should."""

import io
import shutil
import subprocess
from pathlib import Path

import docx
import pdfua
import pytest

from commun.library import fields, law
from commun.library.actions import publication, sheets
from commun.library.duties.facts import Facts
from commun.library.duties.papers import KINDS, PUBLIC_KINDS
from commun.library.duties.papers.mention import mention_text
from commun.library.duties.papers.paper import Paper, Tone
from commun.library.enums import (
    AnnexPoint,
    Audience,
    Automation,
    DpiaStatus,
    PersonalData,
    RiskClass,
    Stage,
    Technique,
    Visibility,
)
from tests.accounts.factories import UserFactory, referent
from tests.library.factories import draft, published
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db

try:
    from commun.core import typesetting  # noqa: F401
except OSError:
    needs_pango = pytest.mark.skip(reason="Pango is not installed")
else:
    needs_pango = pytest.mark.skipif(False, reason="")


SOFFICE = shutil.which("soffice")
HAS_WRITER = SOFFICE is not None and Path(SOFFICE).resolve().with_name("libswlo.so").exists()


def risky(territory=None, **values):
    """CV sorting, at high risk, with what an impact assessment needs half filled."""
    return draft(
        territory,
        **{
            "title": "Trier les candidatures",
            "summary": "Le système classe les candidatures reçues.",
            "technique": Technique.LEARNING,
            "stage": Stage.ROLL_OUT,
            "audiences": [Audience.AGENT],
            "personal_data": PersonalData.YES,
            "is_individual_decision": True,
            "automation": Automation.ASSISTED,
            "risk_class": RiskClass.HIGH,
            "annex_point": AnnexPoint.EMPLOYMENT,
            "fria_harms": "Écarter des candidates.",
            "oversight_who": "Chargée de recrutement",
            "dpia_status": DpiaStatus.DONE,
            "dpia_summary": "Risque ramené à un niveau modéré.",
            "contact_email": "rh@ville.exemple.fr",
            **values,
        },
    )


def words(paper: Paper) -> str:
    return "\n".join(f"{block.label} {block.text}" for part in paper.parts for block in part.blocks)


def missing(paper: Paper) -> list[str]:
    return [block.label for part in paper.parts for block in part.blocks if block.tone is Tone.MISSING]


# --- the explicit mention (R311-3-1-1) -----------------------------------------------------------------------------


def test_the_mention_says_each_of_its_elements() -> None:
    facts = Facts.of_published(published(is_individual_decision=True, contact_url="https://ville.exemple.fr/contact"))
    text = mention_text(facts)
    silence, referral = law.thresholds()["cada_silence"], law.thresholds()["cada_referral"]
    for element in (
        facts.territory.name,
        facts.title,
        facts.says("summary"),
        "droit d’obtenir communication des règles",
        "principales caractéristiques de sa mise en œuvre",
        "https://ville.exemple.fr/contact",
        f"/territoires/{facts.territory.slug}/algorithmes/#{facts.uid}",
        f"{silence.amount} mois, votre demande est refusée",
        f"{referral.amount} mois pour saisir la Commission d’accès aux documents administratifs",
        "L311-3-1",
        "R311-3-1-1",
    ):
        assert element in text, element
    assert "compléter" not in text


def test_without_a_way_to_write_the_mention_says_what_to_complete() -> None:
    paper = KINDS["mention"].make(Facts.of_published(published(is_individual_decision=True)))
    assert "[adresse postale ou électronique à compléter]" in words(paper)
    assert missing(paper) == ["Comment exercer ce droit"]


def test_a_decision_taken_by_the_machine_alone_is_said_to_be_so_and_null_without_mention() -> None:
    paper = KINDS["mention"].make(
        Facts.of_published(published(is_individual_decision=True, automation=Automation.FULL))
    )
    assert "entièrement automatisée, par un algorithme" in words(paper) and "nulle" in words(paper)


def test_whether_the_mention_is_due_is_not_guessed() -> None:
    assert "Décision individuelle" in missing(KINDS["mention"].make(Facts.of_published(published())))
    not_due = words(KINDS["mention"].make(Facts.of_published(published(is_individual_decision=False))))
    assert "n’est alors pas due" in not_due


# --- the answer to a person (R311-3-1-2) ---------------------------------------------------------------------------


def test_the_answer_has_its_four_points_and_leaves_the_persons_own_case_to_fill() -> None:
    facts = Facts.of_published(
        published(
            is_individual_decision=True, automation=Automation.ADVICE, place_in_decision="Avant la commission.",
            data_description="Composition du foyer", parameters="Fratrie : 10 points", operations="Addition",
        )
    )  # fmt: skip
    paper = KINDS["reponse"].make(facts)
    numbered = [part for part in paper.parts if part.title[:2] in ("1.", "2.", "3.", "4.")]
    assert len(numbered) == 4
    for part, said in zip(
        numbered, ("Avant la commission.", "Composition du foyer", "Fratrie : 10 points", "Addition"), strict=True
    ):
        assert said in "\n".join(block.text for block in part.blocks)
    own = [block for part in numbered for block in part.blocks if block.tone is Tone.PERSON]
    assert len(own) == 3, "who decided, their data, the weights applied to them"


# --- high risk: FRIA and register ----------------------------------------------------------------------------------


def test_the_fria_follows_the_letters_of_article_27_and_asks_for_what_is_missing() -> None:
    paper = KINDS["droits-fondamentaux"].make(Facts.of_working(risky()))
    assert [part.title[:2] for part in paper.parts if part.title[1] == "."] == ["a.", "b.", "c.", "d.", "e.", "f."]
    assert "Écarter des candidates." in words(paper) and "Chargée de recrutement" in words(paper)
    asked = missing(paper)
    assert "a. Processus où le système sert" in asked and "d. Risques de préjudice" not in asked
    assert "2 décembre 2027" in words(paper) and "non relu au Journal officiel" in words(paper)


def test_the_fria_is_not_said_to_be_due_where_it_is_not_or_where_nobody_knows() -> None:
    spared = words(KINDS["droits-fondamentaux"].make(Facts.of_working(risky(annex_point=AnnexPoint.INFRASTRUCTURE))))
    assert "en est dispensé" in spared
    assert "On ne peut conclure" in words(KINDS["droits-fondamentaux"].make(Facts.of_working(risky(risk_class=""))))
    minimal = KINDS["droits-fondamentaux"].make(Facts.of_working(risky(risk_class=RiskClass.MINIMAL)))
    assert "n’est alors pas due" in words(minimal)


def test_the_block_of_the_register_has_its_five_points() -> None:
    paper = KINDS["registre-europeen"].make(Facts.of_working(risky()))
    assert [part.title[:2] for part in paper.parts if part.title[1] == "."] == ["1.", "2.", "3.", "4.", "5."]
    assert "rh@ville.exemple.fr" in words(paper) and "Risque ramené à un niveau modéré." in words(paper)
    assert "Adresse" in missing(paper)


def test_the_register_says_where_some_points_go() -> None:
    secret = words(KINDS["registre-europeen"].make(Facts.of_working(risky(annex_point=AnnexPoint.LAW_ENFORCEMENT))))
    assert "partie non publique" in secret
    national = words(KINDS["registre-europeen"].make(Facts.of_working(risky(annex_point=AnnexPoint.INFRASTRUCTURE))))
    assert "niveau national" in national


def test_the_notices_are_short_and_name_who_speaks() -> None:
    paper = KINDS["article-50"].make(Facts.of_published(published(is_conversational=True)))
    pasted = [block.text for part in paper.parts for block in part.blocks if block.tone is Tone.PASTE]
    assert len(pasted) == 3 and all(len(text) < 400 for text in pasted)
    assert all(paper.facts.territory.name in text for text in pasted)
    assert "On ne peut conclure" in words(KINDS["article-50"].make(Facts.of_published(published())))


# --- who reads what ------------------------------------------------------------------------------------------------


def test_public_papers_hold_public_values_only_and_the_others_are_the_territorys(client) -> None:
    here = risky(operations="La formule secrète")
    by = referent(here.territory)
    sheets.hold_back(
        sheet=here, field=fields.BY_NAME["operations"], level=Visibility.TERRITORY, reason="Fraudes.", by=by
    )
    publication.publish(sheet=here, by=by)
    for kind in PUBLIC_KINDS:
        html = client.get(f"/bibliotheque/{here.slug}/documents-legaux/{kind}/").content.decode()
        assert "secrète" not in html and "rh@ville" not in html
        raw = client.get(f"/bibliotheque/{here.slug}/documents-legaux/{kind}.docx").content
        assert "secrète" not in "\n".join(p.text for p in docx.Document(io.BytesIO(raw)).paragraphs)
    assert "Non public : Fraudes." in client.get(
        f"/bibliotheque/{here.slug}/documents-legaux/reponse/"
    ).content.decode().replace("\u202f", " ").replace("\xa0", " ")
    for kind in set(KINDS) - set(PUBLIC_KINDS):
        assert client.get(f"/bibliotheque/{here.slug}/documents-legaux/{kind}/").status_code == 404
    client.force_login(UserFactory())
    assert client.get(f"/espace/bibliotheque/{here.slug}/documents-legaux/reponse/").status_code == 403
    client.force_login(by)
    assert "secrète" in client.get(f"/espace/bibliotheque/{here.slug}/documents-legaux/reponse/").content.decode()


def test_a_draft_has_no_public_paper(client) -> None:
    assert client.get(f"/bibliotheque/{risky().slug}/documents-legaux/").status_code == 404


def test_every_paper_says_that_it_is_no_legal_advice_and_what_it_rests_on(client) -> None:
    here = risky()
    client.force_login(referent(here.territory))
    for kind in KINDS.values():
        html = client.get(f"/espace/bibliotheque/{here.slug}/documents-legaux/{kind.slug}/").content.decode()
        assert "Ceci n’est pas un avis juridique" in html and "/bibliotheque/droit/#" in html, kind.slug


# --- files ---------------------------------------------------------------------------------------------------------


def _docx(client, here, kind: str) -> bytes:
    response = client.get(f"/espace/bibliotheque/{here.slug}/documents-legaux/{kind}.docx")
    assert response["Content-Disposition"] == f'attachment; filename="{kind}-{here.slug}.docx"'
    return bytes(response.content)


def test_the_docx_says_what_the_page_says_and_marks_what_to_fill(client) -> None:
    here = risky(TerritoryFactory(is_fictional=True), objection="Écrire à la DRH\x0b, « sous deux mois ».")
    client.force_login(referent(here.territory))
    for kind in KINDS.values():
        document = docx.Document(io.BytesIO(_docx(client, here, kind.slug)))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
        paper = kind.make(Facts.of_working(here))
        for part in paper.parts:
            assert part.title in text
            for block in part.blocks:
                assert all(line in text for line in block.text.split("\n\n")), (kind.slug, block)
        assert text.count("[À compléter]") == paper.missing
        assert "pas un avis juridique" in text and "Exemple fictif" in text


@pytest.mark.once("what LibreOffice opens is a file, whatever gave its words")
@pytest.mark.skipif(not HAS_WRITER, reason="LibreOffice Writer is not installed")
def test_libreoffice_opens_each_docx(client, tmp_path) -> None:
    here = risky()
    client.force_login(referent(here.territory))
    for kind in KINDS:
        (tmp_path / f"{kind}.docx").write_bytes(_docx(client, here, kind))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    names = [f"{kind}.docx" for kind in KINDS]
    subprocess.run([*command, *names], cwd=tmp_path, check=True, capture_output=True, timeout=180)
    for kind in KINDS:
        assert (tmp_path / f"{kind}.pdf").stat().st_size > 5_000, kind


@needs_pango
def test_the_pdf_passes_the_checks_of_an_independent_validator(client, tmp_path) -> None:
    here = risky()
    client.force_login(referent(here.territory))
    for kind in KINDS:
        response = client.get(f"/espace/bibliotheque/{here.slug}/documents-legaux/{kind}.pdf")
        assert response["Content-Type"] == "application/pdf"
        path = tmp_path / f"{kind}.pdf"
        path.write_bytes(b"".join(response))
        report = pdfua.validate(path)
        assert not report.findings, (kind, [str(finding) for finding in report.findings])
