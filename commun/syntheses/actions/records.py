"""What every action on a finding shares: the lock, and the previous version kept once it is public."""

from django.utils.translation import gettext as _

from commun.core import revisions
from commun.core.errors import EditConflict
from commun.syntheses.models import Evidence, Finding
from commun.syntheses.queries.evidence import counts_of


def lock(finding: Finding, *, seen: int | None = None) -> Finding:
    """The row as it is now, held until the transaction ends. Raises EditConflict when it is not that of `seen`."""
    current = Finding.objects.select_for_update().get(pk=finding.pk)
    if seen is not None and current.version != seen:
        raise EditConflict(_("Quelqu’un a enregistré ce constat pendant que vous le modifiiez."))
    return current


def public_content(finding: Finding) -> dict[str, str]:
    """What anyone reads of it, in the order of its page: label → text."""
    cited = Evidence.objects.filter(finding=finding).order_by("position", "pk")
    rows = cited.values_list("takeaway__uid", "stance", "is_quoted")
    content = {
        _("Nature"): finding.get_kind_display(),
        _("Famille"): finding.get_category_display(),
        _("Constat"): finding.title,
        _("Explication"): finding.text,
        _("Ce qui a été dit contre"): finding.dissent,
        _("Thème"): finding.get_theme_display(),
        _("Preuves comptées"): counts_of([finding.pk])[finding.pk].sentence,
        _("Remontées citées"): "\n".join(f"{uid} ({stance})" for uid, stance, _quoted in rows),
        _("Citations choisies"): "\n".join(uid for uid, _stance, quoted in rows if quoted),
        _("S’appuie sur"): "\n".join(finding.rests_on.order_by("uid").values_list("title", flat=True)),
        _("Sources"): "\n".join(f"{one.title}, {one.said_on}" for one in finding.sources.all()),
        _("Part de la machine"): finding.machine_part,
        _("Motif du retrait"): finding.withdrawn_reason,
    }
    return {label: text for label, text in content.items() if text}


def keep_version(finding: Finding, *, by_role: str, reason: str = "") -> None:
    """Keep what the public now reads, when it is public and has changed."""
    if finding.is_public:
        revisions.take(finding, public_content(finding), by_role=by_role, reason=reason)
