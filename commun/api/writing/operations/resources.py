"""Proposing a resource for the shared catalogue: the coordination reads it, and answers."""

from typing import Any

from django.urls import reverse

from commun.accounts.enums import Permission
from commun.api.writing import fields
from commun.api.writing.operation import Call, Done, Line, Operation
from commun.api.writing.operations.concertations import territory_itself
from commun.keys.enums import Scope
from commun.resources.actions import suggestions
from commun.resources.datasets import RESOURCES
from commun.resources.fields import FIELDS
from commun.resources.forms.resource import ResourceForm
from commun.territories.models import Territory

NAMES: dict[str, str] = {column.source: column.name for column in RESOURCES.columns if isinstance(column.source, str)}
"""What is sent bears the name that it has in the file of the resources."""


def _boxes() -> dict[str, Any]:
    return {NAMES[name]: box for name, box in ResourceForm().fields.items()}


def _suggest(call: Call[Territory]) -> Done:
    boxes = _boxes()
    names = {NAMES[one.name]: one.name for one in FIELDS}
    given = call.given.model_dump(exclude_unset=True)
    form = ResourceForm({names[french]: fields.written(boxes[french], value) for french, value in given.items()})
    if not form.is_valid():
        raise fields.unsuitable(
            [(NAMES.get(name, ""), str(message)) for name, told in form.errors.items() for message in told]
        )
    asked = suggestions.suggest(values=form.values(), by=call.by)
    line = Line("ressources-proposees", f"ressource-proposee-{asked.pk}", reverse("resources:suggest"), False, True)
    return Done((line,))


OPERATIONS: tuple[Operation[Any], ...] = (
    Operation(
        name="proposer_ressource",
        method="POST",
        path="/ressources-proposees",
        summary="Proposer une ressource au catalogue commun",
        description="La coordination la lit, et répond par courriel à la personne au nom de qui agit la clé.",
        scope=Scope.RESOURCES,
        permission=Permission.WORKSPACE_VIEW,
        twin="resources:suggest",
        find=territory_itself,
        act=_suggest,
        given=fields.schema(
            "NouvelleRessource",
            _boxes(),
            doc="Ce que l’on sait d’une ressource.",
            required=[NAMES[one.name] for one in FIELDS if one.is_required],
        ),
        names=NAMES,
        creates=True,
    ),
)
