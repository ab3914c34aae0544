"""What can be found of the library: the uses that territories publish, and the systems that they use.

Both are read from what is published (`PublishedSheet`, `Solution.objects.public()`), never from a working sheet: a
value held back is not found, nor the supplier of a use through the system that it uses.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commun.library import enums, terms
from commun.library.models import PublishedSheet, Solution
from commun.library.models.published import PublishedSheetQuerySet
from commun.library.models.solution import SolutionQuerySet
from commun.search.documents import SearchDocument, Source, Vocabulary, Watch
from commun.territories import search as places
from commun.territories.models import Territory

_OWN_THEME = "usage-"
"""Before the themes of uses: they are not those of debates, and one of them bears the same word."""


def _theme(value: str) -> tuple[str, ...]:
    return (f"{_OWN_THEME}{value}",) if value else ()


def _shown() -> PublishedSheetQuerySet:
    """The uses that the list of the library shows."""
    return PublishedSheet.objects.filter(is_template=False)


def _usages(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    rows = _shown().filter(pk__in=keys).select_related("solution", *places.joined("territory"))
    for one in rows.defer("network_values", "search_text"):
        on = timezone.localdate(one.updated_at)
        facets = {"territory": (one.territory.slug,), "theme": _theme(one.theme), "year": (str(on.year),)}
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body="\n".join(filter(None, terms.written_texts(one))),
            words=" ".join((*terms.names_around(one), *terms.told_choices(one))),
            context=", ".join(part for part in (one.territory_name, str(one.get_stage_display()).lower()) if part),
            on=on,
            facets={name: values for name, values in facets.items() if values},
            places=places.slugs_within(one.territory),
            is_fictional=one.is_fictional,
        )


def _find_usages(words: Sequence[str], limit: int) -> list[int]:
    found = _shown()
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(summary__icontains=word) | Q(territory_name__icontains=word))
    return list(found.order_by("-updated_at", "-pk").values_list("pk", flat=True)[:limit])


def _usages_of_solutions(keys: Collection[int]) -> Iterable[int]:
    return PublishedSheet.objects.filter(solution__in=keys).order_by().values_list("pk", flat=True)


def _usages_in(keys: Collection[int]) -> Iterable[int]:
    rows = PublishedSheet.objects.filter(places.touches("territory", keys))
    return rows.order_by().values_list("pk", flat=True)


USAGES = Source(
    kind="usages",
    label=_("Usages de l’IA"),
    singular=_("Usage de l’IA"),
    dated=_("fiche mise à jour"),
    documents=_usages,
    keys=lambda: _shown().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000),
    find=_find_usages,
    watches=(
        Watch(
            PublishedSheet,
            column="deployment_id",
            columns=(
                "uid", "slug", "title", "summary", "territory_id", "territory_name", "solution_id", "theme", "stage",
                "is_fictional", "is_template", "updated_at", "values",
            ),
        ),
        Watch(Solution, columns=("name", "supplier"), reach=_usages_of_solutions),
        Watch(Territory, columns=places.WATCHED, reach=_usages_in),
    ),
    weight=1.3,
    is_suggested=True,
)  # fmt: skip


def _known() -> SolutionQuerySet:
    return Solution.objects.public()


def _solutions(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """Two queries. A supplier that every use holds back is not found."""
    tells: dict[int, bool] = {}
    uses: dict[int, int] = {}
    rows = PublishedSheet.objects.filter(solution__in=keys).values_list("solution_id", "values", "is_fictional")
    real = set()
    for solution, values, is_fictional in rows:
        assert solution is not None
        tells[solution] = tells.get(solution, False) or "supplier" not in values.get("_held", {})
        uses[solution] = uses.get(solution, 0) + 1
        if not is_fictional:
            real.add(solution)
    for one in _known().filter(pk__in=keys):
        supplier = one.supplier if tells.get(one.pk) else ""
        count = uses.get(one.pk, 0)
        used = ngettext("%(count)d usage publié", "%(count)d usages publiés", count) % {"count": count}
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.name,
            url=one.get_absolute_url(),
            body="\n".join(text for text in (one.summary, one.models_used) if text),
            words=" ".join((supplier, one.licence, str(one.get_theme_display()), str(one.get_technique_display()))),
            context=", ".join(part for part in (supplier, used) if part),
            facets={"theme": _theme(one.theme)} if one.theme else {},
            is_fictional=one.pk not in real,
        )


def _find_solutions(words: Sequence[str], limit: int) -> list[int]:
    found = _known()
    for word in words:
        found = found.filter(Q(name__icontains=word) | Q(summary__icontains=word))
    return list(found.order_by("name").values_list("pk", flat=True)[:limit])


SOLUTIONS = Source(
    kind="solutions",
    label=_("Systèmes"),
    singular=_("Système"),
    documents=_solutions,
    keys=lambda: _known().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000),
    find=_find_solutions,
    watches=(
        Watch(
            Solution,
            columns=("uid", "slug", "name", "supplier", "summary", "licence", "models_used", "theme", "technique"),
        ),
        Watch(PublishedSheet, column="solution_id", columns=("solution_id", "values", "is_fictional")),
    ),
    weight=1.2,
    is_suggested=True,
)


def _themes(values: Collection[str]) -> Mapping[str, str]:
    asked = {one: _OWN_THEME + one.value for one in enums.Theme}
    return {written: str(one.label) for one, written in asked.items() if written in values}


SOURCES = (USAGES, SOLUTIONS)
VOCABULARIES = (Vocabulary("theme", _themes),)
