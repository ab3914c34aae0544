"""Making a sheet public: the public copy is made from the working one, field by field, by its visibility."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, revisions
from commun.core.errors import DomainError
from commun.library import fields
from commun.library import sheet as sheets
from commun.library.actions.sheets import CHECK_EVERY, as_json, lock
from commun.library.enums import CostBand, ResultNature, SheetState, SizeBand, Visibility
from commun.library.models import Deployment, PublishedSheet, SheetTerm
from commun.library.models.published import HELD
from commun.library.terms import search_text


class NotReady(DomainError):
    """A first public sheet lacks fields; `missing` names them."""

    def __init__(self, missing: list[fields.Field]) -> None:
        self.missing = missing
        names = ", ".join(f"« {one.label} »" for one in missing)
        super().__init__(_("Il manque encore : %(fields)s.") % {"fields": names})


@transaction.atomic
def publish(*, sheet: Deployment, by: User | None, reason: str = "", is_unreviewed: bool = False) -> PublishedSheet:
    """Make public what the working sheet says now, for the first time or again. Raises NotReady.

    Nobody is asked to read it first: a territory's own sheet goes through `reviews.release`.

    A sheet that the network documented from public sources says « non renseigné » where they say nothing.
    Each publication that changes something leaves a version, and sets the date of the next check.
    """
    current = lock(sheet)
    missing = sheets.missing_first(current)
    if missing and not current.is_documented_by_network:
        raise NotReady(missing)
    role = by.signature(current.territory) if by is not None else ""
    now = timezone.now()
    is_first = current.published_at is None
    if is_first:
        current.published_at, current.published_by = now, by
    current.state = SheetState.PUBLISHED
    current.checked_on = timezone.localdate()
    if current.next_check_on is None or current.next_check_on <= current.checked_on:
        current.next_check_on = current.checked_on + CHECK_EVERY
    current.review_asked_at = None
    current.save(
        update_fields=["published_at", "published_by", "state", "checked_on", "next_check_on", "review_asked_at"]
    )
    shown = project(current, at=now, is_unreviewed=is_unreviewed)
    revisions.take(current, public_content(shown), by_role=role, reason=reason)
    audit.record(
        "deployment.published" if is_first else "deployment.published_again",
        target=current,
        by=by,
        by_role=role,
        public=True,
    )
    return shown


@transaction.atomic
def withdraw(*, sheet: Deployment, by: User, reason: str) -> None:
    """Take a sheet out of the library. Its versions stay; the reason is public."""
    current = lock(sheet)
    if current.state != SheetState.PUBLISHED:
        raise DomainError(_("Cette fiche n’est pas publiée."))
    if not reason.strip():
        raise DomainError(_("Dites pourquoi la fiche est retirée : la raison sera publique."))
    current.state = SheetState.ARCHIVED
    current.save(update_fields=["state"])
    _rows_public(current, is_public=False)
    PublishedSheet.objects.filter(deployment=current).delete()
    audit.record(
        "deployment.withdrawn",
        target=current,
        by=by,
        by_role=by.signature(current.territory),
        detail={"motif": reason.strip()},
        public=True,
    )


def project(sheet: Deployment, *, at: datetime.datetime, is_unreviewed: bool = False) -> PublishedSheet:
    """Write the public copy of `sheet`: what is not public is not in it, not even as a facet or a searched word."""
    public, network, held = by_circle(sheet)
    counts, silent = sheets.public_completeness(public, held, sheet)
    _rows_public(sheet, is_public=True)
    results = sheet.results.filter(is_public=True, withdrawn_on=None)
    territory = sheet.territory
    before = PublishedSheet.objects.filter(deployment=sheet).values_list("first_published_at", flat=True).first()
    shown = PublishedSheet(
        deployment=sheet,
        uid=sheet.uid,
        slug=sheet.slug,
        title=sheet.title,
        summary=sheet.summary,
        territory=territory,
        territory_name=territory.name,
        solution=sheet.solution,
        theme=public.get("theme", ""),
        stage=sheet.stage,
        kind=territory.kind,
        size_band=SizeBand.of(territory.population) or "",
        technique=_facet("technique", public, held),
        cost_band=_cost_band(public, held),
        yearly_cost=public.get("yearly_cost"),
        personal_data=_facet("personal_data", public, held),
        risk_class=_facet("risk_class", public, held),
        has_measured_result=results.filter(nature__in=(ResultNature.MEASURED, ResultNature.EVALUATED)).exists(),
        started_on=public.get("started_on"),
        population=territory.population,
        latitude=territory.latitude,
        longitude=territory.longitude,
        licence=sheet.licence,
        is_fictional=territory.is_fictional,
        is_template=sheet.is_template,
        is_documented_by_network=sheet.is_documented_by_network,
        completeness=_percent(counts),
        is_unreviewed=is_unreviewed,
        checked_on=sheet.checked_on,
        next_check_on=sheet.next_check_on,
        first_published_at=before or sheet.published_at or at,
        updated_at=at,
        values={**public, "_held": held, "_sections": counts, "_silent": silent},
        network_values=network | network_rows(sheet),
    )
    shown.search_text = search_text(shown)
    shown.save()
    _keep_terms(shown)
    return shown


def by_circle(sheet: Deployment) -> tuple[dict[str, Any], dict[str, Any], dict[str, dict[str, str]]]:
    """Filled values by who reads them: everyone, the network; and what is held back, with its level and reason."""
    public: dict[str, Any] = {}
    network: dict[str, Any] = {}
    held: dict[str, dict[str, str]] = {}
    for one in fields.FIELDS:
        if one.never_public or not one.is_filled(sheet):
            continue
        level = one.visible_to(sheet)
        value = as_json(one.value(sheet))
        if level == Visibility.PUBLIC:
            public[one.name] = value
            continue
        held[one.name] = {"level": level.value, "reason": one.reason_held(sheet)}
        if level == Visibility.NETWORK:
            network[one.name] = value
    return public, network, held


def network_rows(sheet: Deployment) -> dict[str, Any]:
    """Figures and links that the network alone reads, as they stood at this publication; nothing when there is none."""
    results = sheet.results.filter(visibility=Visibility.NETWORK, withdrawn_on=None)
    links = sheet.links.filter(visibility=Visibility.NETWORK)
    rows = {
        "_results": [f"{one.indicator} : {one.value} {one.unit} ({one.get_nature_display()})" for one in results],
        "_links": [[one.title, one.url] for one in links],
    }
    return {name: kept for name, kept in rows.items() if kept}


def _facet(name: str, public: dict[str, Any], held: dict[str, Any]) -> str:
    return HELD if name in held else str(public.get(name, ""))


def _cost_band(public: dict[str, Any], held: dict[str, Any]) -> str:
    """The band that was said, or that of the yearly cost; held back as soon as one of them is and none is public."""
    if "cost_band" in public:
        return str(public["cost_band"])
    if "yearly_cost" in public and "cost_band" not in held:
        return CostBand.of(Decimal(str(public["yearly_cost"]))).value
    return HELD if {"cost_band", "yearly_cost"} & held.keys() else ""


def _percent(counts: Mapping[str, Sequence[int]]) -> int:
    """Of what is public, so that the figure tells nothing of the rest."""
    expected = sum(of for _filled, of in counts.values())
    return 100 * sum(filled for filled, _of in counts.values()) // expected if expected else 100


def _rows_public(sheet: Deployment, *, is_public: bool) -> None:
    for rows in (sheet.results, sheet.links, sheet.documents):
        rows.exclude(visibility=Visibility.PUBLIC).update(is_public=False)
        rows.filter(visibility=Visibility.PUBLIC).update(is_public=is_public)
    if is_public:
        sheet.results.filter(is_public=True).update(was_public=True)
    sheet.evaluations.finished().filter(visibility=Visibility.PUBLIC).update(is_public=is_public)
    for unheld in (sheet.stages, sheet.origins, sheet.sources, sheet.alerts, sheet.decisions):
        unheld.update(is_public=is_public)


def _keep_terms(shown: PublishedSheet) -> None:
    SheetTerm.objects.filter(sheet=shown).delete()
    SheetTerm.objects.bulk_create(terms_of(shown))


def terms_of(shown: PublishedSheet) -> Iterator[SheetTerm]:
    """The values of its facets that have several; `HELD` alone for one that is held back."""
    for facet, name in (("sub_theme", "sub_themes"), ("audience", "audiences"), ("method", "methods")):
        values = [HELD] if name in shown.values["_held"] else shown.values.get(name, [])
        for value in values:
            yield SheetTerm(sheet=shown, facet=facet, value=value)


def public_content(shown: PublishedSheet) -> dict[str, str]:
    """What a version keeps: the French label and the words of each public field, then stages and figures."""
    content = {str(one.label): one.display(shown.values[one.name]) for one in fields.FIELDS if one.name in shown.values}
    sheet = shown.deployment
    content[_("Étapes")] = "\n".join(
        f"{one.get_stage_display()} · {one.since or _('date non renseignée')}" for one in sheet.stages.all()
    )
    figures = sheet.results.filter(visibility=Visibility.PUBLIC)
    content[_("Résultats")] = "\n".join(
        f"{one.indicator} : {one.value} {one.unit} ({one.get_nature_display()})"
        + (_(" · retiré : %(reason)s") % {"reason": one.withdrawn_reason} if one.withdrawn_on else "")
        for one in figures
    )
    alerts = sheet.alerts.filter(is_public=True)
    content[_("Alertes")] = "\n".join(f"{one.authority} : {one.text}" for one in alerts)
    held = shown.values["_held"]
    content[_("Champs non publics")] = "\n".join(
        f"{fields.BY_NAME[name].label} : {what['reason']}" for name, what in held.items()
    )
    return {label: text for label, text in content.items() if text}
