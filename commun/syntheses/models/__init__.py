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
from commun.syntheses.models.opinion import OpinionPoll, OpinionPollQuerySet, OpinionStatement
from commun.syntheses.models.synthesis import (
    Contributor,
    NotRetained,
    PreviewComment,
    Synthesis,
    SynthesisFinding,
    SynthesisMail,
    SynthesisQuerySet,
)

__all__ = [
    "Amendment",
    "AnalysisRun",
    "ArticleBasis",
    "ArticleCheck",
    "Contributor",
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
    "NotRetained",
    "OpinionPoll",
    "OpinionPollQuerySet",
    "OpinionStatement",
    "PreviewComment",
    "Synthesis",
    "SynthesisFinding",
    "SynthesisMail",
    "SynthesisQuerySet",
    "TextChange",
]
