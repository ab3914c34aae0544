"""« Décrire un usage »: one page, saved at once as a draft."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from commun.accounts.models import User
from commun.core.dates import PartialDate
from commun.library.actions.lineage import link
from commun.library.actions.sheets import create_sheet
from commun.library.actions.solutions import solution_named
from commun.library.enums import LineageKind, Stage
from commun.library.models import Deployment, PublishedSheet
from commun.territories.models import Territory


@transaction.atomic
def describe(
    *,
    territory: Territory,
    values: Mapping[str, Any],
    stage: Stage,
    by: User,
    since: PartialDate | None = None,
    solution_name: str = "",
    origin: PublishedSheet | None = None,
    lineage: LineageKind | None = None,
) -> Deployment:
    """Open a draft, with the system that it uses (found or added by name) and the use that it comes from."""
    solution = solution_named(name=solution_name, by=by) if solution_name.strip() else None
    sheet = create_sheet(territory=territory, values=values, stage=stage, since=since, solution=solution, by=by)
    if origin is not None and lineage is not None:
        link(sheet=sheet, source=origin, kind=lineage, by=by)
    return sheet
