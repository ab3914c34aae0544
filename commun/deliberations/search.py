"""What can be found of council decisions: their subject, the words of their document, their reference.

There may be two million: keys are read in runs, and without the index only the newest are looked through.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commun.deliberations import actes
from commun.deliberations.enums import BodyKind, VoteOutcome
from commun.deliberations.models import DeliberatingBody, Deliberation, DeliberationText
from commun.search.documents import SearchDocument, Source, Vocabulary, Watch
from commun.territories import search as places
from commun.territories.enums import Kind
from commun.territories.models import Territory

RUN = 20_000
"""Keys read at once."""
LOOKED_THROUGH = 20_000
"""The newest decisions, that the database looks through for want of an index."""
_DEPARTMENTS = (Kind.DEPARTEMENT, Kind.COLLECTIVITE_UNIQUE)


def _documents(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """Two queries."""
    rows = Deliberation.objects.public().filter(pk__in=keys)
    joined = ("body", "text", *places.joined("body__territory"))
    found = list(rows.select_related(*joined))
    departments = _departments({one.body.department for one in found if one.body.territory is None})
    for one in found:
        body = one.body
        text = getattr(one, "text", None)
        facets = {
            "territory": (body.territory.slug if body.territory else body.siret,),
            "year": (str(one.year),),
            "matter": (one.matter_code,),
            "body_kind": (body.kind,),
            "department": (body.department,),
            "vote": (one.vote.value,) if one.vote else (),
        }
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.subject,
            url=one.get_absolute_url(),
            body=text.body if text else "",
            words=" ".join((one.local_id, body.name, one.matter_name, one.budget_name)),
            context=body.name,
            on=one.decided_on,
            facets={name: values for name, values in facets.items() if any(values)},
            places=places.slugs_within(body.territory) if body.territory else departments.get(body.department, ()),
            is_fictional=body.is_fictional,
        )


def _departments(codes: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Where a body lies that is in no list: its département and what holds it, by code."""
    rows = Territory.objects.filter(code_insee__in=codes, kind__in=_DEPARTMENTS, ended_on=None)
    return {one.code_insee: places.slugs_within(one) for one in rows.select_related(*places.PARENTS)}


def _keys() -> Iterator[int]:
    last = 0
    while True:
        rows = Deliberation.objects.public().filter(pk__gt=last).order_by("pk")
        run = list(rows.values_list("pk", flat=True)[:RUN])
        yield from run
        if len(run) < RUN:
            return
        last = run[-1]


def _find(words: Sequence[str], limit: int) -> list[int]:
    newest = Deliberation.objects.public().order_by("-decided_on", "-pk").values("pk")[:LOOKED_THROUGH]
    found = Deliberation.objects.filter(pk__in=newest)
    for word in words:
        found = found.filter(Q(subject__icontains=word) | Q(body__name__icontains=word) | Q(text__body__icontains=word))
    return list(found.order_by("-decided_on", "-pk").values_list("pk", flat=True)[:limit])


def _of_bodies(keys: Collection[int]) -> Iterable[int]:
    rows = Deliberation.objects.public().filter(body__in=keys).order_by()
    return rows.values_list("pk", flat=True).iterator(chunk_size=5000)


def _in_territories(keys: Collection[int]) -> Iterable[int]:
    bodies = DeliberatingBody.objects.filter(places.touches("territory", keys))
    return _of_bodies(list(bodies.values_list("pk", flat=True)))


SOURCE = Source(
    kind="deliberations",
    label=_("Délibérations"),
    singular=_("Délibération"),
    documents=_documents,
    keys=_keys,
    find=_find,
    watches=(
        Watch(
            Deliberation,
            columns=(
                "uid", "body_id", "local_id", "decided_on", "matter_code", "matter_name", "subject", "budget_name",
                "vote_for", "vote_against", "vote_abstained", "taken_down_at",
            ),
        ),
        Watch(DeliberationText, column="deliberation_id", columns=("body",)),
        Watch(
            DeliberatingBody,
            columns=("siret", "name", "kind", "department", "territory_id", "is_fictional"),
            reach=_of_bodies,
        ),
        Watch(Territory, columns=places.WATCHED, reach=_in_territories),
    ),
    weight=0.8,
)  # fmt: skip


# --- What the values of the facets are called ------------------------------------------------------------------------


def _matters(values: Collection[str]) -> Mapping[str, str]:
    """A theme alone ("7") has a name too: the list of decisions is narrowed by one."""
    return {value: actes.full_label(value) or value for value in values if value}


def _bodies(values: Collection[str]) -> Mapping[str, str]:
    sirets = [value for value in values if len(value) == 14 and value.isdecimal()]
    return dict(DeliberatingBody.objects.filter(siret__in=sirets).values_list("siret", "name")) if sirets else {}


def _kinds(values: Collection[str]) -> Mapping[str, str]:
    return {one.value: str(one.label) for one in BodyKind if one.value in values}


def _votes(values: Collection[str]) -> Mapping[str, str]:
    return {one.value: str(one.label) for one in VoteOutcome if one.value in values}


def _department_names(values: Collection[str]) -> Mapping[str, str]:
    rows = Territory.objects.filter(code_insee__in=values, kind__in=_DEPARTMENTS, ended_on=None)
    return dict(rows.values_list("code_insee", "name"))


SOURCES = (SOURCE,)
VOCABULARIES = (
    Vocabulary("matter", _matters),
    Vocabulary("territory", _bodies),
    Vocabulary("body_kind", _kinds),
    Vocabulary("vote", _votes),
    Vocabulary("department", _department_names),
)
