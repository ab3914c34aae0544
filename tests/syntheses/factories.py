"""Corpora and findings for tests, on takeaways that real actions froze and published."""

import factory
from factory.django import DjangoModelFactory

from commun.concertations.models import Takeaway
from commun.syntheses.models import Corpus, CorpusItem, Evidence, Finding


class CorpusFactory(DjangoModelFactory):
    class Meta:
        model = Corpus

    uid = factory.Sequence(lambda n: f"corpus-2026-{n + 1:04}")
    title = "Ce que les territoires disent de la transparence"


class FindingFactory(DjangoModelFactory):
    """A draft that nobody signed yet."""

    class Meta:
        model = Finding

    uid = factory.Sequence(lambda n: f"constat-2020-{n + 1:04}")
    slug = factory.Sequence(lambda n: f"les-habitants-veulent-savoir-{n + 1}")
    title = "Les habitants veulent savoir quand une machine leur répond."


def item(corpus: Corpus, takeaway: Takeaway, **kwargs) -> CorpusItem:
    return CorpusItem.objects.create(corpus=corpus, takeaway=takeaway, text_sha256=takeaway.text_sha256, **kwargs)


def evidence(finding: Finding, takeaway: Takeaway, **kwargs) -> Evidence:
    return Evidence.objects.create(finding=finding, takeaway=takeaway, text_sha256=takeaway.text_sha256, **kwargs)
