"""What is known of real territories, and only that: the engaged ones and the documented démarches.

Each record says where it was read and when; what no source tells stays empty. Loading again changes nothing.
"""

import datetime
import json
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commun.concertations.actions.records import keep_counters, keep_version
from commun.concertations.enums import PledgeState, State
from commun.concertations.models import AudiencePart, Concertation, FactSource, Pledge, Sequence
from commun.core import audit
from commun.core.dates import PartialDate
from commun.territories.enums import COMMUNES, Kind
from commun.territories.models import Territory

_SCALARS = ("title", "state", "participants_count", "uses_support", "angles", "brief", "summary", "follow_up_pledge")
_MORE = ("follow_up_terms", "facilitation_other", "restitution_other", "sortition_base")
_LISTS = ("recruitment", "restitution", "facilitation")
_DATES = ("starts_on", "ends_on")


def _read(name: str) -> Any:
    return json.loads((files("commun.site.demo") / "data" / name).read_text(encoding="utf-8"))


@transaction.atomic
def load_engaged() -> tuple[int, int]:
    """Record the announced pledges. Returns (created, already there)."""
    data = _read("engaged.json")
    created = 0
    for row in data["territories"]:
        source = data["sources"][row["source"]]
        pledge, is_new = Pledge.objects.get_or_create(
            territory=_engaged_territory(row),
            defaults={
                "state": PledgeState.INTENTION,
                "announced_on": PartialDate(source["announced_on"]),
                "source_label": source["label"],
                "source_url": source["url"],
            },
        )
        if is_new:
            created += 1
            audit.record("pledge.announced", target=pledge, by=None, by_role=_network_role(), public=True)
    return created, len(data["territories"]) - created


def _network_role() -> str:
    return _("Réseau, d’après des sources publiques")


def _engaged_territory(row: dict[str, Any]) -> Territory:
    """The body named in the list; those without an official code are entered by their name."""
    if row.get("identifier") == "siren":
        return Territory.objects.get(siren=row["code"])
    if row.get("identifier") == "insee":
        kinds = COMMUNES if row["kind"] != Kind.REGION else {Kind.REGION}
        return Territory.objects.get(code_insee=row["code"], kind__in=kinds)
    if row["kind"] == Kind.VILLE_ETRANGERE:
        return Territory.objects.get(name=row["name"], country=row["country"])
    territory, _is_new = Territory.objects.get_or_create(
        uid=f"commun:{slugify(row['name'])}",
        defaults={
            "name": row["name"],
            "slug": slugify(row["name"]),
            "kind": row["kind"],
            "source": _("Liste des territoires engagés, Les Interconnectés"),
        },
    )
    return territory


@transaction.atomic
def load_documented() -> tuple[int, int]:
    """Record the démarches that public sources document. Returns (created, already there)."""
    data = _read("concertations.json")
    read_on = PartialDate(data["read_on"])
    known = set(Concertation.objects.values_list("uid", flat=True))
    rows = [row for row in data["concertations"] if row["uid"] not in known]
    for row in rows:
        _document(row, read_on)
    return len(rows), len(data["concertations"]) - len(rows)


def _document(row: dict[str, Any], read_on: PartialDate) -> None:
    identifier, code = row["territory"]
    territories = Territory.objects.exclude(kind=Kind.DEPARTEMENT)
    if row.get("kind"):
        territories = Territory.objects.filter(kind=row["kind"])
    now = timezone.now()
    concertation = Concertation(
        uid=row["uid"],
        slug=row["slug"],
        territory=territories.get(siren=code) if identifier == "siren" else territories.get(code_insee=code),
        is_documented_by_network=True,
        published_at=now,
        **{name: row[name] for name in (*_SCALARS, *_MORE, *_LISTS) if name in row},
        **{name: PartialDate(row[name]) for name in _DATES if name in row},
    )
    concertation.full_clean()
    concertation.save()
    AudiencePart.objects.bulk_create(
        AudiencePart(concertation=concertation, audience=audience, details=details)
        for audience, details in row.get("audiences", [])
    )
    Sequence.objects.bulk_create(
        Sequence(concertation=concertation, title=title, on=on and datetime.date.fromisoformat(on))
        for title, on in row.get("sequences", [])
    )
    sources = [
        FactSource(concertation=concertation, url=url, label=label, read_on=read_on) for url, label in row["sources"]
    ]
    sources += [
        FactSource(concertation=concertation, field=field, url=url, label=label, read_on=read_on, note=note)
        for field, (url, label, note) in row.get("field_sources", {}).items()
    ]
    first_url, first_label = row["sources"][0]
    sources += [
        FactSource(concertation=concertation, field=field, url=first_url, label=first_label, read_on=read_on, note=note)
        for field, note in row.get("notes", {}).items()
    ]
    FactSource.objects.bulk_create(sources)
    keep_counters(concertation)
    audit.record(
        "concertation.documented",
        target=concertation,
        by=None,
        by_role=_network_role(),
        detail={"etat": State(concertation.state)},
        public=True,
    )
    keep_version(concertation, by_role=_network_role(), reason=_("Première publication"))
