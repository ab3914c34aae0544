"""What the coordinator's page leads to, and its table as a file."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from django.utils import timezone

from commun.concertations.forms.network import NetworkFilterForm
from commun.concertations.queries.network import TerritoryLine
from commun.ui.components.navigation import Link

HEADERS = (
    "identifiant",
    "territoire",
    "exemple_fictif",
    "type",
    "engagement",
    "version_charte",
    "signee_le",
    "a_un_referent",
    "concertation",
    "publiee",
    "etape",
    "champs_remplis",
    "champs_attendus",
    "manque",
    "jours_de_retard",
    "promesses_en_retard",
    "derniere_activite",
)


def attention_links(form: NetworkFilterForm) -> list[Link]:
    """One way into the table for each thing that demands attention somewhere, with how many territories it shows."""
    return [
        Link(str(label), f"?{urlencode({'souci': value})}")
        for value, label in form.fields["souci"].choices  # type: ignore[attr-defined]
        if value in form.concerns_found
    ]


def rows(lines: Iterable[TerritoryLine]) -> Iterator[list[str]]:
    """One row for each concertation; one for a territory that has none."""
    yield list(HEADERS)
    for line in lines:
        head = [
            line.uid,
            line.name,
            _yes(line.is_fictional),
            line.kind,
            line.pledge,
            line.version,
            line.signed_on.isoformat() if line.signed_on else "",
            _yes(line.has_referent),
        ]
        last = timezone.localtime(line.last_activity).date().isoformat() if line.last_activity else ""
        if not line.debates:
            yield [*head, *[""] * 8, last]
        for one in line.debates:
            yield [
                *head,
                one.title,
                _yes(one.is_published),
                one.step,
                str(one.filled),
                str(one.expected),
                ", ".join(one.missing),
                str(one.days_late),
                str(one.late_promises),
                last,
            ]


def _yes(fact: bool) -> str:  # noqa: FBT001
    return "oui" if fact else "non"
