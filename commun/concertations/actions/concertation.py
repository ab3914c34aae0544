"""Opening a concertation, and filling its canevas section by section, without anyone losing what they typed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations import canevas, lifecycle, rules
from commun.concertations.actions.records import keep_version, lock, tell_moved_date
from commun.concertations.canevas import Section
from commun.concertations.enums import Audience, PledgeState, State
from commun.concertations.models import AudiencePart, Concertation, Transition
from commun.core import audit, identifiers
from commun.core.dates import PartialDate
from commun.core.errors import EditConflict
from commun.core.models import Revision
from commun.territories.models import Territory


@dataclass(frozen=True)
class AudienceGiven:
    """A public that takes part, as someone gives it."""

    audience: Audience
    details: str = ""
    people_count: int | None = None


class SectionChanged(EditConflict):
    """Someone saved this section since it was opened. `current` is the record as it stands now."""

    def __init__(self, current: Concertation) -> None:
        self.current = current
        super().__init__(_("Quelqu’un a enregistré cette page pendant que vous la remplissiez."))


def create(
    *,
    territory: Territory,
    title: str,
    referent_email: str,
    starts_on_planned: PartialDate | None,
    by: User,
    ends_on_planned: PartialDate | None = None,
    angles: str = "",
    audiences: Iterable[Audience] = (),
) -> Concertation:
    """Open a concertation for `territory`, as a draft that it alone sees.

    Its identifier follows the last one of the year; two people who open one at once get two numbers, because the
    one who loses the race for a number takes the next.
    """
    year = timezone.localdate().year

    def open_next() -> Concertation:
        draft = Concertation(
            uid=identifiers.next_uid(Concertation, f"cta-{year}-"),
            slug=identifiers.free_slug(Concertation, title, place=territory.slug, default="concertation"),
            territory=territory,
            title=title.strip(),
            referent_email=referent_email,
            starts_on_planned=starts_on_planned,
            ends_on_planned=ends_on_planned,
            angles=angles,
        )
        found = rules.faults(draft, [])
        if found:
            raise rules.InvalidRecord(found)
        return _open(draft, list(audiences), by=by)

    busy = _("Trop de concertations s’ouvrent au même moment : réessayez dans un instant.")
    return identifiers.first_free(open_next, busy=busy)


def _open(draft: Concertation, audiences: list[Audience], *, by: User) -> Concertation:
    draft.save(force_insert=True)
    AudiencePart.objects.bulk_create(AudiencePart(concertation=draft, audience=one) for one in audiences)
    role = by.signature(draft.territory)
    audit.record("concertation.created", target=draft, by=by, by_role=role)
    pledge = getattr(draft.territory, "pledge", None)
    if pledge is not None and pledge.state == PledgeState.SIGNED:
        draft.state = State.CHARTER_SIGNED
        draft.save(update_fields=["state"])
        Transition.objects.create(
            concertation=draft, source=State.INTENTION, target=State.CHARTER_SIGNED, by=by, by_role=role
        )
    return draft


def section_digest(record: Concertation, section: Section) -> str:
    """What a section says, in one short text: the same as long as nobody has changed it."""
    values: dict[str, Any] = {}
    for one in canevas.of_section(section):
        if one.kind != "rows":
            value = getattr(record, one.name)
            values[one.name] = value.iso if isinstance(value, PartialDate) else value
    if section == Section.PRACTICAL:
        values["audiences"] = [list(row) for row in _audience_rows(record)]
    return Revision.digest(json.loads(json.dumps(values, cls=DjangoJSONEncoder)))


def differ(old: Any, new: Any) -> bool:
    """Whether two values of a field say different things; the order of what is ticked says nothing."""
    if isinstance(old, list) and isinstance(new, list):
        return sorted(old) != sorted(new)
    return bool(old != new)


def _audience_rows(record: Concertation) -> list[tuple[str, str, int | None]]:
    return sorted((one.audience, one.details, one.people_count) for one in record.audiences.all())


@transaction.atomic
def save_section(
    *,
    concertation: Concertation,
    section: Section,
    values: Mapping[str, Any],
    seen: str,
    by: User,
    audiences: Iterable[AudienceGiven] | None = None,
) -> Concertation:
    """Save one section of the canevas, complete or not.

    `seen` is the `section_digest` of the page that was filled in. Raises SectionChanged when the section has been
    saved since, InvalidRecord when the record would contradict itself about one of its fields.
    """
    record = lock(concertation)
    if section_digest(record, section) != seen:
        raise SectionChanged(record)
    names = {one.name for one in canevas.of_section(section) if one.kind != "rows"}
    unknown = set(values) - names
    if unknown:
        raise ValueError(sorted(unknown))
    promised_before, lacked = record.answer_due_on, lifecycle.broken_by(record)
    changed = [name for name, value in values.items() if differ(getattr(record, name), value)]
    for name in changed:
        setattr(record, name, values[name])
    parts = list(record.audiences.all())
    if audiences is not None:
        wanted = _wanted_parts(record, audiences)
        if sorted((one.audience, one.details, one.people_count) for one in wanted) != _audience_rows(record):
            changed.append("audiences")
            parts = wanted
    concerned = {one.name for one in canevas.of_section(section)}
    found = [fault for fault in rules.faults(record, parts) if concerned & set(fault.fields)]
    found += rules.moved_date(promised_before, record, on=timezone.localdate())
    if found:
        raise rules.InvalidRecord(found)
    if not changed:
        return record
    if "audiences" in changed:
        _keep_parts(record, parts)
    if lost := rules.undone(lacked, record):
        raise rules.InvalidRecord(lost)
    record.version += 1
    record.save()
    role = by.signature(record.territory)
    audit.record(
        "concertation.section_saved",
        target=record,
        by=by,
        by_role=role,
        detail={"section": section.value, "champs": sorted(changed)},
    )
    tell_moved_date(record, promised_before, by=by, by_role=role)
    keep_version(record, by_role=role, reason=str(section.title))
    return record


def _wanted_parts(record: Concertation, audiences: Iterable[AudienceGiven]) -> list[AudiencePart]:
    existing = {one.audience: one for one in record.audiences.all()}
    parts = []
    for given in audiences:
        part = existing.get(given.audience)
        parts.append(
            AudiencePart(
                pk=part.pk if part else None,
                concertation=record,
                audience=given.audience,
                details=given.details,
                people_count=given.people_count,
            )
        )
    return parts


def _keep_parts(record: Concertation, parts: list[AudiencePart]) -> None:
    record.audiences.exclude(audience__in=[part.audience for part in parts]).delete()
    for part in parts:
        part.save()
