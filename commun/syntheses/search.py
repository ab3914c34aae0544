"""What can be found of what the network concluded: its findings, the syntheses that publish them, its manifesto."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.search.documents import SearchDocument, Source, Watch
from commun.syntheses.enums import ManifestoState
from commun.syntheses.models import (
    Finding,
    ManifestoArticle,
    ManifestoParagraph,
    ManifestoVersion,
    Synthesis,
    SynthesisFinding,
)

# --- Findings --------------------------------------------------------------------------------------------------------


def _findings(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query. One that was withdrawn is found no more: its page, which says why, stays."""
    for one in Finding.objects.standing().filter(pk__in=keys):
        on = timezone.localdate(one.published_at) if one.published_at else None
        facets = {"theme": (one.theme,) if one.theme else (), "year": (str(on.year),) if on else ()}
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body="\n".join(text for text in (one.text, one.dissent) if text),
            words=f"{one.get_kind_display()} {one.get_theme_display()} {one.get_category_display()}",
            context=", ".join(part for part in (str(one.get_kind_display()), str(one.get_category_display())) if part),
            on=on,
            facets={name: values for name, values in facets.items() if values},
            is_fictional=one.is_fictional,
        )


def _found(rows: QuerySet[Finding] | QuerySet[Synthesis], words: Sequence[str], second: str, limit: int) -> list[int]:
    for word in words:
        rows = rows.filter(Q(title__icontains=word) | Q(**{f"{second}__icontains": word}))
    return list(rows.order_by("-published_at", "-pk").values_list("pk", flat=True)[:limit])


FINDINGS = Source(
    kind="constats",
    label=gettext_lazy("Constats et recommandations"),
    singular=gettext_lazy("Constat"),
    dated=gettext_lazy("publié"),
    documents=_findings,
    keys=lambda: Finding.objects.standing().order_by("pk").values_list("pk", flat=True).iterator(),
    find=lambda words, limit: _found(Finding.objects.standing(), words, "text", limit),
    watches=(
        Watch(
            Finding,
            columns=(
                "uid", "slug", "kind", "state", "title", "text", "dissent", "theme", "category", "is_fictional",
                "published_at",
            ),
        ),
    ),
    weight=1.5,
)  # fmt: skip


# --- Syntheses -------------------------------------------------------------------------------------------------------


def _syntheses(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """Two queries."""
    rows = Synthesis.objects.public().filter(pk__in=keys).prefetch_related("parts__finding")
    for one in rows:
        on = timezone.localdate(one.published_at) if one.published_at else None
        standing = [part.finding.title for part in one.parts.all() if not part.finding.is_withdrawn]
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body="\n".join((one.intro, *standing)).strip(),
            context=_("Le réseau"),
            on=on,
            facets={"year": (str(on.year),)} if on else {},
            is_fictional=one.is_fictional,
        )


def _syntheses_of(keys: Collection[int]) -> Iterable[int]:
    return SynthesisFinding.objects.filter(finding__in=keys).values_list("synthesis_id", flat=True)


SYNTHESES = Source(
    kind="syntheses",
    label=gettext_lazy("Synthèses"),
    singular=gettext_lazy("Synthèse"),
    dated=gettext_lazy("publiée"),
    documents=_syntheses,
    keys=lambda: Synthesis.objects.public().order_by("pk").values_list("pk", flat=True).iterator(),
    find=lambda words, limit: _found(Synthesis.objects.public(), words, "intro", limit),
    watches=(
        Watch(Synthesis, columns=("uid", "slug", "state", "title", "intro", "is_fictional", "published_at")),
        Watch(SynthesisFinding, column="synthesis_id"),
        Watch(Finding, columns=("title", "state"), reach=_syntheses_of),
    ),
)


# --- The manifesto ---------------------------------------------------------------------------------------------------


def _read() -> QuerySet[ManifestoVersion]:
    """Of each line of versions, the one in force and the last that is public: older ones say the same words again."""
    public = ManifestoVersion.objects.public().order_by().values("is_fictional")
    last = public.annotate(last=Max("number")).values_list("is_fictional", "last")
    standing = public.filter(state=ManifestoState.ADOPTED).annotate(last=Max("number"))
    wanted = Q(pk__in=())
    for is_fictional, number in {*last, *standing.values_list("is_fictional", "last")}:
        wanted |= Q(is_fictional=is_fictional, number=number)
    return ManifestoVersion.objects.public().filter(wanted)


def _of_versions(versions: QuerySet[ManifestoVersion]) -> QuerySet[ManifestoArticle]:
    return ManifestoArticle.objects.filter(manifesto__in=versions)


def _articles(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """Four queries."""
    rows = _of_versions(_read()).filter(pk__in=keys).select_related("manifesto").prefetch_related("paragraphs")
    for one in rows:
        version = one.manifesto
        on = version.adopted_on or (timezone.localdate(version.published_at) if version.published_at else None)
        yield SearchDocument(
            key=one.pk,
            uid=f"{version.uid}-{one.code}",
            title=_("Article %(label)s : %(title)s") % {"label": one.label, "title": one.title},
            url=one.get_absolute_url(),
            body="\n".join(paragraph.text for paragraph in one.paragraphs.all()),
            words=version.title,
            context=_("%(title)s, version %(number)d, %(state)s")
            % {
                "title": version.title,
                "number": version.number,
                "state": str(version.get_state_display()).lower(),
            },
            on=on,
            facets={"year": (str(on.year),)} if on else {},
            is_fictional=version.is_fictional,
        )


def _find_articles(words: Sequence[str], limit: int) -> list[int]:
    found = _of_versions(_read())
    for word in words:
        found = found.filter(
            Q(title__icontains=word)
            | Q(pk__in=ManifestoParagraph.objects.filter(text__icontains=word).values("article"))
        )
    return list(found.order_by("manifesto", "position", "pk").values_list("pk", flat=True)[:limit])


def _line_of(keys: Collection[int]) -> Iterable[int]:
    """A version that becomes public, or is adopted, takes the place of the others of its line."""
    lines = ManifestoVersion.objects.filter(pk__in=keys).values("is_fictional")
    return ManifestoArticle.objects.filter(manifesto__is_fictional__in=lines).values_list("pk", flat=True)


MANIFESTO = Source(
    kind="manifeste",
    label=gettext_lazy("Articles du manifeste"),
    singular=gettext_lazy("Article du manifeste"),
    documents=_articles,
    keys=lambda: _of_versions(_read()).order_by("pk").values_list("pk", flat=True).iterator(),
    find=_find_articles,
    watches=(
        Watch(ManifestoArticle, columns=("manifesto_id", "code", "title")),
        Watch(ManifestoParagraph, column="article_id", columns=("article_id", "text", "position")),
        Watch(
            ManifestoVersion,
            columns=("code", "number", "state", "title", "adopted_on", "published_at", "is_fictional"),
            reach=_line_of,
        ),
    ),
    weight=1.3,
)

SOURCES = (FINDINGS, SYNTHESES, MANIFESTO)
