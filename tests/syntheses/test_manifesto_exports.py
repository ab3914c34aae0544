"""The files of a version: Akoma Ntoso against the OASIS schema, JSON, DOCX, PDF, and the open data."""

import io
import json
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from docx import Document
from lxml import etree

from commun.opendata.registry import datasets
from commun.syntheses.actions import manifesto
from commun.syntheses.exports import akoma_ntoso, plain
from commun.syntheses.models import ManifestoVersion
from commun.syntheses.queries.manifesto import text_of
from tests.accounts.factories import coordinator
from tests.syntheses import manifestos
from tests.syntheses.manifestos import FIRST

SCHEMA = Path(__file__).parent / "schemas" / "akomantoso30.xsd"
AKN = f"{{{akoma_ntoso.NAMESPACE}}}"


@pytest.fixture
def adopted(db) -> ManifestoVersion:
    made = manifestos.draft(finding=manifestos.public_finding(title="On veut savoir & comprendre <vite>."))
    manifesto.save_frame(
        manifesto=made, seen=made.version, values={"subtitle": "Sous-titre", "preamble": "Nous.\n\nPuis vous."},
        by=coordinator(),
    )  # fmt: skip
    (territory,) = manifestos.signatories(1)
    version = manifesto.open_vote(manifesto=made, until=manifestos.in_days(1), by=coordinator())
    manifestos.says(territory, version)
    return manifesto.close_vote(manifesto=version, by=coordinator(), on=manifestos.in_days(0), where="Rennes")


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def test_akoma_ntoso_is_valid_against_the_schema_of_oasis(adopted, schema) -> None:
    document = etree.fromstring(akoma_ntoso.write(text_of(adopted)))
    schema.assertValid(document)


def test_a_text_only_open_and_an_invented_one_are_valid_too(db, schema) -> None:
    manifestos.signatories(1, is_fictional=True)
    for version in (manifestos.draft(), manifestos.open_to_amendments(fictional=True)):
        schema.assertValid(etree.fromstring(akoma_ntoso.write(text_of(version))))


def test_akoma_ntoso_holds_each_paragraph_under_its_lasting_key_and_what_it_rests_on(adopted) -> None:
    root = Tree.fromstring(akoma_ntoso.write(text_of(adopted)))
    first = root.find(f".//{AKN}paragraph[@eId='part_1__art_a1__para_a1-1']")
    assert first is not None
    assert first.findtext(f"{AKN}content/{AKN}p", "").strip() == FIRST
    refs = [one.text for one in root.iter(f"{AKN}ref")]
    assert refs == ["On veut savoir & comprendre <vite>."] * 2, "one note under each article"


def test_json_says_the_same_text_as_the_page(adopted, client) -> None:
    data = json.loads(client.get(f"{adopted.get_absolute_url()}texte.json").content)
    assert data == json.loads(json.dumps(plain.structure(text_of(adopted))))
    (axis,) = data["axes"]
    assert axis["articles"][0]["paragraphes"][0] == {
        "identifiant": "manifeste-2-a1-1",
        "cle": "a1-1",
        "texte": FIRST,
        "repose_sur": [],
    }
    assert axis["articles"][0]["repose_sur"][0]["titre"] == "On veut savoir & comprendre <vite>."


def test_docx_holds_the_text_in_headings_and_paragraphs(adopted, client) -> None:
    response = client.get(f"{adopted.get_absolute_url()}texte.docx")
    document = Document(io.BytesIO(response.content))
    headings = [one.text for one in document.paragraphs if str(one.style and one.style.name).startswith("Heading")]
    assert headings == ["Une IA que l’on peut interroger", "A1 · Dire", "A2 · Évaluer"]
    assert FIRST in [one.text for one in document.paragraphs]


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext absent")
def test_pdf_is_tagged_and_says_the_text(adopted, client, tmp_path) -> None:
    raw = b"".join(client.get(f"{adopted.get_absolute_url()}texte.pdf"))
    (tmp_path / "m.pdf").write_bytes(raw)
    said = subprocess.run(["pdftotext", str(tmp_path / "m.pdf"), "-"], capture_output=True, text=True, check=True)
    assert "Un usage dit aux habitants" in said.stdout
    about = subprocess.run(["pdfinfo", str(tmp_path / "m.pdf")], capture_output=True, text=True, check=True)
    assert "Tagged:          yes" in about.stdout


def test_a_version_whose_text_is_not_here_has_no_file(db, client) -> None:
    for suffix in ("pdf", "docx", "json", "xml"):
        assert client.get(f"/manifeste/1/texte.{suffix}").status_code == 404


def test_the_dataset_has_a_row_for_each_public_paragraph_of_the_real_text(adopted, client) -> None:
    manifestos.draft()  # version 3, a draft: nobody reads it
    manifestos.signatories(1, is_fictional=True)
    manifestos.open_to_amendments(fictional=True)
    rows = json.loads(b"".join(client.get("/donnees/manifeste.json")))["lignes"]
    assert [one["identifiant"] for one in rows] == ["manifeste-2-a1-1", "manifeste-2-a1-2", "manifeste-2-a2-1"]
    assert rows[0]["constats_de_l_article"] == rows[1]["constats_de_l_article"] != []
    assert rows[0]["texte"] == FIRST
    assert datasets()["manifeste"].headers[0] == "identifiant"
