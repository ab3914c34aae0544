"""Preparing a call, publishing it: from then on its rules and its criteria are the same for everyone."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers
from commun.core.dates import PartialDate
from commun.core.errors import DomainError, EditConflict
from commun.core.text import clean
from commun.labels.enums import CallState
from commun.labels.models import Call, Criterion, Label

FILE = Path(__file__).resolve().parent.parent / "reference" / "labels.json"
PREFIX = "ap-"
FACTS = ("label", "edition", "introduction", "rules", "opens_on", "closes_on", "quorum")

Weighed = Sequence[tuple[str, int]]


@transaction.atomic
def load_reference() -> int:
    """Add the labels that the network named; returns how many were missing."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    known = set(Label.objects.values_list("slug", flat=True))
    missing = [one for one in told["labels"] if one["slug"] not in known]
    for one in missing:
        Label.objects.create(**one, source_title=told["source_title"], known_on=PartialDate(told["known_on"]))
    return len(missing)


def create(*, values: Mapping[str, Any], criteria: Weighed, by: User | None, is_fictional: bool = False) -> Call:
    """A draft more, that the coordination alone reads. `criteria` are titles with their weights."""
    _refuse_twice(values)

    def insert() -> Call:
        words = f"{values['label'].name} {values['edition']}"
        slug = identifiers.free_slug(Call, words, place="", default="appel")
        call = Call(uid=identifiers.next_uid(Call, PREFIX), slug=slug, is_fictional=is_fictional)
        _write(call, values)
        call.save(force_insert=True)
        _weigh(call, criteria)
        record("label_call.created", call, by=by)
        return call

    return identifiers.first_free(insert, busy=_("Réessayez dans un instant."))


@transaction.atomic
def edit(*, call: Call, values: Mapping[str, Any], criteria: Weighed, version: int, by: User) -> None:
    """While it is a draft. Raises EditConflict when someone saved since `version`."""
    current = lock(call)
    if current.state != CallState.DRAFT:
        raise DomainError(_("Un appel publié ne change plus : les règles sont les mêmes pour tous."))
    if current.version != version:
        raise EditConflict(
            _("Quelqu’un a enregistré cet appel avant vous. Vos mots sont ci-dessous : relisez-les, puis validez.")
        )
    _refuse_twice(values, beside=current)
    _write(current, values)
    current.version += 1
    current.updated_at = timezone.now()
    current.save()
    _weigh(current, criteria)
    record("label_call.edited", current, by=by)


@transaction.atomic
def publish(*, call: Call, by: User | None) -> None:
    current = lock(call)
    if current.state != CallState.DRAFT:
        raise DomainError(_("Cet appel est déjà publié."))
    if not current.criteria.exists():
        raise DomainError(_("Il manque les critères : dites ce que le jury note, et combien chacun pèse."))
    current.state = CallState.PUBLISHED
    current.published_at = current.updated_at = timezone.now()
    current.save()
    record("label_call.published", current, by=by, is_public=True)


def lock(call: Call) -> Call:
    """The row as it is now, held until the end of the transaction."""
    return Call.objects.select_for_update(of=("self",)).select_related("label").get(pk=call.pk)


def record(verb: str, call: Call, *, by: User | None, is_public: bool = False) -> None:
    role = by.signature() if by is not None else ""
    audit.record(verb, target=call, by=by, by_role=role, detail={"appel": call.uid}, public=is_public)


def _refuse_twice(values: Mapping[str, Any], *, beside: Call | None = None) -> None:
    same = Call.objects.filter(label=values["label"], edition=clean(values["edition"]))
    if (same.exclude(pk=beside.pk) if beside else same).exists():
        raise DomainError(_("Ce label a déjà cette édition."))


def _write(call: Call, values: Mapping[str, Any]) -> None:
    if values["closes_on"] < values["opens_on"]:
        raise DomainError(_("L’appel ferme avant d’ouvrir."))
    for name in FACTS:
        value = values[name]
        setattr(call, name, clean(value) if isinstance(value, str) else value)


def _weigh(call: Call, criteria: Weighed) -> None:
    call.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(call=call, number=number, title=title, weight=weight)
        for number, (title, weight) in enumerate(criteria, start=1)
    )
