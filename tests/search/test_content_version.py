"""An index is built again when what it holds changes, not at each release."""

import hashlib
from dataclasses import replace

from commun.search import documents, french
from commun.search.documents import content_version, sources, watched

DECLARED = {
    "ressources": (1, "26211a69"),
    "deliberations": (1, "bfb2d661"),
    "actualites": (2, "ebfc5eca"),
    "pages": (2, "ebfc5eca"),
    "glossaire": (1, "c8f6b864"),
    "patrimoine": (1, "859aad29"),
    "labels": (1, "00f44525"),
    "laureats": (1, "fdb93556"),
    "consultations": (1, "1c05f4a7"),
    "metiers": (1, "ca7830b1"),
    "groupes": (1, "3bd1a5c0"),
    "evenements": (1, "0f0a291d"),
    "usages": (1, "f5f0b1d0"),
    "solutions": (1, "7731fea3"),
    "territoires": (1, "cbc86955"),
    "concertations": (1, "7cb92fc2"),
    "propositions": (1, "f3a0ff8b"),
    "remontees": (1, "f3a0ff8b"),
    "reponses": (1, "69e3f1f3"),
    "suites": (1, "85cc4263"),
    "constats": (1, "55841e27"),
    "syntheses": (1, "4787eb91"),
    "manifeste": (1, "96ddd0fa"),
    "auditions": (1, "46a773e9"),
    "avis-scientifiques": (1, "acbb4be4"),
    "ailleurs": (1, "301bf1d2"),
}
"""Of each kind: its version, and a digest of the columns that make its documents."""
ANALYSED = ("2", "08164451")
TEXT = "L’œuvre du C.C.A.S. : subventionnées, aujourd’hui, les écoles payent l'eau à 1 200 € ; œdème, d’où 2024-DEL-12."


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def test_columns_that_make_documents_change_with_the_version_of_their_source() -> None:
    told = {kind: (source.version, _digest(watched(source))) for kind, source in sources().items()}
    assert told == DECLARED, "raise the version of the Source that changed, then write here what is told"


def test_analysis_changes_with_its_version() -> None:
    told = (french.ANALYSIS.partition("/")[0], _digest(french.analyse(TEXT)))
    assert told == ANALYSED, "raise ANALYSIS, then write here what is told"


def test_version_of_the_content_is_that_of_what_documents_say_alone(monkeypatch) -> None:
    kind, source = next(iter(sources().items()))

    def version_with(**changed) -> str:
        monkeypatch.setattr(documents, "sources", lambda: {kind: replace(source, **changed)})
        return content_version()

    assert version_with() == version_with(weight=9.0, label="Autrement", is_said=not source.is_said)
    assert version_with() != version_with(version=source.version + 1)
    assert version_with() != version_with(watches=source.watches[1:])
    assert version_with() != version_with(kind="autre")
