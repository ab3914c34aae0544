"""Systems that several bodies use: found by their name, or added; completed by whoever documents a use of them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers, revisions
from commun.core.errors import DomainError, EditConflict
from commun.core.text import folded
from commun.library.actions.sheets import lock
from commun.library.models import Deployment, Solution


class SolutionChanged(EditConflict):
    """Someone saved this system since it was opened. `current` is what it says now."""

    def __init__(self, current: Solution) -> None:
        self.current = current
        super().__init__(_("Quelqu’un a enregistré ce système pendant que vous le décriviez."))


def known(name: str) -> Solution | None:
    """The system of that name, whatever the case and the accents."""
    return Solution.objects.filter(name_folded=folded(name)).first()


@transaction.atomic
def solution_named(*, name: str, by: User | None, **facts: Any) -> Solution:
    """The known system of that name, or a new one that holds `facts`: two people never make it twice."""
    name = " ".join(name.split())
    if not name:
        raise DomainError(_("Donnez le nom du système."))

    def find_or_create() -> Solution:
        found = known(name)
        if found is not None:
            return found
        added = Solution.objects.create(
            uid=identifiers.next_uid(Solution, "sol-"),
            slug=identifiers.free_slug(Solution, name, place="", default="systeme"),
            name=name,
            **facts,
        )
        audit.record("solution.added", target=added, by=by)
        return added

    return identifiers.first_free(
        find_or_create, busy=_("Ce système s’ajoute ailleurs au même moment : réessayez dans un instant.")
    )


@transaction.atomic
def use_solution(*, sheet: Deployment, solution: Solution | None, by: User) -> Deployment:
    """Say which system this use rests on; None when it is its own. The public page follows at the next publication."""
    current = lock(sheet)
    if current.solution_id == (solution.pk if solution else None):
        return current
    current.solution = solution
    current.version += 1
    current.save(update_fields=["solution", "version"])
    audit.record("deployment.solution_chosen", target=current, by=by, by_role=by.signature(current.territory))
    return current


@transaction.atomic
def use_named(*, sheet: Deployment, name: str, by: User) -> Deployment:
    """The same, by the system's name; empty when the use rests on none."""
    return use_solution(sheet=sheet, solution=solution_named(name=name, by=by) if name.strip() else None, by=by)


EDITABLE = (
    "supplier", "supplier_country", "supplier_url", "is_commons", "summary", "theme", "technique", "release",
    "released_on", "licence", "source_code_url", "models_used", "documentation_url", "source_url", "read_on",
)  # fmt: skip
"""All but the name: it is what the territories that use it found it by."""


@transaction.atomic
def complete_solution(*, sheet: Deployment, values: Mapping[str, Any], seen: int, by: User) -> Solution:
    """Complete the system that `sheet` uses; each change leaves a version, signed by a role.

    `seen` is its version when it was opened. Raises SolutionChanged.
    """
    if sheet.solution_id is None:
        raise DomainError(_("Dites d’abord quel système cette fiche utilise."))
    solution = Solution.objects.select_for_update().get(pk=sheet.solution_id)
    if solution.version != seen:
        raise SolutionChanged(solution)
    if unknown := set(values) - set(EDITABLE):
        raise ValueError(unknown)
    role = by.signature(sheet.territory)
    revisions.take(solution, content(solution), reason=_("Avant la première modification"))
    for name, value in values.items():
        setattr(solution, name, value)
    solution.version += 1
    solution.save(update_fields=[*values, "version"])
    revisions.take(solution, content(solution), by_role=role)
    is_public = Solution.objects.public().filter(pk=solution.pk).exists()
    audit.record("solution.completed", target=solution, by=by, by_role=role, public=is_public)
    return solution


def content(solution: Solution) -> dict[str, str]:
    """What a version keeps: the label and the words of each field that says something."""
    found = {}
    for name in ("name", *EDITABLE):
        column = Solution._meta.get_field(name)
        value = getattr(solution, name)
        if value in (None, ""):
            continue
        if isinstance(value, bool):
            text = _("Oui") if value else _("Non")
        else:
            display = getattr(solution, f"get_{name}_display", None)
            text = str(display() if display else value)
        found[str(column.verbose_name)] = text  # type: ignore[union-attr]
    return found
