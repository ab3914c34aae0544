"""The records of the catalogue peers as published sheets, written in bulk: bodies that do not exist, invented places."""

import csv
import datetime
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from commun.core import freshness
from commun.core.dates import PartialDate
from commun.library import fields, terms
from commun.library.actions.publication import terms_of
from commun.library.actions.sheets import as_json
from commun.library.enums import (
    Audience,
    CostBand,
    PersonalData,
    ResultNature,
    RiskClass,
    SheetState,
    SizeBand,
    Stage,
    SubTheme,
    Technique,
    Theme,
)
from commun.library.models import Deployment, PublishedSheet, Result, SheetTerm, Solution, StageChange
from commun.territories.enums import Kind
from commun.territories.models import Territory

BATCH = 500
_STAGES = {
    "In gebruik": Stage.IN_USE, "Deployed": Stage.IN_USE, "Published": Stage.IN_USE, "Pilot": Stage.EXPERIMENT,
    "Pre-deployment": Stage.EXPLORATION, "In ontwikkeling": Stage.ROLL_OUT, "Retired": Stage.ENDED,
    "Buiten gebruik": Stage.ENDED,
}  # fmt: skip
_TECHNIQUES = {
    "Classical ML": Technique.LEARNING, "Generative AI": Technique.GENERATIVE, "NLP": Technique.LEARNING,
    "Computer Vision": Technique.LEARNING, "Agentic AI": Technique.GENERATIVE,
}  # fmt: skip
_RISKS = {"High-impact": RiskClass.HIGH, "Not High-impact": RiskClass.MINIMAL, "DPIA/IAMA: Ja": RiskClass.LIMITED}
_DATA = {"No": PersonalData.NONE, "Yes": PersonalData.YES}


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def build(*, path: str, deployments: int = 0, solutions: int = 500, seed: int = 2026) -> None:
    """Fill a site. Without `deployments`, one sheet a record; with more, the records come again under other bodies."""
    dice = random.Random(seed)
    rows = records(Path(path))
    number = deployments or len(rows)
    bodies = _bodies(dice, sorted({(row["organisation"] or row["source"], row["country"]) for row in rows}))
    systems = Solution.objects.bulk_create(
        (
            Solution(uid=f"sol-2026-{n:05d}", slug=f"systeme-{n}", name=f"Système {n}", supplier=f"Éditeur {n % 300}")
            for n in range(solutions)
        ),
        batch_size=BATCH,
    )
    words: dict[int, str] = {}
    for start in range(0, number, BATCH):
        batch = range(start, min(start + BATCH, number))
        sheets = [_sheet(dice, rows[n % len(rows)], n, len(rows), bodies, systems) for n in batch]
        Deployment.objects.bulk_create(sheets)
        StageChange.objects.bulk_create(
            StageChange(deployment=one, number=1, stage=one.stage, since=one.started_on, is_public=True)
            for one in sheets
        )
        measured = {one.pk for one in sheets if dice.random() < 0.1}
        Result.objects.bulk_create(
            Result(
                uid=f"{one.uid}-r01", deployment=one, number=1, indicator="temps gagné", value="12", unit="h/semaine",
                nature=ResultNature.MEASURED, is_public=True,
            )
            for one in sheets if one.pk in measured
        )  # fmt: skip
        shown = [
            _shown(one, is_measured=one.pk in measured, record=n % len(rows), words=words)
            for one, n in zip(sheets, batch, strict=True)
        ]
        PublishedSheet.objects.bulk_create(shown)
        SheetTerm.objects.bulk_create(_terms(shown))
    freshness.touch("library.loaded")


def _bodies(dice: random.Random, names: list[tuple[str, str]]) -> list[Territory]:
    """One a name: a city abroad, as our rules have it, with an invented population."""
    made = []
    for number, (name, country) in enumerate(names):
        digest = hashlib.sha256(f"{name}{country}".encode()).hexdigest()[:12]
        body = Territory(
            uid=f"commun:banc-{digest}", slug=f"banc-{digest}", kind=Kind.VILLE_ETRANGERE, name=name[:180],
            country=country, foreign_scheme="banc d’essai", foreign_code=str(number), vintage="banc d’essai",
            population=int(10 ** dice.uniform(3, 6)),
        )  # fmt: skip
        made.append(body)
    return Territory.objects.bulk_create(made, batch_size=BATCH)


def _sheet(
    dice: random.Random,
    row: dict[str, str],
    number: int,
    records: int,
    bodies: list[Territory],
    systems: list[Solution],
) -> Deployment:
    again = number // records
    now = timezone.now()
    title = (row["title"] or "Sans titre")[:180]
    return Deployment(
        uid=f"ia-2026-{number:06d}",
        slug=f"usage-{number}",
        title=f"{title} ({again})" if again else title,
        territory=bodies[(_spread(row["organisation"], len(bodies)) + again * 37) % len(bodies)]
        if again
        else dice.choice(bodies),
        solution=systems[number % len(systems)],
        state=SheetState.PUBLISHED,
        stage=_STAGES.get(row["status"], Stage.UNKNOWN),
        published_at=now - datetime.timedelta(minutes=number),
        summary=row["summary"][:1000],
        need=row["purpose"],
        expected_benefit=row["benefits"],
        operations=row["outputs"],
        legal_basis=row["legal_basis"],
        data_description=row["data_used"],
        partners=[row["partners"][:200]] if row["partners"] else [],
        information_url=row["url"][:500] if row["url"].startswith("http") else "",
        theme=list(Theme)[_spread(row["theme"], len(Theme))] if row["theme"] else dice.choice(["", *Theme]),
        sub_themes=[dice.choice(list(SubTheme))] if dice.random() < 0.8 else [],
        audiences=dice.sample(list(Audience), 2),
        technique=_TECHNIQUES.get(row["subtheme"], dice.choice(["", *Technique])),
        personal_data=_DATA.get(row["personal_data"], ""),
        risk_class=_RISKS.get(row["risk_level"], ""),
        cost_band=dice.choice(["", "", *CostBand]),
        started_on=_date(row["start_date"]),
    )


def _spread(text: str, size: int) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % size


def _date(text: str) -> PartialDate | None:
    try:
        return PartialDate(text[:10])
    except ValueError:
        return None


def _shown(sheet: Deployment, *, is_measured: bool, record: int, words: dict[int, str]) -> PublishedSheet:
    """The public copy, as a publication writes it. A record that comes again has the words of the first."""
    filled = [one for one in fields.FIELDS if not one.never_public and one.is_filled(sheet)]
    values: dict[str, Any] = {one.name: as_json(one.value(sheet)) for one in filled}
    territory = sheet.territory
    shown = PublishedSheet(
        deployment=sheet, uid=sheet.uid, slug=sheet.slug, title=sheet.title, summary=sheet.summary,
        territory=territory, territory_name=territory.name, solution=sheet.solution, theme=sheet.theme,
        stage=sheet.stage, kind=territory.kind, size_band=SizeBand.of(territory.population) or "",
        technique=sheet.technique, cost_band=sheet.cost_band, personal_data=sheet.personal_data,
        risk_class=sheet.risk_class, has_measured_result=is_measured, started_on=sheet.started_on,
        population=territory.population, completeness=min(100, 4 * len(filled)),
        first_published_at=sheet.published_at or timezone.now(), updated_at=sheet.published_at or timezone.now(),
        values={**values, "_held": {}},
    )  # fmt: skip
    shown.search_text = words.get(record) or terms.search_text(shown)
    words[record] = shown.search_text
    return shown


def _terms(shown: list[PublishedSheet]) -> Iterator[SheetTerm]:
    for one in shown:
        yield from terms_of(one)
