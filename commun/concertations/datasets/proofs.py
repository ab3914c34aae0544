"""Decisions cited as proof: the column that names them, and when one was last cited or withdrawn."""

import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from commun.concertations.models import DecisionProof
from commun.core.datasets import Column, Many, Queryset, Type


def cited_at(proven: str) -> tuple[datetime.datetime | None, ...]:
    """When a decision was last cited for such rows, a citation withdrawn, or a decision cited taken down."""
    rows = DecisionProof.objects.filter(**{f"{proven}__isnull": False})
    found = rows.aggregate(
        cited=Max("cited_at"), withdrawn=Max("withdrawn_at"), taken_down=Max("deliberation__taken_down_at")
    )
    return tuple(found.values())


def latest(*instants: datetime.datetime | None) -> datetime.datetime | None:
    return max((one for one in instants if one is not None), default=None)


def proofs_column(proven: str, parent: str = "") -> Column:
    """The decisions cited as proof; `proven` is the column of `DecisionProof`, `parent` leads from there to the row."""

    def rows() -> Queryset:
        mine = DecisionProof.objects.standing().filter(deliberation__taken_down_at=None)
        return mine.filter(**{f"{proven}__isnull": False}).order_by("cited_at", "pk")

    return Column(
        "deliberations",
        Many(rows, parent or proven, ("deliberation__uid",)),
        _("Délibérations citées comme preuve, par leur identifiant."),
        Type.LIST,
        "21860194600013-20171015-k3f9a2qx7m",
        refers_to="deliberations",
    )
