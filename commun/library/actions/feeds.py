"""A file that is fetched: kept and dated, then doubted. What fails stays in quarantine, the last good version stays."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.enums import NetworkRole
from commun.accounts.models import User
from commun.core import audit, mails
from commun.core.errors import DomainError
from commun.core.outbound import Fetched
from commun.library.actions.imports import ImportRefused, ImportReport, ingest
from commun.library.enums import FeedVerdict
from commun.library.importers.columns import is_network_table, network_mapping
from commun.library.importers.plan import plan
from commun.library.importers.reading import NoTable, Table, read_file
from commun.library.models import FeedVersion, ImportSource


@transaction.atomic
def keep_fetched(
    *, source: ImportSource, fetched: Fetched | None, name: str, url: str, failure: str = ""
) -> FeedVersion:
    """Keep a file as it came, with its verdict; `failure` says why nothing came. The same file twice is one version."""
    current = ImportSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    content = fetched.content if fetched is not None else b""
    table, why = (None, failure) if failure else _read(content, name)
    if table is not None:
        why = _loss(current, table)
    digest = table.sha256 if table is not None else hashlib.sha256(content).hexdigest()
    last = current.versions.first()
    verdict = FeedVerdict.QUARANTINED if why else FeedVerdict.ACCEPTED
    if last is not None and (last.sha256, last.verdict, last.why) == (digest, verdict, why):
        return last
    kept = FeedVersion(
        source=current,
        name=name[:200],
        url=url[:500],
        sha256=digest,
        size=len(content),
        rows_count=len(table.rows) if table is not None else 0,
        verdict=verdict,
        why=why,
        extension=name.rpartition(".")[2][:10],
    )
    if content:
        stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
        kept.file.save(f"{current.slug}-{stamp}.{kept.extension}", ContentFile(content), save=False)
    kept.save()
    audit.record("feed.received", target=current, by=None, detail={"verdict": verdict.value, "empreinte": digest[:16]})
    return kept


def _read(content: bytes, name: str) -> tuple[Table | None, str]:
    """The network's table in a file, or why there is none."""
    if not content:
        return None, _("La réponse est vide.")
    try:
        found = [one for one in read_file(content, name) if is_network_table(one)]
    except DomainError as error:
        return None, error.message
    if not found:
        return None, _("Ce n’est pas le fichier du réseau : ses colonnes n’y sont pas.")
    return found[0], ""


def _loss(source: ImportSource, table: Table) -> str:
    """Why this version is doubtful: more than a tenth of the sheets of the last good one are not in it."""
    found = plan(source=source, table=table, mapping=network_mapping(table), is_network=True, answers={})
    if not found.loses_too_much:
        return ""
    message = _("%(gone)d fiches sur %(known)d ne sont plus dans le fichier : plus d’une sur dix.")
    return message % {"gone": len(found.vanished), "known": found.known_count}


def table_of(version: FeedVersion) -> Table:
    """The table of a version that was kept. Raises DomainError when it holds none."""
    with version.file.open("rb") as file:
        found, why = _read(file.read(), version.name)
    if found is None:
        raise NoTable(why)
    return found


def take_in(*, version: FeedVersion) -> tuple[ImportReport | None, list[str]]:
    """Import an accepted version as far as nothing has to be asked; else, what stands in the way."""
    if version.verdict != FeedVerdict.ACCEPTED or not version.file:
        return None, [version.why]
    table = table_of(version)
    try:
        done = ingest(
            source=version.source, table=table, mapping=network_mapping(table), by=None, answers={}, version=version
        )
    except ImportRefused as refusal:
        return None, [refusal.message]
    return done, []


@transaction.atomic
def tell_coordinators(*, version: FeedVersion, obstacles: list[str], now: datetime | None = None) -> bool:
    """Write to the coordination, once for each outage: not again until a good version has come. Says whether it did."""
    source = ImportSource.objects.select_for_update(of=("self",)).get(pk=version.source_id)
    since = (
        source.versions.filter(verdict=FeedVerdict.ACCEPTED, ingested_at__isnull=False)
        .exclude(pk=version.pk)
        .order_by("-fetched_at", "-pk")
        .first()
    )
    told = source.versions.filter(told_at__isnull=False)
    if since is not None:
        told = told.filter(fetched_at__gte=since.fetched_at)
    if told.exists():
        return False
    people = User.objects.active().filter(network_role=NetworkRole.COORDINATOR).order_by("email")
    addresses = [one.email for one in people]
    if not addresses:
        return False
    version.told_at = now or timezone.now()
    version.save(update_fields=["told_at"])
    context = {
        "version": version,
        "obstacles": obstacles,
        "last_good": since,
        "url": f"{settings.SITE_URL}{reverse('library:feed_versions')}",
        "site_name": settings.SITE_NAME,
    }
    text = render_to_string("library/imports/mail_quarantine.txt", context).strip()
    subject = (
        _("Le fichier du réseau est en quarantaine")
        if version.verdict == FeedVerdict.QUARANTINED
        else _("Le fichier du réseau attend des choix")
    )
    mails.send_after_commit(
        lambda: [EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [one]) for one in addresses],
        what="feed quarantine",
    )
    return True
