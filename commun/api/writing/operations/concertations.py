"""Concertations: opened, filled section by section, taken from step to step."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field
from pydantic import StrictInt

from commun.accounts.enums import Permission
from commun.api.problems import Refused
from commun.api.writing import fields
from commun.api.writing.fields import Given
from commun.api.writing.operation import Call, Done, Line, Operation, nowhere
from commun.api.writing.parts import part_id
from commun.concertations import canevas, lifecycle
from commun.concertations.actions import concertation as actions
from commun.concertations.actions import lifecycle as steps
from commun.concertations.actions.concertation import AudienceGiven, section_digest
from commun.concertations.actions.rows import Row, add_row, row_digest
from commun.concertations.canevas import Section
from commun.concertations.datasets import CONCERTATIONS
from commun.concertations.enums import Audience, State
from commun.concertations.forms.canevas import OpeningForm, form_field
from commun.concertations.forms.canevas_rows import ROW_KINDS, RowKind
from commun.concertations.forms.lifecycle import MAX_REASON
from commun.concertations.models import Concertation
from commun.core.inputs import MAX_COUNT
from commun.core.text import clean
from commun.keys.enums import Scope
from commun.territories.models import Territory

ONE = "/concertations/{identifiant}"

NAMES: dict[str, str] = {
    **{column.source: column.name for column in reversed(CONCERTATIONS.columns) if isinstance(column.source, str)},
    "referent_email": "referent_courriel",
    "audiences": "publics",
    "women_count": "femmes",
    "men_count": "hommes",
    "under_25_count": "moins_de_25_ans",
    "from_25_to_64_count": "de_25_a_64_ans",
    "over_64_count": "de_65_ans_et_plus",
}
"""What is sent bears the name that it has in the file of the concertations."""

ROW_NAMES: dict[str, str] = {
    "title": "titre",
    "on": "date",
    "starts_at": "heure_de_debut",
    "minutes": "minutes",
    "attendance": "personnes_presentes",
    "place": "lieu",
    "is_open": "ouverte_a_tous",
    "account": "compte_rendu",
    "name": "nom",
    "has_consented": "accord_pour_publier_le_nom",
    "profession": "profession",
    "organisation": "organisme",
    "talk_title": "titre_de_l_intervention",
    "interests": "liens_d_interet",
    "text": "texte",
    "decided_by": "decide_par",
}


def found(territory: Territory, identifier: str) -> Concertation:
    record = Concertation.objects.select_related("territory").filter(territory=territory, uid=identifier).first()
    if record is None:
        raise nowhere()
    return record


def territory_itself(territory: Territory, _identifier: str) -> Territory:
    return territory


def line(record: Concertation, *, is_new: bool = False, version: str = "") -> Line:
    page = record.get_absolute_url() if record.is_published else reverse("concertations:workspace", args=[record.slug])
    return Line("concertations", record.uid, page, record.is_published, is_new, version)


def _versions(record: Concertation) -> dict[str, str]:
    return {section.value: section_digest(record, section) for section in Section}


# --- Opening ---------------------------------------------------------------------------------------------------------

_OPENING = {NAMES[name]: box for name, box in OpeningForm.base_fields.items()}
_FIELD_OF = {french: name for name, french in NAMES.items()}


def _open(call: Call[Territory]) -> Done:
    given = dict.fromkeys(_OPENING) | call.given.model_dump(exclude_unset=True)
    values = {_FIELD_OF[french]: value for french, value in fields.read(_OPENING, given).items()}
    values["audiences"] = [Audience(value) for value in values["audiences"]]
    record = actions.create(territory=call.target, by=call.by, **values)
    return Done((line(record, is_new=True),), _versions(record))


# --- The canevas -----------------------------------------------------------------------------------------------------


class AudiencePart(Given):
    """Un public qui prend part."""

    public: fields.choice(Audience.values)  # type: ignore[valid-type]
    precision: str = Field("", max_length=200)
    effectif: StrictInt | None = Field(None, ge=0, le=MAX_COUNT)


def _boxes(section: Section) -> dict[str, Any]:
    return {NAMES[one.name]: form_field(one) for one in canevas.of_section(section) if one.kind != "rows"}


def _section_schema(section: Section) -> type[Given]:
    more: dict[str, Any] = {}
    if section is Section.PRACTICAL:
        told = "Tous les publics associés : la liste remplace la précédente."
        more["publics"] = (list[AudiencePart] | None, Field(None, max_length=len(Audience), description=told))
    made: type[Given] = fields.schema(
        f"Canevas{section.name.capitalize()}",
        _boxes(section),
        doc=f"{section.title} : ce qui est nommé est enregistré, le reste ne change pas.",
        **more,
    )
    return made


def _save(section: Section, call: Call[Concertation]) -> Done:
    given = call.given.model_dump(exclude_unset=True, exclude={"publics"})
    audiences: list[AudiencePart] | None = getattr(call.given, "publics", None)
    values = {_FIELD_OF[french]: value for french, value in fields.read(_boxes(section), given).items()}
    if audiences is not None and len({one.public for one in audiences}) < len(audiences):
        raise fields.unsuitable([("publics", _("Chaque public se nomme une fois."))])
    record = actions.save_section(
        concertation=call.target,
        section=section,
        values=values,
        seen=call.seen,
        by=call.by,
        audiences=None
        if audiences is None
        else [AudienceGiven(Audience(one.public), clean(one.precision), one.effectif) for one in audiences],
    )
    return Done((line(record, version=section_digest(record, section)),), _versions(record))


def _section_version(section: Section) -> Callable[[Concertation], str]:
    return lambda record: section_digest(record, section)


# --- Its repeated lines ----------------------------------------------------------------------------------------------


def row_boxes(kind: RowKind) -> dict[str, Any]:
    return {ROW_NAMES[name]: box for name, box in kind.form.base_fields.items()}


def _add_row(kind: RowKind, call: Call[Concertation]) -> Done:
    boxes = row_boxes(kind)
    given = call.given.model_dump(exclude_unset=True)
    names = {ROW_NAMES[name]: name for name in kind.form.base_fields}
    data = {names[french]: fields.written(boxes[french], value) for french, value in given.items()}
    form = kind.form(data, instance=kind.model(concertation=call.target))
    if not form.is_valid():
        raise fields.unsuitable(
            [(ROW_NAMES.get(name, ""), str(message)) for name, told in form.errors.items() for message in told]
        )
    row = add_row(row=form.instance, by=call.by)
    return Done(
        (line(call.target), row_line(kind, row, is_new=True)), _versions(found(call.territory, call.target.uid))
    )


def row_line(kind: RowKind, row: Row, *, is_new: bool = False) -> Line:
    """The line by its own identifier, with the version that changing it asks for."""
    record = row.concertation
    page = reverse("concertations:workspace_rows", args=[record.slug, kind.field.section, kind.slug])
    version = row_digest(type(row)._default_manager.get(pk=row.pk))
    return Line(kind.slug, part_id(record.uid, kind.slug, row), page, record.is_published, is_new, version)


def row_schema(kind: RowKind, name: str, *, every: bool) -> type[Given]:
    """What is sent of a line; without `every`, what is absent does not change."""
    made: type[Given] = fields.schema(
        name,
        row_boxes(kind),
        doc=str(kind.add_title) if every else f"{kind.field.label} : ce qui est nommé change, le reste demeure.",
        required=[ROW_NAMES[one] for one, box in kind.form.base_fields.items() if box.required] if every else (),
    )
    return made


# --- Its life --------------------------------------------------------------------------------------------------------


class Step(Given):
    """L’étape où la concertation entre : celle qui vient, et elle seule."""

    etape: fields.choice([step.target.value for step in lifecycle.STEPS])  # type: ignore[valid-type]


class Reason(Given):
    """Un motif, que le public lit."""

    motif: str = Field(..., min_length=1, max_length=MAX_REASON)


def _publish(call: Call[Concertation]) -> Done:
    return Done((line(steps.publish(concertation=call.target, by=call.by)),))


def _advance(call: Call[Concertation]) -> Done:
    """Each step says which right it asks for, as in the workspace."""
    to = State(call.given.etape)
    step = next(one for one in lifecycle.STEPS if one.target == to)
    if not call.by.may(step.permission, call.territory):
        why = _("La personne au nom de qui agit cette clé n’a pas le droit demandé : « %(right)s ».")
        raise Refused(403, why % {"right": step.permission.label}) from PermissionDenied()
    return Done((line(steps.advance(concertation=call.target, to=to, by=call.by)),))


def _interrupt(call: Call[Concertation]) -> Done:
    return Done((line(steps.interrupt(concertation=call.target, reason=call.given.motif, by=call.by)),))


def _resume(call: Call[Concertation]) -> Done:
    return Done((line(steps.resume(concertation=call.target, reason=call.given.motif, by=call.by)),))


# --- All of them -----------------------------------------------------------------------------------------------------


def _sections() -> list[Operation[Concertation]]:
    return [
        Operation(
            name=f"remplir_{section.value}",
            method="PATCH",
            path=f"{ONE}/canevas/{section.value}",
            summary=f"Remplir le canevas : {section.title}",
            scope=Scope.CONCERTATIONS,
            permission=Permission.CONCERTATION_EDIT,
            twin="concertations:workspace_section",
            find=found,
            act=partial(_save, section),
            given=_section_schema(section),
            version=_section_version(section),
            names=NAMES,
        )
        for section in Section
    ]


def _rows() -> list[Operation[Concertation]]:
    return [
        Operation(
            name=f"ajouter_{kind.slug}",
            method="POST",
            path=f"{ONE}/{kind.slug}",
            summary=str(kind.add_title),
            description=str(kind.empty),
            scope=Scope.CONCERTATIONS,
            permission=Permission.CONCERTATION_EDIT,
            twin="concertations:workspace_rows",
            find=found,
            act=partial(_add_row, kind),
            given=row_schema(kind, f"Ligne{kind.slug.capitalize()}", every=True),
            creates=True,
        )
        for kind in ROW_KINDS.values()
    ]


OPERATIONS: tuple[Operation[Any], ...] = (
    Operation(
        name="ouvrir_concertation",
        method="POST",
        path="/concertations",
        summary="Ouvrir une concertation",
        description="En brouillon : votre territoire seul la voit. « versions » sert à remplir ses sections.",
        scope=Scope.CONCERTATIONS,
        permission=Permission.CONCERTATION_EDIT,
        twin="concertations:workspace_new",
        find=territory_itself,
        act=_open,
        given=fields.schema(
            "NouvelleConcertation", _OPENING, doc="Ce que l’on sait le premier jour.", required=["titre"]
        ),
        names=NAMES,
        creates=True,
    ),
    *_sections(),
    *_rows(),
    Operation(
        name="publier_concertation",
        method="POST",
        path=f"{ONE}/publication",
        summary="Publier une concertation",
        scope=Scope.CONCERTATIONS,
        permission=Permission.CONCERTATION_PUBLISH,
        twin="concertations:workspace_publish",
        find=found,
        act=_publish,
        names=NAMES,
    ),
    Operation(
        name="avancer_concertation",
        method="POST",
        path=f"{ONE}/etape",
        summary="Passer à l’étape qui vient",
        description="Chaque étape demande son droit et dit ce qui lui manque encore (409, « fautes »).",
        scope=Scope.CONCERTATIONS,
        permission=Permission.WORKSPACE_VIEW,
        twin="concertations:workspace_advance",
        find=found,
        act=_advance,
        given=Step,
        names=NAMES,
    ),
    Operation(
        name="interrompre_concertation",
        method="POST",
        path=f"{ONE}/interruption",
        summary="Interrompre une concertation, en disant pourquoi",
        scope=Scope.CONCERTATIONS,
        permission=Permission.CONCERTATION_PUBLISH,
        twin="concertations:workspace_interrupt",
        find=found,
        act=_interrupt,
        given=Reason,
    ),
    Operation(
        name="reprendre_concertation",
        method="POST",
        path=f"{ONE}/reprise",
        summary="Reprendre une concertation interrompue, en disant pourquoi",
        scope=Scope.CONCERTATIONS,
        permission=Permission.CONCERTATION_PUBLISH,
        twin="concertations:workspace_resume",
        find=found,
        act=_resume,
        given=Reason,
    ),
)
