"""The documents behind decisions: read apart, within bounds, and never outside of their folder."""

import io
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from commun.deliberations.enums import TextSource
from commun.deliberations.importers import document_reader
from commun.deliberations.importers.documents import DocumentFolder


def _pdf(text: str = "", *, password: str = "") -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    if text:
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode("latin-1"))
        page[NameObject("/Contents")] = stream
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _read(folder, local_id: str = "2024-001", url: str = ""):
    with DocumentFolder(folder) as documents:
        return documents.text_of(siret="21860194600013", local_id=local_id, url=url)


def test_pdf_gives_its_text(tmp_path) -> None:
    (tmp_path / "2024-001.pdf").write_bytes(_pdf("Le conseil approuve"))
    read = _read(tmp_path)
    assert (read.text, read.source, read.fault) == ("Le conseil approuve", TextSource.PDF, "")


def test_page_is_found_by_the_end_of_the_address_and_in_the_folder_of_its_body(tmp_path) -> None:
    (tmp_path / "21860194600013").mkdir()
    (tmp_path / "21860194600013" / "séance 3.html").write_text(
        "<html><head><title>x</title><style>p{}</style></head><body><p>Le conseil<br>approuve.</p></body></html>",
        "utf-8",
    )
    read = _read(tmp_path, url="https://exemple.fr/a/s%C3%A9ance%203.html?v=1")
    assert (read.text, read.source) == ("Le conseil\napprouve.", TextSource.HTML)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.4 and nothing", "PDF abîmé"),
        (_pdf(), "PDF sans couche de texte"),
        (_pdf("secret", password="x"), "PDF protégé"),
    ],
)
def test_pdf_that_gives_no_text_says_why(tmp_path, content, reason) -> None:
    (tmp_path / "2024-001.pdf").write_bytes(content)
    read = _read(tmp_path)
    assert read.text == ""
    assert reason in read.fault


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../secret", "..\\secret", "x\x00"])
def test_identifier_is_a_name_and_never_a_way_out_of_the_folder(tmp_path, name) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "documents").mkdir()
    assert _read(tmp_path / "documents", local_id=name, url=f"https://exemple.fr/{name}.txt") is None


def test_link_that_leads_out_of_the_folder_is_not_followed(tmp_path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "2024-001.txt").symlink_to(tmp_path / "secret.txt")
    assert _read(tmp_path / "documents") is None


def test_reader_that_dies_takes_one_document_with_it_only(tmp_path) -> None:
    (tmp_path / "2024-001.pdf").write_bytes(_pdf("un"))
    (tmp_path / "2024-002.pdf").write_bytes(_pdf("deux"))
    with DocumentFolder(tmp_path) as folder:
        documents: Any = folder
        assert documents.text_of(siret="x", local_id="2024-001", url="").text == "un"
        documents._process.kill()
        documents._process.wait()
        dead = documents.text_of(siret="x", local_id="2024-001", url="")
        alive = documents.text_of(siret="x", local_id="2024-002", url="")
    assert "trop long" in dead.fault
    assert alive.text == "deux"


def test_page_that_is_hardly_one_still_reads() -> None:
    assert document_reader.html_text("<p>un<script>if (a < b) {}</script></style><td>deux") == "un\ndeux"
