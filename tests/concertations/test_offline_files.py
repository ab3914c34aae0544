"""The canevas as a file: what is downloaded and sent back untouched changes nothing, in every format."""

import csv
import datetime
import io
import shutil
import subprocess
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from commun.concertations import canevas
from commun.concertations.enums import TakeawayKind
from commun.concertations.models import AudiencePart, Concertation, FrameChange, Sequence, Speaker
from commun.concertations.offline import book, ods, reading, xlsx
from commun.concertations.offline import csv as offline_csv
from commun.concertations.offline import docx as offline_docx
from commun.concertations.offline.plan import plan
from commun.core.dates import PartialDate
from commun.core.spreadsheets import read_table
from commun.core.text import clean
from commun.core.uploads import TABLES, inspect_upload, uploaded
from tests.concertations.factories import ConcertationFactory, SequenceFactory, TakeawayFactory

FORMATS = ["xlsx", "ods", "csv"]
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cn", "Co"], include_characters="\n\t=+-@'\"«»\xa0"),
    min_size=1,
    max_size=80,
).map(clean)


def written(record: Concertation, extension: str) -> bytes:
    if extension == "csv":
        return offline_csv.write(record)
    made = book.book_of(record)
    return xlsx.write(made) if extension == "xlsx" else ods.write(made)


def sent_back(record: Concertation, extension: str) -> reading.Reading:
    content = written(record, extension)
    inspect_upload(uploaded(content, f"canevas.{extension}"), allowed=TABLES)
    return reading.read(read_table(content, extension))


def full_record(**fields) -> Concertation:
    """Every field and every sheet has something to say."""
    record: Concertation = ConcertationFactory(
        starts_on=PartialDate("2026-04"),
        ends_on=PartialDate("2026"),
        uses_support=True,
        support_name="Agence d’à côté",
        support_scope=["cadrage", "animation"],
        objectives=["social"],
        level="concertation",
        recruitment=["tirage_au_sort", "autre"],
        recruitment_other="Bouche à oreille",
        invited_count=1200,
        accepted_count=0,
        plenary_on=datetime.date(2026, 6, 30),
        angles="=SOMME(A1)\n- transparence  et   espaces\n\n@tous",
        brief="'=pas une formule",
        follow_up_pledge="oui",
        **fields,
    )
    AudiencePart.objects.create(concertation=record, audience="agents", details="Accueil", people_count=12)
    Speaker.objects.create(concertation=record, name="A. Martin", profession="Juriste", has_consented=True)
    first = SequenceFactory(concertation=record, starts_at=datetime.time(18, 30), account="On s’est dit…")
    SequenceFactory(concertation=record, minutes=None, on=None, attendance=0, is_open=True)
    FrameChange.objects.create(
        concertation=record, on=datetime.date(2026, 5, 1), text="La question s’élargit", decided_by="Maire"
    )
    TakeawayFactory(concertation=record, sequence=first, audiences=["agents", "elus"], support="consensus")
    TakeawayFactory(concertation=record, kind=TakeawayKind.VIGILANCE, vigilance_kind="alerte", text="+ de temps ?")
    return record


@pytest.mark.django_db
@pytest.mark.parametrize("extension", FORMATS)
def test_file_sent_back_untouched_changes_nothing(extension):
    record = full_record()
    made = plan(record=record, reading=sent_back(record, extension))
    assert made.faults == ()
    assert made.is_empty
    assert made.is_own_file
    assert made.newer == ()
    assert made.unchanged > 40


@pytest.mark.django_db
@pytest.mark.parametrize("extension", FORMATS)
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example starts a process: shrinking would last minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(title=TEXT.filter(bool), angles=TEXT, account=TEXT)
@example(title="Atelier", angles="avant\taprès", account="un\t\tdeux  trois\tquatre")
def test_any_text_comes_back_as_it_left(extension, title, angles, account):
    record = Concertation.objects.filter(pk=ConcertationFactory(angles=angles, brief=title).pk).get()
    Sequence.objects.create(concertation=record, title=title.replace("\n", " ").replace("\t", " "), account=account)
    made = plan(record=record, reading=sent_back(record, extension))
    assert made.faults == ()
    assert made.is_empty, (made.fields, made.sheets)


@pytest.mark.django_db
@pytest.mark.parametrize("extension", FORMATS)
def test_no_cell_acts_like_a_formula(extension):
    content = written(full_record(), extension)
    if extension == "csv":
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";") for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name or name == "content.xml")
    assert b"<f>" not in parts
    assert b"table:formula" not in parts


@pytest.mark.django_db
def test_every_field_of_the_canevas_has_its_cell():
    codes = set(sent_back(full_record(), "xlsx").answers)
    for one in canevas.FIELDS:
        if one.kind == "choices":
            assert one.choices is not None
            assert {f"{one.name}:{choice}" for choice in one.choices.values} <= codes
        elif one.kind != "rows":
            assert one.name in codes


@pytest.mark.django_db
def test_text_too_long_for_a_cell_stays_online_untouched():
    record = ConcertationFactory(summary="mot " * 10_000)
    assert plan(record=record, reading=sent_back(record, "xlsx")).is_empty


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_lists_are_offered_where_the_canevas_has_choices(extension):
    made = {"xlsx": xlsx, "ods": ods}[extension].write(book.empty_book())
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        if extension == "xlsx":
            sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name]
            assert sum(sheet.count("<dataValidation ") for sheet in sheets) > 30
            assert sum("<pane " in sheet for sheet in sheets) >= 8
        else:
            content = archive.read("content.xml").decode()
            assert content.count("<table:content-validation ") > 30
            assert "Point de vigilance" in content
            assert "HorizontalSplitPosition" in archive.read("settings.xml").decode()


soffice = shutil.which("soffice")


@pytest.mark.django_db
@pytest.mark.once("what LibreOffice opens is a file, whatever gave its words")
@pytest.mark.skipif(soffice is None, reason="LibreOffice n’est pas installé : paquet Debian libreoffice-calc")
@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_libreoffice_reads_the_same_cells_and_keeps_the_lists(extension, tmp_path):
    assert soffice is not None
    record = full_record()
    path = tmp_path / f"canevas.{extension}"
    path.write_bytes(written(record, extension))
    other = "ods" if extension == "xlsx" else "xlsx"
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            other,
            "--outdir",
            str(tmp_path / "out"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    content = (tmp_path / "out" / f"canevas.{other}").read_bytes()
    made = plan(record=record, reading=reading.read(read_table(content, other)))
    assert made.faults == ()
    assert made.is_empty, (made.fields, made.sheets)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = "".join(
            archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name or name == "content.xml"
        )
    assert parts.count("<dataValidation ") + parts.count("<table:content-validation ") > 10
    if other == "ods":
        assert "Point de vigilance" in parts.partition("</table:content-validations>")[0] or "Listes" in parts


@pytest.mark.django_db
def test_docx_holds_what_is_known_and_room_for_the_rest():
    record = full_record()
    document = docx.Document(io.BytesIO(offline_docx.write(record)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    tables = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert record.uid in text + tables
    assert "☒ Tirage au sort" in text
    assert "☐ Recrutement ciblé" in text
    assert "transparence  et   espaces" in tables
    assert "A. Martin" in tables
    headings = [
        paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Heading 1"
    ]
    assert [str(section.title) for section in canevas.Section] == [head.partition(". ")[2] for head in headings[:3]]
    assert any(not any(cell.text for cell in row.cells) for table in document.tables for row in table.rows)


def test_empty_docx_asks_every_question():
    document = docx.Document(io.BytesIO(offline_docx.write(None)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for one in canevas.FIELDS:
        if one.kind != "rows":
            assert str(one.label) in text
