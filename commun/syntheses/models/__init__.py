from commun.syntheses.models.corpus import AnalysisRun, Corpus, CorpusItem, Group, Move
from commun.syntheses.models.findings import Evidence, Finding, FindingFlag, FindingQuerySet, FindingSource

__all__ = [
    "AnalysisRun",
    "Corpus",
    "CorpusItem",
    "Evidence",
    "Finding",
    "FindingFlag",
    "FindingQuerySet",
    "FindingSource",
    "Group",
    "Move",
]
