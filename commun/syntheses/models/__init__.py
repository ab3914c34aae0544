from commun.syntheses.models.corpus import AnalysisRun, Corpus, CorpusItem, Group, Move
from commun.syntheses.models.endorsements import Endorsement
from commun.syntheses.models.findings import Evidence, Finding, FindingFlag, FindingQuerySet, FindingSource
from commun.syntheses.models.manifesto import (
    Amendment,
    ArticleBasis,
    ArticleCheck,
    ManifestoArticle,
    ManifestoAxis,
    ManifestoParagraph,
    ManifestoPosition,
    ManifestoVersion,
    ManifestoVoter,
    TextChange,
)

__all__ = [
    "Amendment",
    "AnalysisRun",
    "ArticleBasis",
    "ArticleCheck",
    "Corpus",
    "CorpusItem",
    "Endorsement",
    "Evidence",
    "Finding",
    "FindingFlag",
    "FindingQuerySet",
    "FindingSource",
    "Group",
    "ManifestoArticle",
    "ManifestoAxis",
    "ManifestoParagraph",
    "ManifestoPosition",
    "ManifestoVersion",
    "ManifestoVoter",
    "Move",
    "TextChange",
]
