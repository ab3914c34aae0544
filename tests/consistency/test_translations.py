"""Sentences are French in the code; the French catalogue gives them the French rule of plurals."""

import re
from pathlib import Path

from django.utils.translation import ngettext

ROOT = Path(__file__).resolve().parent.parent.parent
PLURALS = re.compile(r"\bngettext(?:_lazy)?\(\s*\"((?:[^\"\\]|\\.)+)\",\s*\"((?:[^\"\\]|\\.)+)\"")


def test_zero_is_singular_in_french() -> None:
    plurals = {
        pair for path in (ROOT / "commun").rglob("*.py") for pair in PLURALS.findall(path.read_text(encoding="utf-8"))
    }
    assert len(plurals) > 10
    wrong = [one for one, many in plurals if ngettext(one, many, 0) != one or ngettext(one, many, 2) != many]
    assert wrong == [], "`make messages` collects new sentences"
