"""What two facts of one record say of each other: impossible together (a fault), or surprising (a caution).

Pages, imports and actions ask here, so that a record means the same whatever way it came in.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from commun.concertations import canevas, lifecycle
from commun.concertations.enums import CountMethod, ParticipationLevel, State
from commun.concertations.models import AudiencePart, Concertation, Sequence
from commun.core.dates import PartialDate
from commun.core.errors import DomainError


@dataclass(frozen=True)
class Remark:
    """What is wrong or surprising, and the fields of the canevas that it concerns, the one to mend first."""

    fields: tuple[str, ...]
    message: str


class InvalidRecord(DomainError):
    """The record would contradict itself; `faults` says where."""

    def __init__(self, faults: Iterable[Remark]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.message for fault in self.faults))


def moved_date(before: datetime.date | None, record: Concertation, *, on: datetime.date) -> list[Remark]:
    """Once the clock runs, the promised date moves in public, and only as long as it is to come: late is late."""
    after = record.answer_due_on
    if before is None or after is None or after == before or lifecycle.is_before(record, State.RESTITUTION):
        return []
    if before < on:
        text = _("La date promise (%(date)s) est passée : elle ne se déplace plus. Le retard se rattrape en répondant.")
        return [Remark(("answer_due_on",), text % {"date": _day(before)})]
    if after < on:
        return [Remark(("answer_due_on",), _("Cette date est déjà passée : promettez un jour à venir."))]
    return []


def undone(before: Iterable[lifecycle.Missing], record: Concertation) -> list[Remark]:
    """What steps already taken rest on and that `record` would lose: `before` is what it already lacked."""
    known = set(before)
    text = _("Une étape déjà franchie repose sur cette information : elle se corrige, elle ne se retire plus. %(what)s")
    return [Remark((one.place,), text % {"what": one.text}) for one in lifecycle.broken_by(record) if one not in known]


def _day(day: datetime.date) -> str:
    return formats.date_format(day, "j F Y")


def faults(record: Concertation, audiences: Iterable[AudiencePart]) -> list[Remark]:
    """What cannot be true. `record` need not be saved; `audiences` are those that it would have."""
    parts = list(audiences)
    return [
        *_dates_out_of_order(record, "starts_on", "ends_on", _("La date de fin réelle précède le début réel")),
        *_dates_out_of_order(
            record, "starts_on_planned", "ends_on_planned", _("La date de fin prévue précède le début prévu")
        ),
        *_plenary_before_the_start(record),
        *_answer_before_the_restitution(record),
        *_more_people_by_audience_than_people(record, parts),
        *_more_accepted_than_invited(record),
        *_more_present_than_invited(record),
        *_more_people_by_part_than_people(record, canevas.SEXES),
        *_more_people_by_part_than_people(record, canevas.AGES),
        *_other_without_saying_which(record),
    ]


def _dates_out_of_order(record: Concertation, first: str, last: str, words: str) -> list[Remark]:
    start, end = getattr(record, first), getattr(record, last)
    if start and end and end.is_before(start):
        return [Remark((last, first), f"{words} ({start}).")]
    return []


def _plenary_before_the_start(record: Concertation) -> list[Remark]:
    if record.plenary_on and record.starts_on and PartialDate.of(record.plenary_on).is_before(record.starts_on):
        text = _("La plénière précède le début du débat (%(date)s).") % {"date": record.starts_on}
        return [Remark(("plenary_on", "starts_on"), text)]
    return []


def _answer_before_the_restitution(record: Concertation) -> list[Remark]:
    promised = record.answer_due_on
    if promised is None:
        if not lifecycle.is_before(record, State.RESTITUTION) and not record.is_documented_by_network:
            text = _("Le délai public est ouvert : la date promise se change, elle ne se retire pas.")
            return [Remark(("answer_due_on",), text)]
        return []
    if record.restituted_on and promised <= record.restituted_on:
        text = _("La date de réponse promise doit suivre la restitution (%(date)s).")
        return [Remark(("answer_due_on",), text % {"date": _day(record.restituted_on)})]
    if record.ends_on and PartialDate.of(promised).is_before(record.ends_on):
        text = _("La date de réponse promise précède la fin de la concertation (%(date)s).")
        return [Remark(("answer_due_on", "ends_on"), text % {"date": record.ends_on})]
    return []


def _more_people_by_audience_than_people(record: Concertation, parts: list[AudiencePart]) -> list[Remark]:
    total = sum(part.people_count or 0 for part in parts)
    if record.participants_count is None or record.count_method != CountMethod.PEOPLE:
        return []
    if total <= record.participants_count:
        return []
    text = _(
        "Les publics additionnés font %(total)d personnes, pour %(people)d personnes différentes en tout : "
        "corrigez l’un des nombres, ou choisissez « Présences cumulées »."
    )
    fields = ("participants_count", "count_method", "audiences")
    return [Remark(fields, text % {"total": total, "people": record.participants_count})]


def _more_accepted_than_invited(record: Concertation) -> list[Remark]:
    if record.invited_count is None or record.accepted_count is None or record.accepted_count <= record.invited_count:
        return []
    text = _("Plus de personnes ont accepté (%(accepted)d) qu’il n’y en eut d’invitées (%(invited)d).")
    values = {"accepted": record.accepted_count, "invited": record.invited_count}
    return [Remark(("accepted_count", "invited_count"), text % values)]


def _more_present_than_invited(record: Concertation) -> list[Remark]:
    if record.invited_count is None or record.present_count is None or record.present_count <= record.invited_count:
        return []
    text = _("Plus de personnes étaient présentes (%(present)d) qu’il n’y en eut d’invitées (%(invited)d).")
    values = {"present": record.present_count, "invited": record.invited_count}
    return [Remark(("present_count", "invited_count"), text % values)]


def _more_people_by_part_than_people(record: Concertation, names: tuple[str, ...]) -> list[Remark]:
    total = sum(getattr(record, name) or 0 for name in names)
    if record.participants_count is None or total <= record.participants_count:
        return []
    text = _("Ces nombres additionnés font %(total)d, pour %(people)d participants en tout : corrigez l’un d’eux.")
    values = {"total": total, "people": record.participants_count}
    return [Remark((*names, "participants_count"), text % values)]


def _other_without_saying_which(record: Concertation) -> list[Remark]:
    return [
        Remark((f"{name}_other", name), _("Vous avez coché « Autre » : dites lequel en quelques mots."))
        for name in ("recruitment", "facilitation", "restitution")
        if "autre" in getattr(record, name) and not getattr(record, f"{name}_other")
    ]


def cautions(record: Concertation, *, signed_on: datetime.date | None) -> list[Remark]:
    """What is allowed and deserves a second look. `signed_on`: the territory's first signature of the charter."""
    found = []
    if signed_on and record.starts_on and record.starts_on.is_before(PartialDate.of(signed_on)):
        text = _("Le débat a commencé avant la signature de la charte (%(date)s) : les deux dates seront publiques.")
        found.append(Remark(("starts_on",), text % {"date": _day(signed_on)}))
    if record.level == ParticipationLevel.CODECISION:
        text = _("« Codécision » : la charte prévoit que la concertation prépare la décision, sans la prendre.")
        found.append(Remark(("level",), text))
    if record.plenary_on and record.ends_on and record.ends_on.is_before(PartialDate.of(record.plenary_on)):
        text = _("La plénière vient après la fin du débat (%(date)s) : vérifiez l’une des deux dates.")
        found.append(Remark(("plenary_on", "ends_on"), text % {"date": record.ends_on}))
    return found


def sequence_cautions(record: Concertation, sequence: Sequence) -> list[Remark]:
    """A session held outside the dates of the debate."""
    if sequence.on is None:
        return []
    day = PartialDate.of(sequence.on)
    checks: list[tuple[bool, Callable[[], str]]] = [
        (
            bool(record.starts_on and day.is_before(record.starts_on)),
            lambda: _("Cette séquence précède le début du débat (%(date)s).") % {"date": record.starts_on},
        ),
        (
            bool(record.ends_on and record.ends_on.is_before(day)),
            lambda: _("Cette séquence suit la fin du débat (%(date)s).") % {"date": record.ends_on},
        ),
    ]
    return [Remark(("on",), text()) for is_so, text in checks if is_so]
