"""What must be true before a version is signed, and before its files are given."""

from django.utils.translation import gettext as _

from commun.heritage.enums import PersonalData
from commun.heritage.fields import of_kind
from commun.heritage.models import HeritageVersion, StoredContent


def missing(version: HeritageVersion) -> list[str]:
    """What still prevents the territory from signing, in words. Three queries."""
    item = version.item
    found = [
        _("« %(label)s »") % {"label": one.label}
        for one in of_kind(item.kind)
        if one.is_required and not version.value(one)
    ]
    if version.number > 1 and not version.changes:
        found.append(_("ce qui change dans cette version"))
    if not (item.custodian and item.contact and item.kept_why):
        found.append(_("qui le conserve, pourquoi, et le service à contacter"))
    contents = [file.content for file in version.files.select_related("content")]
    if not contents:
        found.append(_("au moins un fichier"))
    if version.deposits.filter(finished_at=None).exists():
        found.append(_("la fin d’un dépôt en cours, ou son abandon"))
    if any(not one.sha256 and not one.fault for one in contents):
        found.append(_("la relecture des fichiers reçus : quelques minutes, le temps de vérifier leur empreinte"))
    if any(one.fault for one in contents):
        found.append(_("un fichier abîmé à déposer de nouveau"))
    if version.personal_data == PersonalData.PRESENT:
        found.append(_("des fichiers sans données personnelles : ce qui en contient reste dans votre espace"))
    return found


def why_not_given(version: HeritageVersion, content: StoredContent) -> str:
    """Why a file of a public version is not given to everyone; empty when it is."""
    if not version.has_open_licence:
        return _("Ce fichier n’est pas public : sa licence ne permet pas à tout le monde de s’en servir.")
    if content.fault:
        return _("Ce fichier est abîmé : il ne se télécharge plus tant qu’il n’est pas rétabli.")
    return ""
