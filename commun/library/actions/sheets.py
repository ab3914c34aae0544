"""Writing a sheet: opened with eight fields, then filled section by section."""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers
from commun.core.dates import PartialDate
from commun.core.errors import DomainError, EditConflict
from commun.core.models import Revision
from commun.library import enums, fields
from commun.library.enums import SheetState, Stage, Visibility
from commun.library.fields import Section
from commun.library.models import Deployment, Solution, StageChange
from commun.library.places import RESERVED
from commun.territories.models import Territory

CHECK_EVERY = datetime.timedelta(days=365)
"""A sheet is to be looked at again a year after it was published or checked, unless the territory says sooner."""


class SectionChanged(EditConflict):
    """Someone saved this section since it was opened. `current` is the sheet as it stands now."""

    def __init__(self, current: Deployment) -> None:
        self.current = current
        super().__init__(_("Quelqu’un a enregistré cette page pendant que vous la remplissiez."))


class InvalidSheet(DomainError):
    """The values cannot stand together; `faults` tells the field and the sentence, `circles` who may read which."""

    def __init__(self, faults: Mapping[str, str], circles: Mapping[str, str] | None = None) -> None:
        self.faults = dict(faults)
        self.circles = dict(circles or {})
        super().__init__(" ".join([*self.faults.values(), *self.circles.values()]))


@dataclass(frozen=True)
class Circle:
    """Who may read a field, and why not everyone."""

    level: Visibility
    reason: str = ""


def create_sheet(
    *,
    territory: Territory,
    values: Mapping[str, Any],
    stage: Stage,
    by: User | None,
    since: PartialDate | None = None,
    solution: Solution | None = None,
    observed_on: PartialDate | None = None,
    reason: str = "",
    explanation: str = "",
) -> Deployment:
    """Open a draft with what is known; `values` are those of `fields.FIELDS`. Raises InvalidSheet.

    `reason` and `explanation` are those of a use that is given up already.
    """
    _refuse(faults(values))

    def create() -> Deployment:
        title = str(values["title"]).strip()
        sheet = Deployment(
            uid=identifiers.next_uid(Deployment, f"ia-{timezone.localdate().year}-"),
            slug=identifiers.free_slug(Deployment, title, place=territory.slug, default="usage", reserved=RESERVED),
            territory=territory,
            solution=solution,
            created_by=by,
            stage=stage,
            **values,
        )
        sheet.save(force_insert=True)
        role = by.signature(territory) if by is not None else ""
        StageChange.objects.create(
            deployment=sheet,
            number=1,
            stage=stage,
            since=since,
            observed_on=observed_on,
            reason=reason,
            explanation=explanation,
            by_role=role,
        )
        audit.record("deployment.created", target=sheet, by=by, by_role=role)
        return sheet

    return identifiers.first_free(
        create, busy=_("Trop de fiches s’ouvrent au même moment : réessayez dans un instant.")
    )


def lock(sheet: Deployment) -> Deployment:
    """The row as it is now, held until the end of the transaction."""
    return Deployment.objects.select_for_update(of=("self",)).select_related("territory", "solution").get(pk=sheet.pk)


def section_digest(sheet: Deployment, section: Section) -> str:
    """What a section says, in one short text: the same as long as nobody has changed it."""
    values = {one.name: as_json(one.value(sheet)) for one in fields.fields_of(section)}
    held = {one.name: sheet.visibility.get(one.name) for one in fields.fields_of(section)}
    return Revision.digest([values, held])


def as_json(value: Any) -> Any:
    """A value as a published sheet keeps it."""
    if isinstance(value, PartialDate):
        return value.iso
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


@transaction.atomic
def save_section(
    *,
    sheet: Deployment,
    section: Section,
    values: Mapping[str, Any],
    seen: str,
    by: User,
    circles: Mapping[str, Circle] | None = None,
) -> Deployment:
    """Save one section, complete or not, and who reads its fields. `seen` is its digest when it was opened.

    What the public reads does not move: it is published again by who may. Raises SectionChanged, InvalidSheet.
    """
    current = lock(sheet)
    if section_digest(current, section) != seen:
        raise SectionChanged(current)
    circles = circles or {}
    unknown = (set(values) | set(circles)) - {one.name for one in fields.fields_of(section)}
    if unknown:
        raise ValueError(unknown)
    refused = {name: why for name, circle in circles.items() if (why := _refusal(fields.BY_NAME[name], circle))}
    _refuse(faults(values), refused)
    for name, value in values.items():
        setattr(current, name, value)
    moved = {
        name: circle.level.value
        for name, circle in circles.items()
        if circle.level != fields.BY_NAME[name].visible_to(current)
    }
    for name, circle in circles.items():
        _set_circle(current, fields.BY_NAME[name], circle)
    _keep(current, [*values, "visibility"])
    audit.record(
        "deployment.section_saved",
        target=current,
        by=by,
        by_role=by.signature(current.territory),
        detail={"section": section.value, "visibilité": moved},
    )
    return current


def faults(values: Mapping[str, Any]) -> dict[str, str]:
    """What cannot stand, by field. Sub-themes: two at most; practices: those that exist; a percentage; no « $ »."""
    found: dict[str, str] = {}
    if "title" in values and not str(values["title"]).strip():
        found["title"] = _("Donnez un nom à cet usage.")
    if len(values.get("sub_themes") or []) > 2:
        found["sub_themes"] = _("Choisissez deux sous-thèmes au plus.")
    if any(not 1 <= number <= 31 for number in values.get("frugality_practices") or []):
        found["frugality_practices"] = _("Les bonnes pratiques de l’AFNOR SPEC 2314 vont de 1 à 31.")
    share = values.get("oversight_overruled_share")
    if share is not None and not 0 <= share <= 100:
        found["oversight_overruled_share"] = _("La part des résultats écartés va de 0 à 100 %.")
    summary = str(values.get("summary") or "")
    if len(summary) > (limit := fields.BY_NAME["summary"].maximum or 0):
        found["summary"] = _("Deux phrases suffisent ici : %(limit)d signes au plus.") % {"limit": limit}
    for name in ("setup_cost", "yearly_cost", "energy_kwh"):
        if (amount := values.get(name)) is not None and amount < 0:
            found[name] = _("Ce nombre ne peut être négatif.")
    return found


def _refuse(found: Mapping[str, str], circles: Mapping[str, str] | None = None) -> None:
    if found or circles:
        raise InvalidSheet(found, circles)


def _keep(sheet: Deployment, names: Iterable[str]) -> None:
    sheet.version += 1
    sheet.save(update_fields=[*names, "version"])


@transaction.atomic
def hold_back(*, sheet: Deployment, field: fields.Field, level: Visibility, reason: str, by: User) -> Deployment:
    """Say who may read a field. Not public needs a reason, that everyone reads in its place."""
    current = lock(sheet)
    circle = Circle(level, reason)
    if why := _refusal(field, circle):
        raise DomainError(why)
    _set_circle(current, field, circle)
    _keep(current, ["visibility"])
    audit.record(
        "deployment.visibility_changed",
        target=current,
        by=by,
        by_role=by.signature(current.territory),
        detail={"champ": field.name, "niveau": level.value},
    )
    return current


def _refusal(field: fields.Field, circle: Circle) -> str:
    """Why this field cannot have this circle of readers; empty when it can."""
    if field.never_public:
        return _("Ce champ ne se publie pas.")
    if field.is_first and field.matters and circle.level != Visibility.PUBLIC:
        return _("« %(field)s » fait partie de toute fiche publique.") % {"field": field.label}
    if circle.level not in (Visibility.PUBLIC, field.visibility) and not circle.reason.strip():
        return _("Dites pourquoi ce champ n’est pas public : la raison sera lue à sa place.")
    return ""


def _set_circle(sheet: Deployment, field: fields.Field, circle: Circle) -> None:
    reason = "" if circle.level == Visibility.PUBLIC else circle.reason.strip()
    if circle.level == field.visibility and not reason:
        sheet.visibility.pop(field.name, None)
    else:
        sheet.visibility[field.name] = {"level": circle.level.value, "reason": reason}


@transaction.atomic
def open_section(*, sheet: Deployment, section: Section, by: User) -> Deployment:
    """Open a section that nothing calls for yet."""
    current = lock(sheet)
    if section.value not in current.opened_sections:
        current.opened_sections = [*current.opened_sections, section.value]
        _keep(current, ["opened_sections"])
        audit.record("deployment.section_opened", target=current, by=by, by_role=by.signature(current.territory))
    return current


@transaction.atomic
def enter_stage(
    *,
    sheet: Deployment,
    stage: Stage,
    by: User | None,
    since: PartialDate | None = None,
    reason: enums.AbandonReason | None = None,
    explanation: str = "",
    source_url: str = "",
    observed_on: PartialDate | None = None,
) -> StageChange:
    """Add a stage to the history. Giving up needs its reason, which others will look for first.

    « Motif non publié » is for what the network reads from outside; a territory knows why.
    """
    current = lock(sheet)
    if stage == Stage.ABANDONED:
        if reason is None:
            raise DomainError(_("Dites pourquoi cet usage est abandonné : c’est ce que les autres cherchent."))
        if reason == enums.AbandonReason.UNPUBLISHED and not current.is_documented_by_network:
            raise DomainError(_("Choisissez le motif : votre territoire le connaît."))
        if reason == enums.AbandonReason.OTHER and not explanation.strip():
            raise DomainError(_("Dites en quelques mots quel est cet autre motif."))
    last = current.stages.order_by("-number").first()
    if last is not None and last.stage == stage:
        raise DomainError(_("L’usage en est déjà à cette étape."))
    if last is not None and last.since and since and since.is_before(last.since):
        raise DomainError(_("Cette étape précède la dernière (%(since)s).") % {"since": last.since})
    role = by.signature(current.territory) if by is not None else ""
    entered = StageChange.objects.create(
        deployment=current,
        number=last.number + 1 if last else 1,
        stage=stage,
        since=since,
        observed_on=observed_on,
        reason=reason or "",
        explanation=explanation.strip(),
        source_url=source_url,
        by_role=role,
    )
    current.stage = stage
    _keep(current, ["stage"])
    audit.record(
        "deployment.stage_entered", target=current, by=by, by_role=role, detail={"etape": stage.value},
        public=current.state == SheetState.PUBLISHED,
    )  # fmt: skip
    return entered
