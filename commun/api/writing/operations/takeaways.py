"""What was said in the room: added by one or by hundreds, corrected while it is a draft, then by a public erratum."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field
from pydantic import StrictInt

from commun.accounts.enums import Permission
from commun.api.writing import fields
from commun.api.writing.fields import Given
from commun.api.writing.operation import Call, Done, Line, Operation, nowhere
from commun.api.writing.operations.concertations import ONE as CONCERTATION
from commun.api.writing.operations.concertations import found as concertation_found
from commun.concertations.actions import takeaways as actions
from commun.concertations.actions.takeaways import MAX_TEXT, NewTakeaway, class_digest, takeaway_digest
from commun.concertations.enums import Audience, BearsOn, Recipient, Support, TakeawayKind, Theme, VigilanceKind
from commun.concertations.models import Concertation, Takeaway
from commun.core.text import clean
from commun.keys.enums import Scope
from commun.territories.models import Territory

ONE = "/remontees/{identifiant}"
MOST = 500


class Classed(Given):
    """Ce qui classe un texte sans en être."""

    theme: fields.choice(Theme.values) | None = None  # type: ignore[valid-type]
    publics: list[fields.choice(Audience.values)] = Field(  # type: ignore[valid-type]
        default_factory=list, max_length=len(Audience), description="Publics qui l’ont dit."
    )


class NewLine(Classed):
    """Une remontée, mot pour mot. Ce qui ne concerne pas sa nature est laissé de côté."""

    nature: fields.choice(TakeawayKind.values)  # type: ignore[valid-type]
    texte: str = Field(..., min_length=1, max_length=MAX_TEXT, description="Mot pour mot : figé à la restitution.")
    numero: StrictInt | None = Field(
        None, ge=1, le=999_999, description="Celui du rapport ; sinon le premier qui est libre."
    )
    sequence: str | None = Field(None, max_length=200, description="Le titre d’une séquence de la concertation.")
    type_de_vigilance: fields.choice(VigilanceKind.values) | None = None  # type: ignore[valid-type]
    concerne: fields.choice(BearsOn.values) | None = None  # type: ignore[valid-type]
    destinataire: fields.choice(Recipient.values) | None = None  # type: ignore[valid-type]
    soutien: fields.choice(Support.values) | None = None  # type: ignore[valid-type]
    avis_divergents: str = Field("", max_length=MAX_TEXT)


class NewLines(Given):
    """Plusieurs remontées, toutes ou aucune ; un texte déjà là n’est pas ajouté deux fois."""

    remontees: list[NewLine] = Field(..., min_length=1, max_length=MOST)


class Erratum(Given):
    """La correction d’un texte figé ; le premier reste lisible."""

    texte: str = Field(..., min_length=1, max_length=MAX_TEXT)
    motif: str = Field(..., min_length=1, max_length=300, description="Public, à côté du premier texte.")


def found(territory: Territory, identifier: str) -> Takeaway:
    row = (
        Takeaway.objects.select_related("concertation__territory")
        .filter(concertation__territory=territory, uid=identifier)
        .first()
    )
    if row is None:
        raise nowhere()
    return row


def line(row: Takeaway, *, is_new: bool = False, version: str = "") -> Line:
    record = row.concertation
    is_public = row.is_frozen and record.is_published
    page = row.get_absolute_url() if is_public else reverse("concertations:workspace_takeaways", args=[record.slug])
    return Line("remontees", row.uid, page, is_public, is_new, version)


def _item(record: Concertation, one: NewLine, where: str) -> NewTakeaway:
    sequence = None
    if one.sequence:
        sequence = record.sequences.filter(title=one.sequence).first()
        if sequence is None:
            raise fields.unsuitable([(f"{where}sequence", _("Aucune séquence de cette concertation n’a ce titre."))])
    return NewTakeaway(
        kind=TakeawayKind(one.nature),
        text=one.texte,
        number=one.numero,
        theme=Theme(one.theme) if one.theme else None,
        audiences=tuple(Audience(value) for value in dict.fromkeys(one.publics)),
        sequence=sequence,
        vigilance_kind=VigilanceKind(one.type_de_vigilance) if one.type_de_vigilance else None,
        bears_on=BearsOn(one.concerne) if one.concerne else None,
        recipient=Recipient(one.destinataire) if one.destinataire else None,
        support=Support(one.soutien) if one.soutien else None,
        support_note=clean(one.avis_divergents),
    )


def _add(call: Call[Concertation]) -> Done:
    items = [_item(call.target, one, f"remontees.{rank}.") for rank, one in enumerate(call.given.remontees)]
    report = actions.add_many(concertation=call.target, items=items, by=call.by)
    fresh = {row.pk: row for row in call.target.takeaways.select_related("concertation").all()}
    added = (line(fresh[row.pk], is_new=True, version=takeaway_digest(fresh[row.pk])) for row in report.added)
    same = (line(fresh[row.pk], version=takeaway_digest(fresh[row.pk])) for row in report.unchanged)
    return Done((*added, *same))


def _change(call: Call[Takeaway]) -> Done:
    item = _item(call.target.concertation, call.given, "")
    saved = actions.change(takeaway=call.target, item=item, by=call.by, seen=call.seen)
    saved = found(call.territory, saved.uid)
    return Done((line(saved, version=takeaway_digest(saved)),))


def _remove(call: Call[Takeaway]) -> Done:
    told = line(call.target)
    actions.remove(takeaway=call.target, by=call.by)
    return Done((told,))


def _correct(call: Call[Takeaway]) -> Done:
    saved = actions.correct(
        takeaway=call.target, text=call.given.texte, reason=clean(call.given.motif), by=call.by, seen=call.seen
    )
    return Done((line(saved, version=saved.text_sha256),))


def _classify(call: Call[Takeaway]) -> Done:
    saved = actions.classify(
        takeaway=call.target,
        theme=Theme(call.given.theme) if call.given.theme else None,
        audiences=[Audience(value) for value in call.given.publics],
        by=call.by,
        seen=call.seen,
    )
    return Done((line(saved, version=class_digest(saved)),))


class Order(Given):
    """L’ordre des remontées d’une nature : leur numéro et leur identifiant le suivent."""

    nature: fields.choice(TakeawayKind.values)  # type: ignore[valid-type]
    ordre: list[str] = Field(..., min_length=1, max_length=5000, description="Leurs identifiants, tous, dans l’ordre.")


def _reorder(call: Call[Concertation]) -> Done:
    kind = TakeawayKind(call.given.nature)
    keys = dict(call.target.takeaways.filter(kind=kind).values_list("uid", "pk"))
    if sorted(call.given.ordre) != sorted(keys):
        raise fields.unsuitable([("ordre", _("Nommez chaque remontée de cette nature, une fois et une seule."))])
    actions.reorder(concertation=call.target, kind=kind, order=[keys[uid] for uid in call.given.ordre], by=call.by)
    rows = call.target.takeaways.filter(kind=kind).select_related("concertation").order_by("number")
    return Done(tuple(line(row, version=takeaway_digest(row)) for row in rows))


def _operation(**told: Any) -> Operation[Any]:
    return Operation(scope=Scope.TAKEAWAYS, permission=Permission.CONCERTATION_EDIT, **told)


OPERATIONS: tuple[Operation[Any], ...] = (
    _operation(
        name="ajouter_remontees",
        method="POST",
        path=f"{CONCERTATION}/remontees",
        summary="Ajouter des remontées",
        description="Après la restitution, elles sont figées et publiques aussitôt.",
        twin="concertations:workspace_takeaways",
        find=concertation_found,
        act=_add,
        given=NewLines,
        creates=True,
    ),
    _operation(
        name="ordonner_remontees",
        method="POST",
        path=f"{CONCERTATION}/ordre-des-remontees",
        summary="Mettre en ordre les remontées qui ne sont pas figées",
        description="Leurs numéros changent, et leurs identifiants avec eux : la réponse donne les nouveaux.",
        twin="concertations:workspace_takeaways",
        find=concertation_found,
        act=_reorder,
        given=Order,
    ),
    _operation(
        name="modifier_remontee",
        method="PATCH",
        path=ONE,
        summary="Modifier une remontée qui n’est pas encore figée",
        description="La ligne entière : ce qui manque est vidé.",
        twin="concertations:workspace_takeaway",
        find=found,
        act=_change,
        given=NewLine,
        version=takeaway_digest,
    ),
    _operation(
        name="retirer_remontee",
        method="DELETE",
        path=ONE,
        summary="Retirer une remontée qui n’est pas encore figée",
        twin="concertations:workspace_takeaway_remove",
        find=found,
        act=_remove,
    ),
    _operation(
        name="corriger_remontee",
        method="POST",
        path=f"{ONE}/erratum",
        summary="Corriger par un erratum public une remontée figée",
        twin="concertations:workspace_erratum",
        find=found,
        act=_correct,
        given=Erratum,
        version=lambda row: row.text_sha256 or "-",
    ),
    _operation(
        name="classer_remontee",
        method="PATCH",
        path=f"{ONE}/classement",
        summary="Changer le thème et les publics d’une remontée figée",
        twin="concertations:workspace_takeaway_classify",
        find=found,
        act=_classify,
        given=Classed,
        version=class_digest,
    ),
)
