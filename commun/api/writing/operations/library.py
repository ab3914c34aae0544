"""Uses of algorithms: described, filled section by section, published, withdrawn, said to be still exact."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.urls import reverse
from ninja import Field

from commun.accounts.enums import Permission
from commun.api.writing import fields
from commun.api.writing.fields import Given
from commun.api.writing.operation import Call, Done, Line, Operation, nowhere
from commun.api.writing.operations.concertations import territory_itself
from commun.core.text import clean
from commun.keys.enums import Scope
from commun.library.actions import freshness, publication, results, reviews
from commun.library.actions.first import describe
from commun.library.actions.sheets import enter_stage, save_section, section_digest
from commun.library.datasets import HEADERS
from commun.library.enums import AbandonReason, Stage
from commun.library.fields import BY_NAME, Section, fields_of
from commun.library.forms.rows import ResultForm, StageForm
from commun.library.forms.sheet import FirstSheetForm, form_field
from commun.library.models import Deployment, Result
from commun.territories.models import Territory

ONE = "/usages-ia/{identifiant}"

NAMES: dict[str, str] = {
    **HEADERS,
    "contact_email": "adresse_fonctionnelle",
    "stage": "etape",
    "since": "depuis",
    "solution": "systeme",
    "reason": "motif",
    "explanation": "explication",
    "source_url": "source_url",
    "indicator": "indicateur",
    "value": "valeur",
    "unit": "unite",
    "baseline": "depart",
    "nature": "nature",
    "dated_on": "date",
    "period": "periode",
    "source_title": "source",
    "note": "remarque",
    "visibility": "qui_le_lit",
}
"""What is sent bears the name that it has in the files of the uses and of their results."""


def found(territory: Territory, identifier: str) -> Deployment:
    sheet = (
        Deployment.objects.select_related("territory", "solution").filter(territory=territory, uid=identifier).first()
    )
    if sheet is None:
        raise nowhere()
    return sheet


def line(sheet: Deployment, *, is_new: bool = False, version: str = "") -> Line:
    page = sheet.get_absolute_url() if sheet.is_published else reverse("library:workspace", args=[sheet.slug])
    return Line("usages-ia", sheet.uid, page, sheet.is_published, is_new, version)


def _versions(sheet: Deployment) -> dict[str, str]:
    return {section.value: section_digest(sheet, section) for section in Section}


# --- Describing ------------------------------------------------------------------------------------------------------


def _first_boxes() -> dict[str, Any]:
    return {NAMES[name]: box for name, box in FirstSheetForm().fields.items()}


def _describe(call: Call[Territory]) -> Done:
    boxes = _first_boxes()
    given = dict.fromkeys(boxes) | call.given.model_dump(exclude_unset=True)
    values = fields.read(boxes, given)
    stage, since, solution = Stage(values.pop("etape")), values.pop("depuis"), values.pop("systeme")
    of_name = {NAMES[name]: name for name in BY_NAME}
    sheet = describe(
        territory=call.target,
        values={of_name[french]: value for french, value in values.items()},
        stage=stage,
        since=since,
        solution_name=solution,
        by=call.by,
    )
    return Done((line(sheet, is_new=True),), _versions(sheet))


# --- Its sections ----------------------------------------------------------------------------------------------------


def _boxes(section: Section) -> dict[str, Any]:
    return {NAMES[one.name]: form_field(one, with_example=False) for one in fields_of(section)}


def _save(section: Section, call: Call[Deployment]) -> Done:
    names = {NAMES[one.name]: one.name for one in fields_of(section)}
    given = fields.read(_boxes(section), call.given.model_dump(exclude_unset=True))
    values = {names[french]: value for french, value in given.items()}
    sheet = save_section(sheet=call.target, section=section, values=values, seen=call.seen, by=call.by)
    return Done((line(sheet, version=section_digest(sheet, section)),), _versions(sheet))


def _section_version(section: Section) -> Callable[[Deployment], str]:
    return lambda sheet: section_digest(sheet, section)


def _class_name(section: Section) -> str:
    return f"Fiche{section.value.capitalize()}"


# --- Its rows --------------------------------------------------------------------------------------------------------

_STAGE = {NAMES[name]: box for name, box in StageForm.base_fields.items()}


def _stage(call: Call[Deployment]) -> Done:
    given = fields.read(_STAGE, dict.fromkeys(_STAGE) | call.given.model_dump(exclude_unset=True))
    enter_stage(
        sheet=call.target,
        stage=Stage(given["etape"]),
        since=given["depuis"],
        reason=AbandonReason(given["motif"]) if given["motif"] else None,
        explanation=given["explication"],
        source_url=given["source_url"],
        by=call.by,
    )
    return Done((line(found(call.territory, call.target.uid)),))


def result_boxes() -> dict[str, Any]:
    return {NAMES[name]: box for name, box in ResultForm(instance=Result()).fields.items()}


def _result(call: Call[Deployment]) -> Done:
    boxes = result_boxes()
    of_name = {NAMES[name]: name for name in ResultForm.base_fields}
    first: dict[str, Any] = {french: box.initial for french, box in boxes.items()}
    given = fields.read(boxes, first | call.given.model_dump(exclude_unset=True))
    values = {of_name[french]: value for french, value in given.items()}
    row = results.add_result(sheet=call.target, values=values, by=call.by)
    return Done((result_line(Result.objects.select_related("deployment").get(pk=row.pk), is_new=True),))


def result_line(row: Result, *, is_new: bool = False) -> Line:
    """A figure, with the version that correcting it asks for."""
    page = reverse("library:workspace_results", args=[row.deployment.slug])
    return Line("resultats", row.uid, page, row.was_public, is_new, results.result_digest(row))


# --- Its life --------------------------------------------------------------------------------------------------------


class Publication(Given):
    """Ce que dit une publication."""

    motif: str = Field("", max_length=300, description="Ce qui change, en quelques mots : public, avec la version.")


class Withdrawal(Given):
    """Pourquoi la fiche est retirée : c’est public."""

    motif: str = Field(..., min_length=1, max_length=300)


def _publish(call: Call[Deployment]) -> Done:
    reviews.release(sheet=call.target, by=call.by, reason=" ".join(clean(call.given.motif).split()))
    return Done((line(found(call.territory, call.target.uid)),))


def _withdraw(call: Call[Deployment]) -> Done:
    publication.withdraw(sheet=call.target, by=call.by, reason=clean(call.given.motif))
    return Done((line(found(call.territory, call.target.uid)),))


def _ask_review(call: Call[Deployment]) -> Done:
    reviews.ask(sheet=call.target, by=call.by)
    return Done((line(found(call.territory, call.target.uid)),))


def _confirm(call: Call[Deployment]) -> Done:
    freshness.confirm(sheet=call.target, by=call.by)
    return Done((line(call.target),))


def _operation(permission: Permission, **told: Any) -> Operation[Any]:
    return Operation(scope=Scope.LIBRARY, permission=permission, names=NAMES, **told)


_EDIT, _PUBLISH = Permission.LIBRARY_EDIT, Permission.LIBRARY_PUBLISH

OPERATIONS: tuple[Operation[Any], ...] = (
    _operation(
        _EDIT,
        name="decrire_usage",
        method="POST",
        path="/usages-ia",
        summary="Décrire un usage d’algorithme",
        description="En brouillon : votre territoire seul le voit. « versions » sert à remplir ses sections.",
        twin="library:sheet_new",
        find=territory_itself,
        act=_describe,
        given=fields.schema(
            "NouvelUsage", _first_boxes(), doc="Les champs d’une première fiche.", required=["nom", "etape"]
        ),
        creates=True,
    ),
    *(
        _operation(
            _EDIT,
            name=f"remplir_fiche_{section.value}",
            method="PATCH",
            path=f"{ONE}/sections/{section.value}",
            summary=f"Remplir la fiche : {section.title}",
            description="Le public la lit à la publication suivante.",
            twin="library:workspace_section",
            find=found,
            act=partial(_save, section),
            given=fields.schema(
                _class_name(section),
                _boxes(section),
                doc=f"{section.title} : ce qui est nommé est enregistré, le reste ne change pas.",
            ),
            version=_section_version(section),
        )
        for section in Section
    ),
    _operation(
        _EDIT,
        name="entrer_dans_une_etape",
        method="POST",
        path=f"{ONE}/etapes",
        summary="Dire à quelle étape en est l’usage",
        twin="library:workspace_stages",
        find=found,
        act=_stage,
        given=fields.schema("EtapeUsage", _STAGE, doc="Une étape s’ajoute à l’histoire.", required=["etape"]),
        creates=True,
    ),
    _operation(
        _EDIT,
        name="ajouter_resultat",
        method="POST",
        path=f"{ONE}/resultats",
        summary="Ajouter un chiffre au registre des résultats",
        description="Le public le lit à la publication suivante.",
        twin="library:workspace_results",
        find=found,
        act=_result,
        given=fields.schema(
            "NouveauResultat",
            result_boxes(),
            doc="Un chiffre, jamais seul : sa nature, sa date ou sa période, et sa source.",
            required=["indicateur", "valeur", "nature"],
        ),
        creates=True,
    ),
    _operation(
        _EDIT,
        name="demander_relecture",
        method="POST",
        path=f"{ONE}/relecture",
        summary="Demander à un autre territoire de lire les textes",
        twin="library:workspace_ask_review",
        find=found,
        act=_ask_review,
    ),
    _operation(
        _PUBLISH,
        name="publier_usage",
        method="POST",
        path=f"{ONE}/publication",
        summary="Publier la fiche, ou la publier à nouveau",
        twin="library:workspace_publish",
        find=found,
        act=_publish,
        given=Publication,
    ),
    _operation(
        _PUBLISH,
        name="retirer_usage",
        method="POST",
        path=f"{ONE}/retrait",
        summary="Retirer la fiche de la bibliothèque, en disant pourquoi",
        twin="library:workspace_withdraw",
        find=found,
        act=_withdraw,
        given=Withdrawal,
    ),
    _operation(
        _EDIT,
        name="confirmer_usage",
        method="POST",
        path=f"{ONE}/exact",
        summary="Dire que la fiche est toujours exacte",
        twin="library:workspace_confirm",
        find=found,
        act=_confirm,
    ),
)
