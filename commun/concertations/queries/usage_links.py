"""Debates and the uses that they are about, read from either end; published records only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from commun.concertations.models import Takeaway, UsageLink
from commun.concertations.presenters.thread import with_usage
from commun.concertations.queries.propositions import lines
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


def usages_of(links: QuerySet[UsageLink]) -> tuple[LinkedUsage, ...]:
    """Those whose sheet is public. One query."""
    found = links.filter(deployment__public__isnull=False).select_related("deployment__public", "proposition")
    named = [f"deployment__public__{name}" for name in ("slug", "title", "territory_name", "stage")]
    rows = found.only("note", "deployment", "deployment__uid", "proposition", "proposition__number", *named)
    return tuple(
        LinkedUsage(
            pk=one.pk,
            title=one.deployment.public.title,
            url=one.deployment.public.get_absolute_url(),
            place=one.deployment.public.territory_name,
            stage=str(Stage(one.deployment.public.stage).label),
            shape=shape(one.deployment.public.stage),
            knot=knot_state(one.deployment.public.stage),
            note=one.note,
            proposition=one.proposition.number if one.proposition else None,
        )
        for one in rows
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
