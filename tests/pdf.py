"""The words of a PDF, by a reader that is not the one that printed it."""

import shutil
import subprocess
from pathlib import Path

import pytest


def text_of(raw: bytes, folder: Path) -> str:
    """Laid out as on paper, a form feed after each page; skips the test where there is no reader."""
    if not shutil.which("pdftotext"):
        pytest.skip("poppler-utils is not installed")
    path = folder / "fiche.pdf"
    path.write_bytes(raw)
    found = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, timeout=60)
    return found.stdout.decode()
