"""Harvesting a source: all of it is read and judged first, then written in one transaction, or nothing is.

The last good version stays whenever anything goes wrong, at whatever moment the process dies.
"""

import datetime
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.core import audit, full_disk
from commun.core.errors import DomainError
from commun.core.outbound import FetchRefused
from commun.federation.checking import Checked, FileRefused, Row, is_web
from commun.federation.enums import Change, Signature, SourceState, Verdict
from commun.federation.models import Harvest, HarvestedRecord, HarvestSource, QuarantinedRow
from commun.federation.reading import Gathered, Later, gather

CLAIM = datetime.timedelta(minutes=20)
LONGEST_WAIT = datetime.timedelta(days=7)
LATER = datetime.timedelta(minutes=15)
FEW = 10
"""Below as many known rows, losing most of them proves nothing."""
MOST_DIFFERENCES = 500
MOST_FAULTS = 500
"""Kept for each harvest; the count tells all of them."""


class Busy(DomainError):
    """Someone harvests this source, or another of the same host, at this very moment."""


@dataclass
class _Difference:
    """What a harvest would change."""

    added: list[HarvestedRecord]
    changed: list[HarvestedRecord]
    withdrawn: list[HarvestedRecord]
    known: int
    read: int
    faults: list[QuarantinedRow]
    ignored: list[str]


def harvest(
    *,
    source: HarvestSource,
    is_rehearsal: bool = False,
    accept_loss: bool = False,
    accepted: str = "",
    sleep: Callable[[float], None] = time.sleep,
) -> Harvest:
    """Read the source once; a rehearsal keeps its report alone. Raises Busy; NoRoom if not even that can be told.

    `accepted` is the digest of the version that someone read and took, whatever it loses: that one and no other.
    """
    claimed = _claim(source)
    try:
        with full_disk.told():
            return _harvest(claimed, is_rehearsal=is_rehearsal, accept_loss=accept_loss, accepted=accepted, sleep=sleep)
    except full_disk.NoRoom as full:
        with full_disk.told():  # what was taken back may leave room enough to say so
            return _failed(claimed, Verdict.FAILED, full.message, is_rehearsal=is_rehearsal, wait=LATER)
    finally:
        with suppress(full_disk.NoRoom), full_disk.told():  # else the claim ends by itself
            HarvestSource.objects.filter(pk=source.pk).update(claimed_until=None)


def _claim(source: HarvestSource) -> HarvestSource:
    """One at a time for each host, on however many machines."""
    now = timezone.now()
    with transaction.atomic():
        same_host = HarvestSource.objects.select_for_update().filter(host=source.host).order_by("pk")
        if any(one.claimed_until is not None and one.claimed_until > now for one in same_host):
            raise Busy(_("Ce site est en train d’être moissonné : réessayez dans quelques minutes."))
        HarvestSource.objects.filter(pk=source.pk).update(claimed_until=now + CLAIM)
    return HarvestSource.objects.select_related("territory").get(pk=source.pk)


def _harvest(
    source: HarvestSource, *, is_rehearsal: bool, accept_loss: bool, accepted: str, sleep: Callable[[float], None]
) -> Harvest:
    try:
        gathered = gather(
            url=source.url,
            public_key=source.public_key,
            territory=source.territory.uid if source.territory else "",
            validators={} if is_rehearsal else source.validators,
            sleep=sleep,
        )
    except Later as later:
        wait = max(datetime.timedelta(seconds=later.seconds), LATER)
        return _failed(source, Verdict.FAILED, later.message, is_rehearsal=is_rehearsal, wait=wait)
    except FetchRefused as refusal:
        return _failed(source, Verdict.FAILED, refusal.message, is_rehearsal=is_rehearsal)
    except FileRefused as refusal:
        return _failed(source, Verdict.QUARANTINED, refusal.message, is_rehearsal=is_rehearsal)
    is_accepted = bool(accepted) and gathered.manifest is not None and gathered.manifest.sha256 == accepted
    return _take_in(source, gathered, is_rehearsal=is_rehearsal, accept_loss=accept_loss or is_accepted)


@transaction.atomic
def _failed(
    source: HarvestSource,
    verdict: Verdict,
    why: str,
    *,
    is_rehearsal: bool,
    wait: datetime.timedelta | None = None,
    difference: "_Difference | None" = None,
    gathered: Gathered | None = None,
) -> Harvest:
    """Keep why; the next try comes later and later. What was taken before stays as it is."""
    now = timezone.now()
    kept = Harvest(source=source, at=now, is_rehearsal=is_rehearsal, verdict=verdict, why=why)
    if difference is not None:
        _tell(kept, difference, gathered)
        kept.differences = [
            [what, one.dataset, one.identifier]
            for what, rows in (
                (Change.WITHDRAWN, difference.withdrawn),
                (Change.CHANGED, difference.changed),
                (Change.ADDED, difference.added),
            )
            for one in rows
        ][:MOST_DIFFERENCES]
    kept.save()
    if difference is not None:
        _keep_faults(kept, difference.faults)
    if not is_rehearsal:
        usual = datetime.timedelta(hours=source.every_hours)
        wait = wait or min(usual * 2 ** min(source.failures, 8), LONGEST_WAIT)
        HarvestSource.objects.filter(pk=source.pk).update(
            due_at=now + wait, failures=source.failures + 1, failing_since=source.failing_since or now
        )
    audit.record("federation.failed", target=source, by=None, detail={"verdict": verdict.value})
    return kept


@transaction.atomic
def _take_in(source: HarvestSource, gathered: Gathered, *, is_rehearsal: bool, accept_loss: bool) -> Harvest:
    now = timezone.now()
    difference = _difference(source, gathered, now)
    if why := "" if accept_loss else _loss(difference):
        return _failed(
            source, Verdict.QUARANTINED, why, is_rehearsal=is_rehearsal, difference=difference, gathered=gathered
        )
    moved = bool(difference.added or difference.changed or difference.withdrawn or difference.faults)
    kept = Harvest(source=source, at=now, is_rehearsal=is_rehearsal)
    kept.verdict = Verdict.ACCEPTED if moved else Verdict.UNCHANGED
    _tell(kept, difference, gathered)
    kept.save()
    _keep_faults(kept, difference.faults)
    if is_rehearsal:
        return kept
    HarvestedRecord.objects.bulk_create(difference.added, batch_size=500)
    columns = ["title", "url", "values", "sha256", "file_url", "is_signed", "fetched_at", "withdrawn_at"]
    HarvestedRecord.objects.bulk_update([*difference.changed, *difference.withdrawn], columns, batch_size=200)
    HarvestSource.objects.filter(pk=source.pk).update(
        validators=dict(gathered.validators),
        taken_at=now,
        failing_since=None,
        failures=0,
        due_at=now + datetime.timedelta(hours=source.every_hours),
    )
    audit.record("federation.harvested", target=source, by=None, detail={"lignes": difference.read})
    return kept


def _tell(kept: Harvest, difference: _Difference, gathered: Gathered | None) -> None:
    manifest = gathered.manifest if gathered else None
    kept.sha256 = manifest.sha256 if manifest else ""
    kept.signature = manifest.signature if manifest else Signature.NONE
    kept.read, kept.refused = difference.read, len({(one.dataset, one.line) for one in difference.faults})
    kept.added, kept.changed = len(difference.added), len(difference.changed)
    kept.withdrawn = len(difference.withdrawn)
    kept.ignored = difference.ignored


def _keep_faults(kept: Harvest, faults: list[QuarantinedRow]) -> None:
    for one in faults[:MOST_FAULTS]:
        one.harvest = kept
    QuarantinedRow.objects.bulk_create(faults[:MOST_FAULTS], batch_size=500)


def _difference(source: HarvestSource, gathered: Gathered, now: datetime.datetime) -> _Difference:
    """One query for each dataset that changed or went."""
    manifest = gathered.manifest
    found = _Difference([], [], [], 0, 0, [], list(manifest.ignored) if manifest else [])
    files = dict(gathered.files)
    if manifest is not None:
        listed = {one.dataset for one in manifest.resources}
        mine = set(source.records.filter(withdrawn_at=None).order_by().values_list("dataset", flat=True).distinct())
        files |= {slug: Checked(slug, (), ()) for slug in mine - listed}
    is_signed = manifest is not None and manifest.signature == Signature.VALID
    for slug, checked in files.items():
        url = gathered.urls.get(slug, source.url)
        _compare(source, checked, found, url=url, is_signed=is_signed, now=now)
    return found


def _compare(
    source: HarvestSource, checked: Checked, found: _Difference, *, url: str, is_signed: bool, now: datetime.datetime
) -> None:
    known: Mapping[str, HarvestedRecord] = {
        one.identifier: one for one in source.records.filter(dataset=checked.dataset)
    }
    standing = [one for one in known.values() if one.withdrawn_at is None]
    found.known += len(standing)
    found.read += len(checked.rows) + len({fault.line for fault in checked.faults})
    found.ignored += [f"{checked.dataset} : {name[:60]}" for name in checked.strange]
    found.faults += [
        QuarantinedRow(
            dataset=checked.dataset,
            line=fault.line,
            identifier=fault.identifier,
            column=fault.column,
            why=fault.why[:300],
        )
        for fault in checked.faults
    ]
    given = {row.identifier for row in checked.rows} | checked.refused
    for row in checked.rows:
        one = known.get(row.identifier)
        if one is None:
            uid = f"{source.slug}:{checked.dataset}:{row.identifier}"
            one = HarvestedRecord(
                uid=uid, source=source, dataset=checked.dataset, identifier=row.identifier, first_seen_at=now
            )
            found.added.append(_filled(one, row, url=url, is_signed=is_signed, now=now))
        elif one.sha256 != row.sha256 or one.withdrawn_at is not None or one.is_signed != is_signed:
            found.changed.append(_filled(one, row, url=url, is_signed=is_signed, now=now))
    for one in standing:
        if one.identifier not in given:
            one.withdrawn_at, one.values, one.title, one.url, one.sha256 = now, {}, one.identifier, "", ""
            found.withdrawn.append(one)


def _filled(one: HarvestedRecord, row: Row, *, url: str, is_signed: bool, now: datetime.datetime) -> HarvestedRecord:
    address = row.values.get("url", "")
    one.title, one.values, one.sha256 = row.title, row.values, row.sha256
    one.url = address if is_web(address) else ""
    one.file_url, one.is_signed, one.fetched_at, one.withdrawn_at = url, is_signed, now, None
    return one


def _loss(found: _Difference) -> str:
    """Why this version is doubtful: more than half of what was known is gone."""
    gone = len(found.withdrawn)
    if found.known < FEW or gone * 2 <= found.known:
        return ""
    return ngettext(
        "%(gone)d ligne sur %(known)d n’y est plus : plus d’une sur deux. Vérifiez auprès de la source.",
        "%(gone)d lignes sur %(known)d n’y sont plus : plus d’une sur deux. Vérifiez auprès de la source.",
        gone,
    ) % {"gone": gone, "known": found.known}


def due(now: datetime.datetime | None = None) -> list[HarvestSource]:
    """The sources to harvest now, the longest awaited first. One query."""
    now = now or timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    return list(HarvestSource.objects.filter(free, state=SourceState.ACTIVE, due_at__lte=now).order_by("due_at", "pk"))
