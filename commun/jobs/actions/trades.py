"""Keeping the list of trades: those of the decrees, and those that the network adds with their source."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers, revisions
from commun.core.dates import PartialDate
from commun.core.errors import DomainError, EditConflict
from commun.core.text import clean
from commun.jobs.models import Trade
from commun.jobs.versions import content_of
from commun.resources.models import Resource

FILE = Path(__file__).resolve().parent.parent / "reference" / "trades.json"
PREFIX = "me-"
FACTS = ("title", "branch", "legal_text", "is_closing", "other_names", "source_title", "source_url", "known_on")


def add(*, values: Mapping[str, Any], resources: Sequence[Resource] = (), by: User | None, uid: str = "") -> Trade:
    """A trade more, public at once; `uid` is that of the reference file."""

    def insert() -> Trade:
        trade = Trade(
            uid=uid or identifiers.next_uid(Trade, PREFIX),
            slug=identifiers.free_slug(Trade, identifiers.parted(values["title"]), place="", default="metier"),
        )
        _write(trade, values)
        trade.save(force_insert=True)
        trade.resources.set(resources)
        _leave_traces("trade.added", trade, by=by)
        return trade

    return identifiers.first_free(insert, busy=_("Réessayez dans un instant."))


@transaction.atomic
def edit(*, trade: Trade, values: Mapping[str, Any], resources: Sequence[Resource], version: int, by: User) -> None:
    """Raises EditConflict when someone saved since `version`."""
    current = Trade.objects.select_for_update().get(pk=trade.pk)
    if current.version != version:
        raise EditConflict(
            _("Quelqu’un a enregistré ce métier avant vous. Vos mots sont ci-dessous : relisez-les, puis validez.")
        )
    _write(current, values)
    current.version += 1
    current.updated_at = timezone.now()
    current.save()
    current.resources.set(resources)
    _leave_traces("trade.edited", current, by=by)


@transaction.atomic
def load_reference() -> int:
    """Add the trades of the reference file that are not there; what was corrected since stays. Returns how many."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    known = set(Trade.objects.values_list("uid", flat=True))
    missing = [one for one in told["trades"] if one["uid"] not in known]
    source = {
        "source_title": told["source_title"],
        "source_url": told["source_url"],
        "known_on": PartialDate(told["known_on"]),
        "other_names": [],
    }
    for one in missing:
        add(values=source | {name: one[name] for name in FACTS if name in one}, by=None, uid=one["uid"])
    return len(missing)


def _write(trade: Trade, values: Mapping[str, Any]) -> None:
    if not values["title"].strip() or not values["source_title"].strip() or not values["known_on"]:
        raise DomainError(_("Un métier entre dans la liste avec son intitulé, sa source et la date de celle-ci."))
    for name in FACTS:
        value = values[name]
        setattr(trade, name, clean(value) if isinstance(value, str) else value)


def _leave_traces(verb: str, trade: Trade, *, by: User | None) -> None:
    role = by.signature() if by is not None else ""
    revisions.take(trade, content_of(trade), by_role=role)
    audit.record(verb, target=trade, by=by, by_role=role, detail={"metier": trade.uid}, public=True)
