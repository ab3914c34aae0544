"""Debates and the uses that they are about, read from either end; published records only."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from commun.concertations.models import Takeaway, UsageLink
from commun.concertations.presenters.thread import with_usage
from commun.concertations.queries.proposition_lines import lines
from commun.core.written import Slot, Written
from commun.library.enums import Stage
from commun.library.panels import LinkedDebate
from commun.library.presenters.stages import knot_state, shape
from commun.ui.components.chain import Knot, KnotState, State


@dataclass(frozen=True, slots=True)
class LinkedUsage:
    """A published use, as the page of a debate names it."""

    pk: int
    title: str
    url: str
    place: str
    stage: str
    shape: State
    knot: KnotState
    note: str
    proposition: int | None
    """The number of the proposition that it is linked to."""


def usages_of_debate(concertation: int) -> tuple[LinkedUsage, ...]:
    """The uses linked to a concertation whose sheet is public. One query."""
    return _linked(_of_debate().run(concertation=concertation))


def usages_of_proposition(uid: str) -> tuple[LinkedUsage, ...]:
    """Those linked to one proposition. One query."""
    return _linked(_of_proposition().run(uid=uid))


@cache
def _of_debate() -> Written:
    return _written(concertation__pk=Slot("concertation"))


@cache
def _of_proposition() -> Written:
    return _written(proposition__uid=Slot("uid"))


def _written(**links: Slot) -> Written:
    rows = UsageLink.objects.filter(deployment__public__isnull=False, **links)
    sheet = [f"deployment__public__{name}" for name in ("title", "slug", "territory_name", "stage")]
    return Written(rows.values_list("pk", *sheet, "note", "proposition__number"))


def _linked(rows: Sequence[Sequence[Any]]) -> tuple[LinkedUsage, ...]:
    return tuple(
        LinkedUsage(
            pk=pk,
            title=title,
            url=reverse("library:sheet", args=[slug]),
            place=place,
            stage=str(Stage(stage).label),
            shape=shape(stage),
            knot=knot_state(stage),
            note=note,
            proposition=number,
        )
        for pk, title, slug, place, stage, note, number in rows
    )


def thread_with(knots: tuple[Knot, ...], usages: tuple[LinkedUsage, ...]) -> tuple[Knot, ...]:
    """The thread of a proposition, whose knot "usage" says what was linked; as it was when nothing is."""
    if not usages:
        return knots
    words = ngettext("%(count)d usage relié", "%(count)d usages reliés", len(usages)) % {"count": len(usages)}
    return with_usage(knots, usages[0].knot, words, url="#usages")


def debates_of(deployments: Collection[int]) -> Mapping[int, tuple[LinkedDebate, ...]]:
    """What the pages of the library show of public debates. One query; three more when propositions are linked."""
    links = list(
        UsageLink.objects.filter(
            deployment__in=deployments, deployment__public__isnull=False, concertation__published_at__isnull=False
        )
        .select_related("concertation__territory", "deployment__public")
        .only(
            "note",
            "proposition",
            "concertation__slug",
            "concertation__title",
            "concertation__territory__name",
            "deployment__uid",
            "deployment__public__stage",
        )
    )
    said = (
        Takeaway.objects.public()
        .propositions()
        .filter(pk__in=[one.proposition_id for one in links if one.proposition_id])
    )
    today = timezone.localdate()
    known = {line.uid: line for line in lines(said.order_by("pk"), on=today, citations={})} if links else {}
    uids = dict(said.values_list("pk", "uid")) if known else {}
    found: dict[int, tuple[LinkedDebate, ...]] = {}
    for one in links:
        record = one.concertation
        if one.proposition_id is None:
            debate = LinkedDebate(record.title, record.get_absolute_url(), record.territory.name, note=one.note)
        elif one.proposition_id in uids:
            line = known[uids[one.proposition_id]]
            stage = one.deployment.public.stage
            debate = LinkedDebate(
                line.text,
                line.url,
                line.place,
                on=line.said_on,
                is_quoted=True,
                state=line.decision_label or line.waiting,
                note=one.note,
                knots=with_usage(line.knots, knot_state(stage), str(Stage(stage).label).lower(), current=True),
            )
        else:
            continue
        found[one.deployment_id] = (*found.get(one.deployment_id, ()), debate)
    return found
