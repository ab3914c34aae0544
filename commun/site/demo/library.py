"""The uses of algorithms that public sources document, in our own words: each with its sources and dates.

Compiled from the network's library and from the press; what no source tells stays empty. Loading again changes nothing.
"""

import datetime
import json
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commun.core import identifiers
from commun.core.dates import PartialDate
from commun.library.actions import publication, sheets
from commun.library.enums import AbandonReason, Stage
from commun.library.models import (
    Deployment,
    Lineage,
    Result,
    SheetAlert,
    SheetSource,
    Solution,
    StageChange,
)
from commun.territories.enums import COMMUNES, Kind
from commun.territories.models import Territory

_DATES = ("started_on",)
_AMOUNTS = ("setup_cost", "yearly_cost", "oversight_overruled_share")
_TEMPLATE = {
    "uid": "exemple:gabarit-intercommunalite",
    "slug": "gabarit-intercommunalite",
    "kind": Kind.AUTRE,
    "name": "Intercommunalité (gabarit)",
    "source": "Gabarit : à copier, n’est l’usage de personne",
    "is_fictional": True,
}


@transaction.atomic
def load_uses() -> tuple[int, int]:
    """Record the documented uses. Returns (created, already there)."""
    data = json.loads((files("commun.site.demo") / "data" / "usages.json").read_text(encoding="utf-8"))
    read_on = PartialDate(data["read_on"])
    known = set(Deployment.objects.values_list("uid", flat=True))
    rows = [row for row in data["usages"] if _uid(row["id"]) not in known]
    solutions = {row.get("key", row["slug"]): _solution(row, read_on) for row in data["solutions"]} if rows else {}
    made = {row["id"]: _sheet(row, solutions, data["stages"].get(row["id"]), read_on) for row in rows}
    for row in data["lineage"]:
        if row["from"] in made and row["to"] in made:
            Lineage.objects.create(
                deployment=made[row["from"]],
                source=made[row["to"]],
                kind=row["kind"],
                note=row["note"],
                source_url=row["source_url"],
            )
    for sheet in made.values():
        publication.publish(sheet=sheet, by=None, reason=_("Première publication"))
    return len(made), len(data["usages"]) - len(made)


@transaction.atomic
def load_fiction(territory: Territory) -> None:
    """The uses of the territory that does not exist: one in use, one tried, one given up, one draft."""
    if territory.deployments.exists():
        return
    data = json.loads((files("commun.site.demo") / "data" / "fictional_library.json").read_text(encoding="utf-8"))
    for row in data["usages"]:
        publication.publish(sheet=_imagined(row, territory), by=None)
    for row in data["drafts"]:
        sheets.create_sheet(territory=territory, values=row["values"], stage=Stage(row["stage"]), by=None)


def _imagined(row: dict[str, Any], territory: Territory) -> Deployment:
    today = timezone.localdate()

    def ago(days: int) -> PartialDate:
        return PartialDate.of(today - datetime.timedelta(days=days))

    is_over = row["stage"] == Stage.ABANDONED
    sheet = sheets.create_sheet(
        territory=territory,
        values={**row["values"], **{name: Decimal(row["values"][name]) for name in _AMOUNTS if name in row["values"]}},
        stage=Stage.EXPERIMENT if is_over else Stage(row["stage"]),
        since=ago(row["since_days_ago"] + 200 if is_over else row["since_days_ago"]),
        by=None,
    )
    if is_over:
        sheets.enter_stage(
            sheet=sheet,
            stage=Stage.ABANDONED,
            since=ago(row["since_days_ago"]),
            reason=AbandonReason(row["reason"]),
            explanation=row["explanation"],
            by=None,
        )
        sheet.refresh_from_db()
    Deployment.objects.filter(pk=sheet.pk).update(
        visibility={name: {"level": level, "reason": reason} for name, (level, reason) in row["held"].items()}
    )
    for number, facts in enumerate(row["results"], start=1):
        days = facts["days_ago"]
        values = {name: value for name, value in facts.items() if name != "days_ago"}
        uid = f"{sheet.uid}-r{number:02d}"
        Result.objects.create(deployment=sheet, number=number, uid=uid, dated_on=ago(days), **values)
    return sheet


def _uid(identifier: str) -> str:
    return identifier.lower()


def _solution(row: dict[str, Any], read_on: PartialDate) -> Solution:
    facts = {name: value for name, value in row.items() if name != "key"}
    solution, _is_new = Solution.objects.get_or_create(
        slug=row["slug"],
        defaults={**facts, "uid": identifiers.next_uid(Solution, "sol-"), "read_on": read_on},
    )
    return solution


def _sheet(
    row: dict[str, Any],
    solutions: dict[str, Solution],
    stages: list[dict[str, str]] | None,
    read_on: PartialDate,
) -> Deployment:
    values = {name: PartialDate(value) if name in _DATES else value for name, value in row["values"].items()}
    sheet = Deployment(
        uid=_uid(row["id"]),
        slug=row["slug"],
        territory=_territory(row["territory"]),
        solution=solutions.get(row["solution"] or ""),
        stage=stages[-1]["stage"] if stages else row["stage"],
        is_documented_by_network=True,
        is_template=row.get("template", False),
        created_at=timezone.now(),
        **values,
    )
    sheet.full_clean()
    sheet.save()
    _stages(sheet, row, stages)
    Result.objects.bulk_create(
        Result(
            deployment=sheet,
            number=number,
            uid=f"{sheet.uid}-r{number:02d}",
            **{**facts, "dated_on": PartialDate(facts["dated_on"]) if facts["dated_on"] else None},
        )
        for number, facts in enumerate(row["results"], start=1)
    )
    sources = [
        SheetSource(deployment=sheet, url=url, read_on=read_on, title=title)
        for url, title in zip(row["sources"], row["source_titles"], strict=True)
    ]
    note = _("Déduite de la description : aucune source ne le dit en toutes lettres.")
    sources += [
        SheetSource(deployment=sheet, field=field, url=row["sources"][0], read_on=read_on, note=note)
        for field in row.get("deduced", [])
    ]
    SheetSource.objects.bulk_create(sources)
    if "alert" in row:
        SheetAlert.objects.create(deployment=sheet, by_role=_role(), **row["alert"])
    return sheet


def _role() -> str:
    return _("Réseau, d’après des sources publiques")


def _stages(sheet: Deployment, row: dict[str, Any], stages: list[dict[str, str]] | None) -> None:
    role = _role()
    if stages is None:
        observed = row.get("observed_on")
        is_at_start = row["stage"] in (Stage.EXPLORATION, Stage.EXPERIMENT)
        StageChange.objects.create(
            deployment=sheet,
            number=1,
            stage=row["stage"],
            since=sheet.started_on if is_at_start else None,
            observed_on=PartialDate(observed) if observed else None,
            source_url=row["sources"][0],
            by_role=role,
        )
        return
    for number, stage in enumerate(stages, start=1):
        facts = {**stage, "since": PartialDate(stage["since"])}
        StageChange.objects.create(deployment=sheet, number=number, by_role=role, **facts)


def _territory(where: dict[str, Any]) -> Territory:
    """The body of the official lists; those that they do not hold are entered by their name, or by their SIREN."""
    if where.get("template"):
        template, _is_new = Territory.objects.get_or_create(uid=_TEMPLATE["uid"], defaults=_TEMPLATE)
        return template
    if "enter" in where:
        facts = where["enter"]
        entered, _is_new = Territory.objects.get_or_create(
            name=facts["name"],
            defaults={
                "uid": f"siren:{facts['siren']}" if "siren" in facts else f"commun:{slugify(facts['name'])}",
                "slug": slugify(facts["name"]),
                "kind": facts["kind"],
                "siren": facts.get("siren", ""),
                "source": facts.get("note", _("Bibliothèque d’IA territoriales, Les Interconnectés")),
            },
        )
        return entered
    identifier, code = where["find"]
    current = Territory.objects.filter(ended_on=None)
    if identifier == "siren":
        return current.get(siren=code)
    kinds = COMMUNES if identifier == "insee" else {Kind(identifier)}
    return current.get(code_insee=code, kind__in=kinds)
