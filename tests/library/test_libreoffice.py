"""What we export opens in LibreOffice and says there what it says here, word for word and cell by cell.

Needs Debian's libreoffice-writer-nogui and libreoffice-calc-nogui; skipped where they are not installed.
"""

import csv
import datetime
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from django.utils import timezone

from commun.library.duties.facts import Facts
from commun.library.duties.papers import KINDS
from commun.library.models import PublishedSheet
from tests.accounts.factories import referent
from tests.library.factories import published, result, whole_sheet
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db

SOFFICE = shutil.which("soffice")
PROGRAM = Path(SOFFICE).resolve().parent if SOFFICE else None
needs_writer = pytest.mark.skipif(
    PROGRAM is None or not (PROGRAM / "libswlo.so").exists(), reason="LibreOffice Writer is not installed"
)
needs_calc = pytest.mark.skipif(
    PROGRAM is None or not (PROGRAM / "libsclo.so").exists(), reason="LibreOffice Calc is not installed"
)
COMMAS = "44,34,76,1"
"""Commas, double quotes, UTF-8, from the first line: how our CSV is, and how LibreOffice writes one."""
AS_CSV = f"csv:Text - txt - csv (StarCalc):{COMMAS},,0,false,true"


def opened(folder: Path, to: str, *options: str) -> Path:
    """Every file of `folder` opened and written again as `to`, in the folder returned."""
    out = folder / "out"
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", *options, "--convert-to", to, "--outdir", str(out), *names]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    assert len(list(out.iterdir())) == len(names), "a file did not open"
    return out


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def as_shown(text: str) -> str:
    """A cell of ours as a spreadsheet shows it: typed when it is a date, an instant or a truth; a text stays as it is.

    Our CSV marks with an apostrophe a text that a spreadsheet would compute; a workbook holds it as a text.
    """
    if text in ("true", "false"):
        return text.upper()
    for kind, shown in ((datetime.date, "%d/%m/%Y"), (datetime.datetime, "%d/%m/%Y %H:%M")):
        try:
            moment = kind.fromisoformat(text)
        except ValueError:
            continue
        if isinstance(moment, datetime.datetime):
            moment = timezone.localtime(moment)
        return moment.strftime(shown)
    return text.removeprefix("'") if text[1:2] in ("=", "+", "-", "@") else text


@needs_writer
def test_each_legal_document_says_in_libreoffice_what_its_page_says(client, tmp_path) -> None:
    here = whole_sheet(title="Trier les demandes d’aide")
    client.force_login(referent(here.territory))
    for slug in KINDS:
        answer = client.get(f"/espace/bibliotheque/{here.slug}/documents-legaux/{slug}.docx")
        (tmp_path / f"{slug}.docx").write_bytes(answer.content)
    out = opened(tmp_path, "txt:Text (encoded):UTF8")
    for kind in KINDS.values():
        text = " ".join((out / f"{kind.slug}.txt").read_text("utf-8-sig").split())
        paper = kind.make(Facts.of_working(here))
        for part in paper.parts:
            for block in part.blocks:
                for line in block.text.splitlines():
                    assert " ".join(line.split()) in text, (kind.slug, part.title, line)
        assert text.count("[À compléter]") == paper.missing


@needs_calc
def test_the_workbook_of_the_uses_holds_cell_by_cell_what_the_csv_holds(client, tmp_path) -> None:
    here = TerritoryFactory(siren="200023414")
    for title in ("=1+1", 'Trier « les » "dossiers", vite', "Élaguer\u00a0; œuvrer"):
        result(published(here, title=title).deployment, value="0012")
    for name in ("usages-ia", "resultats"):
        (tmp_path / f"{name}.xlsx").write_bytes(b"".join(client.get(f"/donnees/{name}.xlsx")))
    out = opened(tmp_path, AS_CSV)
    for name in ("usages-ia", "resultats"):
        ours = cells(b"".join(client.get(f"/donnees/{name}.csv")))
        theirs = cells((out / f"{name}.csv").read_bytes())
        assert theirs[0] == ours[0] and len(theirs) == len(ours)
        for mine, read in zip(ours[1:], theirs[1:], strict=True):
            for head, a, b in zip(ours[0], mine, read, strict=True):
                assert b == as_shown(a), (name, head)


@needs_calc
def test_the_inventory_and_the_file_of_the_network_open_column_by_column(client, tmp_path) -> None:
    here = TerritoryFactory()
    published(here, title="Classer, « répartir » ; noter", summary="Une phrase,\nsur deux lignes.")
    files = {
        "inventaire.csv": client.get(f"/territoires/{here.slug}/algorithmes.csv"),
        "reseau.csv": client.get("/donnees/bibliotheque-reseau.csv"),
    }
    for name, answer in files.items():
        (tmp_path / name).write_bytes(b"".join(answer))
    out = opened(tmp_path, AS_CSV, f"--infilter=CSV:{COMMAS}")
    for name in files:
        ours, theirs = cells((tmp_path / name).read_bytes()), cells((out / name).read_bytes())
        assert theirs[0] == ours[0], name
        assert [len(row) for row in theirs] == [len(row) for row in ours], name
        title = PublishedSheet.objects.get().title
        assert title in theirs[1] and title in ours[1], name
