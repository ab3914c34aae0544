"""What a concertation holds in lines: sessions, speakers, co-leaders, documents, resources and uses cited."""

from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field

from commun.accounts.enums import Permission
from commun.api.writing import fields
from commun.api.writing.fields import Given
from commun.api.writing.operation import Call, Done, Line, Operation
from commun.api.writing.operations.concertations import ONE, ROW_NAMES, found, line, row_boxes, row_line, row_schema
from commun.api.writing.parts import part_id, part_of
from commun.concertations.actions import documents
from commun.concertations.actions.co_leads import co_leads_digest, set_co_leads
from commun.concertations.actions.resource_uses import take_back, tell_use
from commun.concertations.actions.rows import change_row, remove_row, row_digest
from commun.concertations.actions.usage_links import link_usage, unlink_usage
from commun.concertations.enums import DocumentKind, Licence
from commun.concertations.forms.canevas_rows import ROW_KINDS, RowKind
from commun.concertations.forms.documents import DocumentForm
from commun.concertations.models import Concertation, Document, ResourceUse, UsageLink
from commun.core.text import clean
from commun.keys.enums import Scope
from commun.library.models import Deployment
from commun.resources.models import Resource
from commun.territories.models import Territory

_OURS = "concertation__uid"

# --- Sessions and speakers -------------------------------------------------------------------------------------------


def _row_found(kind: RowKind, territory: Territory, identifier: str) -> Any:
    rows = kind.model.objects.select_related("concertation__territory").filter(concertation__territory=territory)
    return part_of(rows, identifier, kind=kind.slug, owner=_OURS)


def _change_row(kind: RowKind, call: Call[Any]) -> Done:
    row = call.target
    names = {ROW_NAMES[name]: name for name in kind.form.base_fields}
    boxes = row_boxes(kind)
    kept = {french: boxes[french].prepare_value(getattr(row, name)) for french, name in names.items()}
    given = kept | call.given.model_dump(exclude_unset=True)
    data = {names[french]: fields.written(boxes[french], value) for french, value in given.items()}
    form = kind.form(data, instance=kind.model.objects.select_related("concertation__territory").get(pk=row.pk))
    if not form.is_valid():
        raise fields.unsuitable(
            [(ROW_NAMES.get(name, ""), str(message)) for name, told in form.errors.items() for message in told]
        )
    saved = change_row(row=row, values=form.cleaned_data, seen=call.seen, by=call.by)
    return Done((row_line(kind, saved),))


def _remove_row(kind: RowKind, call: Call[Any]) -> Done:
    told = row_line(kind, call.target)
    remove_row(row=call.target, by=call.by)
    return Done((told,))


def _rows() -> list[Operation[Any]]:
    made: list[Operation[Any]] = []
    for kind in ROW_KINDS.values():
        if kind.is_append_only:
            continue
        one = f"/{kind.slug}/{{identifiant}}"
        told: dict[str, Any] = {
            "scope": Scope.CONCERTATIONS,
            "permission": Permission.CONCERTATION_EDIT,
            "twin": "concertations:workspace_rows",
            "find": partial(_row_found, kind),
        }
        made += [
            Operation(
                name=f"modifier_{kind.slug}",
                method="PATCH",
                path=one,
                summary=f"{kind.field.label} : modifier une ligne",
                act=partial(_change_row, kind),
                given=row_schema(kind, f"Change{kind.slug.capitalize()}", every=False),
                version=row_digest,
                names=ROW_NAMES,
                **told,
            ),
            Operation(
                name=f"retirer_{kind.slug}",
                method="DELETE",
                path=one,
                summary=f"{kind.field.label} : retirer une ligne",
                act=partial(_remove_row, kind),
                names=ROW_NAMES,
                **told,
            ),
        ]
    return made


# --- Who leads it too ------------------------------------------------------------------------------------------------


class CoLeads(Given):
    """Tous les co-porteurs : la liste remplace la précédente."""

    territoires: list[str] = Field(
        ..., max_length=40, description="Leurs identifiants : « siren:244400404 », « insee:44109 »."
    )


def _co_leads(call: Call[Concertation]) -> Done:
    wanted = list(dict.fromkeys(call.given.territoires))
    known = {one.uid: one for one in Territory.objects.filter(uid__in=wanted)}
    faults = [
        (f"territoires.{rank}", _("Aucun territoire ne porte cet identifiant."))
        for rank, uid in enumerate(wanted)
        if uid not in known
    ]
    if faults:
        raise fields.unsuitable(faults)
    record = set_co_leads(
        concertation=call.target, territories=[known[uid] for uid in wanted], seen=call.seen, by=call.by
    )
    return Done((line(record, version=co_leads_digest(record)),))


# --- Documents -------------------------------------------------------------------------------------------------------


class NewDocument(Given):
    """Ce qui est dit d’un document. Un fichier se télécharge, il ne s’affiche jamais : le titre le dit à qui lit."""

    titre: str = Field(..., min_length=1, max_length=200, description="Ce qu’il contient, en clair.")
    nature: fields.choice(DocumentKind.values)  # type: ignore[valid-type]
    licence: fields.choice(Licence.values) = Licence.LO2.value  # type: ignore[valid-type]
    date: fields.PartialDay | None = Field(None, description="Une année (2026), un mois (2026-03) ou un jour.")


class NewDocumentLink(NewDocument):
    """Un document qui se lit déjà ailleurs."""

    url: str = Field(..., min_length=1, max_length=500)


def _document(call: Call[Concertation], *, url: str = "", file: "UploadedFile[Any] | None" = None) -> Done:
    given: NewDocument = call.given
    boxes = {name: DocumentForm.base_fields[box] for name, box in (("titre", "title"), ("date", "on"), ("url", "url"))}
    values = fields.read(boxes, {"titre": given.titre, "date": given.date, "url": url})
    made = documents.attach(
        concertation=call.target,
        kind=DocumentKind(given.nature),
        title=values["titre"],
        url=values["url"],
        file=file,
        licence=Licence(given.licence),
        on=values["date"],
        by=call.by,
    )
    return Done((_document_line(made, is_new=True),), files=(made.file,) if file is not None else ())


def _document_link(call: Call[Concertation]) -> Done:
    return _document(call, url=call.given.url)


def _document_file(call: Call[Concertation]) -> Done:
    return _document(call, file=call.file)


def _document_line(row: Document, *, is_new: bool = False) -> Line:
    record = row.concertation
    page = record.get_absolute_url() if record.is_published else _workspace("workspace_documents", record)
    return Line("documents", part_id(record.uid, "documents", row), page, record.is_published, is_new)


def _document_found(territory: Territory, identifier: str) -> Document:
    rows = Document.objects.select_related("concertation__territory").filter(concertation__territory=territory)
    row: Document = part_of(rows, identifier, kind="documents", owner=_OURS)
    return row


def _remove_document(call: Call[Document]) -> Done:
    told = _document_line(call.target)
    documents.remove(document=call.target, by=call.by)
    return Done((told,))


# --- Resources and uses ----------------------------------------------------------------------------------------------


class ResourceSaid(Given):
    """Une ressource du catalogue, et ce que vous en pensez ; dite deux fois, le dernier avis remplace le premier."""

    ressource: str = Field(..., max_length=40, description="Son identifiant au catalogue : « re-0003 ».")
    avis: str = Field("", max_length=500)


def _use_resource(call: Call[Concertation]) -> Done:
    resource = Resource.objects.public().filter(uid=call.given.ressource).first()
    if resource is None:
        raise fields.unsuitable([("ressource", _("Aucune ressource du catalogue ne porte cet identifiant."))])
    before = ResourceUse.objects.filter(concertation=call.target, resource=resource).exists()
    use = tell_use(concertation=call.target, resource=resource, said=clean(call.given.avis), by=call.by)
    return Done((_cited_line("ressources-utilisees", use, "workspace_resources", is_new=not before),))


def _cited_line(kind: str, row: ResourceUse | UsageLink, workspace: str, *, is_new: bool = False) -> Line:
    record = row.concertation
    page = record.get_absolute_url() if record.is_published else _workspace(workspace, record)
    return Line(kind, part_id(record.uid, kind, row), page, record.is_published, is_new)


def _resource_found(territory: Territory, identifier: str) -> ResourceUse:
    rows = ResourceUse.objects.select_related("concertation__territory").filter(concertation__territory=territory)
    row: ResourceUse = part_of(rows, identifier, kind="ressources-utilisees", owner=_OURS)
    return row


def _take_resource_back(call: Call[ResourceUse]) -> Done:
    told = _cited_line("ressources-utilisees", call.target, "workspace_resources")
    take_back(concertation=call.target.concertation, pk=call.target.pk, by=call.by)
    return Done((told,))


class UsageSaid(Given):
    """L’usage d’algorithme dont parle la concertation, ou une de ses propositions."""

    usage: str = Field(..., max_length=40, description="L’identifiant d’une fiche publiée : « ia-2026-0007 ».")
    proposition: str | None = Field(None, max_length=40, description="Son identifiant ; sinon toute la concertation.")
    remarque: str = Field("", max_length=300, description="Ce que le débat y a changé, en une phrase.")


def _link_usage(call: Call[Concertation]) -> Done:
    given: UsageSaid = call.given
    deployment = Deployment.objects.published().filter(uid=given.usage).first()
    if deployment is None:
        raise fields.unsuitable([("usage", _("Aucune fiche publiée ne porte cet identifiant."))])
    proposition = None
    if given.proposition:
        proposition = call.target.takeaways.propositions().filter(uid=given.proposition).first()
        if proposition is None:
            why = _("Aucune proposition de cette concertation ne porte cet identifiant.")
            raise fields.unsuitable([("proposition", why)])
    link = link_usage(
        concertation=call.target, deployment=deployment, proposition=proposition, note=clean(given.remarque), by=call.by
    )
    return Done((_cited_line("usages-lies", link, "workspace_usages", is_new=True),))


def _usage_found(territory: Territory, identifier: str) -> UsageLink:
    rows = UsageLink.objects.select_related("concertation__territory").filter(concertation__territory=territory)
    row: UsageLink = part_of(rows, identifier, kind="usages-lies", owner=_OURS)
    return row


def _unlink_usage(call: Call[UsageLink]) -> Done:
    told = _cited_line("usages-lies", call.target, "workspace_usages")
    unlink_usage(concertation=call.target.concertation, pk=call.target.pk, by=call.by)
    return Done((told,))


def _workspace(name: str, record: Concertation) -> str:
    return reverse(f"concertations:{name}", args=[record.slug])


def _operation(**told: Any) -> Operation[Any]:
    return Operation(scope=Scope.CONCERTATIONS, permission=Permission.CONCERTATION_EDIT, **told)


_DOCUMENTS = "concertations:workspace_documents"

OPERATIONS: tuple[Operation[Any], ...] = (
    *_rows(),
    _operation(
        name="dire_les_co_porteurs",
        method="PATCH",
        path=f"{ONE}/co-porteurs",
        summary="Dire qui porte aussi la concertation",
        twin="concertations:workspace_co_leads",
        find=found,
        act=_co_leads,
        given=CoLeads,
        version=co_leads_digest,
    ),
    _operation(
        name="joindre_document",
        method="POST",
        path=f"{ONE}/documents",
        summary="Joindre un document, par son adresse",
        twin=_DOCUMENTS,
        find=found,
        act=_document_link,
        given=NewDocumentLink,
        creates=True,
    ),
    _operation(
        name="joindre_fichier",
        method="POST",
        path=f"{ONE}/fichiers",
        summary="Joindre un fichier",
        twin=_DOCUMENTS,
        find=found,
        act=_document_file,
        given=NewDocument,
        takes_file=True,
        creates=True,
    ),
    _operation(
        name="retirer_document",
        method="DELETE",
        path="/documents/{identifiant}",
        summary="Retirer un document",
        twin=_DOCUMENTS,
        find=_document_found,
        act=_remove_document,
    ),
    _operation(
        name="citer_ressource",
        method="POST",
        path=f"{ONE}/ressources-utilisees",
        summary="Dire quelle ressource a servi, et ce que l’on en pense",
        twin="concertations:workspace_resources",
        find=found,
        act=_use_resource,
        given=ResourceSaid,
        creates=True,
    ),
    _operation(
        name="ne_plus_citer_ressource",
        method="DELETE",
        path="/ressources-utilisees/{identifiant}",
        summary="Ne plus dire qu’une ressource a servi",
        twin="concertations:workspace_resources",
        find=_resource_found,
        act=_take_resource_back,
    ),
    _operation(
        name="lier_usage",
        method="POST",
        path=f"{ONE}/usages-lies",
        summary="Dire de quel usage d’algorithme parle le débat",
        twin="concertations:workspace_usages",
        find=found,
        act=_link_usage,
        given=UsageSaid,
        creates=True,
    ),
    _operation(
        name="delier_usage",
        method="DELETE",
        path="/usages-lies/{identifiant}",
        summary="Retirer le lien vers un usage",
        twin="concertations:workspace_usages",
        find=_usage_found,
        act=_unlink_usage,
    ),
)
