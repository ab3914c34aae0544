"""From what the queries give to what the pages of concertations show."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.concertations.queries.concertations import ConcertationList, ConcertationPage
from commun.core.dates import duration
from commun.ui.components.chain import Step
from commun.ui.components.typography import grouped


def list_sentence(found: ConcertationList) -> str:
    """What the selection amounts to, each figure with its denominator."""
    real = ngettext("%(count)s concertation", "%(count)s concertations", found.concertations)
    parts = [real % {"count": grouped(found.concertations)}]
    if found.participants_known:
        parts.append(
            ngettext(
                "%(people)s participants, dans la seule qui les compte",
                "%(people)s participants, dans les %(known)s qui les comptent",
                found.participants_known,
            )
            % {"people": grouped(found.participants), "known": grouped(found.participants_known)}
        )
    if found.propositions:
        parts.append(
            ngettext(
                "%(answered)s réponse publiée sur %(count)s proposition",
                "%(answered)s réponses publiées sur %(count)s propositions",
                found.propositions,
            )
            % {"answered": grouped(found.answered), "count": grouped(found.propositions)}
        )
    if found.invented:
        parts.append(
            ngettext(
                "%(count)s exemple fictif, hors du compte", "%(count)s exemples fictifs, hors du compte", found.invented
            )
            % {"count": found.invented}
        )
    return " · ".join(parts)


def life(page: ConcertationPage) -> list[Step]:
    """The steps that were lived here; none for a record rebuilt from sources, which tell the last step alone."""
    if page.record.is_documented_by_network:
        return []
    return [Step(one.label, one.status, one.on, one.detail) for one in page.steps]


@dataclass(frozen=True)
class Figure:
    """A number that never stands alone; `value` None when it is unknown."""

    value: str | None
    label: str
    of: str | None = None


def figures(page: ConcertationPage) -> list[Figure]:
    """Who came, how long they spoke, what they asked, what was answered."""
    record = page.record
    people = _("participants")
    if record.count_method:
        people = _("participants (%(how)s)") % {"how": str(record.get_count_method_display()).lower()}
    found = [
        Figure(page.participants or None, people),
        Figure(
            duration(record.minutes_count) if record.minutes_count else None,
            ngettext("de débat, en %(count)s séquence", "de débat, en %(count)s séquences", record.sequences_count)
            % {"count": record.sequences_count}
            if record.sequences_count
            else _("de débat"),
        ),
    ]
    if page.answers.propositions:
        found.append(
            Figure(
                grouped(page.answers.answered),
                ngettext("proposition a reçu sa réponse", "propositions ont reçu leur réponse", page.answers.answered),
                grouped(page.answers.propositions),
            )
        )
    if page.answers.promised:
        found.append(
            Figure(
                grouped(page.answers.done),
                ngettext("action promise est réalisée", "actions promises sont réalisées", page.answers.done),
                grouped(page.answers.promised),
            )
        )
    if page.answers.late:
        found.append(
            Figure(
                grouped(page.answers.late_count),
                ngettext("action promise est en retard", "actions promises sont en retard", page.answers.late_count),
                grouped(page.answers.promised),
            )
        )
    return found
