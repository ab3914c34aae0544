"""What someone sends is told for what it is, and refused with words that say what to do."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from commun.core import archives
from commun.core.errors import DomainError
from commun.core.uploads import DOCUMENTS, TABLES, attachment, inspect_upload, safe_name
from tests.core import office

XLSX = office.xlsx({"Feuille": [["titre"], ["Dire où sont les algorithmes"]]})
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\x00" * 200


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(name: str, content: bytes, allowed: frozenset[str] = DOCUMENTS) -> str:
    with pytest.raises(DomainError) as caught:
        inspect_upload(sent(name, content), allowed=allowed)
    return caught.value.message


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.ods", office.ods({"F": [["a"]]}), "application/vnd.oasis.opendocument.spreadsheet"),
        ("a.DOCX", office.docx([("Normal", "a")]), None),
        ("a.csv", "titre;thème\nDire;où\n".encode(), "text/csv"),
        ("a.csv", "titre;thème\n".encode("cp1252"), "text/csv"),
        ("a.csv", "titre;thème\n".encode("utf-16"), "text/csv"),
        ("a.txt", b"MZ est aussi le d\xc3\xa9but d'une phrase", "text/plain"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>", "application/pdf"),
        ("a.png", PNG, "image/png"),
        ("photo.JPEG", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40, "image/jpeg"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
    ],
)
def test_honest_file_is_taken_with_the_type_of_what_is_inside(name, content, media_type):
    found = inspect_upload(sent(name, content), allowed=DOCUMENTS | TABLES)
    assert media_type is None or found.media_type == media_type
    assert found.size == len(content)
    assert len(found.sha256) == 64


def test_file_is_left_rewound_for_whoever_keeps_it():
    file = sent("a.xlsx", XLSX)
    inspect_upload(file)
    assert file.read() == XLSX


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "vide"),
        ("a.xlsx", EXE, "c’est un programme"),
        ("a.csv", EXE, "c’est un programme"),
        ("a.pdf", b"\x7fELF\x02\x01\x01\x00" + b"\x00" * 100, "c’est un programme"),
        ("a.csv", b"<html><script>alert(1)</script></html>", "c’est une page web"),
        ("a.csv", b"\xef\xbb\xbf  <!DOCTYPE html><p>", "c’est une page web"),
        ("a.xls", b"<html><table><tr><td>1", "c’est une page web"),
        ("a.txt", b"<svg onload='alert(1)'>", "c’est une page web"),
        ("a.xlsx", b"titre;texte\n", "c’est du texte simple"),
        ("a.ods", XLSX, "c’est un fichier .xlsx"),
        ("a.docx", XLSX, "c’est un fichier .xlsx"),
        ("a.xlsx", OLE, "c’est un ancien document Office"),
        ("a.csv", "titre".encode("utf-16-le"), "d’une autre nature"),
        ("a.csv", "thème;été\n".encode("utf-16-be"), "enregistrez-le sous « CSV UTF-8 »"),
        ("a.csv", b"\x01\x00\x00\x02" * 40, "c’est un fichier d’une autre nature. Rien"),
        ("a.png", b"%PDF-1.4\n", "c’est un fichier .pdf"),
        ("a.exe", EXE, "ne sont pas acceptés"),
        ("rapport.pdf.exe", EXE, "Formats acceptés : .xlsx"),
        ("rapport", b"abc", "pas d’extension"),
        ("a.svg", b"<svg/>", "ne sont pas acceptés"),
        ("a.html", b"<p>", "ne sont pas acceptés"),
        ("a.xlsm", XLSX, "Les fichiers à macros (.xlsm) sont refusés"),
        ("a.xlsx", office.with_part(XLSX, "xl/vbaProject.bin", b"x"), "contient des macros"),
        ("a.ods", office.with_part(office.ods({"F": [["a"]]}), "Basic/Standard/M.xml", b"x"), "contient des macros"),
        ("a.xls", OLE + "Workbook_VBA_PROJECT".encode("utf-16-le"), "contient des macros"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "protégé par un mot de passe"),
        ("a.xlsx", XLSX[: len(XLSX) // 2], "abîmé"),
        ("a.xlsx", b"PK\x03\x04" + b"\x00" * 60, "abîmé"),
    ],
)
def test_wrong_file_is_refused_and_told_why(name, content, said):
    assert said in refusal(name, content, DOCUMENTS | TABLES)


def test_encrypted_opendocument_is_refused():
    ods = office.rezipped(
        office.ods({"F": [["a"]]}),
        lambda name, part: (
            part.replace(b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>")
            if name == "META-INF/manifest.xml"
            else part
        ),
    )
    assert "mot de passe" in refusal("a.ods", ods)


def test_archive_that_is_no_office_file_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("lisez-moi.txt", "bonjour")
    assert "c’est une archive" in refusal("a.xlsx", out.getvalue())


def test_size_and_bound_are_said_of_a_file_too_large(settings):
    settings.MAX_UPLOAD_BYTES = 2 * 1024 * 1024
    message = refusal("a.csv", b"a" * 3 * 1024 * 1024)
    assert "3,0" in message
    assert "2,0" in message


def test_size_that_lies_is_measured_again(settings):
    settings.MAX_UPLOAD_BYTES = 2048
    file = sent("a.csv", b"a" * 3072)
    file.size = 10
    with pytest.raises(DomainError, match="limite"):
        inspect_upload(file)


# --- Archives made to harm ----------------------------------------------------------------------------------------


def test_zip_bomb_is_refused_without_inflating_it_all():
    bomb = office.with_part(XLSX, "xl/worksheets/sheet2.xml", b"\0" * (60 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert "démesuré" in refusal("a.xlsx", bomb)


def test_part_that_inflates_more_than_a_hundred_times_is_refused():
    assert "démesuré" in refusal("a.xlsx", office.with_part(XLSX, "xl/big.xml", b" " * (2 * 1024 * 1024)))


def test_archive_that_lies_about_its_sizes_is_refused():
    bomb = office.with_part(XLSX, "xl/worksheets/sheet2.xml", b"\0" * (60 * 1024 * 1024))
    assert refusal("a.xlsx", office.lying_zip(bomb, "xl/worksheets/sheet2.xml"))
    small = office.with_part(XLSX, "xl/worksheets/sheet2.xml", b"abc" * 100)
    assert "abîmé" in refusal("a.xlsx", office.lying_zip(small, "xl/worksheets/sheet2.xml"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl\\..\\x", "C:/x"])
def test_archive_with_names_that_climb_is_refused(name):
    assert "noms de parties anormaux" in refusal("a.xlsx", office.with_part(XLSX, name, b"x"))


def test_archive_with_two_parts_of_one_name_is_refused():
    out = io.BytesIO(XLSX)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", b"x")
    assert "noms de parties anormaux" in refusal("a.xlsx", out.getvalue())


def test_archive_with_too_many_parts_is_refused():
    more = {f"xl/p{number}": b"" for number in range(archives.MAX_ENTRIES)}
    assert "trop pour un document" in refusal("a.xlsx", office.rezipped(XLSX, office.same, more))


@given(st.binary(max_size=300), st.sampled_from(["a.xlsx", "a.ods", "a.csv", "a.pdf", "a.docx", "a.png"]))
def test_no_content_breaks_the_inspection(content, name):
    for start in (b"", b"PK\x03\x04", XLSX[:200], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"):
        try:
            found = inspect_upload(sent(name, start + content))
        except DomainError:
            continue
        assert found.extension in DOCUMENTS


@given(st.integers(0, 2_000), st.binary(min_size=1, max_size=40))
def test_no_damage_to_an_office_file_breaks_the_inspection(where, damage):
    where %= len(XLSX)
    damaged = XLSX[:where] + damage + XLSX[where + len(damage) :]
    try:
        inspect_upload(sent("a.xlsx", damaged))
    except DomainError as error:
        assert error.message


# --- Names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/rapport final.pdf", "rapport final.pdf"),
        ("C:\\Users\\moi\\rapport.PDF", "rapport.pdf"),
        ("ra\u202efdp.exe\x00\n.pdf", "ra fdp.exe.pdf"),
        ('a<b>:"c|?*%.pdf', "a-b---c----.pdf"),
        ("….pdf", "….pdf"),
        ("...pdf", "fichier.pdf"),
        ("é" * 300 + ".pdf", "é" * 120 + ".pdf"),
    ],
)
def test_name_is_made_harmless(name, kept):
    assert safe_name(name, "pdf") == kept


@given(st.text())
def test_any_name_becomes_one_that_can_be_kept(name):
    kept = safe_name(name, "csv")
    assert kept.endswith(".csv")
    assert len(kept) <= 130
    assert not set(kept) & set('/\\<>:"|?*\0\n\r')


def test_kept_file_is_served_as_an_attachment_whose_scripts_run_nowhere():
    response = attachment(io.BytesIO(b"%PDF-1.7"), name="compte rendu été.pdf", media_type="application/pdf")
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
