"""A group of the workshop becomes a sentence that a person signs: written, corrected, signed, withdrawn.

Whoever changes a finding that others read signs it anew; a change before that takes the signature away. Publishing is
the synthesis' (`actions.syntheses`), after the territories read it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.models import User
from commun.concertations.enums import Theme
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.identifiers import first_free, free_slug, next_uid
from commun.core.text import clean
from commun.syntheses.actions import flags
from commun.syntheses.actions.records import keep_version, lock
from commun.syntheses.enums import FindingKind, FindingState, Origin, Stance
from commun.syntheses.models import CorpusItem, Evidence, Finding, Group
from commun.syntheses.places import RESERVED_SLUGS
from commun.ui.components.dates import written

BATCH = 1000
LONGEST_TITLE = 300


@dataclass(frozen=True)
class FindingText:
    """What a person writes of a finding; its figures are not written."""

    title: str
    text: str = ""
    dissent: str = ""
    theme: Theme | None = None


def draft(*, group: Group, kind: FindingKind, title: str, by: User) -> Finding:
    """A finding made of what a group holds: each sentence with its position and its text of now.

    Raises DomainError for an empty group, or one that mixes real and invented territories.
    """
    return first_free(
        lambda: _draft(group, kind, _checked_title(title), by),
        busy=_("D’autres constats se créent en ce moment : recommencez dans un instant."),
    )


@transaction.atomic
def _draft(group: Group, kind: FindingKind, title: str, by: User) -> Finding:
    held = Group.objects.select_for_update(of=("self",)).select_related("corpus", "run").get(pk=group.pk)
    items = list(
        CorpusItem.objects.filter(
            group=held, takeaway__frozen_at__isnull=False, takeaway__concertation__published_at__isnull=False
        )
        .order_by("rank", "pk")
        .values_list(
            "takeaway",
            "stance",
            "takeaway__text_sha256",
            "takeaway__theme",
            "takeaway__concertation__territory__is_fictional",
        )
    )
    if held.is_gone or not items:
        raise DomainError(_("Ce groupe est vide : rien ne fonderait le constat."))
    if len({is_fictional for *_rest, is_fictional in items}) > 1:
        raise DomainError(
            _("Ce groupe mêle des territoires réels et l’exemple fictif : séparez-les avant d’en faire un constat.")
        )
    themes = [theme for *_rest, theme, _fictional in items if theme]
    finding = Finding.objects.create(
        uid=next_uid(Finding, f"constat-{timezone.localdate().year}-"),
        slug=free_slug(Finding, title, place="", default="constat", reserved=RESERVED_SLUGS),
        kind=kind,
        title=title,
        theme=max(sorted(set(themes)), key=themes.count) if themes else "",
        corpus=held.corpus,
        group=held,
        is_fictional=items[0][-1],
        machine_part=machine_part(held),
    )
    Evidence.objects.bulk_create(
        (
            Evidence(finding=finding, takeaway_id=takeaway, stance=stance, position=position, text_sha256=digest)
            for position, (takeaway, stance, digest, _theme, _fictional) in enumerate(items)
        ),
        batch_size=BATCH,
    )
    audit.record(
        "finding.drafted",
        target=finding,
        by=by,
        by_role=by.signature(),
        detail={"corpus": held.corpus.uid, "groupe": held.number, "remontees": len(items)},
    )
    return finding


def machine_part(group: Group) -> str:
    """What the machine did of a group, said in public under the signature."""
    if group.run is None:
        return _("Aucune : ce groupe a été composé par des personnes.")
    ran_on = written(timezone.localdate(group.run.ended_at or group.run.requested_at))
    moved = group.items.filter(origin=Origin.PERSON).count()
    kept = group.items.filter(origin=Origin.MACHINE).count()
    suggested = ngettext(
        "Un calcul du %(date)s a suggéré ce groupe : %(count)d remontée y est restée où il l’avait mise",
        "Un calcul du %(date)s a suggéré ce groupe : %(count)d remontées y sont restées où il les avait mises",
        kept,
    ) % {"date": ran_on, "count": kept}
    placed = ngettext(
        "%(count)d y a été mise par des personnes", "%(count)d y ont été mises par des personnes", moved
    ) % {"count": moved}
    return _("%(suggested)s, %(placed)s. La phrase a été écrite par une personne.") % {
        "suggested": suggested,
        "placed": placed,
    }


@transaction.atomic
def edit(*, finding: Finding, text: FindingText, by: User, seen: int | None = None, reason: str = "") -> Finding:
    """Change its words. Once others read it, whoever changes it signs it; once public, says why, in public.

    Raises EditConflict when it is no more the version `seen`, DomainError when it is withdrawn.
    """
    current = lock(finding, seen=seen)
    reason = clean(reason)
    if current.is_withdrawn:
        raise DomainError(_("Ce constat est retiré : il ne se modifie plus."))
    title = _checked_title(text.title)
    values = {
        "title": title,
        "text": clean(text.text),
        "dissent": clean(text.dissent),
        "theme": text.theme.value if text.theme else "",
    }
    if all(getattr(current, name) == value for name, value in values.items()):
        return current
    if current.is_public and not reason:
        raise DomainError(_("Ce constat est public : dites pourquoi vous le changez."))
    for name, value in values.items():
        setattr(current, name, value)
    _changed(current, by=by, verb="finding.edited", reason=reason)
    if current.is_public:
        flags.raise_for_cited(current)
    return current


@transaction.atomic
def weigh(
    *,
    finding: Finding,
    stances: Mapping[int, Stance],
    quoted: Collection[int],
    by: User,
    removed: Collection[int] = (),
    seen: int | None = None,
    reason: str = "",
) -> Finding:
    """Say what each sentence says of the finding, which ones are quoted and which leave it, by keys of `Takeaway`.

    Those that are not named keep their position. Raises EditConflict and DomainError as `edit` does.
    """
    current = lock(finding, seen=seen)
    if current.is_withdrawn:
        raise DomainError(_("Ce constat est retiré : il ne se modifie plus."))
    if current.is_public and not clean(reason):
        raise DomainError(_("Ce constat est public : dites pourquoi vous le changez."))
    rows = list(Evidence.objects.filter(finding=current, takeaway__in={*stances, *quoted, *removed}))
    changed = []
    for row in rows:
        stance = stances.get(row.takeaway_id, Stance(row.stance))
        is_quoted = row.takeaway_id in quoted
        if row.takeaway_id in removed:
            row.delete()
            changed.append(row)
        elif (row.stance, row.is_quoted) != (stance, is_quoted):
            row.stance, row.is_quoted = stance, is_quoted
            row.save(update_fields=["stance", "is_quoted"])
            changed.append(row)
    if changed:
        _changed(current, by=by, verb="finding.weighed", reason=clean(reason), remontees=len(changed))
    return current


@transaction.atomic
def rest(*, finding: Finding, on: Collection[Finding], by: User, seen: int | None = None) -> Finding:
    """Say on which findings a recommendation rests. Raises DomainError for a finding, or one that rests on itself."""
    current = lock(finding, seen=seen)
    if current.kind != FindingKind.RECOMMENDATION:
        raise DomainError(
            _("Seule une recommandation s’appuie sur des constats ; un constat s’appuie sur des paroles.")
        )
    if any(one.pk == current.pk or one.is_fictional != current.is_fictional for one in on):
        raise DomainError(_("Une recommandation s’appuie sur d’autres constats, réels ou fictifs comme elle."))
    if {one.pk for one in on} != set(current.rests_on.values_list("pk", flat=True)):
        current.rests_on.set(on)
        _changed(current, by=by, verb="finding.rested", constats=sorted(one.uid for one in on))
    return current


@transaction.atomic
def sign(*, finding: Finding, by: User, seen: int | None = None) -> Finding:
    """Put one's function under a finding: others may read it. Raises DomainError when nothing founds it."""
    current = lock(finding, seen=seen)
    if current.state != FindingState.DRAFT:
        raise DomainError(_("Ce constat est déjà signé."))
    if not (current.evidence.exists() or current.rests_on.exists() or current.sources.exists()):
        raise DomainError(_("Rien ne fonde encore ce texte : citez une remontée, un constat ou une source."))
    role = by.signature()
    current.state, current.signed_at, current.signed_by, current.signed_role = (
        FindingState.SIGNED,
        timezone.now(),
        by,
        role,
    )
    current.version += 1
    current.save()
    audit.record("finding.signed", target=current, by=by, by_role=role)
    return current


@transaction.atomic
def withdraw(*, finding: Finding, reason: str, by: User) -> Finding:
    """Take back a public finding: its page stays, and says why. What rests on it is flagged."""
    current = lock(finding)
    reason = clean(reason)
    if current.state != FindingState.PUBLIC:
        raise DomainError(_("Seul un constat public se retire."))
    if not reason:
        raise DomainError(_("Dites pourquoi ce constat est retiré : c’est public."))
    current.state, current.withdrawn_reason, current.withdrawn_at = FindingState.WITHDRAWN, reason, timezone.now()
    current.version += 1
    current.save()
    role = by.signature()
    audit.record("finding.withdrawn", target=current, by=by, by_role=role, detail={"motif": reason}, public=True)
    keep_version(current, by_role=role, reason=reason)
    flags.raise_for_cited(current)
    return current


def _changed(finding: Finding, *, by: User, verb: str, reason: str = "", **detail: object) -> None:
    """Save, with the signature that the change asks for: none for what nobody else reads yet, else that of `by`."""
    role = by.signature()
    if finding.state == FindingState.SIGNED:
        finding.state, finding.signed_at, finding.signed_by, finding.signed_role = FindingState.DRAFT, None, None, ""
    elif finding.state != FindingState.DRAFT:
        finding.signed_at, finding.signed_by, finding.signed_role = timezone.now(), by, role
    finding.version += 1
    finding.save()
    audit.record(
        verb,
        target=finding,
        by=by,
        by_role=role,
        detail={"motif": reason, **detail} if reason else detail,
        public=finding.is_public,
    )
    keep_version(finding, by_role=role, reason=reason)


def _checked_title(title: str) -> str:
    title = clean(title)
    if not title:
        raise DomainError(_("Écrivez le constat en une phrase."))
    if len(title) > LONGEST_TITLE:
        raise DomainError(
            _("Une phrase de %(most)d signes au plus : le reste va dans l’explication.") % {"most": LONGEST_TITLE}
        )
    return title
