"""Debates and the resources that they used, read from either end; what is public only."""

from dataclasses import dataclass

from commun.concertations.models import Concertation, ResourceUse
from commun.resources.uses import Use


@dataclass(frozen=True, slots=True)
class UsedResource:
    """A resource, as the page of a debate names it."""

    pk: int
    title: str
    url: str
    kind: str
    said: str


def resources_of_debate(concertation: int) -> tuple[UsedResource, ...]:
    """Those of the catalogue still public, in the order in which they were told. One query."""
    rows = ResourceUse.objects.filter(concertation=concertation, resource__taken_down_at=None)
    return tuple(
        UsedResource(
            pk=one.pk,
            title=one.resource.title,
            url=one.resource.get_absolute_url(),
            kind=str(one.resource.get_kind_display()),
            said=one.said,
        )
        for one in rows.select_related("resource").only("said", "resource__title", "resource__slug", "resource__kind")
    )


def debates_using(resource: int) -> tuple[Use, ...]:
    """The public debates that used it: those that say something of it first, then the newest. One query."""
    rows = ResourceUse.objects.filter(
        resource=resource, concertation__in=Concertation.objects.published().values("pk")
    ).select_related("concertation__territory")
    return tuple(
        Use(
            title=one.concertation.title,
            url=one.concertation.get_absolute_url(),
            place=one.concertation.territory.name,
            said=one.said,
            on=one.concertation.starts_on,
            is_fictional=one.concertation.territory.is_fictional,
        )
        for one in sorted(rows.order_by("-recorded_at", "-pk"), key=lambda one: not one.said)
    )
