"""The addresses outside that our records cite: each app registers its own, `commun check-links` visits them.

Nothing is visited when a page is shown: pages read what the last visit found.
"""

import datetime
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from commun.core import freshness
from commun.core.models import CheckedAddress
from commun.core.visiting import Requester, Visit, visit

Source: TypeAlias = Callable[[], Iterable[str]]
AT_ONCE = 4
HOST_DELAY = 1.0
"""Seconds between two visits of one host."""
MOST_CHARACTERS = 500

_SOURCES: list[Source] = []


def add_addresses(*sources: Source) -> None:
    _SOURCES.extend(source for source in sources if source not in _SOURCES)


def cited() -> list[str]:
    """Every address that a record cites, once, in order."""
    found = {url.strip() for source in _SOURCES for url in source()}
    return sorted(url for url in found if url.startswith(("http://", "https://")) and len(url) <= MOST_CHARACTERS)


def dead(urls: Iterable[str]) -> dict[str, datetime.date]:
    """Those that are dead, and since when. One query."""
    rows = CheckedAddress.objects.filter(is_dead=True, url__in=set(urls))
    return {url: since for url, since in rows.values_list("url", "dead_since") if since is not None}


@dataclass(frozen=True)
class Report:
    visited: int
    dead: int
    newly_dead: int
    revived: int


def check(
    *,
    request: Requester,
    now: datetime.datetime | None = None,
    older_than: datetime.timedelta = datetime.timedelta(days=6),
    sleep: Callable[[float], None] = time.sleep,
    most: int | None = None,
) -> Report:
    """Visit what was not visited lately (at most `most` addresses, those never visited first, then the oldest visits),
    forget what is cited no more. Hosts go side by side, each at its own pace."""
    now = now or timezone.now()
    urls = cited()
    _forget_all_but(urls)
    seen = dict(CheckedAddress.objects.values_list("url", "checked_at"))
    stale = [url for url in urls if url not in seen or seen[url] <= now - older_than]
    stale.sort(key=lambda url: seen.get(url, datetime.datetime.min.replace(tzinfo=datetime.UTC)))
    newly_dead = revived = visited = 0
    for url, found in _visits(stale[:most], request, sleep):
        was_dead, is_dead = _keep(url, found, now)
        visited, newly_dead, revived = (
            visited + 1,
            newly_dead + (is_dead and not was_dead),
            revived + (was_dead and not is_dead),
        )
    if newly_dead or revived:
        freshness.touch("links.checked")
    return Report(visited, CheckedAddress.objects.filter(is_dead=True).count(), newly_dead, revived)


def _visits(urls: Iterable[str], request: Requester, sleep: Callable[[float], None]) -> Iterator[tuple[str, Visit]]:
    """Each address and what was found there, as it comes. Only this thread speaks to the database."""
    by_host: dict[str, list[str]] = {}
    for url in urls:
        by_host.setdefault(urlsplit(url).netloc.casefold(), []).append(url)

    def visit_host(those: list[str]) -> list[tuple[str, Visit]]:
        found = []
        for index, url in enumerate(those):
            if index:
                sleep(HOST_DELAY)
            found.append((url, visit(url, request=request, sleep=sleep)))
        return found

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        for done in as_completed([pool.submit(visit_host, those) for those in by_host.values()]):
            yield from done.result()


@transaction.atomic
def _keep(url: str, found: Visit, now: datetime.datetime) -> tuple[bool, bool]:
    """Write down what was found; whether it was dead, and whether it is.

    What its own server says gone is dead at once; what does not answer is dead when it did not either on an earlier
    day, and since that day.
    """
    today = timezone.localdate(now)
    row = CheckedAddress.objects.select_for_update().filter(url=url).first() or CheckedAddress(url=url)
    was_dead = row.is_dead
    since: datetime.date | None = None
    if found.is_gone:
        since = row.dead_since or today
    elif found.is_failing:
        failed_on = timezone.localdate(row.checked_at) if row.pk and row.fault else None
        since = row.dead_since or (failed_on if failed_on is not None and failed_on < today else None)
    row.status, row.checked_at = found.status, now
    row.fault = found.fault or (f"HTTP {found.status}" if found.is_failing or found.is_gone else "")
    row.is_dead, row.dead_since = since is not None, since
    row.save()
    return was_dead, row.is_dead


def _forget_all_but(urls: Iterable[str]) -> None:
    kept = set(urls)
    gone = [pk for pk, url in CheckedAddress.objects.values_list("pk", "url") if url not in kept]
    for start in range(0, len(gone), 500):
        CheckedAddress.objects.filter(pk__in=gone[start : start + 500]).delete()
