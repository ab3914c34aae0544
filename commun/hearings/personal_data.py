"""What this app holds of a person: their place on the council, and the opinions that they wrote."""

from typing import Any

from commun.accounts.models import User
from commun.accounts.personal_data import declare, on_erase
from commun.core import audit
from commun.hearings.models import CouncilMember


def _seat(user: User) -> list[dict[str, Any]]:
    return [
        {
            "nom": one.name,
            "domaine": one.discipline,
            "organisation": one.organisation,
            "accord donné le": one.consented_on,
        }
        for one in CouncilMember.objects.filter(user=user)
    ]


def _opinions(user: User) -> list[dict[str, Any]]:
    return [
        {"avis": one.text, "lien d’intérêt": one.interest, "signé": one.signed_as, "publié le": one.published_at}
        for one in user.council_opinions.order_by("pk")
    ]


@on_erase
def _unsign(user: User) -> None:
    """Who erases their account leaves their opinions, unnamed; what nobody read goes."""
    user.council_opinions.filter(published_at=None).delete()
    user.council_opinions.update(is_named=False, signed_as="")
    for member in CouncilMember.objects.filter(user=user):
        # By nobody: files and archives that bear the name are made again.
        audit.record("council_member.forgotten", target=member, by=None, public=True)
        member.delete()


declare("hearings.CouncilMember.user", "votre place au conseil scientifique", _seat)
declare("hearings.CouncilOpinion.by", "avis scientifiques que vous avez écrits", _opinions)
