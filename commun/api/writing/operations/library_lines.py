"""What a sheet holds in lines: links, documents, sources, decisions, origins, figures corrected; and its system."""

from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field

from commun.accounts.enums import Permission
from commun.api.problems import Refused
from commun.api.writing import fields
from commun.api.writing.fields import Day, Given
from commun.api.writing.operation import Call, Done, Line, Operation, nowhere
from commun.api.writing.operations.answers import cited
from commun.api.writing.operations.library import NAMES, ONE, found, line, result_boxes, result_line
from commun.api.writing.parts import part_id, part_of
from commun.core.text import clean
from commun.keys.enums import Scope
from commun.library.actions import attachments, freshness, lineage, results, solutions
from commun.library.datasets import HEADERS, SOLUTIONS
from commun.library.enums import LineageKind, Visibility
from commun.library.fields import FIELDS
from commun.library.forms.rows import DocumentForm, LinkForm, ResultForm, SourceForm
from commun.library.forms.solution import SolutionForm
from commun.library.models import (
    Deployment,
    Lineage,
    PublishedSheet,
    Result,
    SheetDecision,
    SheetDocument,
    SheetLink,
    SheetSource,
)
from commun.territories.models import Territory

_OURS = "deployment__uid"
_BY_HEADER = {HEADERS[one.name]: one.name for one in FIELDS if one.name in HEADERS}

# --- Links, sources, decisions, files --------------------------------------------------------------------------------


class NewLink(Given):
    """Un lien utile à qui lit la fiche."""

    titre: str = Field(..., min_length=1, max_length=200)
    url: str = Field(..., min_length=1, max_length=500)
    qui_le_lit: fields.choice(Visibility.values) = Visibility.PUBLIC.value  # type: ignore[valid-type]


class NewSheetFile(Given):
    """Ce qui est dit d’un fichier : charte, clauses, analyse d’impact. Il se télécharge, il ne s’affiche jamais."""

    titre: str = Field(..., min_length=1, max_length=200, description="Ce qu’il contient, en clair.")
    qui_le_lit: fields.choice(Visibility.values) = Visibility.PUBLIC.value  # type: ignore[valid-type]


class NewSource(Given):
    """Où un fait a été lu ; toujours publique."""

    titre: str = Field("", max_length=300)
    url: str = Field("", max_length=500)
    champ: fields.choice(_BY_HEADER) | None = Field(  # type: ignore[valid-type]
        None, description="Le champ de la fiche qu’elle fonde ; sinon toute la fiche."
    )
    lue: fields.PartialDay | None = Field(None, description="Une année (2026), un mois (2026-03) ou un jour.")
    remarque: str = Field("", max_length=300)


class CitedDecision(Given):
    """La délibération qui décide de cet usage."""

    deliberation: str = Field(..., min_length=1, max_length=300, description="Son identifiant, ici.")
    remarque: str = Field("", max_length=300, description="Ce qu’elle décide, en une phrase.")


_MODELS: dict[str, Any] = {
    "liens": SheetLink,
    "fichiers": SheetDocument,
    "sources": SheetSource,
    "deliberations": SheetDecision,
}


def _attached(kind: str, row: Any, *, is_new: bool = False) -> Line:
    sheet: Deployment = row.deployment
    return Line(kind, part_id(sheet.uid, kind, row), _page(sheet, "workspace_attachments"), False, is_new)


def _link(call: Call[Deployment]) -> Done:
    given: NewLink = call.given
    boxes = {"titre": LinkForm.base_fields["title"], "url": LinkForm.base_fields["url"]}
    values = fields.read(boxes, {"titre": given.titre, "url": given.url})
    row = attachments.add_link(
        sheet=call.target, title=values["titre"], url=values["url"], visibility=Visibility(given.qui_le_lit), by=call.by
    )
    return Done((_attached("liens", row, is_new=True),))


def _file(call: Call[Deployment]) -> Done:
    file: UploadedFile[Any] | None = call.file
    assert file is not None  # the operation takes one
    title = fields.read({"titre": DocumentForm.base_fields["title"]}, {"titre": call.given.titre})["titre"]
    visibility = Visibility(call.given.qui_le_lit)
    row = attachments.add_document(sheet=call.target, title=title, file=file, visibility=visibility, by=call.by)
    return Done((_attached("fichiers", row, is_new=True),), files=(row.file,))


def _source(call: Call[Deployment]) -> Done:
    given: NewSource = call.given
    boxes = {
        name: SourceForm.base_fields[box] for name, box in (("titre", "title"), ("url", "url"), ("lue", "read_on"))
    }
    values = fields.read(boxes, {"titre": given.titre, "url": given.url, "lue": given.lue})
    row = attachments.add_source(
        sheet=call.target,
        title=values["titre"],
        url=values["url"],
        field=_BY_HEADER[given.champ] if given.champ else "",
        read_on=values["lue"],
        note=clean(given.remarque),
        by=call.by,
    )
    return Done((_attached("sources", row, is_new=True),))


def _decision(call: Call[Deployment]) -> Done:
    decision = cited(call.given.deliberation)
    assert decision is not None  # an empty one is refused before
    row = attachments.cite_decision(
        sheet=call.target, deliberation=decision, note=clean(call.given.remarque), by=call.by
    )
    return Done((_attached("deliberations", row, is_new=True),))


def _attached_found(kind: str, territory: Territory, identifier: str) -> Any:
    rows = _MODELS[kind].objects.select_related("deployment__territory").filter(deployment__territory=territory)
    return part_of(rows, identifier, kind=kind, owner=_OURS)


def _detach(kind: str, call: Call[Any]) -> Done:
    told = _attached(kind, call.target)
    attachments.remove(row=call.target, by=call.by)
    return Done((told,))


def _page(sheet: Deployment, name: str) -> str:
    return reverse(f"library:{name}", args=[sheet.slug])


# --- Where it comes from ---------------------------------------------------------------------------------------------


class NewOrigin(Given):
    """D’où vient cet usage : la fiche publiée d’un autre territoire, et ce qui les lie."""

    usage: str = Field(..., max_length=40, description="L’identifiant d’une fiche publiée : « ia-2026-0007 ».")
    lien: fields.choice(LineageKind.values)  # type: ignore[valid-type]
    remarque: str = Field("", max_length=1000, description="Ce que vous avez changé.")


def _origin_line(row: Lineage, *, is_new: bool = False) -> Line:
    sheet = row.deployment
    return Line("origines", part_id(sheet.uid, "origines", row), _page(sheet, "workspace_lineage"), False, is_new)


def _origin(call: Call[Deployment]) -> Done:
    source = PublishedSheet.objects.filter(uid=call.given.usage).first()
    if source is None:
        raise fields.unsuitable([("usage", _("Aucune fiche publiée ne porte cet identifiant."))])
    row = lineage.link(
        sheet=call.target,
        source=source,
        kind=LineageKind(call.given.lien),
        note=clean(call.given.remarque),
        by=call.by,
    )
    return Done((_origin_line(row, is_new=True),))


def _origin_found(territory: Territory, identifier: str) -> Lineage:
    rows = Lineage.objects.select_related("deployment__territory").filter(deployment__territory=territory)
    row: Lineage = part_of(rows, identifier, kind="origines", owner=_OURS)
    return row


def _origin_removed(call: Call[Lineage]) -> Done:
    told = _origin_line(call.target)
    lineage.unlink(lineage=call.target, by=call.by)
    return Done((told,))


# --- Figures ---------------------------------------------------------------------------------------------------------


class Withdrawal(Given):
    """Pourquoi un chiffre est retiré : public quand le public l’a lu, et alors obligatoire."""

    motif: str = Field("", max_length=300)


def _result_found(territory: Territory, identifier: str) -> Result:
    rows = Result.objects.select_related("deployment__territory").filter(deployment__territory=territory)
    row = rows.filter(uid=identifier).first()
    if row is None:
        raise nowhere()
    return row


def _correct(call: Call[Result]) -> Done:
    row = call.target
    of_name = {NAMES[name]: name for name in ResultForm.base_fields}
    boxes = result_boxes()
    given = call.given.model_dump(exclude_unset=True)
    reason = clean(given.pop("motif", None) or "")
    kept = {name: getattr(row, name) for name in ResultForm.base_fields}
    values = kept | {of_name[french]: value for french, value in fields.read(boxes, given).items()}
    saved = results.correct_result(result=row, values=values, seen=call.seen, reason=reason, by=call.by)
    return Done((result_line(_result_found(call.territory, saved.uid), is_new=saved.uid != row.uid),))


def _withdraw_result(call: Call[Result]) -> Done:
    told = result_line(call.target)
    results.withdraw_result(result=call.target, reason=clean(call.given.motif), by=call.by)
    return Done((told,))


# --- Its system, its next check --------------------------------------------------------------------------------------

SYSTEM_NAMES: dict[str, str] = {
    column.source: column.name for column in SOLUTIONS.columns if isinstance(column.source, str)
}


class System(Given):
    """Le système sur lequel repose l’usage : reconnu à son nom, ou ajouté ; vide, l’usage n’en a pas."""

    nom: str = Field(..., max_length=150)


def _use_system(call: Call[Deployment]) -> Done:
    sheet = solutions.use_named(sheet=call.target, name=clean(call.given.nom), by=call.by)
    return Done((line(sheet), *_system_lines(sheet)))


def _system_lines(sheet: Deployment) -> tuple[Line, ...]:
    used = sheet.solution
    if used is None:
        return ()
    return (Line("solutions", used.uid, used.get_absolute_url(), sheet.is_published, False, str(used.version)),)


def _system_boxes() -> dict[str, Any]:
    return {SYSTEM_NAMES[name]: box for name, box in SolutionForm().fields.items()}


def _system_version(sheet: Deployment) -> str:
    return str(sheet.solution.version) if sheet.solution else "-"


def _complete_system(call: Call[Deployment]) -> Done:
    if call.target.solution is None:
        raise Refused(409, _("Dites d’abord quel système cette fiche utilise."))
    names = {SYSTEM_NAMES[name]: name for name in SolutionForm().fields}
    given = fields.read(_system_boxes(), call.given.model_dump(exclude_unset=True))
    solutions.complete_solution(
        sheet=call.target,
        values={names[french]: value for french, value in given.items()},
        seen=int(call.seen) if call.seen.isdecimal() and len(call.seen) < 10 else 0,
        by=call.by,
    )
    done = _system_lines(found(call.territory, call.target.uid))
    return Done(done)


class NextCheck(Given):
    """Le jour où la fiche sera relue : à venir, dans les deux ans."""

    date: Day


def _next_check(call: Call[Deployment]) -> Done:
    freshness.set_next_check(sheet=call.target, on=call.given.date, by=call.by)
    return Done((line(call.target),))


# --- All of them -----------------------------------------------------------------------------------------------------


def _operation(**told: Any) -> Operation[Any]:
    return Operation(scope=Scope.LIBRARY, permission=Permission.LIBRARY_EDIT, **{"names": NAMES, **told})


_ATTACHED = {"twin": "library:workspace_attachments", "find": found, "creates": True, "method": "POST"}
_REMOVED = (
    ("liens", "retirer_lien", "Retirer un lien, pour le public aussi"),
    ("fichiers", "retirer_fichier", "Retirer un fichier, pour le public aussi"),
    ("sources", "retirer_source", "Retirer une source, pour le public aussi"),
    ("deliberations", "retirer_deliberation", "Ne plus citer une délibération"),
)

OPERATIONS: tuple[Operation[Any], ...] = (
    _operation(
        name="ajouter_lien", path=f"{ONE}/liens", summary="Ajouter un lien", act=_link, given=NewLink, **_ATTACHED
    ),
    _operation(
        name="joindre_fichier_a_la_fiche",
        path=f"{ONE}/fichiers",
        summary="Joindre un fichier",
        act=_file,
        given=NewSheetFile,
        takes_file=True,
        **_ATTACHED,
    ),
    _operation(
        name="ajouter_source",
        path=f"{ONE}/sources",
        summary="Dire où un fait se lit",
        act=_source,
        given=NewSource,
        **_ATTACHED,
    ),
    _operation(
        name="citer_deliberation_sur_la_fiche",
        path=f"{ONE}/deliberations",
        summary="Citer une délibération comme preuve",
        act=_decision,
        given=CitedDecision,
        **_ATTACHED,
    ),
    *(
        _operation(
            name=name,
            method="DELETE",
            path=f"/usages-ia-{kind}/{{identifiant}}",
            summary=summary,
            twin="library:workspace_attachments",
            find=partial(_attached_found, kind),
            act=partial(_detach, kind),
        )
        for kind, name, summary in _REMOVED
    ),
    _operation(
        name="dire_l_origine",
        method="POST",
        path=f"{ONE}/origines",
        summary="Dire de quel usage d’un autre territoire vient celui-ci",
        twin="library:workspace_lineage",
        find=found,
        act=_origin,
        given=NewOrigin,
        creates=True,
    ),
    _operation(
        name="retirer_l_origine",
        method="DELETE",
        path="/usages-ia-origines/{identifiant}",
        summary="Retirer une origine",
        twin="library:workspace_lineage",
        find=_origin_found,
        act=_origin_removed,
    ),
    _operation(
        name="corriger_resultat",
        method="PATCH",
        path="/resultats/{identifiant}",
        summary="Corriger un chiffre ; celui que le public a lu reste, marqué, avec le motif",
        twin="library:workspace_results",
        find=_result_found,
        act=_correct,
        given=fields.schema(
            "ResultatCorrige",
            result_boxes(),
            doc="Ce qui est nommé change, le reste demeure.",
            motif=(str | None, Field(None, max_length=300, description="Public, et obligatoire si le public l’a lu.")),
        ),
        version=results.result_digest,
    ),
    _operation(
        name="retirer_resultat",
        method="POST",
        path="/resultats/{identifiant}/retrait",
        summary="Retirer un chiffre",
        twin="library:workspace_results",
        find=_result_found,
        act=_withdraw_result,
        given=Withdrawal,
    ),
    _operation(
        name="dire_le_systeme",
        method="POST",
        path=f"{ONE}/systeme",
        summary="Dire sur quel système repose l’usage",
        twin="library:workspace_solution",
        find=found,
        act=_use_system,
        given=System,
    ),
    _operation(
        name="completer_le_systeme",
        method="PATCH",
        path=f"{ONE}/systeme",
        summary="Compléter ce que l’on sait du système ; sa version d’avant reste lisible",
        twin="library:workspace_solution",
        find=found,
        act=_complete_system,
        given=fields.schema("Systeme", _system_boxes(), doc="Ce qui est nommé est enregistré, le reste ne change pas."),
        version=_system_version,
        names=SYSTEM_NAMES,
    ),
    _operation(
        name="dater_la_verification",
        method="POST",
        path=f"{ONE}/verification",
        summary="Dire quand la fiche sera relue",
        twin="library:workspace_next_check",
        find=found,
        act=_next_check,
        given=NextCheck,
    ),
)
