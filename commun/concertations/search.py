"""What can be found of the chain of proof: territories that entered it, concertations, sentences, answers, actions.

Each kind is made through the queryset that its public pages use. Names of persons are found nowhere: neither speakers,
even with their consent, nor référents.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.concertations import canevas
from commun.concertations.enums import Decision, PledgeState, TakeawayKind, Theme
from commun.concertations.models import (
    Answer,
    Concertation,
    Document,
    FollowUp,
    FrameChange,
    Milestone,
    Pledge,
    Takeaway,
)
from commun.concertations.models import Sequence as Session
from commun.concertations.queries import proposition_lines
from commun.core.dates import PartialDate
from commun.library.models import PublishedSheet
from commun.search.documents import SearchDocument, Source, Vocabulary, Watch
from commun.territories import search as places
from commun.territories.models import Territory
from commun.territories.queries import place
from commun.territories.written_names import normalise
from commun.ui.components.chain import Knot

# --- What several kinds share ----------------------------------------------------------------------------------------


def _facets(territories: Iterable[Territory], on: datetime.date | None, theme: str = "") -> Mapping[str, Any]:
    year = (str(on.year),) if on else ()
    named = {"territory": tuple(one.slug for one in territories), "year": year, "theme": (theme,) if theme else ()}
    return {name: values for name, values in named.items() if values}


def _found(rows: QuerySet[Any], words: Sequence[str], columns: Sequence[str], limit: int) -> list[int]:
    """The keys of the rows one of whose columns holds each word."""
    for word in words:
        holds = Q()
        for column in columns:
            holds |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(holds)
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:limit])


def _streamed(rows: QuerySet[Any]) -> Iterator[int]:
    return rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _reaching(model: type[Model], *paths: str) -> Callable[[Collection[int]], Iterable[int]]:
    """From the keys of what `paths` lead to, to those of the rows of `model`."""

    def reach(keys: Collection[int]) -> Iterable[int]:
        condition = Q()
        for path in paths:
            condition |= Q(**{f"{path}__in": keys})
        return model._default_manager.filter(condition).order_by().values_list("pk", flat=True).distinct()

    return reach


def _in_territories(model: type[Model], *paths: str) -> Callable[[Collection[int]], Iterable[int]]:
    """From territories to the rows of `model` that are found by them, or by what lies in them."""

    def reach(keys: Collection[int]) -> Iterable[int]:
        condition = reduce(lambda one, other: one | other, (places.touches(path, keys) for path in paths))
        return model._default_manager.filter(condition).order_by().values_list("pk", flat=True).distinct()

    return reach


_TITLED = ("title", "slug", "published_at", "territory_id")
"""Of a concertation: what its sentences, answers and actions are shown with."""


# --- Territories -----------------------------------------------------------------------------------------------------


def territories_heard() -> QuerySet[Territory]:
    """Those that pledged, or of which something is published here. The others are reached by their name."""
    led = Concertation.objects.published()
    co_led = Concertation.co_leads.through.objects.filter(concertation__published_at__isnull=False)
    return Territory.objects.filter(
        Q(pledge__isnull=False)
        | Exists(led.filter(territory=OuterRef("pk")))
        | Exists(co_led.filter(territory=OuterRef("pk")))
        | Exists(PublishedSheet.objects.filter(territory=OuterRef("pk"), is_template=False))
    )


def _territories(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """Two queries."""
    pledges = dict(Pledge.objects.filter(territory__in=keys).values_list("territory_id", "state"))
    for one in territories_heard().filter(pk__in=keys).select_related(*places.PARENTS):
        above = (getattr(one, name) for name in places.PARENTS)
        state = pledges.get(one.pk)
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.name,
            url=one.get_absolute_url(),
            body=str(PledgeState(state).label) if state else "",
            words=" ".join(
                (one.short_name, one.search_key.partition("|")[2], *(parent.name for parent in above if parent))
            ),
            context=place(one),
            facets=_facets((one,), None),
            places=places.slugs_within(one),
            is_fictional=one.is_fictional,
        )


def _co_leads(keys: Collection[int]) -> Iterable[int]:
    """The territories that lead these concertations, or lead them with others."""
    through = Concertation.co_leads.through.objects.filter(concertation__in=keys)
    yield from through.values_list("territory_id", flat=True)
    yield from Concertation.objects.filter(pk__in=keys).order_by().values_list("territory_id", flat=True)


def _find_territories(words: Sequence[str], limit: int) -> list[int]:
    keys = (Q(search_key__contains=f" {word}") for word in normalise(" ".join(words)).split())
    return list(territories_heard().filter(reduce(and_, keys, Q())).order_by("pk").values_list("pk", flat=True)[:limit])


TERRITORIES = Source(
    kind="territoires",
    label=gettext_lazy("Territoires"),
    singular=gettext_lazy("Territoire"),
    documents=_territories,
    keys=lambda: _streamed(territories_heard()),
    find=_find_territories,
    watches=(
        Watch(Territory, columns=(*places.WATCHED, "search_key"), reach=_in_territories(Territory, "")),
        Watch(Pledge, column="territory_id", columns=("territory_id", "state")),
        Watch(Concertation, column="territory_id", columns=("territory_id", "published_at")),
        Watch(Concertation, columns=("published_at",), reach=_co_leads),
        Watch(Concertation.co_leads.through, column="territory_id"),
        Watch(PublishedSheet, column="territory_id", columns=("territory_id", "is_template")),
    ),
    weight=2.0,
)


# --- Concertations ---------------------------------------------------------------------------------------------------

_SAID = tuple(
    one
    for one in canevas.FIELDS
    if one.is_public and one.name != "title" and one.kind in ("text", "long", "choice", "choices")
)
_WRITTEN = tuple(one for one in _SAID if one.kind in ("text", "long"))
_CHOSEN = tuple(one for one in _SAID if one not in _WRITTEN)


def _concertations(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """Five queries."""
    rows = (
        Concertation.objects.published()
        .filter(pk__in=keys)
        .select_related(*places.joined("territory"))
        .prefetch_related(
            Prefetch("co_leads", Territory.objects.select_related(*places.PARENTS)),
            "sequences",
            "documents",
            "frame_changes",
        )
    )
    for one in rows:
        leads = (one.territory, *one.co_leads.all())
        known = one.starts_on or one.starts_on_planned
        on = known.earliest if known else timezone.localdate(one.published_at)
        texts = [
            *(field.public_display(one) for field in _WRITTEN),
            *(text for session in one.sequences.all() for text in (session.title, session.place, session.account)),
            *(change.text for change in one.frame_changes.all()),
            *(document.title for document in one.documents.all()),
        ]
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body="\n".join(text for text in texts if text),
            words=" ".join((*(lead.name for lead in leads), *(field.public_display(one) for field in _CHOSEN))),
            context=", ".join(lead.name for lead in leads),
            on=on,
            known_on=known,
            facets=_facets(leads, on),
            places=tuple(dict.fromkeys(slug for lead in leads for slug in places.slugs_within(lead))),
            is_fictional=one.territory.is_fictional,
        )


def _concertations_in(keys: Collection[int]) -> Iterable[int]:
    yield from _in_territories(Concertation, "territory")(keys)
    co_led = Concertation.co_leads.through.objects.filter(places.touches("territory", keys))
    yield from co_led.values_list("concertation_id", flat=True)


CONCERTATIONS = Source(
    kind="concertations",
    label=gettext_lazy("Concertations"),
    singular=gettext_lazy("Concertation"),
    documents=_concertations,
    keys=lambda: _streamed(Concertation.objects.published()),
    find=lambda words, limit: _found(
        Concertation.objects.published(), words, ("title", "summary", "angles", "territory__name"), limit
    ),
    watches=(
        Watch(Concertation, columns=(*_TITLED, "starts_on", "starts_on_planned", *(one.name for one in _SAID))),
        Watch(Concertation.co_leads.through, column="concertation_id"),
        Watch(Session, column="concertation_id", columns=("concertation_id", "title", "place", "account")),
        Watch(Document, column="concertation_id", columns=("concertation_id", "title")),
        Watch(FrameChange, column="concertation_id", columns=("concertation_id", "text")),
        Watch(Territory, columns=places.WATCHED, reach=_concertations_in),
    ),
    weight=1.4,
    is_suggested=True,
)


# --- What people said ------------------------------------------------------------------------------------------------

_PROPOSITION = Q(kind=TakeawayKind.PROPOSITION)


def _takeaways(condition: Q) -> Callable[[Sequence[int]], Iterator[SearchDocument]]:
    """One query."""

    def documents(keys: Sequence[int]) -> Iterator[SearchDocument]:
        rows = (
            Takeaway.objects.public()
            .filter(condition, pk__in=keys)
            .select_related("concertation", "sequence", *places.joined("concertation__territory"))
        )
        for one in rows:
            record = one.concertation
            day = one.sequence.on if one.sequence else None
            known = PartialDate.of(day) if day else record.ends_on
            if known is None and record.restituted_on is not None:
                known = PartialDate.of(record.restituted_on)
            on = known.earliest if known else None
            yield SearchDocument(
                key=one.pk,
                uid=one.uid,
                title=_("%(kind)s %(number)d, %(territory)s")
                % {"kind": one.get_kind_display(), "number": one.number, "territory": record.territory.name},
                url=one.get_absolute_url(),
                body=one.text,
                words=f"{record.territory.name} {record.title} {one.get_theme_display()}",
                context=record.title,
                on=on,
                known_on=known,
                facets=_facets((record.territory,), on, one.theme),
                places=places.slugs_within(record.territory),
                is_fictional=record.territory.is_fictional,
            )

    return documents


_OF_TAKEAWAY = ("uid", "number", "kind", "text", "theme", "frozen_at", "sequence_id", "concertation_id")
_TAKEAWAY_WATCHES = (
    Watch(Takeaway, columns=_OF_TAKEAWAY),
    Watch(Concertation, columns=(*_TITLED, "ends_on", "restituted_on"), reach=_reaching(Takeaway, "concertation")),
    Watch(Session, columns=("on",), reach=_reaching(Takeaway, "sequence")),
    Watch(Territory, columns=places.WATCHED, reach=_in_territories(Takeaway, "concertation__territory")),
)


def _threads(keys: Collection[int]) -> dict[int, Sequence[Knot]]:
    """The threads of these propositions. Three queries, and those of what cites them."""
    rows = Takeaway.objects.public().propositions().filter(pk__in=keys)
    known = dict(rows.values_list("uid", "pk"))
    return {known[line.uid]: line.knots for line in proposition_lines.lines(rows, on=timezone.localdate())}


def _threads_above(model: type[Model]) -> Callable[[Collection[int]], dict[int, Sequence[Knot]]]:
    """Those of the propositions that these answers, or these actions, belong to."""

    def threads(keys: Collection[int]) -> dict[int, Sequence[Knot]]:
        above = dict(model._default_manager.filter(pk__in=keys).values_list("pk", "proposition_id"))
        found = _threads(set(above.values()))
        return {key: found[proposition] for key, proposition in above.items() if proposition in found}

    return threads


PROPOSITIONS = Source(
    kind="propositions",
    label=gettext_lazy("Propositions"),
    singular=gettext_lazy("Proposition"),
    documents=_takeaways(_PROPOSITION),
    keys=lambda: _streamed(Takeaway.objects.public().filter(_PROPOSITION)),
    find=lambda words, limit: _found(
        Takeaway.objects.public().filter(_PROPOSITION), words, ("text", "concertation__territory__name"), limit
    ),
    watches=_TAKEAWAY_WATCHES,
    weight=1.2,
    is_said=True,
    threads=_threads,
)

TAKEAWAYS = Source(
    kind="remontees",
    label=gettext_lazy("Vigilances, freins et opportunités"),
    singular=gettext_lazy("Remontée"),
    documents=_takeaways(~_PROPOSITION),
    keys=lambda: _streamed(Takeaway.objects.public().exclude(_PROPOSITION)),
    find=lambda words, limit: _found(
        Takeaway.objects.public().exclude(_PROPOSITION), words, ("text", "concertation__territory__name"), limit
    ),
    watches=_TAKEAWAY_WATCHES,
    is_said=True,
)


# --- What was answered, and promised ---------------------------------------------------------------------------------

_ABOVE = ("proposition__concertation", *places.joined("proposition__concertation__territory"))


def _reasoned() -> QuerySet[Answer]:
    """An answer without a reason has nothing to be found by: it is read with its proposition."""
    return Answer.objects.public().exclude(reason="")


def _answers(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    for one in _reasoned().filter(pk__in=keys).select_related("proposition", *_ABOVE):
        proposition = one.proposition
        record = proposition.concertation
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=_("%(decision)s : réponse à la proposition %(number)d, %(territory)s")
            % {
                "decision": Decision(one.decision).label,
                "number": proposition.number,
                "territory": record.territory.name,
            },
            url=f"{proposition.get_absolute_url()}#reponse",
            body=one.reason,
            words=" ".join((record.territory.name, record.title, one.author_role, one.body, one.decision_reference)),
            context=record.title,
            on=one.answered_on,
            facets=_facets((record.territory,), one.answered_on, proposition.theme),
            places=places.slugs_within(record.territory),
            is_fictional=record.territory.is_fictional,
        )


def _promised_watches(model: type[Model]) -> tuple[Watch, ...]:
    """What is above an answer or an action: its proposition, the concertation of that, the territory of this."""
    above = "proposition__concertation"
    return (
        Watch(
            Takeaway,
            columns=("uid", "number", "theme", "frozen_at", "concertation_id"),
            reach=_reaching(model, "proposition"),
        ),
        Watch(Concertation, columns=_TITLED, reach=_reaching(model, above)),
        Watch(Territory, columns=places.WATCHED, reach=_in_territories(model, f"{above}__territory")),
    )


ANSWERS = Source(
    kind="reponses",
    label=gettext_lazy("Réponses"),
    singular=gettext_lazy("Réponse"),
    documents=_answers,
    keys=lambda: _streamed(_reasoned()),
    find=lambda words, limit: _found(
        _reasoned(), words, ("reason", "proposition__concertation__territory__name"), limit
    ),
    watches=(
        Watch(
            Answer,
            columns=(
                "uid", "decision", "reason", "author_role", "body", "decision_reference", "answered_on",
                "proposition_id",
            ),
        ),
        *_promised_watches(Answer),
    ),
    threads=_threads_above(Answer),
)  # fmt: skip


def _follow_ups(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """Two queries."""
    rows = FollowUp.objects.public().filter(pk__in=keys).select_related("proposition", *_ABOVE)
    for one in rows.prefetch_related("milestones"):
        record = one.proposition.concertation
        on = timezone.localdate(one.changed_at)
        steps = [step.text for step in one.milestones.all()]
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=capfirst(one.title),
            url=one.get_absolute_url(),
            body="\n".join(text for text in (*steps, one.state_reason, one.budget, one.owner_role) if text),
            words=f"{record.territory.name} {record.title} {one.get_state_display()}",
            context=_("%(territory)s, %(state)s, échéance le %(date)s")
            % {
                "territory": record.territory.name,
                "state": str(one.get_state_display()).lower(),
                "date": PartialDate.of(one.due_on),
            },
            on=on,
            facets=_facets((record.territory,), on, one.proposition.theme),
            places=places.slugs_within(record.territory),
            is_fictional=record.territory.is_fictional,
        )


FOLLOW_UPS = Source(
    kind="suites",
    label=gettext_lazy("Actions promises"),
    singular=gettext_lazy("Action promise"),
    dated=gettext_lazy("dernière nouvelle"),
    documents=_follow_ups,
    keys=lambda: _streamed(FollowUp.objects.public()),
    find=lambda words, limit: _found(
        FollowUp.objects.public(), words, ("title", "proposition__concertation__territory__name"), limit
    ),
    watches=(
        Watch(
            FollowUp,
            columns=(
                "uid", "title", "owner_role", "due_on", "budget", "state", "state_reason", "changed_at",
                "proposition_id",
            ),
        ),
        Watch(Milestone, column="follow_up_id", columns=("follow_up_id", "text")),
        *_promised_watches(FollowUp),
    ),
    threads=_threads_above(FollowUp),
)  # fmt: skip


def _themes(values: Collection[str]) -> Mapping[str, str]:
    return {one.value: str(one.label) for one in Theme if one.value in values}


SOURCES = (TERRITORIES, CONCERTATIONS, PROPOSITIONS, TAKEAWAYS, ANSWERS, FOLLOW_UPS)
VOCABULARIES = (Vocabulary("theme", _themes),)
