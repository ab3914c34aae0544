"""What council decisions prove of the library (`commun.deliberations.proofs`): the public sheets that cite them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commun.deliberations.proofs import Proven, register_proofs
from commun.library.models import SheetDecision
from commun.library.presenters.stages import knot_state
from commun.ui.components.chain import Knot
from commun.ui.components.dates import written


class SheetProofs:
    def citing(self) -> QuerySet[Any, Any]:
        return _public().order_by().values("deliberation")

    def proven(self, keys: Collection[int]) -> Mapping[int, tuple[Proven, ...]]:
        """One query."""
        found: defaultdict[int, tuple[Proven, ...]] = defaultdict(tuple)
        rows = _public().filter(deliberation__in=keys).select_related("deployment__public", "deliberation")
        for one in rows.defer("deployment__public__values", "deployment__public__network_values"):
            sheet = one.deployment.public
            found[one.deliberation_id] += (
                Proven(
                    kind=_("Usage de l’IA"),
                    title=sheet.title,
                    url=f"{sheet.get_absolute_url()}#preuves",
                    place=sheet.territory_name,
                    words=one.note or str(sheet.get_stage_display()),
                    knots=_thread(one),
                ),
            )
        return found


def _public() -> QuerySet[SheetDecision]:
    return SheetDecision.objects.filter(is_public=True, deployment__public__isnull=False)


def _thread(one: SheetDecision) -> tuple[Knot, ...]:
    """The end of the chain alone: the decision, then the use that it is about."""
    sheet = one.deployment.public
    detail = _("délibération du %(day)s") % {"day": written(one.deliberation.decided_on)}
    stage = str(sheet.get_stage_display()).lower()
    return (
        Knot(pgettext("maillon de la chaîne", "Preuve"), "done", detail, current=True),
        Knot(pgettext("maillon de la chaîne", "Usage"), knot_state(sheet.stage), stage, sheet.get_absolute_url()),
    )


_proofs = SheetProofs()


def register() -> None:
    """Called once, when the app is ready."""
    register_proofs(_proofs)
