"""What the pages of hearings and of the council show: public things alone, but for the desk."""

import datetime
from dataclasses import dataclass

from django.db.models import Q

from commun.core.models import Revision
from commun.editorial import markdown
from commun.editorial.markdown import Rendered
from commun.hearings.models import CouncilMember, CouncilOpinion, Hearing, OpinionQuerySet
from commun.library.models import PublishedSheet
from commun.resources.models import Resource
from commun.syntheses.models import Finding


def public_hearings() -> list[Hearing]:
    """The last first. One query."""
    return list(Hearing.objects.public().order_by("-heard_on", "-pk"))


@dataclass(frozen=True)
class HearingPage:
    hearing: Hearing
    rendered: Rendered
    findings: tuple[Finding, ...]
    sheets: tuple[PublishedSheet, ...]
    resources: tuple[Resource, ...]
    versions: int


def hearing_page(hearing: Hearing) -> HearingPage:
    """Four queries."""
    return HearingPage(
        hearing,
        markdown.render(hearing.body),
        tuple(hearing.findings.public().order_by("uid")),
        tuple(PublishedSheet.objects.filter(deployment__hearings=hearing).order_by("uid")),
        tuple(hearing.resources.public().order_by("title", "pk")),
        Revision.objects.of(hearing).count(),
    )


def opinions() -> OpinionQuerySet:
    """The public ones, with what they are about."""
    rows = CouncilOpinion.objects.public().select_related("finding", "deployment__public")
    return rows.order_by("-published_at", "-pk")


@dataclass(frozen=True)
class CouncilPage:
    members: tuple[CouncilMember, ...]
    former: tuple[CouncilMember, ...]
    opinions: tuple[CouncilOpinion, ...]


def council_page(*, on: datetime.date) -> CouncilPage:
    """Two queries."""
    listed = list(CouncilMember.objects.exclude(name="").exclude(starts_on__gt=on).order_by("name", "pk"))
    former = tuple(one for one in listed if one.ends_on is not None and one.ends_on < on)
    return CouncilPage(tuple(one for one in listed if one not in former), former, tuple(opinions()[:50]))


@dataclass(frozen=True)
class DeskPage:
    hearings: tuple[Hearing, ...]
    members: tuple[CouncilMember, ...]
    to_answer: tuple[CouncilOpinion, ...]


def desk_page() -> DeskPage:
    """Three queries."""
    return DeskPage(
        tuple(Hearing.objects.order_by("-updated_at", "-pk")),
        tuple(CouncilMember.objects.order_by("name", "pk")),
        tuple(opinions().filter(answer="", finding__isnull=False)),
    )


def own_opinions(user_id: int) -> list[CouncilOpinion]:
    """Those that this person wrote, drafts included. One query."""
    rows = CouncilOpinion.objects.filter(by=user_id).select_related("finding", "deployment__public")
    about = Q(finding__isnull=False) | Q(deployment__public__isnull=False)
    return list(rows.filter(about).order_by("-updated_at", "-pk"))


def hearings_on(kind: str, key: int) -> list[Hearing]:
    """The public ones on a finding or a use. One query."""
    condition = Q(findings=key) if kind == "constat" else Q(deployments=key)
    return list(Hearing.objects.public().filter(condition).order_by("-heard_on", "-pk"))


def opinions_on(kind: str, key: int) -> list[CouncilOpinion]:
    condition = Q(finding=key) if kind == "constat" else Q(deployment=key)
    return list(opinions().filter(condition))
